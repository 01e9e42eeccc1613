from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from aws_session.storage import tsv

texts = st.text(st.characters() | st.sampled_from("\\tn\t\n\r\x0b\u2028\ud800"), max_size=8)
tables = st.lists(st.lists(texts, min_size=1, max_size=4).map(tuple), max_size=5)


@given(tables)
def test_what_is_written_is_read_again(rows: list[tuple[str, ...]]) -> None:
    assert tsv.read("k 1", tsv.written("k 1", rows)) == [list(row) for row in rows]


@given(tables)
def test_a_text_that_was_cut_short_is_damaged(rows: list[tuple[str, ...]]) -> None:
    text = tsv.written("k 1", rows)

    # An empty table stays an empty table.
    assert all(tsv.read("k 1", text[:end]) is None for end in range(len(text)))


def test_one_changed_letter_is_damage() -> None:
    text = tsv.written("k 1", [("111122223333", "prod")])

    assert tsv.read("k 1", text.replace("prod", "prob")) is None


def test_another_kind_or_version_is_not_read() -> None:
    text = tsv.written("k 1", [("a",)])

    assert tsv.read("k 2", text) is None
    assert tsv.read("k 1", "") is None
    assert tsv.read("k 1", "\x00\n\n") is None


def test_ten_thousand_rows_are_read_at_once() -> None:
    text = tsv.written("k 1", [(f"{n:012}", f"R&D\t{n}", "a@b", "ACTIVE") for n in range(10_000)])
    begun = time.process_time()
    rows = tsv.read("k 1", text)

    assert rows is not None
    assert len(rows) == 10_000
    assert time.process_time() - begun < 2, "quadratic"


def test_what_the_previous_version_wrote_is_still_read() -> None:
    text = "last-devices 1 8d617a23\nAKIAFAKERR2S2V7JQPNQ\tarn:aws:iam::111122223333:mfa/alice\n"

    assert tsv.read("last-devices 1", text) == [
        ["AKIAFAKERR2S2V7JQPNQ", "arn:aws:iam::111122223333:mfa/alice"]
    ]
    assert tsv.read("last-devices 1", text.replace("alice", "alicf")) is None

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_session import environment as state_module
from aws_session.commands.end import End
from aws_session.commands.mfa import Mfa
from aws_session.environment import SavedVariable, StackEntry, State, pack, stack, state_format
from aws_session.environment.state_format import DamagedStateError, read_snapshot
from aws_session.model import identifiers
from aws_session.model.credentials import Credentials
from walk import Walk

texts = st.text(max_size=8) | st.binary(max_size=6).map(
    lambda octets: octets.decode("utf-8", "surrogateescape")
)
some_texts = texts | st.none()
pairs = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
moments = st.integers(0, 2**33)


@st.composite
def levels(draw: st.DrawFn) -> StackEntry:
    key_id, expires = draw(texts), draw(moments)
    held = draw(
        st.none() | st.builds(Credentials, st.just(key_id), texts, some_texts, st.just(expires))
    )
    return StackEntry(
        kind=draw(texts),
        key_id=key_id,
        issued=draw(moments),
        expires=expires,
        account=draw(some_texts),
        principal=draw(some_texts),
        region=draw(some_texts),
        origin=draw(texts),
        device=draw(some_texts),
        request_params=draw(pairs),
        credentials=held,
    )


states = st.builds(
    State,
    levels=st.lists(levels(), max_size=3).map(tuple),
    kept=st.lists(st.builds(SavedVariable, texts, some_texts, some_texts), max_size=3).map(tuple),
    spent_code=some_texts,
    spent_at=moments,
    provenance=pairs,
)
A_STATE = State(
    (StackEntry("mfa", "ASIA", 1, 2, "111122223333", None, None, "environment"),),
    (SavedVariable("AWS_PROFILE", None, "work"),),
)


@settings(deadline=None, max_examples=80)
@given(states)
def test_a_state_is_remembered_exactly_in_harmless_characters(kept: State) -> None:
    text = stack.encode(kept)

    assert state_format.decode(text) == kept
    assert re.fullmatch(r"[A-Za-z0-9_/+=:.,@%-]+", text)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10_000), st.characters(min_codepoint=33, max_codepoint=126))
def test_one_changed_character_is_damage(place: int, character: str) -> None:
    text = stack.encode(A_STATE)
    at = place % len(text)
    changed = text[:at] + character + text[at + 1 :]
    if changed == text:
        return

    with pytest.raises(DamagedStateError):
        state_format.decode(changed)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000))
def test_a_state_that_was_cut_is_damage(length: int) -> None:
    text = stack.encode(A_STATE)

    with pytest.raises(DamagedStateError):
        state_format.decode(text[: length % len(text)])


def test_the_state_of_another_version_is_not_guessed_at() -> None:
    with pytest.raises(DamagedStateError, match="version '9'") as caught:
        state_format.decode("9" + stack.encode(A_STATE)[1:])

    assert "the version of aws-session that started it" in str(caught.value.hint)


@settings(deadline=None, max_examples=60)
@given(st.recursive(st.text(max_size=3) | st.none(), lambda inner: st.lists(inner, max_size=5)))
def test_a_valid_text_of_another_structure_is_damage(node: state_module.Node) -> None:
    body = pack(node)
    head = stack.encode(State()).partition(",")[0]

    with pytest.raises(DamagedStateError):
        state_format.decode(f"{head},{state_module.digest(body)},{body}")


def test_a_state_prints_no_secret() -> None:
    held = Credentials("ASIA", "hunter2", "hunter2")
    level = A_STATE.levels[0].replace(credentials=held)

    assert "hunter2" not in repr(
        A_STATE.replace(levels=(level,), kept=(SavedVariable("a", None, "hunter2"),))
    )


@pytest.mark.parametrize(
    ("environ", "fits"),
    [({"AWS_ACCESS_KEY_ID": "ASIA"}, True), ({"AWS_ACCESS_KEY_ID": "AKIA"}, False), ({}, False)],
)
def test_a_state_fits_the_key_of_its_top(environ: dict[str, str], fits: bool) -> None:
    assert A_STATE.fits(environ) is fits


@pytest.mark.parametrize("environ", [{}, {"AWS_ACCESS_KEY_ID": "AKIA"}])
def test_no_state_fits_every_environment(environ: dict[str, str]) -> None:
    assert State().fits(environ)


def test_a_digest_is_the_crc_of_a_value() -> None:
    assert state_module.digest("123456789") == "cbf43926"
    assert state_module.is_digest("cbf43926", "123456789")
    assert not state_module.is_digest("cbf43926", "12345678")
    assert re.fullmatch("[0-9a-f]{8}", state_module.digest("\udcff"))


def test_a_state_of_version_1_is_read_with_its_own_digests() -> None:
    text = (
        "1,00000000,:,:,=,:,:,.AWS_REGION,.bd57a511,-,=,:,.AWS_PROFILE,-,.work,=,=,:,-,.0,=,:,=,=,"
    )
    body = text.split(",", 2)[2]
    found = state_format.read(f"1,{identifiers.checksum_of_version_1(body)},{body}")
    region, unset = found.kept

    assert region.digest is not None
    assert state_module.is_digest(region.digest, "eu-west-1")
    assert not state_module.is_digest(region.digest, "eu-west-2")
    assert unset == SavedVariable("AWS_PROFILE", None, "work")
    assert state_format.read(stack.encode(found)) == found
    assert stack.encode(found).startswith("2,")
    with pytest.raises(DamagedStateError):
        state_format.read(text)


def test_a_version_is_not_read_with_the_checksum_of_another() -> None:
    body = stack.encode(A_STATE).split(",", 2)[2]

    for text in (
        f"1,{identifiers.checksum(body)},{body}",
        f"2,{identifiers.checksum_of_version_1(body)},{body}",
    ):
        with pytest.raises(DamagedStateError):
            state_format.decode(text)


@pytest.mark.parametrize(
    "name", ["my\N{NO-BREAK SPACE}work", "👩\N{ZERO WIDTH JOINER}💻", "new\u0378"]
)
def test_a_session_of_any_profiles_name_can_be_read_and_ended(name: str) -> None:
    key = "aws_access_key_id = AKIAWORK\naws_secret_access_key = s\n"
    walk = Walk({"AWS_PROFILE": name}, f"[profile {name}]\n{key}")
    walk.go(Mfa(), "111111")
    read = read_snapshot(walk.environ, int(walk.time))
    walk.go(End())

    assert read.damage is None
    assert [level.origin for level in read.state.levels] == [f"profile:{name}"]
    assert walk.environ == {"PATH": "/bin", "AWS_PROFILE": name}

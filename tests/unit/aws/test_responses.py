from __future__ import annotations

import pytest

from aws_session.aws import responses
from aws_session.errors import SessionError


def test_two_thousand_pages_are_enough() -> None:
    asked = []

    def page(token: str | None) -> dict[str, object]:
        asked.append(token)
        return {"NextToken": f"t{len(asked)}"}

    with pytest.raises(SessionError) as caught:
        list(responses.pages("iam:ListRoles", page, "NextToken"))

    assert caught.value.message == (
        "AWS's response is not valid: the list does not end after 2,000 pages (iam:ListRoles)"
    )
    assert len(asked) == 2_000


def test_a_page_that_says_it_is_the_last_is_the_last() -> None:
    told = [
        {"IsTruncated": True, "Marker": "a"},
        {"IsTruncated": False, "Marker": "a"},
        {"IsTruncated": True, "Marker": "b"},
    ]
    asked: list[str | None] = []

    def page(token: str | None) -> dict[str, object]:
        asked.append(token)
        return told[len(asked) - 1]

    assert list(responses.pages("x", page, "Marker", "IsTruncated")) == told[:2]
    assert asked == [None, "a"]


@pytest.mark.parametrize("answer", [None, [], "text", 7, {}, {"Account": {"a": "b"}}])
def test_what_is_not_a_structure_is_refused(answer: object) -> None:
    with pytest.raises(SessionError, match="AWS's response is not valid: "):
        responses.caller(answer)

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aws_session.terminal import numbered_list
from unit.terminal.test_picker import Person

DUMB = {"TERM": "dumb"}
ASKS = "account: number, or letters to search; Enter alone leaves:"
Sit = Callable[..., Person]


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Sit]:
    people = []

    def sit_down(code: str, environ: dict[str, str] = DUMB) -> Person:
        told = f"(os.environ.update({environ}), {code})[1]"
        people.append(Person(tmp_path, told, size=(50, 100)))
        return people[-1]

    yield sit_down
    for person in people:
        person.process.close(force=True)


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({"TERM": "dumb"}, True),
        ({"TERM": "unknown"}, True),
        ({"TERM": ""}, True),
        ({}, True),
        ({"TERM": "xterm"}, False),
        ({"TERM": "xterm", "ACCESSIBLE": "1"}, True),
        ({"TERM": "xterm", "ACCESSIBLE": "true"}, True),
        ({"TERM": "xterm", "ACCESSIBLE": ""}, False),
        ({"TERM": "xterm", "ACCESSIBLE": "0"}, False),
        ({"TERM": "xterm", "ACCESSIBLE": "False"}, False),
        ({"TERM": "dumb", "ACCESSIBLE": "0"}, True),
    ],
)
def test_when_lists_are_numbered(environ: dict[str, str], wanted: bool) -> None:
    assert numbered_list.is_wanted(environ) is wanted


def test_a_number_chooses_and_nothing_moves_the_cursor(sit: Sit) -> None:
    person = sit("pick_account([PROD, STAGING], current=STAGING.id).name")
    person.sees(ASKS)
    listed = person.screen.split("\n")[:4]
    person.types("2\n")

    assert person.picked == "'staging'"
    assert [" ".join(line.split()) for line in listed] == [
        "1. prod 111122223333 prod@example.com",
        "2. staging 222233334444 current staging@example.com",
        "2 of 2",
        ASKS,
    ]
    assert "\x1b" not in person.seen
    assert person.read("before") == person.read("after")


def test_a_screen_reader_gets_the_same_on_any_terminal(sit: Sit) -> None:
    person = sit("pick_account([PROD, STAGING]).name", {"ACCESSIBLE": "1"})
    person.sees(ASKS)
    person.types("1\n")

    assert person.picked == "'prod'"
    assert "\x1b" not in person.seen


def test_letters_make_the_list_shorter_and_its_numbers_new(sit: Sit) -> None:
    person = sit("pick_account([*page(0, 20), PROD, STAGING]).name")
    person.sees(ASKS)
    person.types("stag\n")
    person.sees("1 of 22")
    person.types("1\n")

    assert person.picked == "'staging'"


def test_a_whole_name_or_id_needs_no_number(sit: Sit) -> None:
    person = sit("[pick_account([PROD, STAGING]).name for _ in 'xxx']")
    for typed in ("staging", "111122223333", "2222-3333-4444"):
        person.sees(ASKS)
        person.types(f"{typed}\n")

    assert person.picked == "['staging', 'prod', 'staging']"


def test_an_id_in_no_list_is_offered_as_typed(sit: Sit) -> None:
    person = sit("pick_account([PROD]).id")
    person.sees(ASKS)
    person.types("999988887777\n")

    assert person.picked == "'999988887777'"


def test_what_is_not_a_number_of_the_list_is_asked_again(sit: Sit) -> None:
    person = sit("pick_account([PROD, STAGING]).name")
    person.sees(ASKS)
    person.types("3\n")
    person.sees("3 is not a number of this list")
    person.types("0\n")
    person.sees("0 is not a number of this list")
    person.types("zzz\n")
    person.sees("no match: 0 of 2")
    person.types("2\n")

    assert person.picked == "'staging'"


def test_a_long_list_comes_in_parts_with_consecutive_numbers(sit: Sit) -> None:
    person = sit("pick_account(page(0, 70)).name")
    person.sees("70 of 70  + shows 40 more")
    person.types("+\n")
    person.sees("70 of 70  + shows 10 more")
    person.types("+\n")
    person.sees("70. account-00069")
    person.types("44\n")

    assert person.picked == "'account-00043'"


def test_the_numbers_wait_for_the_last_page(sit: Sit) -> None:
    person = sit("pick_account([PROD], (wait_for('go') or [STAGING] for _ in 'x')).name")
    person.sees("listing …")
    assert ASKS not in person.screen
    (person.folder / "go").touch()
    person.sees(ASKS)
    assert "2. staging" in person.screen
    person.types("2\n")

    assert person.picked == "'staging'"


def test_an_interrupted_listing_is_reported_below_the_known_accounts(sit: Sit) -> None:
    pages = "(exec('raise SessionError(\"no answer\")') for _ in 'x')"
    person = sit(f"pick_account([PROD], {pages}).name")
    person.sees("1 of 1  the list is not complete: no answer")
    person.types("1\n")

    assert person.picked == "'prod'"


@pytest.mark.parametrize("keys", ["\n", " \n", "\x03", "\x04"])
def test_an_empty_line_and_the_keys_that_end_leave(sit: Sit, keys: str) -> None:
    person = sit("pick_account([PROD])")
    person.sees(ASKS)
    person.types(keys)

    assert person.ends() == 130
    assert person.read("before") == person.read("after")


def test_waiting_for_a_listing_can_be_left(sit: Sit) -> None:
    person = sit("pick_account([PROD], (wait_for('never') or [] for _ in 'x'))")
    person.sees("listing …")
    person.types("\x03")

    assert person.ends() == 130


def test_roles_are_chosen_in_the_same_way_and_any_other_is_offered_as_typed(sit: Sit) -> None:
    person = sit("[pick_role(PROD, 'Admin', ['ReadOnly']) for _ in 'xxx']")
    asks = "role in prod: number, or letters to search; Enter alone goes back:"
    person.sees(asks)
    assert [" ".join(line.split()) for line in person.screen.split("\n")[:3]] == [
        "1. Admin default",
        "2. ReadOnly",
        "choose one, or type a role's name",
    ]
    person.types("2\n")
    person.sees(f"{asks} 2")
    person.types("Adm\n")
    person.sees("2. Adm")
    person.types("2\n")
    person.types("Admin\n")

    assert person.picked == "['ReadOnly', 'Adm', 'Admin']"


def test_an_empty_line_at_the_roles_goes_back(sit: Sit) -> None:
    person = sit("pick_role(PROD, 'Admin')")
    person.sees("Enter alone goes back")
    person.types("\n")

    assert person.ends() == 130

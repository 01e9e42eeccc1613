import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

PRELUDE = """
import os, signal, sys, time
from aws_session.model.account import Account, ListingUnavailable
from aws_session.model.shortcut import Shortcut
from aws_session.terminal import account_list as picker
from aws_session.terminal.account_list import pick_role
from aws_session.errors import SessionError

class Stop(BaseException): pass
def stop(number, _): raise Stop(number)
for name in ("TERM", "HUP", "QUIT", "USR1", "ALRM", "RTMAX"):
    signal.signal(getattr(signal, f"SIG{name}"), stop)

def pick_account(*known, **more): return picker.pick_target(*known, **more).choice
def shortcut(name, account=210987654321, role="Admin", **more):
    return Shortcut(name, f"{account:012}" if account else "", role, **more)
def account(number, name, **more):
    return Account(f"{number:012}", name, f"{name}@example.com", **more)
def page(start, end):
    return [account(n, f"account-{n:05}") for n in range(start, end)]
def wait_for(name):
    while not os.path.exists(name): time.sleep(0.01)

PROD, STAGING = account(111122223333, "prod"), account(222233334444, "staging")
OLD = account(333344445555, "old", state="CLOSED")
try:
    print("picked", ascii(
"""
EPILOGUE = """
    ))
except KeyboardInterrupt:
    sys.exit(130)
except Stop as stop:
    sys.exit(128 + stop.args[0])
except Exception as error:
    print("error", type(error).__name__, error)
    sys.exit(1)
"""
_SCRIPT = """
trap : INT
stty -g >before
{python} program.py >out 2>err </dev/null
echo $? >status
stty -g >after
"""
_PATIENCE = 30


class Person:
    """A person at a terminal, in front of a program whose streams are all elsewhere."""

    def __init__(self, folder: Path, code: str, *, size: tuple[int, int] = (24, 100)) -> None:
        self.folder = folder
        self.seen = ""
        self._screen = pyte.Screen(size[1], size[0])
        self._stream = pyte.Stream(self._screen)
        (folder / "program.py").write_text(f"{PRELUDE}    {code}{EPILOGUE}")
        self.process = pexpect.spawn(
            "sh", ["-c", _SCRIPT.format(python=sys.executable)],
            cwd=str(folder), encoding="utf-8", dimensions=size, timeout=_PATIENCE,
            env={"PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        self.process.delaybeforesend = None

    def sees(self, text: str) -> None:
        """Wait until a text is on the screen."""
        deadline = time.monotonic() + _PATIENCE
        while text not in self.screen:
            assert time.monotonic() < deadline, f"{text!r} is not on the screen:\n{self.screen}"
            assert self.reads(), f"it ended without {text!r}: {self.read('err')}"

    @property
    def screen(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    def types(self, keys: str) -> None:
        self.process.send(keys)

    def resizes(self, rows: int, columns: int) -> None:
        self._screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def ends(self) -> int:
        """Wait for the program's end; return its status."""
        while self.reads():
            pass
        return int(self.read("status"))

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()

    @property
    def picked(self) -> str:
        assert self.ends() == 0, self.read("err") + self.read("out")
        return self.read("out").removeprefix("picked ").strip()

    @property
    def terminal_is_restored(self) -> bool:
        left = self.seen.rindex("\x1b[?1049l") > self.seen.rindex("\x1b[?1049h")
        shown = self.seen.rindex("\x1b[?25h") >= self.seen.rfind("\x1b[?25l")
        return left and shown and self.read("before") == self.read("after")

    def reads(self) -> bool:
        try:
            text = self.process.read_nonblocking(4096, timeout=_PATIENCE)
        except pexpect.EOF:
            return False
        self.seen += text
        self._stream.feed(text)
        return True


Sit = Callable[..., Person]

UP, DOWN, END, ESCAPE, ENTER = "\x1b[A", "\x1b[B", "\x1b[F", "\x1b", "\r"


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Sit]:
    sitting: list[Person] = []

    def begin(code: str, **options: tuple[int, int]) -> Person:
        sitting.append(Person(tmp_path, code, **options))
        return sitting[-1]

    yield begin
    for person in sitting:
        person.process.close(force=True)


def test_part_of_a_name_and_enter_pick_an_account(sit: Sit) -> None:
    person = sit("pick_account([PROD, STAGING]).id")
    person.sees("2 of 2")
    person.types("tag")
    person.sees("1 of 2")
    person.types(ENTER)

    assert person.picked == "'222233334444'"
    assert person.terminal_is_restored


def test_nothing_is_drawn_on_stdout_or_stderr(sit: Sit) -> None:
    person = sit("pick_account([PROD]).name")
    person.sees("1 of 1")
    person.types(ENTER)

    assert person.picked == "'prod'"
    assert person.read("out") == "picked 'prod'\n"
    assert person.read("err") == ""


@pytest.mark.parametrize("keys", ["333344445555", "example.com prod", "1111"])
def test_ids_and_emails_are_searched_too(sit: Sit, keys: str) -> None:
    person = sit("pick_account([account(333344445555, 'x'), PROD]).id")
    person.sees("2 of 2")
    person.types(f"{keys}{ENTER}")

    assert person.picked in {"'333344445555'", "'111122223333'"}


def test_the_arrows_move_and_stop_at_the_ends(sit: Sit) -> None:
    person = sit("pick_account(page(0, 60)).name")
    person.sees("60 of 60")
    person.types(f"{UP}{DOWN}{DOWN}{UP}{END}{DOWN}{UP}{ENTER}")

    assert person.picked == "'account-00058'"


def test_the_selected_row_stays_visible_on_a_small_screen(sit: Sit) -> None:
    person = sit("pick_account(page(0, 60)).name", size=(5, 40))
    person.sees("60 of 60")
    person.types(DOWN * 7)
    person.sees("> account-00007")
    person.resizes(12, 60)
    person.types(f"{DOWN}")
    person.sees("> account-00008")
    person.types(ENTER)

    assert person.picked == "'account-00008'"


@pytest.mark.parametrize("lines", [2, 3, 4])
def test_the_row_that_enter_chooses_is_on_the_smallest_screen(sit: Sit, lines: int) -> None:
    person = sit("pick_account(page(0, 60)).name", size=(lines, 40))
    person.sees("> account-00000")
    person.types(f"{DOWN}{DOWN}")
    person.sees("> account-00002")
    person.sees("account:")
    if lines > 2:
        person.sees("60 of 60")
    person.types(ENTER)

    assert person.picked == "'account-00002'"


def test_the_question_is_whole_again_on_a_wider_screen(sit: Sit) -> None:
    person = sit("pick_account(page(0, 60)).name", size=(8, 8))
    person.sees("accoun")
    person.types("00")
    person.sees("nt: 00")
    person.resizes(12, 60)
    person.sees("account: 00")
    person.types(ENTER)

    assert person.picked == "'account-00000'"


def test_the_current_account_is_marked(sit: Sit) -> None:
    person = sit("pick_account([PROD, STAGING], current=STAGING.id).name")
    person.sees("staging       222233334444  current  staging@example.com")
    person.types(ENTER)

    assert person.picked == "'prod'"


def test_closed_accounts_are_left_out(sit: Sit) -> None:
    person = sit("pick_account([OLD, PROD]).name")
    person.sees("1 of 1")
    person.types(ENTER)

    assert person.picked == "'prod'"
    assert "old" not in person.seen


def test_an_id_that_is_in_no_list_can_be_typed(sit: Sit) -> None:
    person = sit("pick_account([]).id")
    person.sees("no accounts known")
    person.types("444455556666")
    person.sees("as typed")
    person.types(ENTER)

    assert person.picked == "'444455556666'"


def test_where_nothing_fits_enter_does_nothing(sit: Sit) -> None:
    person = sit("pick_account([PROD]).name")
    person.sees("1 of 1")
    person.types(f"zzz{ENTER}")
    person.sees("0 of 1")
    person.types(f"\x15{ENTER}")

    assert person.picked == "'prod'"


def test_an_account_can_be_picked_while_pages_arrive(sit: Sit) -> None:
    lazily = "(p() for p in (lambda: page(0, 20), lambda: [], lambda: (wait_for('never'), [])[1]))"
    person = sit(f"pick_account([PROD], {lazily}).name")
    person.sees("listing the organization: 20")
    person.types(f"00013{ENTER}")

    assert person.picked == "'account-00013'"


def test_pages_go_on_after_the_choice(sit: Sit) -> None:
    code = """(lambda pages: (pick_account([PROD], pages()).name, wait_for('all')))(
        lambda: (yield from (p() for p in (
            lambda: page(0, 20), lambda: (wait_for('picked'), page(20, 40))[1],
            lambda: (open('all', 'w'), [])[1]))))"""
    person = sit(code)
    person.sees("listing the organization: 20")
    person.types(ENTER)
    (person.folder / "picked").touch()

    assert person.picked == "('prod', None)"


def test_the_cursor_stays_on_its_account_when_others_arrive(sit: Sit) -> None:
    pages = "(p() for p in (lambda: (wait_for('go'), [STAGING, *page(0, 20)])[1],))"
    person = sit(f"pick_account([PROD, account(55, 'five')], {pages}).name")
    person.sees("2 of 2")
    person.types(DOWN)
    person.sees("> five")
    (person.folder / "go").touch()
    person.sees("23 of 23")
    person.types(ENTER)

    assert person.picked == "'five'"


def test_an_account_that_turns_out_to_be_closed_disappears(sit: Sit) -> None:
    closed = "account(111122223333, 'prod', state='SUSPENDED', sources=('organization',))"
    person = sit(f"pick_account([PROD, STAGING], [[{closed}]]).name")
    person.sees("1 of 1")
    person.types(f"{ENTER}{DOWN}{ENTER}")

    assert person.picked == "'staging'"


def test_a_better_row_that_arrives_is_not_under_the_cursor(sit: Sit) -> None:
    pages = "(p() for p in (lambda: (wait_for('go'), [PROD])[1],))"
    person = sit(f"pick_account([account(55, 'prod-eu')], {pages}).name")
    person.types("prod")
    person.sees("> prod-eu")
    (person.folder / "go").touch()
    person.sees("2 of 2")
    person.sees("  prod ")
    person.types(ENTER)

    assert person.picked == "'prod-eu'"


@pytest.mark.parametrize(("moves", "left"), [("", "bb"), (DOWN, "aa"), (DOWN * 2, "aa")])
def test_enter_takes_nothing_where_the_row_under_the_cursor_is_gone(
    sit: Sit, moves: str, left: str
) -> None:
    rows = "[account(n, name * 2) for n, name in enumerate('abc')]"
    at = moves.count(DOWN)
    rest = f"[one for at, one in enumerate({rows}) if at != {at}]"
    pages = f"(p() for p in (lambda: (wait_for('go'), {rest})[1],))"
    person = sit(f"pick_account([], {pages}, stale={rows}).name")
    person.sees("3 of 3")
    person.types(moves)
    person.sees(f"> {'abc'[at] * 2}")
    (person.folder / "go").touch()
    person.sees("2 of 2")
    assert "> " not in person.screen
    person.types(f"{ENTER}{DOWN}{ENTER}")

    assert person.picked == f"'{left}'"


def test_the_first_row_that_arrives_in_an_empty_list_is_chosen(sit: Sit) -> None:
    pages = "(p() for p in (lambda: (wait_for('go'), [PROD, STAGING])[1],))"
    person = sit(f"pick_account([], {pages}).name")
    person.sees("listing the organization: 0")
    (person.folder / "go").touch()
    person.sees("> prod")
    person.types(ENTER)

    assert person.picked == "'prod'"


def test_denied_listing_of_the_organization_is_reported_and_the_rest_offered(sit: Sit) -> None:
    person = sit("pick_account([PROD], [ListingUnavailable('alice may not list')]).name")
    person.sees("alice may not list")
    person.types(ENTER)

    assert person.picked == "'prod'"


def test_an_interrupted_list_is_reported_as_incomplete(sit: Sit) -> None:
    broken = "(p() for p in (lambda: page(0, 3), lambda: exec('raise SessionError(\"gone\")')))"
    person = sit(f"pick_account([PROD], {broken}).name")
    person.sees("the list is not complete: gone")
    person.types(ENTER)

    assert person.picked == "'prod'"


def test_a_bug_in_the_background_ends_the_list_and_restores_the_terminal(sit: Sit) -> None:
    person = sit("pick_account([PROD], (1 // 0 for _ in 'x')).name")

    assert person.ends() == 1
    assert "error ZeroDivisionError" in person.read("out")
    assert person.terminal_is_restored


@pytest.mark.parametrize("key", [ESCAPE, "\x03", "\x07", "\x04"], ids=["escape", "c", "g", "d"])
@pytest.mark.parametrize("step", ["pick_account([PROD])", "pick_role(PROD, 'Admin')"])
def test_leaving_is_an_interruption_that_restores_the_terminal(
    sit: Sit, key: str, step: str
) -> None:
    person = sit(step)
    person.sees("> ")
    person.types(key)

    assert person.ends() == 130
    assert person.read("out") == person.read("err") == ""
    assert person.terminal_is_restored


def test_ctrl_backslash_ends_it_as_its_signal_would(sit: Sit) -> None:
    person = sit("pick_account([PROD]).name")
    person.sees("> ")
    person.types("\x1c")

    assert person.ends() == 131
    assert person.read("out") == person.read("err") == ""
    assert person.terminal_is_restored


def test_ctrl_z_is_not_a_letter_to_look_for(sit: Sit) -> None:
    person = sit("pick_account([PROD]).name")
    person.sees("> ")
    person.types(f"\x1a{ENTER}")

    assert person.ends() == 0
    assert person.read("out").strip() == "picked 'prod'"


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (signal.SIGTERM, 143),
        (signal.SIGHUP, 129),
        (signal.SIGINT, 130),
        (signal.SIGQUIT, 131),
        (signal.SIGUSR1, 138),
        (signal.SIGALRM, 142),
        (signal.SIGRTMAX, 192),
    ],
)
def test_a_signal_restores_the_terminal_and_does_what_it_would_have_done(
    sit: Sit, number: signal.Signals, status: int
) -> None:
    slowly = "(time.sleep(0.02) or page(n, n + 1) for n in range(10_000))"
    person = sit(f"(print(os.getpid(), flush=True), pick_account([PROD], {slowly}))[1]")
    person.sees("listing the organization: ")
    os.kill(int(person.read("out")), number)

    assert person.ends() == status
    assert person.terminal_is_restored


@pytest.mark.parametrize("handler", ["stop", "signal.SIG_IGN"])
def test_a_terminal_that_goes_away_ends_it(sit: Sit, handler: str) -> None:
    before = f"signal.signal(signal.SIGHUP, {handler}), print(os.getpid(), flush=True)"
    person = sit(f"({before}, pick_account([PROD]))[2]")
    person.sees("1 of 1")
    number = int(person.read("out"))
    person.process.ptyproc.fileobj.close()
    deadline = time.monotonic() + _PATIENCE
    while is_running(number) and time.monotonic() < deadline:
        time.sleep(0.02)

    assert not is_running(number)
    assert "error" not in person.read("out")


def is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


HOSTILE = (
    "x; touch PWNED; $(touch PWNED) `touch PWNED` &",
    "\x1b[31mred\x1b]0;title\x07",
    "\x9b31m\x90q",
    "gnp.\u202eexe",
    "two\nlines\tand\rmore",
    "<ansired>markup</ansired> {x} %s",
)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_names_cannot_control_the_terminal(sit: Sit, name: str) -> None:
    hostile = f"account(333344445555, {name!r}, aliases=({name!r},))"
    person = sit(f"(lambda one: pick_role(pick_account([one]), 'Admin', [{name!r}]))({hostile})")
    person.sees("1 of 1")
    person.types(ENTER)
    person.sees("role in")
    person.types(ENTER)

    assert person.picked == "'Admin'"
    steering = re.findall(r"\x1b\][^\x07]*|\x07|\x9b|\x90|\u202e|\x1b\[31m", person.seen)
    assert not steering


def test_a_name_of_any_length_stays_in_its_column(sit: Sit) -> None:
    person = sit("pick_account([account(333344445555, 'long' * 9999), PROD]).name")
    person.sees("…")
    person.sees("333344445555")
    person.sees("111122223333")
    person.types(DOWN + ENTER)

    assert person.picked == "'prod'"
    assert len(person.seen) < 20_000


def test_the_default_role_comes_first(sit: Sit) -> None:
    person = sit("pick_role(PROD, 'Admin', ['Reader', 'Admin'])")
    person.sees("role in prod")
    person.sees("default")
    person.types(ENTER)

    assert person.picked == "'Admin'"


def test_without_a_default_nothing_is_selected_at_first(sit: Sit) -> None:
    person = sit("pick_role(PROD, None, ['Reader', 'Admin'])")
    person.sees("choose one")

    assert "> " not in person.screen
    assert "default" not in person.screen
    # Typing and deleting does not choose anything either.
    person.types(f"{ENTER}R\x7f{ENTER}")
    person.types("X")
    person.sees("as typed")
    person.types(f"\x7f{ENTER}{DOWN}{DOWN}")
    person.sees("> Admin")
    person.types(ENTER)

    assert person.picked == "'Admin'"


@pytest.mark.parametrize("key", [UP, DOWN, "\x1b[H", "\x1b[5~"], ids=["up", "down", "home", "page"])
def test_the_first_key_goes_to_the_first_row(sit: Sit, key: str) -> None:
    person = sit("pick_role(PROD, None, ['Reader', 'Admin'])")
    person.sees("choose one")
    person.types(key)
    person.sees("> Reader")
    person.types(ENTER)

    assert person.picked == "'Reader'"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("prod", "role in prod: "),
        ("", "role in 111122223333: "),
        ("p" * 41, "role in 111122223333: "),
        ("pr\u202eod", "role in 111122223333: "),
    ],
    ids=ascii,
)
def test_the_list_of_roles_names_their_account_unambiguously(
    sit: Sit, name: str, shown: str
) -> None:
    person = sit(f"pick_role(account(111122223333, {name!r}), 'Admin')")
    person.sees("choose one")

    assert person.screen.startswith(shown.rstrip())
    person.types(ENTER)

    assert person.picked == "'Admin'"


ROWS = """[
    shortcut("prod/Admin", used="2 h ago"),
    shortcut("audit", 321098765432, "Reader", profile="audit", also=("security", "Reader"),
             used="3 days ago", current=True),
    shortcut("prod-ro", role="Read", profile="prod-ro", also=("prod", "Read", "eu-west-1", "work")),
    shortcut("work", 0, "", profile="work", also=("eu-west-1",)),
]"""


def test_recent_targets_come_first_then_profiles_then_accounts(sit: Sit) -> None:
    person = sit(f"pick_account([PROD, STAGING], shortcuts={ROWS}).name")
    person.sees("6 of 6")
    rows = person.screen.splitlines()[:7]
    person.types(ENTER)

    assert rows == [
        "profile or account:",
        "> prod/Admin    210987654321  2 h ago",
        "  audit         321098765432  current  profile  3 days ago  security, Reader",
        "  prod-ro       210987654321  profile  prod, Read, eu-west-1, work",
        "  work          -             profile  eu-west-1",
        "  prod          111122223333  prod@example.com",
        "  staging       222233334444  staging@example.com",
    ]
    assert person.picked == "'prod/Admin'"


@pytest.mark.parametrize(
    ("keys", "first"),
    [
        ("aud", "audit"),
        ("security", "audit"),
        ("read prod", "prod-ro"),
        ("eu-west", "prod-ro"),
        ("admin", "prod/Admin"),
        ("pro", "prod-ro"),
        ("prod", "prod/Admin"),
        ("321098765432", "321098765432"),
        ("3210", "audit"),
        ("stag", "staging"),
    ],
)
def test_rows_are_found_by_any_of_their_words(sit: Sit, keys: str, first: str) -> None:
    person = sit(f"pick_account([PROD, STAGING], shortcuts={ROWS}).__dict__")
    person.sees("6 of 6")
    person.types(keys)
    person.sees(f"account: {keys}")
    person.types(ENTER)
    picked = person.picked

    assert f"'name': '{first}'" in picked or f"'id': '{first}'" in picked


def test_an_id_of_a_profile_can_be_typed_for_another_role(sit: Sit) -> None:
    person = sit(f"pick_account([PROD], shortcuts={ROWS}).id")
    person.types("321098765432")
    person.sees("> -             321098765432  as typed\n  audit ")
    person.types(ENTER)

    assert person.picked == "'321098765432'"


def test_a_target_in_an_account_that_turns_out_to_be_closed_disappears(sit: Sit) -> None:
    closed = "account(321098765432, 'security', state='CLOSED', sources=('organization',))"
    pages = f"(p() for p in (lambda: (wait_for('go'), [{closed}])[1],))"
    person = sit(f"pick_account([PROD], {pages}, shortcuts={ROWS}).name")
    person.sees("5 of 5")
    (person.folder / "go").touch()
    person.sees("4 of 4")
    person.types(ENTER)

    assert person.picked == "'prod/Admin'"
    assert "audit" not in person.screen


@pytest.mark.parametrize("typed", ["2109-8765-4321", "210987654321"])
def test_an_id_is_taken_as_the_console_writes_it(sit: Sit, typed: str) -> None:
    evil = "account(55, '2109-8765-4321'), account(56, '210987654321')"
    person = sit(f"pick_account([{evil}, account(210987654321, 'prod')]).id")
    person.sees("3 of 3")
    person.types(f"{typed}{ENTER}")

    assert person.picked == "'210987654321'"


MINE = """[account(333344445555, 'mine', given=('mine',), sources=('settings',)),
          account(222233334444, '', aliases=('staging-ro',)),
          account(444455556666, 'gone-by-now')]"""
ORG = """[account(n, name, sources=('organization',)) for n, name in (
          (111122223333, 'prod'), (222233334444, 'staging'), (333344445555, 'data-lake'))]"""
STALE = """[account(n, name, sources=('organization',)) for n, name in (
          (555566667777, 'left-us-long-ago-and-had-a-long-name'), (222233334444, 'test'))]"""


@pytest.mark.parametrize(
    "listing",
    [
        f"pick_account(accounts.merged({MINE}, {ORG}))",
        f"pick_account({MINE}, [{ORG}])",
        f"pick_account({MINE}, [{ORG}[:1], {ORG}[1:]], stale={STALE})",
        f"pick_account({MINE}, [{ORG}], stale={ORG}[::-1])",
    ],
    ids=["cache", "network", "stale cache", "cache of another order"],
)
def test_rows_and_their_order_are_the_same_from_cache_and_network(sit: Sit, listing: str) -> None:
    person = sit(
        f"(exec('from aws_session.model import account as accounts', globals()), {listing})[1].id"
    )
    deadline = time.monotonic() + _PATIENCE
    while not person.screen.rstrip().endswith("4 of 4"):
        assert time.monotonic() < deadline, person.screen
        assert person.reads()
    rows = person.screen.splitlines()[1:5]
    person.types(f"staging{ENTER}")

    assert rows == [
        "> data-lake     333344445555  data-lake@example.com, mine",
        "  staging       222233334444  staging@example.com, staging-ro",
        "  gone-by-now   444455556666  gone-by-now@example.com",
        "  prod          111122223333  prod@example.com",
    ]
    assert person.picked == "'222233334444'"


def test_known_accounts_stay_if_the_listing_is_interrupted(sit: Sit) -> None:
    person = sit(
        f"pick_account({MINE}, [ListingUnavailable('alice may not list')], stale={STALE}).id"
    )
    person.sees("alice may not list")
    person.types(f"long-ago{ENTER}")

    assert person.picked == "'555566667777'"


def test_a_known_role_can_be_searched(sit: Sit) -> None:
    person = sit("pick_role(PROD, 'Admin', ['Reader', 'team/Auditor'])")
    person.sees("role in prod")
    person.types(f"aud{ENTER}")

    assert person.picked == "'team/Auditor'"


def test_any_other_role_can_be_typed(sit: Sit) -> None:
    person = sit("pick_role(PROD, 'Administrator')")
    person.sees("role in prod")
    person.types("Admin")
    person.sees("as typed")
    person.types(f"{DOWN}{ENTER}")

    assert person.picked == "'Admin'"


def test_what_is_not_a_role_is_not_taken(sit: Sit) -> None:
    person = sit("pick_role(PROD, 'Admin')")
    person.sees("role in prod")
    person.types(f"no role!{ENTER}")
    person.sees("type a role name such as Admin")
    person.types(f"\x15Owner{ENTER}")

    assert person.picked == "'Owner'"


def test_what_is_typed_ahead_serves_both_steps(sit: Sit) -> None:
    person = sit("(lambda one: (one.name, pick_role(one, 'Admin')))(pick_account([PROD, STAGING]))")
    person.sees("2 of 2")
    person.types(f"stag{ENTER}Owner{ENTER}")

    assert person.picked == "('staging', 'Owner')"


def test_what_is_pasted_is_one_line_without_its_end(sit: Sit) -> None:
    person = sit("pick_account([PROD, STAGING]).name")
    person.sees("2 of 2")
    person.types("\x1b[200~ stag\n\x1b[201~")
    person.sees("account: stag")
    person.sees("1 of 2")
    person.types(ENTER)

    assert person.picked == "'staging'"


@pytest.mark.parametrize("terminal", ["xterm", "dumb"])
def test_without_a_terminal_it_says_what_to_type(terminal: str) -> None:
    code = f"{PRELUDE}    pick_account([PROD]){EPILOGUE}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, start_new_session=True,
        env={"TERM": terminal}, stdin=subprocess.DEVNULL, check=False, timeout=30,
    )  # fmt: skip

    assert done.stdout == "error UsageError choosing from a list needs a terminal\n"


def test_ten_thousand_accounts_are_on_the_screen_at_once(sit: Sit) -> None:
    code = """(lambda rows, begun: (
        pick_account(rows, (open('took', 'w').write(str(time.process_time() - begun)) and []
                            for _ in 'x')).name,
        __import__('resource').getrusage(0).ru_maxrss))(page(0, 10_000), time.process_time())"""
    person = sit(code)
    person.sees("10,000 of 10,000")
    person.types("09999")
    person.sees("1 of 10,000")
    person.types(ENTER)
    name, kilobytes = person.picked.strip("()").split(", ")

    assert name == "'account-09999'"
    assert float(person.read("took")) < 5, "quadratic"
    assert int(kilobytes) < 100_000


def test_the_keys_are_below_the_rows_of_both_steps(sit: Sit) -> None:
    person = sit("(lambda one: pick_role(one, 'Admin'))(pick_account([PROD]))")
    person.sees("  Enter: choose  Up, Down: move  letters: search  Esc: leave")
    person.types(ENTER)
    person.sees("  Enter: choose  Up, Down: move  letters: search  Esc: back")
    person.types(ENTER)

    assert person.picked == "'Admin'"


def test_what_matches_nothing_is_reported(sit: Sit) -> None:
    person = sit("pick_account([PROD, STAGING]).name")
    person.sees("2 of 2")
    person.types("zzz")
    person.sees("no match: 0 of 2")
    person.types(f"\x15prod{ENTER}")

    assert person.picked == "'prod'"


def test_the_only_role_is_chosen(sit: Sit) -> None:
    person = sit("pick_role(PROD, None, ['Reader'])")
    person.sees("> Reader")
    person.types(ENTER)

    assert person.picked == "'Reader'"

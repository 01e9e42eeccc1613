"""TAB, pressed in real shells."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aws_session.model.account import Account
from aws_session.storage.account_cache import AccountCache
from real.init import earlier
from real.init.conftest import place
from real.init.loading import LOAD
from real.journeys.conftest import BY_NAME
from real.journeys.place import Place
from real.journeys.terminal import READY, Terminal

__all__ = ["place"]

BASH_COMPLETION = Path("/usr/share/bash-completion/bash_completion")
SCRIPTS = Path(__file__).resolve().parents[3] / "completions"

NAMES = (
    "prod",
    "Staging area",
    "R&D team",
    "it's $(touch PWNED)",
    'say "hi"',
    "café ñ",
    "hidden\x1b[2J\ttabs",
    "excite!me",
    "back\\slash",
    "a:b=c@d",
    "--option",
    "semi;colon`touch PWNED`",
    "*glob*",
    "~tilde",
    "%F{red}%n",
    "twin one",
    "twin two",
)
IDS = {name: f"{900000000000 + number}" for number, name in enumerate(NAMES)}

TYPED = (
    ("po\t x", ("po", "x")),
    ("pos\tprod", ("pose", "prod")),
    ("pose pr\t", ("pose", "prod")),
    ("pose S\t", ("pose", "Staging area")),
    ("pose R\t", ("pose", "R&D team")),
    ("pose 'R\t", ("pose", "R&D team")),
    ('pose "R\t', ("pose", "R&D team")),
    ("pose R\\&D\\ \t", ("pose", "R&D team")),
    ('pose "R&D t\t', ("pose", "R&D team")),
    ("pose it\t", ("pose", "it's $(touch PWNED)")),
    ("pose 'it\t", ("pose", "it's $(touch PWNED)")),
    ('pose "it\t', ("pose", "it's $(touch PWNED)")),
    ("pose sa\t", ("pose", 'say "hi"')),
    ('pose "sa\t', ("pose", 'say "hi"')),
    ("pose ca\t", ("pose", "café ñ")),
    ("pose exc\t", ("pose", "excite!me")),
    ('pose "exc\t', ("pose", "excite!me")),
    ("pose ba\t", ("pose", "back\\slash")),
    ("pose 'ba\t", ("pose", "back\\slash")),
    ("pose a:b\t", ("pose", "a:b=c@d")),
    ("pose a:b=c@\t", ("pose", "a:b=c@d")),
    ("pose sem\t", ("pose", "semi;colon`touch PWNED`")),
    ("pose glo\t", ("pose", "*glob*")),
    ("pose '*g\t", ("pose", "*glob*")),
    ("pose tild\t", ("pose", "~tilde")),
    ("pose red\t", ("pose", "%F{red}%n")),
    ("pose tw\to\t", ("pose", "twin one")),
    ("pose 900000000003\t", ("pose", IDS["it's $(touch PWNED)"])),
    ("pose prod Org\t", ("pose", "prod", "OrganizationAccountAccessRole")),
    ("-p wo\tmfa", ("-p", "work", "mfa")),
    ("pose --duration=12\t", ("pose", "--duration=12h")),
    ("--prof\twork", ("--profile", "work")),
    ("pose --policy pol\t", ("pose", "--policy", "policy file.json")),
    ("sandbox -- touc\tx", ("sandbox", "--", "touch", "x")),
)
EXECUTED = ("exec", "prod", "Admin", "--", "own-command")
JOINED = ("pose --policy=pol\t", ("pose", "--policy=policy file.json"))
# fish offers only what matches the typed letters.
BY_ID = ("pose hidd\t", ("pose", IDS["hidden\x1b[2J\ttabs"]))

COMPINIT = "autoload -Uz compinit; compinit -u -D"
PRINTING = "function aws-session { printf '<%s>' \"$@\"; echo; }"
PRINTING_IN_FISH = "function aws-session; printf '<%s>' $argv; echo; end"


@pytest.fixture
def known(place: Place) -> Place:
    """A place whose organization was listed before, with names that look like code."""
    place.config("[profile work]\nregion = eu-west-1\n")
    accounts = (Account(IDS[name], name) for name in NAMES)
    AccountCache(place.environ, "aws", "111122223333").write(accounts, 0)
    (place.folder / "policy file.json").write_text("{}")
    # What a name would become if it were taken for a pattern.
    (place.folder / "some globs").touch()
    return place


@contextmanager
def at(place: Place, shell: str, *lines: str) -> Iterator[Terminal]:
    """Start a shell with completion, in which our command prints its words."""
    BY_NAME[shell].require()
    with Terminal.of(place, BY_NAME[shell], {"TERM": "xterm"}) as terminal:
        for line in (*lines, PRINTING_IN_FISH if shell == "fish" else PRINTING):
            terminal.enter(line)
            terminal.ready()
        yield terminal


def words(terminal: Terminal, typed: str) -> tuple[str, ...]:
    """Type a line with TABs in it; return the words that the program got."""
    terminal.enter(typed)
    terminal.process.expect(r"<[^\r\n]*>\r?\n")
    found = terminal.process.after.strip()
    terminal.ready()
    return tuple(found[1:-1].split("><"))


def completed(terminal: Terminal, *typed: tuple[str, tuple[str, ...]]) -> dict[str, object]:
    return {line: words(terminal, f"aws-session {line}") for line, _ in typed}


@pytest.mark.parametrize("with_package", [False, True], ids=["plain", "bash-completion"])
def test_tab_completes_in_bash(known: Place, with_package: bool) -> None:
    if with_package and not BASH_COMPLETION.exists():
        pytest.skip("bash-completion is not installed")
    package = [f". {BASH_COMPLETION}"] if with_package else []
    with at(known, "bash", *package, LOAD["bash"]) as terminal:
        found = completed(terminal, *TYPED, JOINED, BY_ID)

    assert found == dict((*TYPED, JOINED, BY_ID))
    assert not (known.folder / "PWNED").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("line", ["status >lan\t", "status 2> lan\t >&2"])
def test_the_file_of_a_redirection_is_a_file(known: Place, shell: str, line: str) -> None:
    (known.folder / "landmark").write_text("")
    compinit = [COMPINIT] if shell == "zsh" else []
    with at(known, shell, *compinit, LOAD[shell]) as terminal:
        terminal.enter(f"aws-session {line}; echo done > ended")
        terminal.ready()
        terminal.enter("")
        terminal.ready()

    assert (known.folder / "ended").exists()
    assert {file.name for file in known.folder.iterdir() if file.name.startswith("lan")} == {
        "landmark"
    }


@pytest.mark.parametrize("begun", ["before", "after"])
def test_tab_completes_in_zsh(known: Place, begun: str) -> None:
    lines = [COMPINIT, LOAD["zsh"]] if begun == "before" else [LOAD["zsh"], COMPINIT]
    with at(known, "zsh", *lines) as terminal:
        found = completed(terminal, *TYPED, JOINED, BY_ID)
        terminal.enter("echo $precmd_functions '<'hooks'>'")
        terminal.expect("<hooks>")

    assert found == dict((*TYPED, JOINED, BY_ID))
    assert not (known.folder / "PWNED").exists()
    assert "_aws_session_register <hooks>" not in terminal.transcript


def test_in_zsh_it_loads_under_nounset_before_completion_begins(known: Place) -> None:
    shell = BY_NAME["zsh"]
    shell.require()
    twice = f"{LOAD['zsh']} && echo loaded\n{LOAD['zsh']}\n"
    script = f"setopt nounset\n{twice}echo $precmd_functions\n"
    done = shell.run(script, cwd=known.folder, env=known.environ)

    assert (done.stdout, done.stderr) == (b"loaded\n_aws_session_register\n", b"")


def test_tab_completes_in_fish(known: Place) -> None:
    with at(known, "fish", LOAD["fish"]) as terminal:
        found = completed(terminal, *TYPED, JOINED)

    assert found == dict((*TYPED, JOINED))
    assert not (known.folder / "PWNED").exists()


@pytest.mark.parametrize(
    ("shell", "lines"),
    [
        ("bash", (f". {SCRIPTS}/aws-session.bash",)),
        ("zsh", (f"fpath=({SCRIPTS} $fpath)", COMPINIT)),
        ("fish", (f"source {SCRIPTS}/aws-session.fish",)),
    ],
    ids=["bash", "zsh", "fish"],
)
def test_the_packaged_scripts_complete(known: Place, shell: str, lines: tuple[str, ...]) -> None:
    with at(known, shell, *lines) as terminal:
        first = words(terminal, "aws-session pose R\t")
        second = words(terminal, "aws-session region eu-central-\t1")

    assert first == ("pose", "R&D team")
    assert second == ("region", "eu-central-1")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_an_earlier_version_loaded_completes(known: Place, shell: str) -> None:
    compinit = [COMPINIT] if shell == "zsh" else []
    with at(known, shell, *compinit, earlier.load(known, shell)) as terminal:
        found = completed(terminal, *TYPED)

    assert found == dict(TYPED)


# bash completes no commands inside `$(…)`, neither ours nor others.
@pytest.mark.parametrize(
    ("shell", "inside"),
    [("bash", "(as pose R\t)"), ("zsh", "echo $(as pose R\t)"), ("fish", "echo (as pose R\t)")],
)
def test_another_name_completes_too_and_so_does_a_part_of_a_line(
    known: Place, shell: str, inside: str
) -> None:
    load = LOAD[shell].replace(f"init {shell}", f"init {shell} --cmd as")
    compinit = [COMPINIT] if shell == "zsh" else []
    printing = PRINTING_IN_FISH if shell == "fish" else PRINTING
    with at(known, shell, *compinit, load, printing.replace("aws-session", "as")) as terminal:
        named = words(terminal, "as pose pr\t")
        part = words(terminal, inside)

    assert named == ("pose", "prod")
    assert part == ("pose", "R&D team")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_listed_names_cannot_control_the_terminal(known: Place, shell: str) -> None:
    compinit = [COMPINIT] if shell == "zsh" else []
    with at(known, shell, *compinit, LOAD[shell]) as terminal:
        terminal.process.send("aws-session pose 9\t\t\t")
        terminal.expect("00000003" if shell == "bash" else "touch PWNED")

    assert "\x1b[2J\ttabs" not in "".join(terminal._read)
    assert not (known.folder / "PWNED").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_key_that_is_pressed_is_not_a_command(known: Place, shell: str) -> None:
    compinit = [COMPINIT] if shell == "zsh" else []
    with at(known, shell, *compinit, LOAD[shell]) as terminal:
        terminal.enter("sh -c 'exit 7'")
        terminal.ready()
        terminal.process.send("aws-session pose --policy no\t\x15")

        assert terminal.status() == 7


# bash completes no command after `!`, and fish after `not` or `and` only with its own files.
@pytest.mark.parametrize(
    ("shell", "more"), [("bash", "true &&"), ("zsh", "!"), ("fish", "true &&")]
)
def test_what_stands_before_the_name_is_not_a_word_of_ours(
    known: Place, shell: str, more: str
) -> None:
    compinit = [COMPINIT] if shell == "zsh" else []
    with at(known, shell, *compinit, LOAD[shell]) as terminal:
        found = [
            words(terminal, f"{before} aws-session pose R\t")
            for before in ("AWS_REGION=eu-west-1", "true; AWS_X='a b'", more)
        ]

    assert found == [("pose", "R&D team")] * 3


@pytest.mark.parametrize("version", ["now", "earlier"])
def test_tab_completes_in_elvish(known: Place, version: str) -> None:
    BY_NAME["elvish"].require()
    load = LOAD["elvish"] if version == "now" else earlier.load(known, "elvish")
    rc = known.folder / "rc.elv"
    printing = "fn show {|@a| echo '<'(str:join '><' $a)'>' }\nedit:add-var aws-session~ $show~\n"
    prompt = f"set edit:prompt = {{ put '{READY}' }}\nset edit:rprompt = {{ }}\nuse str\n"
    own = (
        "fn own-command {|@a| }\nedit:add-var own-command~ $own-command~\n"
        "set edit:completion:arg-completer[own-command] = {|@a| put first second }\n"
    )
    rc.write_text(f"{load}\n{prompt}{printing}{own}")
    typed: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("pose R\t\r", ("pose", "R&D team")),
        ("pose it\t\r", ("pose", "it's $(touch PWNED)")),
        ("pose 'sa\t\r", ("pose", 'say "hi"')),
        ("pose ca\t\r", ("pose", "café ñ")),
        ("pose hidd\t\r", ("pose", "hidd")),
        ("-p wo\t\r", ("-p", "work")),
        ("pose --policy pol\t\r", ("pose", "--policy", "policy file.json")),
    )
    if version == "now":
        typed += (
            ("pose --policy=pol\t\r", ("pose", "--policy=policy file.json")),
            ("exec -- touc\t\r", ("exec", "--", "touch")),
            ("exec prod Admin -- own-command fi\t\r", (*EXECUTED, "first")),
        )
    argv = ("elvish", "-rc", str(rc), "-db", str(known.folder / "db"))
    with Terminal(known, argv, {"TERM": "xterm"}) as terminal:
        terminal.ready()
        # The first Enter accepts the candidate in the list that TAB opened.
        found = completed(terminal, *typed)

    assert found == dict(typed)
    assert not (known.folder / "PWNED").exists()

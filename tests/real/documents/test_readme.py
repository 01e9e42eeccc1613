"""What the README and the pages of `help` say is true."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

import secret_service
from aws_session import shells
from aws_session.cli import topics
from aws_session.sandbox import MFA_POLICIES
from real.journeys.place import Place, company, in_front_of
from real.journeys.terminal import INTERACTIVE, READY, Terminal
from spellings import SPELLINGS

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text()
PAGES = {topic: topics.read(topic) for topic in topics.TOPICS}
DOCUMENTS = {"README": README, **PAGES}
TRANSCRIPTS = [
    pytest.param(written, id=f"{name}-{number}")
    for name, text in DOCUMENTS.items()
    for number, written in enumerate(re.findall(r"```console\n(.*?)```", text, re.DOTALL))
]
ORDER = (
    "Install",
    "Set up your shell, once",
    "Every day",
    "One code a day",
    "Why you can trust it",
    "Compared with other tools",
    "More",
)
DATA_FORMS = {"json", "dotenv"}
LOADED_OTHERWISE = {"nu", "cmd"}

_LIST_USERS = """#!{python}
import boto3
users = boto3.client("iam").list_users()["Users"]
print("\\t".join(user["UserName"] for user in users))
"""

_BROWSER = """#!{python}
import http.client, sys, urllib.parse
url = urllib.parse.urlsplit(sys.argv[1])
line = http.client.HTTPConnection(url.netloc, timeout=20)
line.request("GET", url.path)
assert line.getresponse().headers["Location"].startswith("http")
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """The user in the transcripts: a device in the profile, a colleague, an AWS CLI, a browser."""
    with in_front_of(tmp_path, company()) as made:
        made.company.account.add_user("bob")
        serial = made.company.device.serial
        made.config(f"[default]\nmfa_serial = {serial}\n")
        made.credentials(default=made.company.key)
        file = made.home / ".aws" / "credentials"
        file.write_text(file.read_text().replace(made.company.region, "eu-west-1"))
        programs = tmp_path / "bin"
        programs.mkdir()
        for name, text in (("aws", _LIST_USERS), ("browser", _BROWSER)):
            (programs / name).write_text(text.format(python=sys.executable))
            (programs / name).chmod(0o755)
        made.environ["PATH"] = f"{programs}:{made.environ['PATH']}"
        made.environ["BROWSER"] = "browser"
        yield made


def _rows(topic: str, after: str) -> list[list[str]]:
    """Return the cells of the first table after a heading of a page."""
    section = PAGES[topic].partition(f"# {after}\n")[2]
    lines = [line for line in section.partition("\n## ")[0].splitlines() if line.startswith("|")]
    cells = [re.split(r"(?<!\\)\|", line.strip("|")) for line in lines[2:]]
    return [[cell.strip().replace("\\|", "|") for cell in row] for row in cells]


def _code(cell: str) -> str:
    return cell.strip("`").strip()


def _lines() -> list[tuple[str, str, str]]:
    return [
        (shell.strip(), line, ended)
        for shells, line, ended in _rows("shells", "Without the function")
        for shell in shells.split(",")
    ]


@pytest.mark.parametrize(("shell", "line", "ended"), _lines(), ids=str)
def test_the_line_for_a_shell_is_the_one_its_dialect_shows(
    shell: str, line: str, ended: str
) -> None:
    dialect = shells.dialect(shell)

    assert dialect.invocation() == _unquoted(line)
    assert dialect.invocation("aws-session end") == _unquoted(ended)


def _unquoted(cell: str) -> str:
    """Return a line in its unquoted form, too; a line with backquotes is between two."""
    line = cell[2:-2].strip() if cell.startswith("``") else _code(cell)
    return line.replace('"', "")


def test_every_shell_has_its_line() -> None:
    told = {shells.dialect(shell).name for shell, _, _ in _lines()}

    assert told == set(shells.PROCESSES) - DATA_FORMS - LOADED_OTHERWISE
    assert all(name in PAGES["shells"] for name in LOADED_OTHERWISE | DATA_FORMS)


@pytest.mark.parametrize("written", TRANSCRIPTS)
def test_the_transcripts_are_what_happens(place: Place, written: str) -> None:
    shell = next(shell for shell in INTERACTIVE if shell.name == "bash")
    shell.require()
    keeps = " --keep" if "stored " in written else ""
    with _store(place) if keeps else nullcontext(), Terminal.of(place, shell) as terminal:
        if "eval" not in written:
            terminal.enter('eval "$(aws-session init bash)"')
            terminal.ready()
        if "MFA code" not in written:
            terminal.enter(f"eval $(aws-session{keeps} {place.fresh_code()})")
            terminal.ready()
        begun = len(terminal.transcript)
        for line in re.findall(r"^\$ (.*)$", written, re.MULTILINE):
            if f"$ {line}\nMFA code" in written:
                terminal.answer(line, place.fresh_code())
                terminal.expect("\n")
            else:
                terminal.enter(line)
            terminal.ready()
        seen = f"$ {terminal.transcript[begun:]}".replace(READY, "$ ").replace("$ $ ", "$ ")

    assert _normal(seen.strip().removesuffix("$")) == _normal(written)


@contextmanager
def _store(place: Place) -> Iterator[None]:
    with secret_service.bus(place.folder, place.environ) as service:
        service.start()
        place.environ.update(service.environ)
        yield


def _normal(transcript: str) -> list[str]:
    """Return the lines without parts that differ every time, or only here."""
    text = transcript
    for pattern, same in (
        (r": \d{6}$", ": CODE"),
        (r"until .* \(.*\)", "until TIME (LENGTH)"),
        (r"(?:\w{3} \d\d \w{3} )?\d\d:\d\d \([^)]* left\)", "TIME (LENGTH left)"),
        (r"\t| {2,}", "  "),
    ):
        text = re.sub(pattern, same, text, flags=re.MULTILINE)
    lines = (line.rstrip() for line in text.splitlines())
    return [line for line in lines if line and "which is not AWS" not in line]


def test_the_policies_are_those_of_the_sandbox() -> None:
    told = {
        _code(name)
        for name, _ in _rows("policies", PAGES["policies"].partition("\n")[0].removeprefix("# "))
    }

    assert told == set(MFA_POLICIES)


@pytest.mark.parametrize(
    ("words", "status"), [("end", 0), ("--code 000000 -p broken", 1), ("--no-such-option", 2)]
)
def test_the_exit_statuses_are_those_it_names(place: Place, words: str, status: int) -> None:
    text = "[broken]\naws_access_key_id = AKIAFAKEFAKEFAKEFAKE\n"
    place.credentials(text)
    told = PAGES["environment"].partition("Exit status: ")[2].partition("`exec`")[0]

    assert re.findall(r"\b\d+\b", told) == ["0", "1", "2", "128", "130", "143", "129"]
    assert place.program(*words.split(), "--shell", "bash").returncode == status


OTHER_PROGRAMS = (
    *("chromium", "aws-vault", "granted", "assume", "awsume", "aws-mfa", "aws"),
    *("ykman", "op", "bw", "pass", "gopass", "oathtool", "security"),
    *("zenity", "kdialog", "osascript"),
)


def test_every_option_it_names_exists() -> None:
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", _without_other_programs()))

    assert named <= {*SPELLINGS, "--help"}


def _without_other_programs() -> str:
    others = re.compile(r"\$ aws |.*(pipx|uv tool|bin/pip|python3|docker|aws-vault export)|  -e ")
    commands = re.compile(rf"`(?:{'|'.join(OTHER_PROGRAMS)})\b[^`]*`")
    lines = (line for text in DOCUMENTS.values() for line in text.splitlines())
    return "\n".join(commands.sub("", line) for line in lines if not others.match(line))


def test_the_readme_is_short_and_in_the_order_of_a_readers_questions() -> None:
    lines = README.splitlines()

    assert len(lines) <= 200
    assert tuple(re.findall(r"^## (.*)$", README, re.MULTILINE)) == ORDER


def test_a_checkout_is_tried_by_two_commands_of_which_one_is_what_ci_runs() -> None:
    beginning = README.partition("\n## Install\n")[0]

    assert re.findall(r"```sh\n(.*?)\n```", beginning, re.DOTALL) == ["examples/demo", "tests/run"]
    assert all(os.access(ROOT / each, os.X_OK) for each in ("examples/demo", "tests/run"))
    assert "\ntests/run\n" in (ROOT / ".ci/run").read_text()


@pytest.mark.parametrize(("name", "text"), DOCUMENTS.items(), ids=list(DOCUMENTS))
def test_every_link_leads_somewhere(name: str, text: str) -> None:
    folder = ROOT if name == "README" else ROOT / "src/aws_session/cli/topics"
    targets = [target for target in re.findall(r"\]\(([^)]*)\)", text) if "://" not in target]

    assert [target for target in targets if not (folder / target).is_file()] == []


def test_the_readme_links_every_page() -> None:
    linked = re.findall(r"\[([a-z-]+)\]\(src/aws_session/cli/topics/([a-z-]+)\.md\)", README)

    assert [(topic, topic) for topic in topics.TOPICS] == [
        pair for pair in linked if pair[0] == pair[1]
    ]

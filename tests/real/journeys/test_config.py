"""Settings edited in a real editor on a terminal, and imported from another tool's file."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aws_session.config import settings_template
from real import programs
from real.journeys.place import SESSION, Place, Sitting, without
from real.journeys.terminal import Terminal

if TYPE_CHECKING:
    from real.shells.interpreters import Interpreter

YAML = """\
accounts:
  - name: 012345678901
    users:
      - name: work
        mfa-arn: arn:aws:iam::{ACCOUNTID}:mfa/alice
  - name: prod
    users:
      - name: prod-alice
        mfa-arn: arn:aws:iam::210987654321:mfa/alice
      - name: prod-bob
        mfa-arn: arn:aws:iam::{ACCOUNTID}:mfa/bob
  - name: nowhere
    users:
      - name: nobody
"""


@pytest.fixture
def file(place: Place) -> Path:
    return Path(place.environ["XDG_CONFIG_HOME"]) / "aws-session" / "config.toml"


def editor(place: Place, script: str) -> str:
    """Turn a shell script into an editor, which gets the file's name as its argument."""
    program = place.folder / "editor"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def test_a_broken_file_is_fixed_by_going_back_into_vi(
    place: Place, bash: Interpreter, file: Path
) -> None:
    programs.require("vi")
    with Terminal.of(place, bash, {"TERM": "xterm"}) as terminal:
        terminal.enter("aws-session config")
        terminal.expect("Settings of aws-session, in TOML")
        terminal.process.send(":1s/.*/defualt_role = 'x'/\r")
        terminal.process.send(":wq\r")
        terminal.expect("line 1: unknown setting 'defualt_role'")
        terminal.expect("did you mean default_role?")
        terminal.expect("edit again? [Y/n] ")
        terminal.process.send("\r")
        terminal.expect("defualt_role")
        terminal.process.send(":1s/defualt/default/\r")
        terminal.process.send(":wq\r")
        terminal.expect("are valid")
        terminal.ready()

        assert terminal.status() == 0
    assert tomllib.loads(file.read_text()) == {"default_role": "x"}
    assert file.stat().st_mode & 0o777 == 0o600


def test_without_going_back_the_error_is_reported_and_the_text_kept(
    place: Place, bash: Interpreter, file: Path
) -> None:
    program = editor(place, 'echo broken >"$1"')
    with Terminal.of(place, bash, {"EDITOR": program}) as terminal:
        terminal.enter("aws-session config")
        terminal.expect("edit again?")
        terminal.process.send("n\r")
        terminal.expect("no session starts until they are fixed")
        terminal.ready()

        assert terminal.status() == 1
    assert file.read_text() == "broken\n"


def test_an_unchanged_template_is_removed(place: Place, file: Path) -> None:
    done = place.program("config", environ={"EDITOR": "true"})

    assert done.returncode == 0
    assert done.stderr == "aws-session: nothing was changed, so no settings file was created\n"
    assert not file.exists()


@pytest.mark.parametrize(
    ("exported", "prompt"), [("STARSHIP_SHELL", "starship"), ("P9K_TTY", "powerlevel10k")]
)
def test_the_prompt_of_the_shell_gets_its_setting_offered_until_it_has_it(
    place: Place, file: Path, exported: str, prompt: str
) -> None:
    environ = {"EDITOR": "true", exported: "old"}
    offered = place.program("config", environ=environ)
    setting = offered.stderr.splitlines()[-1].strip()
    file.write_text(f"{setting}\n")
    has_it = place.program("config", environ=environ)

    assert offered.stderr.splitlines()[1:] == [
        f"aws-session: {prompt} can show who you are, with one more setting",
        '  label_variables = ["AWSUME_PROFILE"]',
    ]
    assert (
        has_it.stderr
        == f"aws-session: the settings in {file} are valid (profiles: 0, accounts: 0)\n"
    )


def test_existing_settings_are_edited_unchanged(place: Place, file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("# mine\n")
    program = editor(place, 'cp "$1" seen; echo "default_role = \'x\'" >>"$1"')
    done = place.program("config", environ={"VISUAL": program, "EDITOR": "false"})

    assert done.returncode == 0
    assert (place.folder / "seen").read_text() == "# mine\n"
    assert file.read_text() == "# mine\ndefault_role = 'x'\n"


@pytest.mark.parametrize(
    ("words", "environ", "used"),
    [
        (("--editor", "EDITOR one"), {"VISUAL": "false", "EDITOR": "false"}, "one"),
        ((), {"VISUAL": "EDITOR two", "EDITOR": "false"}, "two"),
        ((), {"VISUAL": "", "EDITOR": "EDITOR three"}, "three"),
    ],
)
def test_the_editor_is_the_named_one_then_visual_then_editor(
    place: Place, words: tuple[str, ...], environ: dict[str, str], used: str
) -> None:
    program = editor(place, 'echo "$1" >used')
    given = {name: value.replace("EDITOR", program) for name, value in environ.items()}
    done = place.program("config", *(w.replace("EDITOR", program) for w in words), environ=given)

    assert done.returncode == 0, done.stderr
    assert (place.folder / "used").read_text() == f"{used}\n"


@pytest.mark.parametrize("program", ["false", "/nowhere/vi"])
def test_an_editor_that_fails_is_reported(place: Place, file: Path, program: str) -> None:
    done = place.program("config", environ={"EDITOR": program})

    assert done.returncode == 1
    assert f"{program} failed with status" in done.stderr
    assert "--editor" in done.stderr
    assert not file.exists()


def test_a_folder_in_place_of_the_file_is_not_the_editors_fault(place: Place, file: Path) -> None:
    file.mkdir(parents=True)
    done = place.program("config", environ={"EDITOR": "false"})

    assert done.returncode == 1
    assert done.stderr == (
        f"aws-session: error: {file} cannot be read: Is a directory\n"
        "  move the folder away, or use another file: export AWS_SESSION_CONFIG=FILE\n"
    )


def test_an_editor_gets_no_secret(place: Place, sitting: Sitting) -> None:
    sitting.enter(f"aws-session {place.fresh_code()}")
    held = {name: os.fsdecode(value) for name, value in sitting.environ.items()}
    program = editor(place, "env >seen")
    place.program("config", environ=held | {"EDITOR": program})
    seen = (place.folder / "seen").read_text()

    assert not any(f"\n{name}=" in seen for name in SESSION if name != "AWS_ACCOUNT_ID")
    assert held["AWS_SESSION_TOKEN"] not in seen


def test_settings_can_be_checked_and_their_path_printed(place: Place, file: Path) -> None:
    none, path = place.program("config", "--check"), place.program("config", "--path")
    file.parent.mkdir(parents=True)
    more = "\n[profiles.a]\nmfa_age = 'long'\ncolour = 1\n[accounts.b]\n"
    file.write_text(settings_template.TEMPLATE + more)
    wrong = place.program("config", "--check")

    assert (none.returncode, none.stdout) == (0, "")
    assert "none are needed" in none.stderr
    assert path.stdout == f"{file}\n"
    assert wrong.returncode == 1
    line = settings_template.TEMPLATE.count("\n") + 3
    assert wrong.stderr.splitlines() == [
        f"aws-session: error: {file}, line {line}: mfa_age 'long' is not a valid duration",
        '  mfa_age = "8h"',
        f"aws-session: error: {file}, line {line + 1}: unknown setting 'colour'",
        "  known: mfa_serial, duration, mfa_age, region, mfa_command",
        f"aws-session: error: {file}, line {line + 2}: id is missing in [accounts.b]",
        '  id = "111122223333"',
    ]


@pytest.mark.parametrize("name", ["a b", "Jürgen, x+y@z-1.2", "d $x&(y)", "it's", "new\nline", "~"])
def test_the_printed_path_is_exact_or_refused(place: Place, name: str) -> None:
    file = place.folder / name / "settings.toml"
    file.parent.mkdir()
    file.write_text("")
    done = place.program("config", "--path", environ={"AWS_SESSION_CONFIG": str(file)})

    if name[0] in "aJ":
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{file}\n", "")
    else:
        assert (done.returncode, done.stdout) == (1, "")
        assert "has characters that a shell could misread: " in done.stderr
        assert done.stderr.endswith(
            "  move the file, and name it without them: AWS_SESSION_CONFIG\n"
        )


@pytest.mark.parametrize("words", [("nonsense",), ("--path", "--check"), ("import", "--path")])
def test_what_makes_no_sense_is_refused(place: Place, words: tuple[str, ...]) -> None:
    done = place.program("config", *words)

    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("usual", [True, False])
def test_yaml_is_imported_and_reported(place: Place, file: Path, usual: bool) -> None:
    source = place.home / ".aws-mfa" / "config.yaml"
    source.parent.mkdir()
    source.write_text(YAML)
    done = place.program("config", "import", *(() if usual else (str(source),)))

    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert tomllib.loads(file.read_text()) == {
        "profiles": {
            "work": {"mfa_serial": "arn:aws:iam::012345678901:mfa/alice"},
            "prod-alice": {"mfa_serial": "arn:aws:iam::210987654321:mfa/alice"},
            "prod-bob": {"mfa_serial": "arn:aws:iam::210987654321:mfa/bob"},
        },
        "accounts": {"prod": {"id": "210987654321"}},
    }
    assert "account prod (id 210987654321): imported" in done.stderr
    assert "not imported: account 'nowhere': its ID is not in the file" in done.stderr
    assert "4 of 4 written" in done.stderr
    assert source.read_text() == YAML


def test_what_is_there_already_is_left_unchanged(place: Place, file: Path) -> None:
    before = "# mine\n[profiles.work]\nduration = '1h'"
    file.parent.mkdir(parents=True)
    file.write_text(before)
    source = place.folder / "old.yaml"
    source.write_text(YAML)
    first, second = (place.program("config", "import", str(source)) for _ in range(2))
    text = file.read_text()

    assert text.startswith(before + "\n")
    assert tomllib.loads(text)["profiles"]["work"] == {"duration": "1h"}
    assert "profile work" in first.stderr
    assert "already there" in first.stderr
    assert "0 of 4 written" in second.stderr
    assert text == file.read_text()


def test_nothing_is_added_to_settings_that_are_wrong(place: Place, file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("broken")
    source = place.folder / "old.yaml"
    source.write_text(YAML)
    done = place.program("config", "import", str(source))

    assert done.returncode == 1
    assert file.read_text() == "broken"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("accounts: [", "line 1: not valid YAML"),
        ("accounts:\n  - {name: [}\n", "line 2: not valid YAML"),
        ("x", "is not a configuration that can be imported"),
        ("\xff", "line 1: not UTF-8 text"),
    ],
)
def test_a_file_of_another_kind_is_refused(place: Place, file: Path, text: str, what: str) -> None:
    source = place.folder / "old.yaml"
    source.write_bytes(text.encode("latin-1"))
    done = place.program("config", "import", str(source))

    assert done.returncode == 1
    assert what in done.stderr
    assert "Traceback" not in done.stderr
    assert not file.exists()


_NOT_SUPPORTED = "is not a configuration that can be imported"
_SAML2AWS = "# made by configure\n[default]\nname = default\nurl = https://id.example.com\n"


@pytest.mark.parametrize("has_library", [True, False])
@pytest.mark.parametrize(
    ("named", "text", "what"),
    [
        ("gone", None, "gone does not exist"),
        (".", None, "cannot be read: Is a directory"),
        ("", None, "FILE is empty"),
        (os.devnull, None, f"{os.devnull} has no settings"),
        ("empty", "# nothing yet\n", "empty has no settings"),
        (".saml2aws", _SAML2AWS, _NOT_SUPPORTED),
    ],
)
def test_what_is_not_yaml_is_named_with_or_without_its_library(
    place: Place, tmp_path: Path, named: str, text: str | None, what: str, *, has_library: bool
) -> None:
    if text is not None:
        (place.folder / named).write_text(text)
    environ = {} if has_library else {"PYTHONPATH": without("yaml", tmp_path / "lacking")}
    done = place.program("config", "import", named, environ=environ)

    assert what in done.stderr
    if what == _NOT_SUPPORTED:
        assert "supported are granted's config, awsume's config.yaml" in done.stderr


def test_without_any_tool_those_that_are_looked_for_are_named(place: Place) -> None:
    done = place.program("config", "import")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "aws-session: error: found nothing to import from aws-vault, granted, awsume or "
        "~/.aws-mfa/config.yaml\n  name a file: aws-session config import FILE\n"
    )


def test_without_the_library_its_installation_is_suggested(place: Place, tmp_path: Path) -> None:
    lacking = without("yaml", tmp_path / "lacking")
    (place.folder / "old.yaml").write_text(YAML)
    done = place.program("config", "import", "old.yaml", environ={"PYTHONPATH": lacking})

    assert done.returncode == 1
    assert done.stderr.splitlines()[:2] == [
        "aws-session: error: reading YAML needs the pyyaml package",
        f"  to add it: {sys.executable} -m pip install pyyaml",
    ]


GRANTED = """\
DefaultBrowser = "CHROME"
CustomBrowserPath = "/usr/bin/google-chrome"
Ordering = "Frecency"
ExportCredentialSuffix = ""

[Keyring]
Backend = "secret-service"
"""
AWSUME_FILE = """\
colors: true
role-duration: 0
role-session-name: awsume-cli-session
console:
  browser_command: '"/usr/bin/chrome" --user-data-dir=/tmp/{profile} "{url}"'
"""


def _other_tools(place: Place) -> None:
    for folder, name, text in (
        (".granted", "config", GRANTED),
        (".awsume", "config.yaml", AWSUME_FILE),
    ):
        (place.home / folder).mkdir()
        (place.home / folder / name).write_text(text)


def test_other_tools_settings_are_imported_and_the_rest_is_reported(
    place: Place, file: Path
) -> None:
    _other_tools(place)
    place.config("[profile jon]\nmfa_serial = arn:aws:iam::111122223333:mfa/jon\n")
    before = "# mine\nkeep_in = 'kernel'\n\n[profiles.default]\nduration = '1h'\n"
    file.parent.mkdir(parents=True)
    file.write_text(before)
    vault = {"AWS_VAULT_BACKEND": "keychain"}
    first, second = (place.program("config", "import", environ=vault) for _ in range(2))
    text = file.read_text()

    assert (first.returncode, first.stdout) == (0, ""), first.stderr
    assert text.endswith(before)
    assert tomllib.loads(text) == {
        "browser_command": "/usr/bin/google-chrome",
        "browser_per_role": True,
        "session_name": "awsume-cli-session",
        "keep_in": "kernel",
        "profiles": {"default": {"duration": "1h"}},
    }
    line = "credential_process = aws-vault export --no-session --format=json jon"
    here = place.home
    assert first.stderr.splitlines() == [
        "aws-session: aws-vault: its variables and the AWS config",
        (
            "aws-session: not imported: AWS_VAULT_BACKEND = keychain: for stored sessions write "
            "keep_in: aws-session config"
        ),
        (
            "aws-session: not imported: the key of profile jon: "
            f"add to it in {here}/.aws/config: {line}"
        ),
        f"aws-session: granted: {here}/.granted/config",
        "aws-session: browser_command /usr/bin/google-chrome (from DefaultBrowser): imported",
        "aws-session: browser_per_role true (from DefaultBrowser): imported",
        "aws-session: keep_in secret-service (from Keyring.Backend): already there, left unchanged",
        "aws-session: not imported: Ordering: the list of pose begins with recent targets",
        f"aws-session: awsume: {here}/.awsume/config.yaml",
        "aws-session: session_name awsume-cli-session (from role-session-name): imported",
        (
            'aws-session: browser_command "/usr/bin/chrome" --user-data-dir=/tmp/{label} "{url}" '
            "(from console.browser_command): already there, left unchanged"
        ),
        "aws-session: not imported: colors = true: NO_COLOR turns colours off",
        f"aws-session: 3 of 4 written to {file}",
    ]
    assert second.stderr.splitlines()[-1] == f"aws-session: 0 of 4 written to {file}"
    assert file.read_text() == text


@pytest.mark.parametrize(
    ("name", "text", "setting"),
    [
        ("granted.toml", GRANTED, "browser_per_role"),
        ("config", GRANTED, "browser_per_role"),
        ("awsume.yaml", AWSUME_FILE, "session_name"),
    ],
)
def test_a_file_of_a_tool_is_known_by_what_is_in_it(
    place: Place, file: Path, name: str, text: str, setting: str
) -> None:
    (place.folder / name).write_text(text)
    done = place.program("config", "import", str(place.folder / name))

    assert done.returncode == 0, done.stderr
    assert setting in tomllib.loads(file.read_text())


@pytest.mark.parametrize(("name", "text"), [("config", "no TOML"), ("gone.toml", None)])
def test_a_file_of_granted_that_cannot_be_read_is_named(
    place: Place, file: Path, name: str, text: str | None
) -> None:
    if text is not None:
        (place.folder / name).write_text(text)
    done = place.program("config", "import", str(place.folder / name))

    assert (done.returncode, done.stdout) == (1, "")
    assert str(place.folder / name) in done.stderr
    assert "Traceback" not in done.stderr
    assert not file.exists()

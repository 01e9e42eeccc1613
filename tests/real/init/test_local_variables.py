"""Variables whose change a shell would undo, because they are set for one command or function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from real.init.loading import LOAD
from real.journeys.place import read_environment
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    import subprocess

    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

BY_NAME = {shell.name: shell for shell in ALL}
OPTIONS = {
    "bash": ("", "set -eu", "set -k", "set -o posix", "shopt -s failglob", "IFS=_"),
    "zsh": (
        "",
        "setopt no_unset sh_word_split warn_create_global",
        "emulate sh",
        "setopt ksh_arrays",
    ),
}
LOCAL = "f() { local 'AWS_PROFILE=default'; aws_session CODE; }; f"
UNSET = "f() { local AWS_PROFILE; aws_session CODE; }; f"
READONLY = f"readonly AWS_DEFAULT_PROFILE=default; {LOCAL}"
EXPORTED = "f() { local 'AWS_PROFILE=default'; export AWS_PROFILE; aws_session CODE; }; f"
REFUSED = [
    *(("zsh", options, line) for options in OPTIONS["zsh"] for line in (LOCAL, UNSET, EXPORTED)),
    *(
        ("bash", options, line)
        for options in OPTIONS["bash"]
        for line in (LOCAL, UNSET, READONLY, EXPORTED, "AWS_PROFILE=default aws_session CODE")
    ),
]


def _run(
    place: Place, shell: Interpreter, *lines: str, **environ: str
) -> subprocess.CompletedProcess[bytes]:
    script = "\n".join(lines).replace("CODE", place.fresh_code())
    return shell.run(f"{script}\n", cwd=place.folder, env=place.environ | environ, timeout=90)


@pytest.mark.parametrize(("name", "options", "line"), REFUSED)
@pytest.mark.parametrize("above", [{}, {"AWS_PROFILE": "other"}], ids=["alone", "above another"])
def test_a_session_that_the_shell_would_take_apart_is_refused(
    place: Place, name: str, options: str, line: str, above: dict[str, str]
) -> None:
    shell = BY_NAME[name]
    shell.require()
    done = _run(
        place, shell, LOAD[shell.dialect], options, f"{line} && touch RAN || :",
        "env -0 >after", **above,
    )  # fmt: skip
    after = read_environment(place.folder / "after")

    assert b"AWS_PROFILE is set for this command or in a function only" in done.stderr
    assert not (place.folder / "RAN").exists()
    assert after.get("AWS_PROFILE", b"").decode() == above.get("AWS_PROFILE", "")
    assert "AWS_SESSION_STATE" not in after


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_a_variable_on_its_own_line_is_used_and_a_command_that_changes_nothing_takes_any(
    place: Place, name: str
) -> None:
    shell = BY_NAME[name]
    shell.require()
    done = _run(
        place, shell, LOAD[shell.dialect], "AWS_REGION=eu-west-1 aws_session status",
        "export AWS_REGION=eu-west-1; readonly AWS_DEFAULT_PROFILE=default",
        "aws_session CODE", "f() { local AWS_PROFILE=x; aws_session exec -- env -0 >inside; }; f",
    )  # fmt: skip
    inside = read_environment(place.folder / "inside")

    assert b"only" not in done.stderr
    assert inside["AWS_REGION"] == b"eu-west-1"
    assert "AWS_SESSION_LOCALS" not in inside


@pytest.mark.parametrize("name", ["zsh", "ksh93", "mksh", "dash", "busybox"])
@pytest.mark.parametrize(
    ("above", "said"),
    [
        ({}, b"the session of this shell was removed"),
        (
            {"AWS_ACCESS_KEY_ID": "AKIAOTHER", "AWS_SECRET_ACCESS_KEY": "other"},
            b"with a session token that does not belong to it",
        ),
    ],
    ids=["alone", "above another"],
)
def test_a_session_that_lost_its_key_unnoticed_is_reported_and_cleaned_up(
    place: Place, name: str, above: dict[str, str], said: bytes
) -> None:
    shell = BY_NAME[name]
    shell.require()
    key = place.company.key
    done = _run(
        place, shell, LOAD[shell.dialect], "env -0 >before",
        f"AWS_ACCESS_KEY_ID={key.id} AWS_SECRET_ACCESS_KEY='{key.secret}' aws_session CODE",
        "aws_session status >status", "aws_session end", "env -0 >after",
        AWS_REGION="eu-west-1", **above,
    )  # fmt: skip

    before, after = (read_environment(place.folder / file) for file in ("before", "after"))
    for environ in (before, after):
        environ.pop("_", None)

    assert said in (place.folder / "status").read_bytes(), done.stderr
    assert after == before

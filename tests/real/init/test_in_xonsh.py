"""What holds in xonsh alone, whose function runs before the pipeline that it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from real.init.loading import LOAD
from real.journeys.conftest import BY_NAME

if TYPE_CHECKING:
    import subprocess

    from real.journeys.place import Place


OTP = "pass otp aws"
"""The example program in the message."""


def _run(place: Place, *lines: str) -> subprocess.CompletedProcess[bytes]:
    xonsh = BY_NAME["xonsh"]
    xonsh.require()
    script = "\n".join((LOAD["xonsh"], *lines))
    return xonsh.run(f"{script}\n", cwd=place.folder, env=place.environ, timeout=90)


def test_a_code_can_come_from_a_file(place: Place) -> None:
    (place.folder / "code").write_text(f"{place.fresh_code()}\n")
    done = _run(place, "aws-session --code - < code", "echo @($AWS_ACCESS_KEY_ID[:4])")

    assert done.stdout == b"ASIA\n"


def test_a_code_from_a_pipe_is_refused_with_the_line_to_type(place: Place) -> None:
    code = place.fresh_code()
    done = _run(place, f"echo {code} | aws-session --code -", "echo after")
    said = done.stderr.decode()

    assert b"after" not in done.stdout
    assert "cannot read a code from a pipe" in said
    assert f"aws-session --code @$({OTP})" in said
    typed = f"aws-session --code @$({OTP})".replace(OTP, f"echo {code}")
    assert _run(place, typed, "echo @($AWS_ACCESS_KEY_ID[:4])").stdout == b"ASIA\n"


def test_exec_reads_its_code_from_a_pipe(place: Place) -> None:
    code = place.fresh_code()
    line = f"echo {code} | aws-session exec --code - -- printenv AWS_SESSION_TOKEN"
    done = _run(place, line)

    assert len(done.stdout) > 100, done.stderr


def test_a_command_of_exec_reads_a_pipe(place: Place) -> None:
    place.credentials("")
    session = "$AWS_ACCESS_KEY_ID = 'ASIAX'; $AWS_SECRET_ACCESS_KEY = $AWS_SESSION_TOKEN = 'x'"
    done = _run(place, session, "echo piped | aws-session exec -- cat -")

    assert done.stdout == b"piped\n"


def test_messages_go_where_stderr_goes(place: Place) -> None:
    done = _run(
        place,
        "aws-session region eu-west-1 2> first",
        "aws-session region eu-west-2 a> second",
        "aws-session region eu-west-3 > third 2>&1",
    )
    told = [(place.folder / name).read_text() for name in ("first", "second", "third")]

    assert done.stderr == b""
    assert told == [f"aws-session: region eu-west-{number}\n" for number in (1, 2, 3)]

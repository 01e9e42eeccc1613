"""Numbers in the environment: no value causes a traceback or runs anything."""

from pathlib import Path

import pytest

from aws_session import environment as states
from aws_session.environment import StackEntry, State
from aws_session.environment.stack import encode
from aws_session.environment.state_format import DamagedStateError, decode
from aws_session.model.credentials import Credentials
from real.journeys.place import Place
from real.shells.interpreters import Interpreter

HUGE = "9" * 5000
VALUES = (HUGE, "-1", "+1", "1_0", " 1", "\u0661", "\u00b2", "1e3", "0x10", "99999999999999999999")
NAMES = (
    "AWS_SESSION_SHELL_PID",
    "AWS_SESSION_EMIT_FD",
    "AWS_SESSION_EXPIRES",
    "AWS_SESSION_STATE",
    "COLUMNS",
    "LINES",
)
LINES = ("--code 12", "end", "status", "help", "pose --help", "accounts", "sandbox code")


@pytest.mark.parametrize("name", NAMES)
def test_no_number_of_the_environment_is_a_bug(place: Place, bash: Interpreter, name: str) -> None:
    script = "\n".join(
        f'{name}=$VALUE aws-session {line} </dev/null >>out 2>>said; echo "$? {line}" >>statuses'
        for line in LINES
    )
    for value in VALUES:
        bash.run(script, cwd=place.folder, env={**place.environ, "VALUE": value})
    said = (place.folder / "said").read_text()
    statuses = (place.folder / "statuses").read_text().splitlines()

    assert [line for line in said.splitlines() if "a bug in" in line or "cannot run" in line] == []
    assert "Traceback" not in said
    assert {line.split()[0] for line in statuses} <= {"0", "1", "2"}
    assert len(statuses) == len(VALUES) * len(LINES)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: ascii(value[:9]))
@pytest.mark.parametrize("name", ["AWS_SESSION_SHELL_PID", "AWS_SESSION_EMIT_FD"])
def test_what_follows_does_not_run(place: Place, bash: Interpreter, name: str, value: str) -> None:
    script = f"export {name}=$VALUE\neval $(aws-session --code 12 </dev/null) && touch RAN\n"
    bash.run(script, cwd=place.folder, env={**place.environ, "VALUE": value})

    assert not (place.folder / "RAN").exists()


@pytest.mark.parametrize("value", ["0", "1", "77", "4294967295", *VALUES])
def test_a_shell_without_subshells_gets_a_change_whatever_the_number(
    place: Place, value: str
) -> None:
    told = place.program("region", "eu-west-1", environ={"AWS_SESSION_SHELL": "nu"})
    environ = {"AWS_SESSION_SHELL": "nu", "AWS_SESSION_SHELL_PID": value}
    done = place.program("region", "eu-west-1", environ=environ)

    assert told.stdout.startswith('{"set":{"AWS_SESSION_STATE"')
    assert (done.returncode, done.stdout, done.stderr) == (0, told.stdout, told.stderr)


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"])
@pytest.mark.parametrize("port", [HUGE, "99999", "-1", "4_43", "\u0664\u0664\u0663", "x"])
def test_an_invalid_port_is_reported(place: Place, name: str, port: str) -> None:
    done = place.program("--code", "123456", environ={name: f"https://127.0.0.1:{port}/"})

    assert done.returncode == 1
    assert (
        "aws-session: error: the port of the configured endpoint https://127.0.0.1 is not valid"
        in done.stderr
    )


@pytest.mark.parametrize("port", [HUGE, "99999", "x"])
def test_an_invalid_port_is_not_a_sandbox(place: Place, port: str) -> None:
    address = f"http://127.0.0.1:{port}/sandbox/code?serial=x"
    done = place.program("sandbox", "code", environ={"AWS_SESSION_SANDBOX": address})

    assert (done.returncode, done.stdout) == (1, "")
    assert "AWS_SESSION_SANDBOX is not the address of a sandbox" in done.stderr


_LEVEL = StackEntry(
    kind="mfa",
    key_id="ASIAFAKE",
    issued=1_700_000_001,
    expires=1_700_000_002,
    account="111122223333",
    principal="arn:aws:iam::111122223333:user/alice",
    region=None,
    origin="environment",
    request_params=(("seconds", "43200"),),
    credentials=Credentials("ASIAFAKE", "secret", "token", 1_700_000_002),
)
_STATE = State((_LEVEL,), spent_code="x", spent_at=1_700_000_003)
_NUMBERS = ("1700000001", "1700000002", "1700000003", "43200")


def _written(old: str, new: str) -> str:
    """Return a state in which one number is replaced by a text, with a correct checksum."""
    version, _, body = encode(_STATE).split(",", 2)
    assert f".{old}," in body
    body = body.replace(f".{old},", f".{new},")
    return f"{version},{states.digest(body)},{body}"


@pytest.mark.parametrize("number", _NUMBERS)
@pytest.mark.parametrize(
    "text", [HUGE, "-1", "+1", "1_0", "%20 1", "%D9%A1", "", "1e3", "999999999999999"]
)
def test_a_state_with_an_invalid_number_is_damaged(number: str, text: str) -> None:
    with pytest.raises(DamagedStateError):
        decode(_written(number, text))


def test_a_state_with_its_own_numbers_is_whole() -> None:
    assert decode(_written("43200", "900")) == _STATE.replace(
        levels=(_LEVEL.replace(request_params=(("seconds", "900"),)),)
    )


@pytest.mark.parametrize("number", _NUMBERS)
def test_a_damaged_state_sets_nothing_and_ends(
    place: Place, bash: Interpreter, number: str
) -> None:
    environ = {"AWS_SESSION_STATE": _written(number, HUGE), "AWS_ACCESS_KEY_ID": "ASIAFAKE"}
    script = (
        "for words in status renew back 'pose prod Admin --code 12' 'region eu-west-1'; do\n"
        '  eval $(aws-session $words </dev/null 2>>said) && echo "$words" >>RAN\ndone\n'
        'eval $(aws-session end 2>>said); echo "${AWS_SESSION_STATE-gone}" >ended\n'
    )
    bash.run(script, cwd=place.folder, env={**place.environ, **environ})
    said = (place.folder / "said").read_text()

    assert "a bug in" not in said
    assert (place.folder / "ended").read_text() == "gone\n"
    assert _ran(place.folder) <= {"status", "region eu-west-1"}


def _ran(folder: Path) -> set[str]:
    file = folder / "RAN"
    return set(file.read_text().splitlines()) if file.exists() else set()

"""Typical situations, under each of the four policies."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aws_session import environment as states
from aws_session.environment import stack, state_format
from aws_session.sandbox import MFA_POLICIES, Kind
from real.journeys.place import Place, Sitting, company, in_front_of
from real.shells.interpreters import Interpreter
from unit.sandbox.clients import refusal

OTHER_TOOLS = {
    "AWS_ACCESS_KEY_ID": "ASIAFAKEFAKEFAKEFAKE",
    "AWS_SECRET_ACCESS_KEY": "another/tool/secret",
    "AWS_SESSION_TOKEN": "another/tool/token==",
    "AWS_SECURITY_TOKEN": "another/tool/token==",
    "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
}


@pytest.fixture(params=sorted(MFA_POLICIES))
def policy(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(tmp_path: Path, policy: str) -> Iterator[Place]:
    with in_front_of(tmp_path, company(policy=policy)) as made:
        yield made


@pytest.fixture
def sit(place: Place, dash: Interpreter) -> Callable[..., Sitting]:
    return lambda **environ: Sitting.at(place, dash, environ)


def _walk(sitting: Sitting, words: str = "") -> dict[str, bytes]:
    """Start a session, make a call that needs one, end it; return the environment inside."""
    place, before = sitting.place, dict(sitting.environ)
    entered = sitting.enter(f"aws-session --code {place.fresh_code()} {words}")
    inside, said = dict(sitting.environ), sitting.notices

    assert entered == 0, said
    assert refusal(place.with_long_term_key()("iam").list_users).code == "AccessDenied"
    assert place.with_session(inside)("iam").list_users()["Users"]
    assert sitting.enter("aws-session end") == 0
    assert sitting.environ == before
    return inside | {"said": said.encode()}


def test_nothing_is_configured_but_the_key(sit: Callable[..., Sitting]) -> None:
    _walk(sit())


def test_a_security_key_is_listed_first(place: Place, sit: Callable[..., Sitting]) -> None:
    place.company.user.add_device(Kind.U2F, "yubikey", first=True)

    _walk(sit())


def test_the_user_has_a_path(tmp_path: Path, policy: str, dash: Interpreter) -> None:
    (tmp_path / "path").mkdir()
    with in_front_of(tmp_path / "path", company(policy=policy, path="/staff/eu/")) as place:
        inside = _walk(Sitting.at(place, dash))

    assert inside["AWS_SESSION_LABEL"] == b"alice@111122223333"


@pytest.mark.parametrize("file", ["config", "credentials"])
def test_the_profile_names_the_device(place: Place, sit: Callable[..., Sitting], file: str) -> None:
    place.company.user.add_device(name="first", first=True)
    phone = place.company.user.add_device(name="phone")
    text = f"[default]\nmfa_serial = {phone.serial}\nregion = us-east-1\n"
    place.config(text)
    if file == "credentials":
        key = place.company.key
        lines = f"aws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"
        place.credentials(text + lines)
        place.config("")
    else:
        place.credentials(default=place.company.key)
    sitting = sit()
    code = place.fresh_code(phone)

    assert sitting.enter(f"aws-session --code {code}") == 0, sitting.notices
    assert place.with_session(sitting.environ)("iam").list_users()["Users"]


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
def test_the_user_is_of_another_partition(
    tmp_path: Path, policy: str, dash: Interpreter, partition: str
) -> None:
    (tmp_path / "there").mkdir()
    with in_front_of(tmp_path / "there", company(policy=policy, partition=partition)) as place:
        inside = _walk(Sitting.at(place, dash))

    assert inside["AWS_REGION"] == place.company.region.encode()


def test_a_session_is_active(place: Place, sit: Callable[..., Sitting]) -> None:
    sitting = sit()
    before = dict(sitting.environ)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    first = sitting.aws("ACCESS_KEY_ID")
    status = sitting.enter(f"aws-session --code {place.fresh_code()}")

    assert status == 0
    assert "replaced a session that had 1" in sitting.notices
    assert sitting.aws("ACCESS_KEY_ID") != first
    assert place.with_session(sitting.environ)("iam").list_users()["Users"]
    sitting.enter("aws-session end")
    assert sitting.environ == before


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
def test_a_profile_is_chosen_by_variable(
    place: Place, sit: Callable[..., Sitting], variable: str
) -> None:
    place.credentials(work=place.company.key)

    inside = _walk(sit(**{variable: "work"}))

    assert variable not in inside


def test_the_key_is_in_the_environment_only(place: Place, sit: Callable[..., Sitting]) -> None:
    key = place.company.key
    place.credentials("")
    place.config(f"[default]\nregion = {place.company.region}\n")

    inside = _walk(sit(AWS_ACCESS_KEY_ID=key.id, AWS_SECRET_ACCESS_KEY=key.secret))

    assert inside["AWS_ACCESS_KEY_ID"] != key.id.encode()


def test_the_session_in_the_shell_has_expired(place: Place, sit: Callable[..., Sitting]) -> None:
    sitting = sit()
    before = dict(sitting.environ)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    place.company.cloud.age_sessions(13 * 3600)
    _expire(sitting)
    status = sitting.enter(f"aws-session --code {place.fresh_code()}")

    assert status == 0, sitting.notices
    assert "replaced" not in sitting.notices
    assert place.with_session(sitting.environ)("iam").list_users()["Users"]
    sitting.enter("aws-session end")
    assert sitting.environ == before


def _expire(sitting: Sitting) -> None:
    """Make the session one that was started thirteen hours ago."""
    past = {
        "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
        "AWS_SESSION_EXPIRES": "1577836800",
    }
    held = state_format.decode(sitting.environ["AWS_SESSION_STATE"].decode())
    level = held.levels[0].replace(expires=1577836800, issued=1577836800 - 43200)
    kept = tuple(
        entry.replace(digest=states.digest(past[entry.name])) if entry.name in past else entry
        for entry in held.kept
    )
    text = stack.encode(held.replace(levels=(level,), kept=kept))
    for name, value in (past | {"AWS_SESSION_STATE": text}).items():
        sitting.environ[name] = value.encode()


def test_another_tools_session_is_in_the_environment(sit: Callable[..., Sitting]) -> None:
    inside = _walk(sit(**OTHER_TOOLS))

    assert b"temporary credentials of another tool (ASIAFAKEFAKEFAKEFAKE" in inside["said"]
    assert "AWS_SECURITY_TOKEN" not in inside

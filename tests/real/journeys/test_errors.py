"""The messages when something is wrong, and that nothing is lost."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from aws_session.sandbox import Kind, faults
from aws_session.sandbox.faults import Refused
from real.journeys.place import Place, Sitting
from real.journeys.terminal import Terminal
from real.shells.interpreters import Interpreter


@pytest.fixture
def failing(sitting: Sitting) -> Iterator[Any]:
    """Return a function that types a line that must fail and returns its message."""
    before = dict(sitting.environ)

    def fail(words: str, **environ: str) -> str:
        given = {name: value.encode() for name, value in environ.items()}
        sitting.environ = before | given
        sitting.enter(f"aws-session {words}")

        assert sitting.status in (1, 2), sitting.notices
        assert sitting.environ == before | given
        return sitting.notices

    yield fail
    assert not list((sitting.place.home).rglob("*.json"))


def test_a_malformed_file_is_named_with_its_line(place: Place, failing: Any) -> None:
    place.config("# mine\n[default]\nregion\n")

    assert f"{place.home}/.aws/config, line 3: this line is neither" in failing("--code 123456")


def test_a_file_that_is_not_text_is_named_with_its_line(place: Place, failing: Any) -> None:
    (place.home / ".aws" / "config").write_bytes(b"[default]\n\nregion = \xff\n")

    assert f"{place.home}/.aws/config, line 3: not UTF-8" in failing("--code 123456")


def test_a_file_that_cannot_be_read_is_named(place: Place, failing: Any) -> None:
    # An administrator can read everything, but not a file below a file.
    loop = place.folder / "loop"
    loop.symlink_to(loop)
    said = failing("--code 123456", AWS_CONFIG_FILE=str(loop))

    assert f"{loop} cannot be read: Too many levels of symbolic links" in said


def test_half_a_key_pair_is_named_with_its_line(place: Place, failing: Any) -> None:
    place.credentials("[default]\naws_access_key_id = AKIAFAKEFAKEFAKEFAKE\n")
    said = failing("--code 123456")

    assert "has aws_access_key_id (line 2) but no aws_secret_access_key" in said


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("default", "aws configure"),
        ("work", "aws configure --profile work"),
        ("my work", "aws configure --profile 'my work'"),
    ],
)
@pytest.mark.parametrize(
    "key",
    [
        "aws_access_key_id = ID\n",
        "aws_access_key_id = ID\naws_secret_access_key = wrong\n",
        "aws_access_key_id = YOUR_KEY\naws_secret_access_key = wrong\n",
    ],
    ids=["half", "wrong secret", "wrong ID"],
)
def test_the_command_for_another_key_is_for_its_profile(
    place: Place, failing: Any, key: str, name: str, command: str
) -> None:
    written = key.replace(" ID", f" {place.company.key.id}")
    place.credentials(f"[{name}]\n{written}region = {place.company.region}\n")
    said = failing(f"-p '{name}' --code 123456")

    assert said.splitlines()[-1].endswith(f": {command}")


def test_half_a_key_pair_in_the_environment_is_named(failing: Any) -> None:
    said = failing("--code 123456", AWS_SECRET_ACCESS_KEY="half/a/pair")

    assert "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not" in said
    assert "half/a/pair" not in said


def test_an_unknown_profile_is_named_with_those_there_are(place: Place, failing: Any) -> None:
    place.credentials(default=place.company.key, production=place.company.key)

    assert "no AWS profile 'Production'; did you mean 'production'?" in failing("-p Production")


def test_without_any_key_the_error_says_so(place: Place, failing: Any) -> None:
    place.credentials("")

    assert "no AWS credentials found" in failing("--code 123456")


@pytest.mark.parametrize(
    ("setting", "what", "help_"),
    [
        (
            "sso_session = my\nsso_account_id = 1\nsso_role_name = x",
            "SSO",
            "aws sso login --profile work",
        ),
        (
            "web_identity_token_file = /nowhere\nrole_arn = arn:aws:iam::1:role/x",
            "/nowhere",
            "fix",
        ),
        (
            "login_session = arn:aws:iam::111122223333:user/alice",
            "needs the package awscrt",
            "to add it:",
        ),
        ("credential_process = echo its-secret", "printed text that is not JSON", "yourself"),
        ("credential_process = /nowhere/program", "/nowhere/program", "fix"),
        ("credential_process = false", "'work' failed with status 1", "yourself"),
        ("output = text", "has no credentials", "aws configure --profile work"),
    ],
)
def test_what_a_profile_lacks_is_named_with_what_helps(
    place: Place, failing: Any, setting: str, what: str, help_: str
) -> None:
    place.config(f"[profile work]\nregion = us-east-1\n{setting}\n{_SSO}")
    said = failing("-p work --code 123456")

    assert what in said
    assert help_ in said
    assert "its-secret" not in said
    assert list(place.company.cloud.calls) == []


def test_a_session_that_another_tool_left_in_the_files_needs_no_code(
    place: Place, failing: Any
) -> None:
    place.credentials(
        "[default]\naws_access_key_id = ASIAFAKEFAKEFAKEFAKE\naws_secret_access_key = s\n"
        "aws_session_token = secret-token\nregion = us-east-1\n"
    )
    said = failing("")

    assert "is a temporary key: to be exported unchanged, without an MFA code" in said
    assert "AWS does not recognize profile 'default'" in said
    assert "secret-token" not in said


def test_no_network(failing: Any) -> None:
    said = failing("--code 123456", AWS_ENDPOINT_URL="http://127.0.0.1:1")

    assert "cannot reach 127.0.0.1: connection refused" in said


def test_no_such_host(failing: Any) -> None:
    said = failing("--code 123456", AWS_ENDPOINT_URL="https://sts.nowhere.invalid")

    assert "cannot reach sts.nowhere.invalid" in said


def test_an_endpoint_in_the_clear_is_refused(failing: Any) -> None:
    said = failing("--code 123456", AWS_ENDPOINT_URL="http://192.0.2.1")

    assert "is not https" in said


@pytest.mark.parametrize("config", ["", "[default]\nregion =\n"])
@pytest.mark.parametrize("environ", [{}, {"AWS_REGION": "", "AWS_DEFAULT_REGION": ""}])
def test_an_endpoint_without_any_region_says_what_is_missing(
    place: Place, failing: Any, config: str, environ: dict[str, str]
) -> None:
    key = place.company.key
    place.credentials(
        f"[default]\naws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"
    )
    place.config(config)
    said = failing("--code 123456", **environ)

    assert "aws-session: error: no region is set\n" in said
    assert "  set one, then repeat the command: export AWS_REGION=eu-west-1\n" in said


def test_an_impossible_region_is_refused_before_anything_is_sent(
    place: Place, failing: Any
) -> None:
    assert "is not a valid region" in failing("--region 'eu west' --code 123456")
    assert "is not a valid region" in failing("--region evil.example/ --code 123456")
    assert list(place.company.cloud.calls) == []


def test_sts_that_is_switched_off_in_the_region(place: Place, failing: Any) -> None:
    refused = Refused("RegionDisabledException", "STS is not activated in this region", 403)
    place.company.cloud.faults.add("GetSessionToken", refused)

    assert "use another region: aws-session --region NAME" in failing(
        f"--code {place.fresh_code()}"
    )


@pytest.mark.parametrize(
    ("ahead", "words"), [(3600, "1 h slow"), (-1860, "31 min fast"), (1200, "20 min slow")]
)
def test_a_wrong_clock_is_measured(place: Place, failing: Any, ahead: int, words: str) -> None:
    place.company.cloud.skew = ahead + 0.5

    assert f"this machine's clock is {words}" in failing("--code 123456")


def test_a_wrong_secret_key(place: Place, failing: Any) -> None:
    text = (place.home / ".aws" / "credentials").read_text()
    place.credentials(text.replace(place.company.key.secret, "wrong/secret"))
    said = failing("--code 123456")

    assert "the secret key of profile 'default' does not match its access key ID" in said
    assert "wrong/secret" not in said


def test_throttled_calls_are_sent_again_and_the_code_serves(place: Place, sitting: Sitting) -> None:
    place.company.cloud.faults.add("GetSessionToken", faults.throttled())
    sitting.enter(f"aws-session {place.fresh_code()}")

    assert sitting.status == 0
    assert "AWS is throttling these calls" in sitting.notices
    assert place.company.cloud.calls.count("GetSessionToken") == 2


@pytest.mark.parametrize(
    "fault",
    [
        faults.internal_failure(),
        faults.internal_failure(processed=True),
        faults.Dropped(),
        faults.Dropped(processed=True),
        faults.Truncated(),
    ],
    ids=repr,
)
def test_a_code_that_may_be_spent_is_never_sent_again(
    place: Place, failing: Any, fault: faults.Fault
) -> None:
    place.company.cloud.faults.add("GetSessionToken", fault, times=None)
    said = failing(f"--code {place.fresh_code()}")

    assert "the code may already have been used" in said
    assert place.company.cloud.calls.count("GetSessionToken") == 1


def test_after_a_500_the_next_code_is_asked_for(place: Place, bash: Interpreter) -> None:
    place.company.cloud.faults.add("GetSessionToken", faults.internal_failure(processed=True))
    with Terminal.of(place, bash) as terminal:
        terminal.answer(bash.evaluate("aws-session"), place.fresh_code())
        terminal.expect("the code may already have been used")
        terminal.expect("MFA code")
        terminal.reply(place.fresh_code())
        terminal.expect("session until")
        terminal.ready()

        assert terminal.status() == 0
    assert place.company.cloud.calls.count("GetSessionToken") == 2


def test_a_slow_server_is_reported_after_two_seconds(place: Place, sitting: Sitting) -> None:
    place.company.cloud.faults.add("GetSessionToken", faults.Slow(2.5))
    sitting.enter(f"aws-session {place.fresh_code()}")

    assert sitting.status == 0
    assert "waiting for AWS" in sitting.notices


@pytest.mark.slow
def test_a_server_that_never_answers_is_given_up(place: Place, failing: Any) -> None:
    place.company.cloud.faults.add("GetSessionToken", faults.Slow(60))

    assert "did not answer in time" in failing(f"--code {place.fresh_code()}")
    assert place.company.cloud.calls.count("GetSessionToken") == 1


@pytest.mark.slow
def test_a_host_that_swallows_everything_is_given_up(failing: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        said = failing(
            "--code 123456", AWS_ENDPOINT_URL=f"http://127.0.0.1:{deaf.getsockname()[1]}"
        )

    assert "did not answer in time" in said


def test_a_user_with_security_keys_only(place: Place, failing: Any) -> None:
    user = place.company.user
    user.devices.clear()
    user.add_device(Kind.U2F, "yubikey")
    user.put_policy("deny-without-mfa", _ALLOWING)

    assert "has only security keys (FIDO)" in failing("--code 123456")


def test_a_user_without_a_device(place: Place, failing: Any) -> None:
    place.company.user.devices.clear()
    place.company.user.put_policy("deny-without-mfa", _ALLOWING)

    assert "alice has no MFA device in account 111122223333" in failing("--code 123456")


def test_a_security_key_that_is_named(place: Place, failing: Any) -> None:
    key = place.company.user.add_device(Kind.U2F, "yubikey")

    assert "is a security key (FIDO)" in failing(f"mfa {key.serial} --code 123456")


def test_debug_adds_what_aws_said_and_a_traceback_without_secrets(
    place: Place, failing: Any
) -> None:
    plain = failing(f"--code {place.wrong_code()}")
    said = failing(f"--debug --code {place.wrong_code()}", AWS_SESSION_TOKEN="")

    assert "Traceback" not in plain
    assert "HTTP 403 AccessDenied: MultiFactorAuthentication failed" in said
    assert "Traceback" in said
    assert place.company.key.secret not in plain + said


def test_a_traceback_in_a_session_holds_none_of_its_secrets(place: Place, sitting: Sitting) -> None:
    sitting.enter(f"aws-session {place.fresh_code()}")
    secrets = [sitting.aws(name) or "" for name in ("SECRET_ACCESS_KEY", "SESSION_TOKEN")]
    secrets.append(sitting.aws("SESSION_STATE") or "")
    sitting.environ["AWS_SESSION_DEBUG"] = b"1"
    sitting.enter(f"aws-session --code {place.wrong_code()}")

    assert sitting.status == 1
    assert "Traceback" in sitting.notices
    assert [secret for secret in secrets if secret in sitting.notices] == []


def test_names_from_elsewhere_cannot_control_the_terminal(place: Place, failing: Any) -> None:
    place.credentials("[default]\nregion = us-east-1\ncredential_process = printf '\\033[2Jno'\n")

    assert "\x1b" not in failing("--code 123456")


_SSO = "[sso-session my]\nsso_start_url = https://example.com/start\nsso_region = us-east-1\n"
_ALLOWING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


def test_another_programs_colours_are_removed_from_its_message(place: Place) -> None:
    script = place.folder / "prints"
    script.write_text(
        "#!/bin/sh\n"
        "printf '\\033[1;31mERROR\\033[0m: \\033]0;t\\007not\\r\\nlogged in\\007' >&2\nexit 3\n"
    )
    script.chmod(0o700)
    place.config(f"[profile other]\ncredential_process = {script}\n")
    done = place.program("-p", "other", "--print")

    assert done.returncode == 1
    assert "the credential_process of profile 'other' failed: ERROR: not logged in\n" in done.stderr

from __future__ import annotations

import io
import os
import shlex
import socket
import sys
from typing import TYPE_CHECKING, Any

import boto3
import botocore.loaders
import pytest

from aws_session.aws import botocore_errors, preconnect
from aws_session.aws.lazy_client import LazyClient
from aws_session.aws.source_credentials import OF_SHELL, SourceCredentials
from aws_session.config import profiles
from aws_session.errors import SessionError
from aws_session.model.credentials import Credentials
from aws_session.model.identity import CallerIdentity
from aws_session.model.mfa import SessionTokenRequest
from aws_session.model.recoverable_errors import (
    PerhapsSpentError,
    ThrottledError,
    WrongCodeError,
    WrongDeviceError,
)
from aws_session.model.role import AssumeRoleRequest
from aws_session.sandbox import Kind, Server, faults, scenario
from aws_session.terminal import redaction

if TYPE_CHECKING:
    from pathlib import Path

    from aws_session.sandbox.scenario import Company

SHORT = SessionTokenRequest(900)


@pytest.fixture
def company() -> Company:
    return scenario.company(path="/team/")


@pytest.fixture
def base(server: Server, company: Company, tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_ACCESS_KEY_ID": company.key.id,
        "AWS_SECRET_ACCESS_KEY": company.key.secret,
        "AWS_ENDPOINT_URL": server.endpoint,
        "AWS_REGION": "us-east-1",
    }


def calls(
    base: dict[str, str], chosen: SourceCredentials | None = None, region: str = "us-east-1"
) -> LazyClient:
    key = Credentials(base["AWS_ACCESS_KEY_ID"], base["AWS_SECRET_ACCESS_KEY"])
    return LazyClient(chosen or SourceCredentials("environment", key, None), region, base)


def send(company: Company, base: dict[str, str], **changed: Any) -> Credentials:
    given = {
        "serial": company.device.serial,
        "code": company.code(),
        "request": SHORT,
        **changed,
    }
    return calls(base).session_token(**given)


def sent(company: Company) -> int:
    return company.cloud.calls.count("GetSessionToken")


def test_the_caller_is_the_one_that_aws_names(base: dict[str, str], company: Company) -> None:
    found = calls(base).caller()

    assert found == CallerIdentity(company.user.arn, company.account.id)
    assert found.name == "alice"


def test_the_caller_is_looked_up_once(base: dict[str, str], company: Company) -> None:
    used = calls(base)
    used.caller()
    used.caller()

    assert company.cloud.calls.count("GetCallerIdentity") == 1


def test_a_code_becomes_a_session(base: dict[str, str], company: Company) -> None:
    found = send(company, base, request=SessionTokenRequest(3_600))
    session = company.cloud.sessions[found.key_id]

    assert found == Credentials(session.key_id, session.secret, session.token, int(session.expires))
    assert session.mfa_at is not None
    assert sent(company) == 1


ONLY_ONES_OWN = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "iam:ListMFADevices",
            "Resource": "arn:aws:iam::*:user/team/${aws:username}",
        }
    ],
}


def permit_listing(company: Company) -> None:
    company.user.inline.remove("deny-without-mfa", 0)
    company.user.attached.remove("arn:aws:iam::aws:policy/AdministratorAccess", 0)
    company.user.put_policy("own", ONLY_ONES_OWN)


def test_devices_are_listed_in_iams_order(base: dict[str, str], company: Company) -> None:
    permit_listing(company)
    key = company.user.add_device(Kind.U2F, "key", first=True)
    used = calls(base)

    assert used.devices(used.caller()) == (key.serial, company.device.serial)
    assert company.cloud.calls.of("ListMFADevices")[0].parameters["UserName"] == "alice"


def test_if_listing_is_denied_there_is_no_list(base: dict[str, str], company: Company) -> None:
    used = calls(base)

    assert used.devices(used.caller()) is None
    assert company.cloud.calls.of("ListMFADevices")[0].outcome == "AccessDenied"


def test_a_wrong_code_is_sent_once_and_named(base: dict[str, str], company: Company) -> None:
    with pytest.raises(WrongCodeError):
        send(company, base, code="000000" if company.code() != "000000" else "000001")

    assert sent(company) == 1


def test_a_used_code_is_refused_like_a_wrong_one(base: dict[str, str], company: Company) -> None:
    code = company.code()
    send(company, base, code=code)

    with pytest.raises(WrongCodeError):
        send(company, base, code=code)


def test_a_wrong_serial_number_does_not_spend_the_code(
    base: dict[str, str], company: Company
) -> None:
    code = company.code()

    with pytest.raises(WrongDeviceError, match="the user of the key in the environment"):
        send(company, base, serial=f"{company.device.serial}x", code=code)
    assert send(company, base, code=code)


def test_a_slow_clock_is_measured(base: dict[str, str], company: Company) -> None:
    company.cloud.skew = 3_600

    with pytest.raises(SessionError, match=r"clock is (1 h|59 min|1 h 0 min) .*slow") as caught:
        send(company, base)
    assert "set the clock" in str(caught.value.hint)


def test_a_fast_clock_is_measured(base: dict[str, str], company: Company) -> None:
    company.cloud.skew = -1_800

    with pytest.raises(SessionError, match=r"clock is 30 min fast"):
        send(company, base)


@pytest.mark.parametrize("processed", [False, True])
@pytest.mark.parametrize("kind", ["dropped", "500", "truncated"])
def test_without_an_answer_the_code_may_be_used_and_nothing_is_resent(
    base: dict[str, str], company: Company, kind: str, processed: bool
) -> None:
    known: dict[str, faults.Fault] = {
        "dropped": faults.Dropped(processed=processed),
        "500": faults.internal_failure(processed=processed),
        "truncated": faults.Truncated(),
    }
    company.cloud.faults.add("GetSessionToken", known[kind])

    with pytest.raises(PerhapsSpentError, match="the code may already have been used") as caught:
        send(company, base)
    assert "next code" in str(caught.value.hint)
    assert sent(company) == 1


def test_after_a_late_answer_the_code_may_be_used(
    base: dict[str, str], company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preconnect, "READ_SECONDS", 0.3)
    company.cloud.faults.add("GetSessionToken", faults.Slow(3))

    with pytest.raises(PerhapsSpentError, match=r"127\.0\.0\.1 did not answer in time"):
        send(company, base)
    assert sent(company) == 1


def test_a_throttled_code_is_not_resent_automatically(
    base: dict[str, str], company: Company
) -> None:
    company.cloud.faults.add("GetSessionToken", faults.throttled())

    with pytest.raises(ThrottledError):
        send(company, base)
    assert sent(company) == 1


def test_a_call_without_a_code_is_made_twice(base: dict[str, str], company: Company) -> None:
    company.cloud.faults.add("GetCallerIdentity", faults.internal_failure())

    assert calls(base).caller().name == "alice"
    assert company.cloud.calls.count("GetCallerIdentity") == 2


@pytest.mark.parametrize(
    "fault", [faults.internal_failure(), faults.Dropped()], ids=["500", "drop"]
)
def test_a_call_without_a_code_uses_none_up(
    base: dict[str, str], company: Company, fault: faults.Fault
) -> None:
    company.cloud.faults.add("GetCallerIdentity", fault, times=None)

    with pytest.raises(SessionError) as caught:
        calls(base).caller()
    assert not isinstance(caught.value, PerhapsSpentError)
    assert "code" not in caught.value.message
    assert "code" not in str(caught.value.hint)


def test_a_refused_connection_names_the_host(base: dict[str, str]) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        base["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{held.getsockname()[1]}"

        with pytest.raises(SessionError) as caught:
            calls(base).caller()
    assert caught.value.message == "cannot reach 127.0.0.1: connection refused"
    assert "HTTPS_PROXY" in str(caught.value.hint)


def test_an_unreachable_host_leaves_the_code_unused(base: dict[str, str]) -> None:
    base["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1"

    with pytest.raises(SessionError) as caught:
        calls(base).session_token("GAHT12345678", "123456", SHORT)
    assert type(caught.value) is SessionError


def test_an_unknown_host_is_named(base: dict[str, str]) -> None:
    base["AWS_ENDPOINT_URL"] = "https://sts.invalid"

    with pytest.raises(SessionError, match=r"^cannot reach sts\.invalid: ") as caught:
        calls(base).caller()
    assert type(caught.value) is SessionError


def test_a_host_that_speaks_no_tls_is_named(base: dict[str, str], server: Server) -> None:
    base["AWS_ENDPOINT_URL"] = server.endpoint.replace("http:", "https:")

    with pytest.raises(SessionError, match=r"no trusted TLS connection to 127\.0\.0\.1") as caught:
        calls(base).caller()
    assert "the server does not speak TLS" in caught.value.message
    assert "HTTPS_PROXY" in str(caught.value.hint)


def test_a_missing_proxy_is_named_without_its_password(base: dict[str, str]) -> None:
    base["AWS_ENDPOINT_URL"] = "https://sts.invalid"
    base["HTTPS_PROXY"] = "http://user:hunter2@127.0.0.1:1"

    with pytest.raises(SessionError, match=r"the proxy 127\.0\.0\.1:1 does not answer") as caught:
        calls(base).caller()
    assert "hunter2" not in f"{caught.value.message}{caught.value.hint}"


def test_an_unknown_key_is_explained(base: dict[str, str]) -> None:
    base["AWS_ACCESS_KEY_ID"] = "AKIAFAKEUNKNOWN"

    with pytest.raises(SessionError, match="AWS does not recognize the key in the environment"):
        calls(base).caller()


def test_a_wrong_secret_is_explained(base: dict[str, str]) -> None:
    base["AWS_SECRET_ACCESS_KEY"] = "hunter2"

    with pytest.raises(SessionError, match="the secret key of the key in the environment") as error:
        calls(base).caller()
    assert "hunter2" not in f"{error.value.message}{error.value.hint}{error.value.debug}"


def test_a_deactivated_region_is_explained(base: dict[str, str], company: Company) -> None:
    company.cloud.disabled_regions.add("us-east-1")

    with pytest.raises(SessionError, match="STS is not activated in this region"):
        send(company, base)


def test_a_region_that_cannot_be_in_a_host_name_is_explained(base: dict[str, str]) -> None:
    with pytest.raises(SessionError) as caught:
        calls(base, region="evil.example/#").caller()

    assert caught.value.message == "'evil.example/#' is not a valid region"
    assert caught.value.hint == "name another: aws-session --region NAME"


def test_boto3_sees_no_session_and_no_profile(base: dict[str, str], company: Company) -> None:
    noise = {
        "AWS_PROFILE": "gone",
        "AWS_SECURITY_TOKEN": "x",
        "AWS_CREDENTIAL_EXPIRATION": "2001-01-01T00:00:00Z",
    }

    os.environ.update(noise)

    assert calls({**base, **noise}).caller().name == "alice"
    assert not noise.keys() & os.environ.keys()


def process(folder: Path, script: str) -> str:
    program = folder / "helper.py"
    program.write_text(script)
    return shlex.join([sys.executable, str(program)])


def of_process(base: dict[str, str], folder: Path, script: str) -> LazyClient:
    config = f"[profile p]\ncredential_process = {process(folder, script)}\nregion = us-east-1\n"
    (folder / "config").write_text(config)
    base["AWS_CONFIG_FILE"] = str(folder / "config")
    files = profiles.read(config, "CONFIG", "", "CREDENTIALS")
    return calls(base, SourceCredentials("profile:p", None, files.find("p")))


def printing(**fields: Any) -> str:
    return f"import json; print(json.dumps({{'Version': 1, **{fields!r}}}))"


def test_a_process_may_print_a_long_term_key(
    base: dict[str, str], company: Company, tmp_path: Path
) -> None:
    script = printing(AccessKeyId=company.key.id, SecretAccessKey=company.key.secret)
    used = of_process(base, tmp_path, script)

    assert used.caller().name == "alice"
    assert used.session_token(company.device.serial, company.code(), SHORT).temporary


def test_a_process_that_fails_is_named(base: dict[str, str], tmp_path: Path) -> None:
    script = "import sys; sys.stderr.write('vault is locked\\x1b[2J'); sys.exit(3)"

    with pytest.raises(SessionError, match="vault is locked") as caught:
        of_process(base, tmp_path, script).caller()
    assert "credential_process" in str(caught.value.hint)
    assert "\x1b" not in caught.value.message


def test_a_process_that_prints_no_key_is_named(base: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(SessionError) as caught:
        of_process(base, tmp_path, "print('{}')").caller()

    assert "credential_process" in str(caught.value.hint)


def test_a_process_gets_no_session(base: dict[str, str], company: Company, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    script = f"import os; open({str(seen)!r}, 'w').write(' '.join(os.environ))\n" + printing(
        AccessKeyId=company.key.id, SecretAccessKey=company.key.secret
    )
    of_process(base, tmp_path, script).caller()

    assert "AWS_SECRET_ACCESS_KEY" not in seen.read_text().split()
    assert "AWS_CONFIG_FILE" in seen.read_text().split()


def test_nothing_is_written_to_home(base: dict[str, str], company: Company, tmp_path: Path) -> None:
    send(company, base)

    assert list(tmp_path.iterdir()) == []


def test_other_exceptions_than_botocores_are_raised_unchanged() -> None:
    with pytest.raises(ZeroDivisionError):
        botocore_errors.explain(ZeroDivisionError(), botocore_errors.Call("x", "y"))


def test_an_answer_that_was_cut_shows_no_secret_even_to_a_debugger(
    base: dict[str, str], company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    company.cloud.faults.add("GetSessionToken", faults.Truncated())

    with pytest.raises(SessionError) as caught:
        send(company, base)
    redaction.show_traceback(caught.value)
    shown = f"{capsys.readouterr().err}{caught.value.debug}"
    issued = next(iter(company.cloud.sessions.values()))
    assert issued.secret not in shown
    assert "PerhapsSpentError" in shown


def test_a_call_with_a_code_is_prepared_without_any_call(
    base: dict[str, str], company: Company
) -> None:
    used = calls(base)
    used.prepare()

    assert not list(company.cloud.calls)
    assert used.session_token(company.device.serial, company.code(), SHORT).temporary


def a_signer(base: dict[str, str], text: str) -> SourceCredentials:
    key = Credentials(base["AWS_ACCESS_KEY_ID"], base["AWS_SECRET_ACCESS_KEY"])
    profile = profiles.read(text, "CONFIG", "", "CREDENTIALS").find("x")
    return SourceCredentials("profile 'x'", key, profile)


def test_a_profile_deleted_in_the_meantime_is_named(base: dict[str, str]) -> None:
    used = calls(base, a_signer(base, "[profile x]\n"))

    for call in (used.prepare, used.resolve, used.caller):
        with pytest.raises(SessionError, match=r"profile.*x"):
            call()


def test_botocore_uses_the_models_that_the_profile_names(
    base: dict[str, str], tmp_path: Path
) -> None:
    text = f"[default]\ndata_path = {tmp_path}/other\n[profile x]\ndata_path = {tmp_path}/own\n"
    (tmp_path / "config").write_text(text)
    base["AWS_CONFIG_FILE"] = str(tmp_path / "config")
    session = calls(base, a_signer(base, text))._calls()._opened()
    searched = session._session.get_component("data_loader").search_paths

    assert str(tmp_path / "own") in searched
    assert str(tmp_path / "other") not in searched


def test_with_a_key_in_hand_one_session_is_made_and_no_folder_is_searched(
    base: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    class Counted(boto3.session.Session):
        def __init__(self, *args: Any, **named: Any) -> None:
            made.append(self)
            super().__init__(*args, **named)

    monkeypatch.setattr(boto3.session, "Session", Counted)
    monkeypatch.setattr(botocore.loaders.Loader, "list_available_services", None)
    used = calls(base)
    used.prepare()
    session = used._calls()._opened()

    assert session.client("iam")
    assert session.client("organizations")
    assert made == [session]


def test_botocore_never_asks_for_a_code(
    base: dict[str, str], company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    text = (
        f"[profile hub]\naws_access_key_id = {company.key.id}\n"
        f"aws_secret_access_key = {company.key.secret}\nsource_profile = hub\n"
        f"role_arn = arn:aws:iam::210987654321:role/Admin\nmfa_serial = {company.device.serial}\n"
    )
    config.write_text(text)
    chosen = profiles.read(text, str(config), "", "CREDENTIALS").find("hub")
    # Without a terminal, getpass reads from here.
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{company.code()}\n"))
    used = calls(
        {**base, "AWS_CONFIG_FILE": str(config)}, SourceCredentials("profile:hub", None, chosen)
    )

    with pytest.raises(SessionError, match="'hub' assumes its role with a code") as caught:
        used.resolve()
    assert f"source_profile and the profile that holds the key ({config}, line 6)" in str(
        caught.value.hint
    )
    assert company.cloud.calls.actions == []


def test_a_rejected_session_that_cannot_list_is_to_be_renewed(
    base: dict[str, str], company: Company
) -> None:
    session = send(company, base).replace(secret_key="changed")
    signer = SourceCredentials(OF_SHELL, session, None)
    with pytest.raises(SessionError) as caught:
        list(LazyClient(signer, "us-east-1", base).account_pages())

    assert caught.value.message == (
        "the secret key of the session of this shell does not match its access key ID"
    )
    assert caught.value.hint == "start a new session: aws-session"


def test_a_role_of_another_partition_is_refused_without_a_call(
    base: dict[str, str], company: Company
) -> None:
    used = calls(base)
    caller = used.caller()
    arn = "arn:aws-cn:iam::210987654321:role/Admin"
    with pytest.raises(SessionError) as caught:
        used.assume_role(AssumeRoleRequest("210987654321", "Admin", arn), caller, None, None)

    assert caught.value.message == (
        f"the role {arn} is in partition aws-cn, but {caller.arn} is in partition aws"
    )
    assert caught.value.hint == (
        "name a profile with a key of that partition: aws-session --profile NAME"
    )
    assert company.cloud.calls.count("AssumeRole") == 0


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("api_versions = 2011-06-15", 3),
        ("api_versions =", 3),
        ("services = local\n[services local]\nsts = http://127.0.0.1:9", 3),
        ("services = local\n[services local]\nsts =", 3),
    ],
)
def test_a_value_where_boto3_needs_indented_lines_is_an_error_in_the_profile(
    base: dict[str, str], tmp_path: Path, lines: str, line: int
) -> None:
    config = tmp_path / "config"
    config.write_text(f"[profile work]\nregion = eu-west-1\n{lines}\n")
    environ = {**base, "AWS_CONFIG_FILE": str(config), "AWS_PROFILE": "work"}
    environ.pop("AWS_ENDPOINT_URL")
    profile = profiles.read(config.read_text(), str(config), "", "").find("work")
    key = Credentials(base["AWS_ACCESS_KEY_ID"], base["AWS_SECRET_ACCESS_KEY"])

    with pytest.raises(SessionError) as caught:
        calls(environ, SourceCredentials("profile:work", key, profile)).caller()

    assert caught.value.message == "boto3 cannot read the indented settings of profile 'work'"
    assert caught.value.hint == (
        "write one value after endpoint_url and services, and indented lines below api_versions "
        f"and each service of [services NAME]: {config}, line {line}"
    )


def test_a_bug_is_not_taken_for_the_profiles_fault(
    base: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise TypeError("a bug")

    monkeypatch.setattr("boto3.session.Session.client", broken)
    config = tmp_path / "config"
    config.write_text("[profile work]\nregion = eu-west-1\n")
    environ = {**base, "AWS_CONFIG_FILE": str(config), "AWS_PROFILE": "work"}
    profile = profiles.read(config.read_text(), str(config), "", "").find("work")
    key = Credentials(base["AWS_ACCESS_KEY_ID"], base["AWS_SECRET_ACCESS_KEY"])

    with pytest.raises(TypeError, match="a bug"):
        calls(environ, SourceCredentials("profile:work", key, profile)).caller()

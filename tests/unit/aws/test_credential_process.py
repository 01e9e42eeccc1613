"""What a credential_process may print, and the error about it, which never quotes the output."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from aws_session.aws import credential_process, third_party_json
from aws_session.aws.client import AwsClient
from aws_session.aws.source_credentials import SourceCredentials
from aws_session.config import aws_files
from aws_session.errors import SessionError
from aws_session.model import utc
from aws_session.processes import bounded_output

if TYPE_CHECKING:
    from pathlib import Path

    from aws_session.model.credentials import Credentials

SECRET = "hunter2hunter2hunter2"
GOOD: dict[str, Any] = {
    "Version": 1,
    "AccessKeyId": "ASIAEXAMPLEEXAMPLE00",
    "SecretAccessKey": SECRET,
    "SessionToken": f"{SECRET}/token",
}
PAST = "2020-01-01T00:00:00Z"


def resolve(folder: Path, command: str) -> Credentials:
    """Return the credentials of a profile whose credential_process is a command."""
    config = folder / "config"
    config.write_text(f"[profile vault]\nregion = eu-west-1\ncredential_process = {command}\n")
    base = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    profile = aws_files.read(base).find("vault")
    return AwsClient(SourceCredentials("profile:vault", None, profile), None, base).resolve()


def printed(folder: Path, octets: bytes) -> Credentials:
    (folder / "answer").write_bytes(octets)
    return resolve(folder, f"cat {folder}/answer")


def refused(folder: Path, octets: bytes) -> SessionError:
    with pytest.raises(SessionError) as caught:
        printed(folder, octets)
    error = caught.value
    shown = f"{error.message}{error.hint}{error.debug}{error.__cause__}"

    assert SECRET not in shown
    assert error.status == 1
    assert error.hint == f"run the credential_process ({folder}/config, line 3) yourself to see why"
    return error


def changed(**members: object) -> bytes:
    """Return the valid answer with members changed, `...` to leave one out."""
    told = {name: value for name, value in {**GOOD, **members}.items() if value is not ...}
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    ("octets", "what"),
    [
        (b"", "nothing"),
        (b" \n", "nothing"),
        (SECRET.encode(), "text that is not JSON"),
        (f'{{"AccessKeyId": "{SECRET}'.encode(), "text that is not JSON"),
        (changed() + changed(), "text that is not JSON"),
        (b'"' + SECRET.encode() + b'"', "text, not an object"),
        (b'""', "text, not an object"),
        (b"12", "a number, not an object"),
        (b"1e999", "a number, not an object"),
        (b"9" * 5000, "text that is not JSON"),
        (b"[]", "a list, not an object"),
        (b"[" + changed() + b"]", "a list, not an object"),
        (b"null", "null, not an object"),
        (b"true", "true or false, not an object"),
        (b"[" * 100_000, "text that is not JSON"),
        (b"\xe9", "text that is not UTF-8"),
        (changed().replace(b"hunter", b"\xfcber"), "text that is not UTF-8"),
        (b"\xef\xbb\xbf" + changed(), "a byte order mark before the JSON"),
        (changed().decode().encode("utf-16"), "text in UTF-16, not in UTF-8"),
        (b"{}", "no Version, which must be 1"),
        (changed(Version=...), "no Version, which must be 1"),
        (changed(Version=2), "a Version other than 1"),
        (changed(Version=10**400), "a Version other than 1"),
        (changed(Version="1"), "a Version that is text: it must be the number 1"),
        (changed(Version=SECRET), "a Version that is text: it must be the number 1"),
        (changed(Version=None), "a Version that is null: it must be the number 1"),
        (changed(Version=[1]), "a Version that is a list: it must be the number 1"),
        (changed(AccessKeyId=...), "no AccessKeyId"),
        (changed(AccessKeyId=None), "no AccessKeyId"),
        (changed(SecretAccessKey=...), "no SecretAccessKey"),
        (changed(SecretAccessKey=""), "an empty SecretAccessKey"),
        (
            changed(AccessKeyId="AKIA\r\n"),
            "an invalid AccessKeyId: it contains a line break or another control character",
        ),
        (
            changed(SecretAccessKey=f"{SECRET}\n"),
            "an invalid SecretAccessKey: it contains a line break or another control character",
        ),
        (changed(SecretAccessKey=f'"{SECRET}"'), "an invalid SecretAccessKey: it is in quotes"),
        (changed(SessionToken=f"{SECRET} x"), "an invalid SessionToken: it contains a space"),
        (
            changed(SessionToken=f"{SECRET}\ud800"),
            "an invalid SessionToken: it contains characters outside ASCII",
        ),
    ],
)
def test_an_invalid_answer_is_described_by_its_fault(
    tmp_path: Path, octets: bytes, what: str
) -> None:
    assert refused(tmp_path, octets).message == (
        f"the credential_process of profile 'vault' printed {what}"
    )


@pytest.mark.skipif(os.name == "nt", reason="its pipes are read whole there")
def test_a_process_that_prints_without_end_is_ended_before_it_fills_the_memory(
    tmp_path: Path,
) -> None:
    with pytest.raises(SessionError) as caught:
        resolve(tmp_path, "yes")

    assert caught.value.message == (
        "the credential_process of profile 'vault' printed more than 1 MB"
    )


@pytest.mark.skipif(os.name == "nt", reason="pipes cannot be polled there")
def test_what_a_slow_program_waits_for_is_shown_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    def touch(line: str) -> None:
        told.append(line)
        (tmp_path / "touched").touch()

    monkeypatch.setattr(bounded_output, "QUIET", 0.3)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(credential_process, "tell", touch)
    (tmp_path / "answer").write_bytes(changed())
    asks = 'printf "\\033[1mTouch your key... " >&2'
    waits = f"until test -e {tmp_path}/touched; do sleep 0.05; done"

    found = resolve(tmp_path, f"timeout 10 sh -c '{asks}; {waits}; cat {tmp_path}/answer'")

    assert found.key_id == GOOD["AccessKeyId"]
    assert told == ["the credential_process of profile 'vault' says: Touch your key..."]


def test_what_a_quick_program_says_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    (tmp_path / "answer").write_bytes(changed())
    resolve(tmp_path, f"sh -c 'echo debug >&2; cat {tmp_path}/answer'")

    assert capsys.readouterr().err == ""


def test_an_answer_counts_whatever_is_on_stderr(tmp_path: Path) -> None:
    (tmp_path / "answer").write_bytes(changed())
    script = f"head -c 3000000 /dev/zero >&2; cat {tmp_path}/answer"

    assert resolve(tmp_path, f"sh -c '{script}'") == printed(tmp_path, changed())


@pytest.mark.parametrize(
    ("member", "value", "what"),
    [
        ("AccessKeyId", 5, "a number"),
        ("SecretAccessKey", [SECRET], "a list"),
        ("SessionToken", {"x": SECRET}, "an object"),
        ("SessionToken", True, "true or false"),
    ],
)
def test_a_part_that_is_not_text_is_named(
    tmp_path: Path, member: str, value: object, what: str
) -> None:
    error = refused(tmp_path, changed(**{member: value}))

    assert error.message == (
        f"the credentials of profile 'vault' are not text: the {member} is {what}"
    )


_EXAMPLE = "not a time such as 2026-11-21T09:00:00Z"


@pytest.mark.parametrize(
    ("expiration", "what"),
    [
        ("", f"is {_EXAMPLE}"),
        (" ", f"is {_EXAMPLE}"),
        ("soon", f"is {_EXAMPLE}"),
        (SECRET, f"is {_EXAMPLE}"),
        ("2099-13-45T00:00:00Z", f"is {_EXAMPLE}"),
        ("2099-01-01T00:00:00+25:00", f"is {_EXAMPLE}"),
        ("99999-01-01T00:00:00Z", f"is {_EXAMPLE}"),
        ("9999-12-31T23:59:59-12:00", f"is {_EXAMPLE}"),
        ("9" * 5000, f"is {_EXAMPLE}"),
        (1999999999, f"is a number, {_EXAMPLE}"),
        (10**400, f"is a number, {_EXAMPLE}"),
        (1e308, f"is a number, {_EXAMPLE}"),
        (False, f"is true or false, {_EXAMPLE}"),
        (["2099-01-01T00:00:00Z"], f"is a list, {_EXAMPLE}"),
        ({}, f"is an object, {_EXAMPLE}"),
        ("2099-01-01T00:00:00", "has no time zone (Z at its end is UTC)"),
        ("2099-01-01 00:00:00 XYZT", "has no time zone (Z at its end is UTC)"),
        ("2099-01-01", "has no time zone (Z at its end is UTC)"),
        (PAST, f"is in the past: {PAST}"),
        ("2020-01-01T01:30:00+01:30", f"is in the past: {PAST}"),
        ("0001-01-01T00:00:00+14:00", "is in the past: "),
    ],
)
def test_an_invalid_expiration_is_described_by_its_fault(
    tmp_path: Path, expiration: object, what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    error = refused(tmp_path, changed(Expiration=expiration))
    begin = "the credential_process of profile 'vault' printed an invalid Expiration: it "

    assert error.message == f"{begin}{what}" or (what.endswith(": ") and begin in error.message)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "written",
    ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S+00:00", "%Y-%m-%dT%H:%M:%S.000000UTC",
     "%Y%m%dT%H%M%SZ", "%a, %d %b %Y %H:%M:%S GMT"],
)  # fmt: skip
def test_every_common_format_of_a_future_time_is_read(tmp_path: Path, written: str) -> None:
    moment = int(time.time()) + 3_600
    found = printed(tmp_path, changed(Expiration=time.strftime(written, time.gmtime(moment))))

    assert (found.key_id, found.expires) == (GOOD["AccessKeyId"], moment)


@pytest.mark.parametrize("expiration", [None, ...])
def test_an_answer_may_omit_its_expiration(tmp_path: Path, expiration: object) -> None:
    found = printed(tmp_path, changed(Expiration=expiration, More=[1]))

    assert (found.secret_key, found.session_token) == (SECRET, f"{SECRET}/token")
    assert found.expires is None


@pytest.mark.parametrize("version", [1, 1.0])
def test_the_version_is_the_number_one(tmp_path: Path, version: object) -> None:
    assert printed(tmp_path, changed(Version=version)).key_id == GOOD["AccessKeyId"]


def test_a_program_that_fails_is_quoted_in_any_encoding(tmp_path: Path) -> None:
    with pytest.raises(SessionError) as caught:
        resolve(tmp_path, "sh -c 'printf \"cl\\351 refus\\351e\" >&2; exit 3'")

    assert caught.value.message == ("the credential_process of profile 'vault' failed: cl refuse")


def test_of_much_that_a_failing_program_prints_both_ends_are_shown(tmp_path: Path) -> None:
    frames = "  File …\n" * 500
    (tmp_path / "told").write_text(f"Traceback:\n{frames}KeyError: 'token'\n")
    with pytest.raises(SessionError) as caught:
        resolve(tmp_path, f"sh -c 'cat {tmp_path}/told >&2; exit 1'")

    shown = caught.value.message
    assert shown.startswith(
        "the credential_process of profile 'vault' failed: Traceback: File … File …"
    )
    assert shown.endswith("File … KeyError: 'token'")
    assert len(shown) < 400


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("REGION=x /nowhere/cat answer", "REGION=..."),
        ("false | jq .", "|"),
        ("echo x && cat answer", "&&"),
        ("false 2> /dev/null", "2>"),
    ],
)
def test_a_command_that_only_a_shell_can_run_is_told_from_one_that_fails(
    tmp_path: Path, command: str, word: str
) -> None:
    with pytest.raises(SessionError) as caught:
        resolve(tmp_path, command)

    assert caught.value.hint == (
        f"boto3 and the AWS CLI run it without a shell, so {word} is an ordinary word; "
        f"write sh -c '...' around the command: {tmp_path}/config, line 3"
    )


def test_what_a_shell_reads_may_be_an_argument(tmp_path: Path) -> None:
    (tmp_path / "answer").write_bytes(changed())

    assert resolve(tmp_path, f"sh -c 'cat $0' {tmp_path}/answer '|'").key_id == GOOD["AccessKeyId"]


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("cat 'answer", "has an unbalanced quote"),
        ('"C:\\Program Files\\vault.exe get', "has an unbalanced quote"),
        ("it's here", "has an unbalanced quote"),
        ("cat answer\\", "ends in a lone backslash"),
        ('""', "names no program"),
    ],
)
def test_a_command_that_cannot_be_split_is_reported_with_its_line(
    tmp_path: Path, command: str, what: str
) -> None:
    with pytest.raises(SessionError) as caught:
        resolve(tmp_path, command)

    assert caught.value.message == f"the credential_process of profile 'vault' {what}"
    assert caught.value.hint == f"fix the line: {tmp_path}/config, line 3"


@pytest.mark.parametrize(
    ("command", "program", "why"),
    [
        ("/nowhere/program x", "/nowhere/program", "No such file or directory"),
        ("/", "/", "Permission denied"),
        (
            "$HOME/vault",
            "$HOME/vault",
            "No such file or directory (AWS's tools do not expand $ in it)",
        ),
        (
            "~/bin/vault get",
            "~/bin/vault",
            "No such file or directory (AWS's tools do not expand ~ in it)",
        ),
    ],
)
def test_a_program_that_cannot_be_run_is_named(
    tmp_path: Path, command: str, program: str, why: str
) -> None:
    with pytest.raises(SessionError) as caught:
        resolve(tmp_path, command)

    assert caught.value.message == (
        f"the credential_process of profile 'vault' cannot be run: {program}: {why}"
    )
    assert caught.value.hint == (
        f"fix the profile ({tmp_path}/config, line 3), or name another: aws-session --profile NAME"
    )


def test_a_script_whose_interpreter_is_missing_is_not_called_missing(tmp_path: Path) -> None:
    script = tmp_path / "vault"
    script.write_bytes(b"#!/bin/sh\r\necho {}\r\n")
    script.chmod(0o755)
    with pytest.raises(SessionError) as caught:
        resolve(tmp_path, str(script))

    assert caught.value.message == (
        f"the credential_process of profile 'vault' cannot be run: {script}: "
        "it has Windows line endings"
    )


def test_a_time_is_reported_in_utc() -> None:
    assert third_party_json.moment_fault(utc(100), 100) == "is in the past: 1970-01-01T00:01:40Z"
    assert third_party_json.moment_fault(utc(101), 100) == ""


def test_the_program_has_the_environment_that_awss_tools_give_it(tmp_path: Path) -> None:
    (tmp_path / "answer").write_bytes(changed())
    config = tmp_path / "config"
    config.write_text(
        "[profile vault]\nregion = eu-west-1\n"
        f"credential_process = sh -c 'env >{tmp_path}/seen; cat {tmp_path}/answer'\n"
    )
    base = {
        "PATH": os.environ["PATH"],
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_PROFILE": "vault",
        "AWS_ACCESS_KEY_ID": "AKIAFAKEFAKEFAKEFAKE",
    }
    profile = aws_files.read(base).find("vault")
    AwsClient(SourceCredentials("profile:vault", None, profile), None, base).resolve()
    lines = (tmp_path / "seen").read_text().splitlines()
    seen = dict(line.split("=", 1) for line in lines if "=" in line)

    del base["AWS_ACCESS_KEY_ID"]
    assert base.items() <= seen.items()
    assert "AWS_ACCESS_KEY_ID" not in seen
    assert "AWS_EC2_METADATA_DISABLED" not in seen
    assert seen["AWS_SESSION_RESOLVING"] == "vault"

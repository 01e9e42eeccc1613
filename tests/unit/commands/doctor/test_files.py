from __future__ import annotations

import pytest

from aws_session.commands.doctor import files, variables
from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding
from aws_session.commands.doctor.local_checks import LocalState
from aws_session.config import NONE, ProfileSettings, Settings, profiles
from aws_session.environment.state_format import read_snapshot
from aws_session.session.precedence import Inputs
from memory import KEYS, START


def inputs(config: str = "", own: Settings = NONE, environ: dict[str, str] | None = None) -> Inputs:
    here = read_snapshot(environ or {}, START)
    return Inputs(here, profiles.read(config, "CONFIG", "", "CREDENTIALS"), own)


def unset(*names: str) -> str:
    return f"unset {' '.join(names)}"


def test_the_default_profiles_key_is_reported_with_a_session_if_dotnet_is_present() -> None:
    key = "aws_access_key_id = AKIAFAKE\naws_secret_access_key = hush\n"
    found_files = profiles.read("", "CONFIG", f"[default]\n{key}", "CREDENTIALS")
    session = {**KEYS, "AWS_ACCESS_KEY_ID": "ASIAFAKE", "AWS_SESSION_TOKEN": "t"}

    def found(environ: dict[str, str], dotnet: str) -> list[Finding]:
        here = read_snapshot(environ, START)
        local = LocalState(dotnet=dotnet)
        return files.examine(Inputs(here, found_files, NONE), local, unset)

    nothing = [Finding("files", OK, "1 AWS profile")]
    assert found(session, "/bin/dotnet") == [
        Finding(
            "files",
            WARNING,
            (
                "profile default has a long-term key, CREDENTIALS, line 2: programs with the AWS "
                "SDK for .NET 3 use it instead of this session, and this machine has /bin/dotnet"
            ),
            "rename that profile, and set default_profile to its new name: aws-session config",
        )
    ]
    assert found(session, "") == nothing
    assert found({}, "/bin/dotnet") == nothing


def test_files_are_checked_profile_by_profile() -> None:
    config = "[profile half]\naws_access_key_id = x\n[profile role]\nrole_arn = x\n"
    own = Settings({"hlaf": ProfileSettings()}, {}, default_profile="role")
    found = files.examine(
        inputs(config, own, {"AWS_PROFILE": "gone"}),
        LocalState(open_files=("CREDENTIALS",)),
        unset,
    )

    assert [(f.level, f.what.split()[0]) for f in found] == [
        (WARNING, "CREDENTIALS"),
        (WARNING, "profile"),
        (WARNING, "profile"),
        (PROBLEM, "AWS_PROFILE"),
        (WARNING, "[profiles.hlaf]"),
    ]
    assert found[0].remedy == "chmod 600 CREDENTIALS"
    assert found[3].remedy == "known profiles: half, role"
    assert found[4].remedy == "did you mean 'half'?"


def test_files_without_a_fault_are_counted() -> None:
    config = "[default]\nregion = eu-west-1\n"

    assert files.examine(inputs(config), LocalState(), unset)[0].what == "1 AWS profile"


def test_no_profile_and_no_key_in_the_environment_is_a_problem() -> None:
    what = "there are no AWS profiles in CONFIG and CREDENTIALS"
    none = Finding("files", WARNING, what, "add one: aws configure")

    assert files.examine(inputs(), LocalState(), unset) == [none]
    assert files.examine(inputs(environ=KEYS), LocalState(), unset) == [
        Finding("files", OK, "0 AWS profiles")
    ]


@pytest.mark.parametrize(
    ("provided", "level"),
    [
        ({"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"}, OK),
        ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/x"}, OK),
        ({"AWS_ROLE_ARN": "arn", "AWS_WEB_IDENTITY_TOKEN_FILE": "/x"}, OK),
        ({"AWS_WEB_IDENTITY_TOKEN_FILE": "/x"}, WARNING),
    ],
)
def test_no_profile_is_no_problem_where_the_environment_provides_credentials(
    provided: dict[str, str], level: str
) -> None:
    what = "there are no AWS profiles in CONFIG and CREDENTIALS"
    remedy = None if level == OK else "add one: aws configure"

    assert files.examine(inputs(environ=provided), LocalState(), unset) == [
        Finding("files", level, what, remedy)
    ]


def test_a_variable_that_names_no_file_is_named() -> None:
    environ = {**KEYS, "AWS_CONFIG_FILE": "/nowhere"}
    local = LocalState(missing=("AWS_CONFIG_FILE",))

    assert files.examine(inputs(environ=environ), local, unset) == [
        Finding(
            "files",
            WARNING,
            "AWS_CONFIG_FILE names /nowhere, which does not exist",
            "correct the path, or remove it: unset AWS_CONFIG_FILE",
        )
    ]


@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
def test_a_missing_profile_is_one_finding_even_with_a_key(name: str) -> None:
    known = inputs("[profile work]\n", environ={**KEYS, name: "gone"})
    found = variables.examine(known.snapshot, (), unset, known.profiles.by_name)

    assert found == [Finding("variables", OK, "no conflicts")]
    assert files.examine(known, LocalState(), unset) == [
        Finding(
            "files",
            PROBLEM,
            (
                f"{name} names the AWS profile 'gone', which does not exist: boto3 and the AWS "
                "SDK for Go 2 fail, although a key is set"
            ),
            f"unset {name}; known profiles: work",
        )
    ]


def test_an_existing_profile_conflicts_with_a_key() -> None:
    known = inputs("[profile work]\n", environ={**KEYS, "AWS_PROFILE": "work"})
    found = variables.examine(known.snapshot, (), unset, known.profiles.by_name)

    assert [(one.level, one.remedy) for one in found] == [(WARNING, "unset AWS_PROFILE")]

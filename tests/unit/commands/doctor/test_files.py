from __future__ import annotations

from aws_session.commands.doctor import files
from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding
from aws_session.commands.doctor.surroundings import Surroundings
from aws_session.config import profiles, settings
from aws_session.config.settings import ProfileSettings, Settings
from aws_session.environment import change as snapshots
from aws_session.session.precedence import Inputs
from memory import KEYS, START


def inputs(
    config: str = "", own: Settings = settings.NONE, environ: dict[str, str] | None = None
) -> Inputs:
    here = snapshots.read_snapshot(environ or {}, START)
    return Inputs(here, profiles.read(config, "CONFIG", "", "CREDENTIALS"), own)


def test_a_long_term_key_of_default_is_named_beside_a_session_alone() -> None:
    key = "aws_access_key_id = AKIAFAKE\naws_secret_access_key = hush\n"
    found_files = profiles.read("", "CONFIG", f"[default]\n{key}", "CREDENTIALS")
    session = {**KEYS, "AWS_ACCESS_KEY_ID": "ASIAFAKE", "AWS_SESSION_TOKEN": "t"}

    def found(environ: dict[str, str]) -> list[Finding]:
        here = snapshots.read_snapshot(environ, START)
        return files.examine(Inputs(here, found_files, settings.NONE), Surroundings())

    assert found(session) == [
        Finding(
            "files",
            WARNING,
            (
                "profile default has a long-term key, CREDENTIALS, line 2: the AWS SDK for .NET 3 "
                "takes it first"
            ),
            "give that profile another name, and name it as default_profile: aws-session config",
        )
    ]
    assert found({}) == [Finding("files", OK, "1 AWS profile")]


def test_files_are_looked_into_profile_by_profile() -> None:
    config = "[profile half]\naws_access_key_id = x\n[profile role]\nrole_arn = x\n"
    own = Settings({"hlaf": ProfileSettings()}, {}, default_profile="role")
    found = files.examine(
        inputs(config, own, {"AWS_PROFILE": "gone"}), Surroundings(open_files=("CREDENTIALS",))
    )

    assert [(f.level, f.what.split()[0]) for f in found] == [
        (WARNING, "CREDENTIALS"),
        (WARNING, "profile"),
        (WARNING, "profile"),
        (PROBLEM, "AWS_PROFILE"),
        (WARNING, "[profiles.hlaf]"),
    ]
    assert found[0].remedy == "chmod 600 CREDENTIALS"
    assert found[3].remedy == "there are: half, role"
    assert found[4].remedy == "did you mean 'half'?"


def test_files_without_a_fault_are_counted() -> None:
    config = "[default]\nregion = eu-west-1\n"

    assert files.examine(inputs(config), Surroundings())[0].what == "1 AWS profile"

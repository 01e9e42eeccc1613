"""What thousands of profiles cost, as `granted sso populate` and aws-sso-cli write them."""

from __future__ import annotations

import cProfile
import pstats
from functools import partial
from typing import TYPE_CHECKING

import botocore.session
import pytest
from botocore.exceptions import ProfileNotFound

from aws_session.aws import sdk_session
from aws_session.commands.doctor import files
from aws_session.commands.doctor.local_checks import LocalState
from aws_session.config import NONE, config_without_keys, ini, profiles, role_chain
from aws_session.config.profile import PROCESS
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError
from aws_session.session import key_hints, precedence
from aws_session.session.known_accounts import Known
from unit.config import full

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORK = (
    "[profile work]\nregion = eu-west-1\nservices = mine\ns3 =\n  addressing_style = path\n"
    "[services mine]\nsts =\n  endpoint_url = https://sts.example\n"
    "[sso-session corp]\nsso_region = eu-west-1\n"
    "[profile prod]\nrole_arn = arn:aws:iam::210987654321:role/Admin\nsource_profile = work\n"
)
KEY = "[work]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n"


def granted(count: int) -> str:
    return WORK + "".join(
        f"""
[profile team-{n}/Admin]
granted_sso_start_url      = https://corp.awsapps.com/start
granted_sso_region         = eu-west-1
granted_sso_account_id     = {n:012}
granted_sso_role_name      = Admin
common_fate_generated_from = aws-sso
credential_process         = granted credential-process --profile team-{n}/Admin
"""
        for n in range(count)
    )


def aws_sso_cli(count: int) -> str:
    return f"{WORK}# BEGIN_AWS_SSO_CLI\n" + "".join(
        f"""
[profile {n:012}:Admin]
credential_process = /usr/bin/aws-sso -S "Default" process --arn arn:aws:iam::{n:012}:role/Admin
region = eu-west-1
"""
        for n in range(count)
    )


def calls(work: Callable[[], object]) -> int:
    """Return how many functions are called: a measure of time that does not need a clock."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined] # its stubs know less


def what_a_command_does(text: str) -> None:
    read = profiles.read(text, "CONFIG", KEY, "CREDENTIALS")
    assert len(role_chain.of(read.find("prod"), read).roles) == 1
    assert precedence.of_profile(read.find("work")).key is not None
    assert len(Known(NONE, read).accounts) == 1
    assert key_hints.where_keys_are(read).startswith("name a profile with a long-term key (work)")


@pytest.mark.parametrize("written", [granted, aws_sso_cli])
def test_an_unused_profile_costs_a_command_next_to_nothing(
    written: Callable[[int], str],
) -> None:
    few, many = (calls(partial(what_a_command_does, written(n))) for n in (10, 3000))

    # A line that is parsed completely takes ten calls and more.
    assert (many - few) / 2990 < 35


@pytest.mark.parametrize("written", [granted, aws_sso_cli])
def test_what_boto3_reads_does_not_grow_with_the_files(
    written: Callable[[int], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text(written(3000))
    (tmp_path / "credentials").write_text(KEY)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    session = sdk_session.Session(profile="prod")
    monkeypatch.setattr("botocore.configloader.raw_config_parse", None)

    assert session.full_config == {
        "profiles": {
            "prod": {
                "role_arn": "arn:aws:iam::210987654321:role/Admin",
                "source_profile": "work",
            },
            "work": {
                "region": "eu-west-1",
                "services": "mine",
                "s3": {"addressing_style": "path"},
                "aws_access_key_id": "AKIAIOSFODNN7EXAMPLE",
                "aws_secret_access_key": "secret",
            },
        },
        "sso_sessions": {"corp": {"sso_region": "eu-west-1"}},
        "services": {"mine": {"sts": {"endpoint_url": "https://sts.example"}}},
    }


@pytest.mark.parametrize("named", ["work", "prod", "default", "alone", "with blank"])
def test_boto3_finds_the_same_profile_settings_as_on_its_own(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = (
        f'{WORK}[default]\nregion = eu-north-1\n[profile "with blank"]\nregion = x\n'
        "[preview]\na = b\n"
    )
    (tmp_path / "config").write_text(config)
    (tmp_path / "credentials").write_text(f"{KEY}[alone]\naws_access_key_id = AKIA\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    theirs = botocore.session.Session(profile=named)
    ours = sdk_session.Session(profile=named)

    assert ours.get_scoped_config() == theirs.get_scoped_config()
    without = [{k: v for k, v in s.full_config.items() if k != "profiles"} for s in (ours, theirs)]
    assert without[0] == without[1]


def test_a_missing_profile_is_missing_for_boto3_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text(WORK)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    with pytest.raises(ProfileNotFound):
        sdk_session.Session(profile="nobody").get_scoped_config()


@pytest.mark.parametrize("setting", ["include_profile", "source_profile"])
def test_profiles_that_refer_to_one_another_are_followed_once(setting: str) -> None:
    def chained(count: int) -> str:
        links = "".join(f"[profile c{n}]\n{setting} = c{n - 1}\n" for n in range(1, count))
        return f"[profile c0]\ncredential_process = /bin/true\n{links}"

    def look_at_all(count: int) -> None:
        read = profiles.read(chained(count), "CONFIG", "", "CREDENTIALS")
        kinds = [profile.kind for profile in read.by_name.values()]
        assert kinds[:51] == [PROCESS] * 51
        told = f"the {setting} of profile 'c1' is the end of a chain of more than 50 profiles"
        assert [profile.fault and profile.fault[0] for profile in read.by_name.values()][50:52] == [
            None,
            told,
        ]

    few, many = (calls(partial(look_at_all, n)) for n in (100, 2000))

    assert (many - few) / 1900 < 1500


ODD = {
    "continued": "[profile a]\nregion = x\n  y\nb = c\n",
    "nested": "[profile a]\ns3 =\n  a = b\n\n  c = d\nregion = x\n",
    "indented": "  [profile a]\n  region = x\n  output = json\n",
    "indented settings": "[profile a]\n  region = x\n  output = json\n[profile b]\nregion = y\n",
    "colons": "[profile a]\nregion: x\nb : c = d\n",
    "comments": "; x\n# y\n[profile a]\n# region = z\nregion = x # y\n;b\n",
    "defaults": "[DEFAULT]\nregion = x\n[profile a]\noutput = json\n",
    "brackets": "[profile a[0]] behind\nregion = [x]\n[b = c\n",
    "blank lines of blanks": "[profile a]\nregion = x\n   \noutput = json\n",
    "carriage returns": "[profile a]\r\nregion = x\r\noutput = json\r[profile b]\r\n",
    "capitals": "[profile a]\nRegion = x\nOUTPUT=json\n",
    "no value": "[profile a]\nregion =\noutput = \n",
    "empty": "",
    "blank": "\n\n",
    "only a comment": "# x",
    "equals in values": "[profile a]\nsso_start_url = https://x/?a=b&c=d\n",
    "form feed": "[profile a]\n\x0cregion = x\n",
    "no-break space": "[profile a]\nregion\xa0= x\xa0\n",
}
WRONG = {
    "twice": "[profile a]\nregion = x\nb = c\nREGION = y\n",
    "twice, by a colon": "[profile a]\nregion = x\nregion: y\n",
    "section twice": "[profile a]\nregion = x\n[profile b]\n[profile a]\n",
    "before": "region = x\n[profile a]\n",
    "neither": "[profile a]\nregion\n",
    "neither, which is a name elsewhere": "[profile a]\nregion = x\n[profile b]\nregion\n",
    "no name": "[profile a]\n= x\n",
    "a mark": "\ufeff[profile a]\nregion = x\n",
    "both wrong": "[profile a]\nnothing\n[profile b]\nregion = x\nregion = y\n",
    "empty heading": "[]\nregion = x\n",
    "no settings below": "[profile a]\ns3 =\n  nothing\n",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_sections_read_one_by_one_equal_those_read_all_at_once(text: str) -> None:
    whole = full.parse(text, "CONFIG")
    found = ini.sections(text, "CONFIG")

    assert {name: found[name] for name in found} == whole
    assert list(found) == list(whole)
    for name, entries in whole.items():
        assert list(found[name]) == list(entries) == list(found.settings_of(name))
        for setting in entries:
            assert name in found.having(frozenset({setting}))
    assert found.having(frozenset({"nothing"})) == set()


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("before", ["", granted(3)])
def test_an_error_anywhere_is_reported_at_once_with_its_line(text: str, before: str) -> None:
    if before and (text.startswith(("region", "\ufeff"))):
        before = ""
    with pytest.raises(SessionError) as raised:
        ini.sections(before + text, "CONFIG")
    line = int(raised.value.message.partition("line ")[2].partition(":")[0])

    assert raised.value.message.startswith("CONFIG, line ")
    assert before.count("\n") < line <= (before + text).count("\n")
    if "invalid nested settings" not in raised.value.message:
        with pytest.raises(SessionError) as whole:
            full.parse(before + text, "CONFIG")
        assert (whole.value.message, whole.value.hint) == (raised.value.message, raised.value.hint)


def test_a_config_without_keys_is_copied_whole_however_many_profiles_it_has() -> None:
    text = granted(3000)
    read = profiles.read(text, "CONFIG", KEY, "CREDENTIALS")
    copy = config_without_keys.of(ini.sections(text, "CONFIG"), read)
    again = profiles.read(copy.text, "COPY", KEY, "CREDENTIALS")

    assert copy.unavailable == ()
    assert list(again.by_name) == list(read.by_name)
    for name in ("work", "prod", "team-0/Admin", "team-2999/Admin"):
        texts = [
            {setting: entry.text for setting, entry in found.settings.items()}
            for found in (read.find(name), again.find(name))
        ]
        assert texts[0] == texts[1]


def test_doctor_reports_what_thousands_of_profiles_share_in_one_line() -> None:
    read = profiles.read(granted(3000), "CONFIG", KEY, "CREDENTIALS")
    inputs = precedence.Inputs(read_snapshot({}, 0), read, NONE)
    found = files.examine(inputs, LocalState(), lambda *names: " ".join(names))

    assert [(finding.what, finding.remedy) for finding in found] == [
        (
            (
                "profiles team-0/Admin, team-1/Admin, team-2/Admin and 2,997 more: settings "
                "that neither aws-session nor the AWS CLI and SDKs read: "
                "granted_sso_start_url (of granted), "
                "granted_sso_region (of granted), granted_sso_account_id (of granted), "
                "granted_sso_role_name (of granted), common_fate_generated_from (of granted)"
            ),
            "sessions do not use them: CONFIG, line 16",
        )
    ]


@pytest.mark.parametrize(("written", "most"), [(granted, 40), (aws_sso_cli, 37)])
def test_a_profile_like_thousands_costs_doctor_little(
    written: Callable[[int], str], most: int
) -> None:
    def examine(count: int) -> None:
        read = profiles.read(written(count), "CONFIG", KEY, "CREDENTIALS")
        inputs = precedence.Inputs(read_snapshot({}, 0), read, NONE)
        files.examine(inputs, LocalState(), lambda *names: " ".join(names))

    few, many = (calls(partial(examine, n)) for n in (10, 3000))

    # A look at each line by itself takes two more calls a line.
    assert (many - few) / 2990 < most

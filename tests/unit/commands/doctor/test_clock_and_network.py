from __future__ import annotations

import pytest

from aws_session.commands.doctor import clock_and_network
from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding
from aws_session.commands.doctor.local_checks import LocalState
from aws_session.config import NONE, Settings, profiles
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError
from aws_session.session.precedence import Inputs
from memory import START


def inputs(config: str = "", own: Settings = NONE, environ: dict[str, str] | None = None) -> Inputs:
    here = read_snapshot(environ or {}, START)
    return Inputs(here, profiles.read(config, "CONFIG", "", "CREDENTIALS"), own)


@pytest.mark.parametrize(
    ("off", "level", "what"),
    [
        (0, OK, "correct to the second"),
        (12, OK, "12 s fast"),
        (-75, WARNING, "1 min 15 s slow: codes generated on this machine are wrong"),
        (299, WARNING, "4 min 59 s fast: codes generated on this machine are wrong"),
        *(
            (
                off,
                PROBLEM,
                (
                    f"{how}: KMS, Lambda, CloudFormation, ECS and OpenSearch refuse calls "
                    "from 5 min on, all of AWS from 15 min"
                ),
            )
            for off, how in ((300, "5 min fast"), (-300, "5 min slow"), (-899, "14 min slow"))
        ),
        (900, PROBLEM, "15 min fast: AWS refuses every call"),
        (-901, PROBLEM, "15 min slow: AWS refuses every call"),
    ],
)
def test_the_clock_is_judged_in_seconds(off: int, level: str, what: str) -> None:
    found = clock_and_network.of_clock(off)

    assert (found.level, found.what) == (level, what)
    assert bool(found.remedy) == (level != OK)


def examined(
    local: LocalState, environ: dict[str, str], config: str = "", region: str = "x"
) -> list[Finding]:
    known = inputs(config, environ=environ)
    profile = known.profiles.by_name.get("default")
    return clock_and_network.examine(known, local, profile, lambda name: f"unset {name}", region)


OURS = "http://127.0.0.1:4567"


@pytest.mark.parametrize(
    ("environ", "config", "region", "found"),
    [
        (
            {"AWS_ENDPOINT_URL_STS": OURS, "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "", "x",
            Finding("network", WARNING, "calls go to 127.0.0.1:4567, which is not AWS",
                    "if this is not intended: unset AWS_ENDPOINT_URL_STS"),
        ),
        (
            {}, f"[default]\nendpoint_url = {OURS}\n", "x",
            Finding("network", WARNING, "calls go to 127.0.0.1:4567, which is not AWS",
                    "if this is not intended, remove endpoint_url: CONFIG, line 2"),
        ),
        (
            {"AWS_ENDPOINT_URL": OURS}, "", "",
            Finding("network", WARNING, "calls go to 127.0.0.1:4567, which is not AWS; no "
                                        "region is set, but AWS clients need one there",
                    "if this is not intended: unset AWS_ENDPOINT_URL; to set a region: aws "
                    "configure set region NAME"),
        ),
        (
            {"AWS_ENDPOINT_URL": OURS, "AWS_SESSION_SANDBOX": f"{OURS}/sandbox/code"}, "", "x",
            Finding("network", OK, "calls go to the sandbox on this machine"),
        ),
        (
            {"AWS_ENDPOINT_URL": OURS, "AWS_SESSION_SANDBOX": "http://127.0.0.1:9/code"}, "", "x",
            Finding("network", WARNING, "calls go to 127.0.0.1:4567, which is not AWS",
                    "if this is not intended: unset AWS_ENDPOINT_URL"),
        ),
    ],
)  # fmt: skip
def test_an_endpoint_in_the_place_of_aws_is_named_with_what_sets_it(
    environ: dict[str, str], config: str, region: str, found: Finding
) -> None:
    assert examined(LocalState(), environ, config, region) == [found]


def test_no_region_with_another_endpoint_is_a_single_finding() -> None:
    assert clock_and_network.of_region(None, "127.0.0.1:1") == []
    assert [found.level for found in clock_and_network.of_region(None)] == [WARNING]
    assert clock_and_network.of_region("eu-west-1", "127.0.0.1:1")[0].level == OK


def test_an_unreachable_network_is_reported_with_the_skipped_checks() -> None:
    hint = "check the network and HTTPS_PROXY: aws-session doctor"
    found = clock_and_network.of_unreachable(SessionError("cannot reach AWS", hint=hint))

    assert found == Finding(
        "network",
        PROBLEM,
        ("cannot reach AWS; the clock, the key, the MFA device and the policies were not checked"),
        "check the network and HTTPS_PROXY",
    )


def test_proxies_are_shown_without_their_passwords() -> None:
    environ = {
        "HTTPS_PROXY": "http://me:hunter2@proxy:3128",
        "https_proxy": "http://me:hunter2@proxy:3128",
        "AWS_CA_BUNDLE": "/nowhere",
        "AWS_ENDPOINT_URL": "https://elsewhere.example",
    }
    local = LocalState(unreadable=(("AWS_CA_BUNDLE names /nowhere", "No such file"),))
    bundle, proxy, endpoint = examined(local, environ)

    assert bundle == Finding(
        "network",
        PROBLEM,
        "AWS_CA_BUNDLE names /nowhere: No such file",
        "name a file with certificates, or remove the setting",
    )
    assert proxy.what == "HTTPS_PROXY is proxy:3128"
    assert "elsewhere.example" in endpoint.what
    in_the_clear = {"AWS_ENDPOINT_URL": "http://elsewhere.example"}
    assert examined(LocalState(), in_the_clear)[0].level == PROBLEM


def test_an_unknown_region_is_reported() -> None:
    (odd,) = clock_and_network.of_region("eu-xest-1")

    assert (odd.level, odd.remedy) == (WARNING, "use another region: aws-session region NAME")
    assert "did you mean eu-west-1?" in odd.what
    assert clock_and_network.of_region("eu-west-1") == [Finding("region", OK, "eu-west-1")]
    assert "global endpoint" in clock_and_network.of_region(None)[0].what

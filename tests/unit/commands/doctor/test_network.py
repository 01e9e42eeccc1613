from __future__ import annotations

import pytest

from aws_session.commands.doctor import network
from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding
from aws_session.commands.doctor.surroundings import Surroundings
from aws_session.config import profiles, settings
from aws_session.config.settings import Settings
from aws_session.environment import change as snapshots
from aws_session.session.precedence import Inputs
from memory import START


def inputs(
    config: str = "", own: Settings = settings.NONE, environ: dict[str, str] | None = None
) -> Inputs:
    here = snapshots.read_snapshot(environ or {}, START)
    return Inputs(here, profiles.read(config, "CONFIG", "", "CREDENTIALS"), own)


@pytest.mark.parametrize(
    ("off", "level", "what"),
    [
        (0, OK, "right to the second"),
        (12, OK, "12 s fast"),
        (-75, WARNING, "75 s slow: codes that are made here are wrong"),
        (-901, PROBLEM, "901 s slow: AWS refuses every call"),
    ],
)
def test_the_clock_is_judged_in_seconds(off: int, level: str, what: str) -> None:
    found = network.of_clock(off)

    assert (found.level, found.what) == (level, what)
    assert bool(found.remedy) == (level != OK)


def test_proxies_are_shown_without_their_passwords() -> None:
    environ = {
        "HTTPS_PROXY": "http://me:hunter2@proxy:3128",
        "https_proxy": "http://me:hunter2@proxy:3128",
        "AWS_CA_BUNDLE": "/nowhere",
        "AWS_ENDPOINT_URL": "https://elsewhere.example",
    }
    around = Surroundings(unreadable=(("AWS_CA_BUNDLE names /nowhere", "No such file"),))
    bundle, proxy, endpoint = network.examine(inputs(environ=environ), around, None)

    assert bundle == Finding(
        "network",
        PROBLEM,
        "AWS_CA_BUNDLE names /nowhere: No such file",
        "name a file with certificates, or take the setting out",
    )
    assert proxy.what == "HTTPS_PROXY is proxy:3128"
    assert "elsewhere.example" in endpoint.what
    in_the_clear = {"AWS_ENDPOINT_URL": "http://elsewhere.example"}
    assert network.examine(inputs(environ=in_the_clear), Surroundings(), None)[0].level == (PROBLEM)


def test_a_region_that_nobody_has_heard_of_is_said() -> None:
    odd = network.of_region("eu-xest-1")

    assert (odd.level, odd.remedy) == (WARNING, "name another: aws-session region NAME")
    assert "did you mean eu-west-1?" in odd.what
    assert network.of_region("eu-west-1") == Finding("region", OK, "eu-west-1")
    assert "global endpoint" in network.of_region(None).what

from __future__ import annotations

import json

import pytest

from aws_session import environment as states
from aws_session.commands import status
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.region import Region
from aws_session.commands.status import Report
from aws_session.config import AccountSettings, Settings
from aws_session.environment.state_format import DamagedStateError, read_snapshot
from aws_session.model import inert_text
from memory import KEYS, World
from walk import Walk

PROD = "210987654321"
FOREIGN = {
    "AWS_ACCESS_KEY_ID": "ASIAOTHERTOOL",
    "AWS_SECRET_ACCESS_KEY": "s",
    "AWS_SESSION_TOKEN": "t",
}


def of(walk: Walk) -> Report:
    return status.report(read_snapshot(walk.environ, int(walk.time)))


def lines(walk: Walk) -> list[str]:
    return status.lines(of(walk), World({}).local_time)


def posed() -> Walk:
    walk = Walk.in_session({**KEYS, "AWS_REGION": "eu-west-1"})
    walk.settings = Settings({}, {"prod": AccountSettings(PROD)})
    walk.go(Pose(target="prod", role="Admin"))
    return walk


def test_sessions_are_listed_from_the_oldest_with_account_role_region_and_time_left() -> None:
    walk = posed()
    walk.go(Region(name="a-1"))

    assert lines(walk) == [
        "  111122223333  alice@111122223333  eu-west-1  <43260 s on> (11 h 58 min left)",
        f"+ {PROD}  prod/Admin          a-1        <3720 s on> (59 min left)",
    ]


def test_the_expiry_of_our_session_is_not_that_of_a_key_that_was_pasted_over_it() -> None:
    walk = posed()
    assert "AWS_CREDENTIAL_EXPIRATION" in walk.environ
    walk.environ.update(FOREIGN)

    assert lines(walk) == ["a session of another tool: ASIAOTHERTOOL, no known expiry"]


def test_an_expired_session_is_reported() -> None:
    walk = posed()
    walk.later(4000)

    assert "ended <3720 s on>" in lines(walk)[1]
    assert of(walk).seconds_left == 0


def test_what_has_no_known_end_is_reported() -> None:
    walk = Walk({}, "[default]\nsso_session = s\n")
    walk.go(Mfa())

    assert "no known expiry" in lines(walk)[0]
    assert status.as_data(of(walk))["levels"][0]["expires"] is None


def test_changed_variables_are_named() -> None:
    walk = posed()
    walk.environ["AWS_REGION"] = "mine"

    assert "changed outside aws-session: AWS_REGION" in lines(walk)
    assert "  mine  " in lines(walk)[1]
    assert status.as_data(of(walk))["changed"] == ["AWS_REGION"]


def test_the_first_word_of_every_line_of_levels_is_an_account_or_the_mark() -> None:
    walk = Walk.in_session()
    walk.settings = Settings({}, {"/bin/touch": AccountSettings(PROD)})
    walk.go(Pose(target="/bin/touch", role="Admin"))
    nowhere = walk.levels[0].replace(account=None)
    rows = (*lines(walk), *status.lines(Report((nowhere,), None, None, (), 0), str))

    assert [line.split()[0] for line in rows] == ["111122223333", "+", "no-account"]


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "no session here"),
        (KEYS, "no session here: AKIAFAKE in the environment is a long-term key"),
        (FOREIGN, "a session of another tool: ASIAOTHERTOOL, no known expiry"),
        (
            {**FOREIGN, "AWS_ACCESS_KEY_ID": "wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY"},
            "a session of another tool: a key ID that looks like a secret key, no known expiry",
        ),
        (
            {**FOREIGN, "AWS_VAULT": "x", "AWS_CREDENTIAL_EXPIRATION": "2026-11-21T20:00:00Z"},
            "a session of aws-vault: ASIAOTHERTOOL, until 2026-11-21T20:00:00Z",
        ),
        (
            {**FOREIGN, "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"},
            "a session of another tool: ASIAOTHERTOOL, ended 2020-01-01T00:00:00Z",
        ),
        (
            {**FOREIGN, "AWS_CREDENTIAL_EXPIRATION": "$(x):`y`"},
            "a session of another tool: ASIAOTHERTOOL, until __x_:_y_",
        ),
        ({**FOREIGN, "AWSUME_PROFILE": "x"}, "a session of awsume: ASIAOTHERTOOL, no known expiry"),
        (
            {**KEYS, "AWS_ACCESS_KEY_ID": "$(touch PWNED)`x`;&\x1b"},
            "no session here: __touch_PWNED__x____ in the environment is a long-term key",
        ),
    ],
)
def test_what_is_not_ours_is_described_for_what_it_is(environ: dict[str, str], said: str) -> None:
    walk = Walk(environ)

    assert lines(walk) == [said]
    assert status.as_data(of(walk))["foreign"] == (None if said == "no session here" else said)


def test_a_state_for_other_keys_is_reported_as_mismatched() -> None:
    walk = posed()
    walk.environ |= FOREIGN
    replaced = lines(walk)
    for name in FOREIGN:
        del walk.environ[name]

    assert replaced[0].startswith("a session of another tool: ASIAOTHERTOOL")
    assert lines(walk) == ["the session of this shell was removed by another program"]
    assert of(walk).seconds_left == 0


def test_a_damaged_state_is_an_error() -> None:
    walk = posed()
    walk.environ[states.VARIABLE] += "x"
    with pytest.raises(DamagedStateError):
        of(walk)


def test_the_data_is_whole_and_survives_as_inert_json() -> None:
    walk = posed()
    data = status.as_data(of(walk))

    assert json.loads(inert_text.document(data)) == data
    assert [level["label"] for level in data["levels"]] == ["alice@111122223333", "prod/Admin"]
    assert [level["seconds_left"] for level in data["levels"]] == [43_140, 3_600]
    assert data["levels"][1]["principal"].endswith(":assumed-role/Admin/alice")
    assert data["region"] == "eu-west-1"
    assert not {"s", "secret1", "token1"} & set(str(data).split("'"))

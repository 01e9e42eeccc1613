from __future__ import annotations

import pytest

from aws_session import environment as env
from aws_session.environment import sdk_identities

SECRET = "-Daws.secretKey"


def test_what_provides_an_identity_is_removed_and_the_rest_stays() -> None:
    others = dict.fromkeys(
        (
            *env.PROFILES,
            *env.IDENTITIES,
            "AWS_BEARER_TOKEN_BEDROCK",
            "AWS_BEARER_TOKEN_OTHER",
            "AWS_CREDENTIAL_FILE",
            "EC2_ACCESS_KEY",
            "EC2_SECRET_KEY",
            "EC2_SECURITY_TOKEN",
        ),
        "x",
    )
    session = {env.KEY_ID: "k", env.SECRET: "s", env.TOKEN: "t", "AWS_REGION": "r", "PATH": "p"}

    assert sdk_identities.without({**others, **session}) == session


@pytest.mark.parametrize(
    ("value", "told", "left"),
    [
        ("", (), ""),
        ("-Xmx1g  -Da=b ", (), "-Xmx1g  -Da=b "),
        ("-Xmx1g -Daws.accessKeyId=a -Da=b", ("aws.accessKeyId",), "-Xmx1g -Da=b"),
        (f"{SECRET}='a b' -X", ("aws.secretKey",), "-X"),
        (f'"{SECRET}=a b" -X', ("aws.secretKey",), "-X"),
        (f'-X {SECRET}="a\' b"', ("aws.secretKey",), "-X"),
        (f"-Da='x {SECRET}=y'", (), f"-Da='x {SECRET}=y'"),
        ("-Daws.sessionToken=t -Daws.region=r", ("aws.sessionToken",), "-Daws.region=r"),
        (f"-X\t{SECRET}='open -Y", ("aws.secretKey",), "-X"),
        ("-Daws.roleArn=r", ("aws.roleArn",), ""),
    ],
)
def test_java_options_lose_an_identity_and_nothing_else(
    value: str, told: tuple[str, ...], left: str
) -> None:
    assert sdk_identities.java_options(value) == told
    assert sdk_identities.without_java_options(value) == left
    assert sdk_identities.without({"MAVEN_OPTS": value}) == {"MAVEN_OPTS": left}
    assert sdk_identities.without({"NOTE": value}) == {"NOTE": value}

from __future__ import annotations

import pytest

from aws_session.aws.source_credentials import OF_SHELL, SourceCredentials
from aws_session.config import profiles
from aws_session.environment import ENVIRONMENT, FOREIGN
from aws_session.model.credentials import Credentials

SESSION = Credentials("ASIAFAKE", "hush", "token")
UNSET = "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"
OTHER_TOOL = (
    "renew it with the tool that wrote it, or use another profile: aws-session --profile NAME"
)


@pytest.mark.parametrize(
    ("origin", "config", "renewal"),
    [
        (OF_SHELL, "", "start a new session: aws-session"),
        (FOREIGN, "", f"renew it with the tool that set it, or remove it: {UNSET}"),
        ("profile:p q", "[profile 'p q']\nregion = x\n", OTHER_TOOL),
        (
            "profile:p q",
            "[profile 'p q']\nsso_session = s\n",
            "sign in again: aws sso login --profile 'p q'",
        ),
        (
            "profile:p q",
            "[profile 'p q']\nlogin_session = s\n",
            "sign in again: aws login --profile 'p q'",
        ),
    ],
)
def test_a_temporary_key_is_renewed_where_it_came_from(
    origin: str, config: str, renewal: str
) -> None:
    profile = profiles.read(config, "CONFIG", "", "CREDENTIALS").by_name.get("p q")

    assert SourceCredentials(origin, SESSION, profile).renewal == renewal


def test_a_long_term_key_is_not_renewed() -> None:
    key = Credentials("AKIAFAKE", "hush")

    assert SourceCredentials(ENVIRONMENT, key, None).renewal == ""
    assert SourceCredentials(ENVIRONMENT, None, None).renewal == ""

"""All settings of a profile that have variables, from the start of a session to its end."""

from __future__ import annotations

from aws_session.commands.end import End
from aws_session.commands.mfa import Mfa
from aws_session.config import profile_env
from memory import KEYS
from walk import Walk

URL = "https://aws.example"


def test_every_setting_is_there_in_a_session_and_gone_after_it() -> None:
    settings = {name: URL if "url" in name else "7" for name in profile_env.VARIABLES}
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    key = f"aws_access_key_id = {KEYS['AWS_ACCESS_KEY_ID']}\naws_secret_access_key = x\n"
    walk = Walk({}, f"[profile work]\nregion = us-east-1\n{lines}{key}")
    before = dict(walk.environ)
    walk.go(Mfa(profile="work"), "123456")
    held = dict(walk.environ)
    walk.go(End())

    for name, variable in profile_env.VARIABLES.items():
        assert held[variable] == settings[name], name
    assert (walk.outcome.status, walk.environ) == (0, before)

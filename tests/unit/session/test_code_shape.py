"""If a program prints something other than a code, it is described, never shown."""

from __future__ import annotations

import pytest

from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.config import ProfileSettings, Settings
from aws_session.errors import SessionError
from aws_session.session.mfa_code import shape
from memory import KEYS
from walk import Walk

SETTING = "AWS_SESSION_MFA_COMMAND"
KEY = "aws_access_key_id = A\naws_secret_access_key = s\n"
ROLE = "role_arn = arn:aws:iam::210987654321:role/Admin\nsource_profile = work\n"


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("", "nothing"),
        (" \n\n", "nothing"),
        ("12345\n", "5 digits"),
        ("7", "1 digit"),
        ("1234 5678\n", "8 digits"),
        ("123456 lasts 24s\n", "3 words, one of which is six digits"),
        ("code: 12345678", "2 words"),
        ("123456 654321 x", "3 words"),
        ("opening the vault\n123456\n", "2 lines, one of which is six digits"),
        ("a b\nc d\n\n", "2 lines"),
        ("JBSWY3DPEHPK3PXP\n", "16 characters that are not all digits"),
        ("\u0661\u0662\u0663\u0664\u0665\u0666", "6 characters that are not all digits"),
        ("123\x00456", "7 characters that are not all digits"),
        ("\ufeff123456", "7 characters that are not all digits"),
        ("x\n", "1 character, which is not a digit"),
    ],
)
def test_every_other_text_has_a_shape(printed: str, told: str) -> None:
    assert shape(printed) == told


@pytest.mark.parametrize(
    ("environ", "config", "own", "place"),
    [
        ({**KEYS, SETTING: "say"}, "", Settings({}, {}), SETTING),
        (
            {},
            f"[default]\n{KEY}mfa_process = say\n",
            Settings({}, {}),
            "mfa_process of profile 'default', CONFIG, line 4",
        ),
        (
            {},
            f"[default]\n{KEY}mfa_process = other\n",
            Settings({"default": ProfileSettings(mfa_command="say")}, {}),
            "mfa_command of profile 'default' in the settings",
        ),
    ],
)
@pytest.mark.parametrize("terminal", [True, False])
def test_the_error_tells_shape_and_setting_and_never_the_text(
    environ: dict[str, str], config: str, own: Settings, place: str, *, terminal: bool
) -> None:
    walk = Walk(environ, config)
    walk.settings = own
    printed = ["hunter2 is it\n"]
    message = "the MFA command must print six digits and nothing else, but printed 3 words"
    hint = f"run the command yourself; it is set by {place}"
    if terminal:
        walk.go(Mfa(), "111111", printed=printed)

        assert message in walk.configured
    else:
        with pytest.raises(SessionError) as caught:
            walk.go(Mfa(), printed=printed, terminal=False)
        assert (caught.value.message, caught.value.hint) == (message, hint)
    assert walk.world.commands == ["say"]
    assert "hunter2" not in "".join(walk.world.configured)


def test_a_command_of_the_source_is_named_for_a_role() -> None:
    walk = Walk({}, f"[profile work]\n{KEY}mfa_process = say\n[profile prod]\n{ROLE}")

    with pytest.raises(SessionError) as caught:
        walk.go(Pose(target="prod"), printed=["12345"], terminal=False)
    assert caught.value.message == (
        "the MFA command must print six digits and nothing else, but printed 5 digits"
    )
    assert caught.value.hint == (
        "run the command yourself; it is set by mfa_process of profile 'work', CONFIG, line 4"
    )


def test_a_command_that_fails_is_reported_with_its_setting() -> None:
    walk = Walk({**KEYS, SETTING: "say"})

    with pytest.raises(SessionError) as caught:
        walk.go(Mfa(), printed=[SessionError("failed", hint="x")], terminal=False)
    assert caught.value.hint == f"run the command yourself; it is set by {SETTING}"


def test_what_stdin_holds_is_described_by_its_shape() -> None:
    walk = Walk()

    with pytest.raises(SessionError) as caught:
        walk.go(Mfa(code="-"), stdin="hunter2\n", terminal=False)
    assert caught.value.message == (
        "stdin must contain six digits and nothing else, but contained 7 characters that are "
        "not all digits (--code -)"
    )
    assert caught.value.hint == "run the command that writes to it yourself"

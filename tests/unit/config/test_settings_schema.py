from __future__ import annotations

import shlex
import tomllib

import pytest

from aws_session.cli import topics
from aws_session.config import NONE, AccountSettings, ProfileSettings, Settings, settings_schema
from aws_session.errors import SessionError

WHOLE = """\
default_profile = "work"
default_role = "Admin"
session_name = "alice"
label_variables = ["AWSUME_PROFILE"]
revoke_on_end = true
keep = true
keep_at_least = "20m"

[profiles.work]
mfa_serial = "GAHT12345678"
duration = "8h"
mfa_age = 28800
region = "eu-west-1"
mfa_command = "pass otp aws"

[accounts.prod]
id = "012345678901"
role = "team/Admin"
region = "eu-central-1"
"""


def check(text: str) -> Settings:
    return settings_schema.check(tomllib.loads(text), text, "CONFIG")


def test_every_setting_is_read() -> None:
    found = check(WHOLE)

    assert found == Settings(
        {"work": ProfileSettings("GAHT12345678", 28_800, 28_800, "eu-west-1", "pass otp aws")},
        {"prod": AccountSettings("012345678901", "team/Admin", "eu-central-1")},
        "work",
        "Admin",
        "alice",
        ("AWSUME_PROFILE",),
        revoke_on_end=True,
        keep=True,
        keep_at_least=1_200,
    )


def test_the_settings_in_the_help_are_valid() -> None:
    shown = topics.read("settings").partition("```toml\n")[2].partition("```")[0]

    assert check(shown).accounts["prod"].id == "210987654321"
    assert tomllib.loads(shown).keys() == Settings.__annotations__.keys()


@pytest.mark.parametrize(
    "command",
    [
        "firefox --new-tab {url}",
        "x \"it's {label}\" '\\' \\' {url}",
        "sh -c 'f() { open \"${1}\"; }; f {url}'",
        "awk {}",
    ],
)
def test_a_browsers_command_may_be_any_that_can_be_split(command: str) -> None:
    assert (
        settings_schema.check({"browser_command": command}, "", "CONFIG").browser_command == command
    )
    assert shlex.split(command)


def test_an_empty_file_sets_nothing() -> None:
    assert check("") == NONE
    assert NONE.of_profile("work") == ProfileSettings()


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('defualt_role = "x"', 1, "unknown setting 'defualt_role'", "did you mean default_role?"),
        ('\n[profiles.a]\nmfa_serail = "x"', 3, "'mfa_serail'", "did you mean mfa_serial?"),
        (
            '[profiles.a]\nregion = "eu-west-1"\n[profiles.b]\nrole = "x"',
            4,
            "unknown setting 'role'",
            "write it below [accounts.NAME]",
        ),
        ("[profile.a]", 0, "unknown setting 'profile'", "did you mean profiles?"),
        (
            '[profiles.a.b]\nduration = "2h"',
            1,
            "unknown setting 'b'",
            'write a name with a dot in quotes: [profiles."a.b"]',
        ),
        ('profiles.a.mfa_serail = "x"', 1, "'mfa_serail'", "did you mean mfa_serial?"),
        ('\n[profiles]\na = {mfa_serail = "x"}', 3, "'mfa_serail'", "did you mean mfa_serial?"),
        ('[profiles."a b"]\n# region\nregoin = "x"', 3, "'regoin'", "did you mean region?"),
        (
            '[profiles.a]\nmfa_serial = "arn:aws:iam::111122223333:user/alice"',
            2,
            "mfa_serial arn:aws:iam::111122223333:user/alice is the ARN of a user, not of an MFA",
            'mfa_serial = "arn:aws:iam::111122223333:mfa/alice"',
        ),
        (
            '[profiles.a]\nmfa_serial = "my phone"',
            2,
            "mfa_serial 'my phone' is not the serial number or name of an MFA device",
            "mfa_serial = ",
        ),
        ("[profiles.a] # mine\nregion = 1", 2, "region must be text", "eu-west-1"),
        ('[profiles.a]\nduration = "99h"', 2, "duration must be from 15m to 36h", '"12h"'),
        ("[profiles.a]\nmfa_age = 60", 2, "mfa_age must be from 15m to 36h", '"8h"'),
        ('[profiles.a]\nregion = "nope"', 2, "region 'nope' is not a valid region", "eu-west-1"),
        ('[profiles.a]\nregion = "eu-west-1a"', 2, "did you mean eu-west-1?", "eu-west-1"),
        (
            '[accounts.a]\nid = "111122223333"\nregion = "nope"',
            3,
            "region 'nope' is not a valid region",
            "eu-west-1",
        ),
        (
            '[accounts.a]\nid = "111122223333"\nregion = "eu west"',
            3,
            "is not a valid region",
            "eu-",
        ),
        (
            'duration = "8h"',
            1,
            "unknown setting 'duration'",
            "write it below [profiles.NAME], for example [profiles.default]",
        ),
        (
            'mfa_comand = "x"',
            1,
            "unknown setting 'mfa_comand'",
            "did you mean mfa_command? write it below [profiles.NAME], for example [profiles.",
        ),
        ('role = "x"', 1, "unknown setting 'role'", "write it below [accounts.NAME]"),
        (
            '[profiles.a]\nregion = "eu-west-1"\nkeep = true',
            3,
            "unknown setting 'keep'",
            "write it at the top of the file, above the first line in brackets",
        ),
        ('default_role = "a b"', 1, "default_role 'a b' is not a valid role name", "Admin"),
        (
            '[accounts.a]\nid = "111122223333"\nrole = "a b"',
            3,
            "role 'a b' is not a valid role name",
            "Admin",
        ),
        ("colour = 1", 1, "unknown setting 'colour'", "known: default_profile"),
        ('revoke_on_end = "yes"', 1, "revoke_on_end must be true or false", "= true"),
        ('keep = "yes"', 1, "keep must be true or false", "keep = true"),
        ('keep_at_least = "soon"', 1, "keep_at_least 'soon' is not a valid duration", '"15m"'),
        (
            'session_name = "Zoë"',
            1,
            "session_name must be 2 to 64 letters, digits and +,-.=@_",
            'session_name = "alice"',
        ),
        ('session_name = "x"', 1, "session_name must be 2 to 64", 'session_name = "alice"'),
        ("session_name = 7", 1, "session_name must be text", 'session_name = "alice"'),
        ('default_role = " "', 1, "default_role must be text", "Admin"),
        ('[profiles.a]\nduration = "long"', 2, "duration 'long' is not a valid duration", '"12h"'),
        ("[profiles.a]\nduration = true", 2, "duration must be a duration", '"12h"'),
        ("[accounts.a]\nid = 111122223333", 2, "an account ID, twelve digits", "id ="),
        ('[accounts.a]\nid = "1234"', 2, "an account ID, twelve digits", "id ="),
        ('[accounts.a]\nrole = "x"', 1, "id is missing in [accounts.a]", "id ="),
        (
            '[accounts]\nprod = "111122223333"',
            2,
            "accounts.prod must be a table",
            "[accounts.prod]",
        ),
        ("accounts = 1", 1, "accounts must be a table", "[accounts.NAME]"),
        ('browser_command = "x \'"', 1, "browser_command ends within quotes, '", "{url}"),
        ("browser_command = 'x \"a\\\"'", 1, 'ends within quotes, "', "{url}"),
        ("browser_command = 'x \\'", 1, "browser_command ends within an escape", "{url}"),
        ('browser_command = "x {URL}"', 1, "names {URL}, which is neither {url} nor", "{url}"),
        ('label_variables = ["PATH"]', 1, "must not name 'PATH'", "AWSUME_PROFILE"),
        ('label_variables = ["AWS_REGION"]', 1, "must not name 'AWS_REGION'", ""),
        (
            'label_variables = ["AWS_VAULT"]',
            1,
            "must not name 'AWS_VAULT': aws-vault does not run where it is set",
            "AWSUME_PROFILE",
        ),
        ('label_variables = ["AWS_PROFILE"]', 1, "SDKs and the AWS CLI would look for such a", ""),
        ('label_variables = ["a b"]', 1, "'a b', which is not a variable name", ""),
        ('label_variables = [""]', 1, "must not name '', which is not a variable name", ""),
        (
            '[profiles.a]\nmfa_command = "otp\\u0000"',
            2,
            "mfa_command contains a NUL character, which no program accepts",
            "pass otp aws",
        ),
        ('label_variables = "X"', 1, "must be a list of variable names", ""),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_the_fix(
    text: str, line: int, message: str, hint: str
) -> None:
    with pytest.raises(SessionError) as caught:
        check(text)

    where = f"CONFIG, line {line}: " if line else "CONFIG: "
    assert caught.value.message.startswith(where)
    assert message in caught.value.message
    assert hint in str(caught.value.hint)


@pytest.mark.parametrize(
    ("written", "account"),
    [("2109-8765-4321", "210987654321"), ("210987654321", "210987654321")],
)
def test_an_accounts_id_may_be_written_as_the_console_does(written: str, account: str) -> None:
    assert check(f'[accounts.prod]\nid = "{written}"').accounts["prod"] == AccountSettings(account)


def test_what_prompts_read_of_other_tools_may_get_the_label() -> None:
    names = ["AWSUME_PROFILE", "AWSU_PROFILE", "AWS_SSO_PROFILE"]

    assert settings_schema.check({"label_variables": names}, "", "FILE").label_variables == (
        tuple(names)
    )


@pytest.mark.parametrize("written", ["2109-87654321", "2109-8765-432", "210-9876-54321", "2109--"])
def test_another_grouping_of_digits_is_not_an_account_id(written: str) -> None:
    with pytest.raises(SessionError, match="id must be an account ID, twelve digits"):
        check(f'[accounts.prod]\nid = "{written}"')


@pytest.mark.parametrize(
    ("alias", "name"),
    [(r"R\u0026D", "R&D"), (r"R\u0026d\ud83d\ude00", "R&d\U0001f600"), (r"\u003D", "=")],
)
def test_an_alias_cannot_look_like_another_name_as_we_print_it(alias: str, name: str) -> None:
    with pytest.raises(SessionError) as caught:
        check(f"keep = true\n[accounts.'{alias}']\nid = \"210987654321\"")
    assert caught.value.message == (
        f"CONFIG, line 2: {alias!r} cannot be an alias: {name!r} is printed like this"
    )
    assert caught.value.hint == f"use the name as it is: [accounts.'{name}']"


@pytest.mark.parametrize(
    ("alias", "why"),
    [
        ("321098765432", "it is the ID of another account than 210987654321"),
        ("3210-9876-5432", "it is the ID of another account than 210987654321"),
        ("", "it cannot be typed"),
        (" ", "it cannot be typed"),
        ("-x", "it would be read as an option"),
    ],
)
@pytest.mark.parametrize(
    "text", ["[accounts.'{}']\nid = '210987654321'", "accounts.'{}' = {{id = '210987654321'}}"]
)
def test_an_alias_can_be_typed_and_names_no_other_account(text: str, alias: str, why: str) -> None:
    with pytest.raises(SessionError) as caught:
        check(f"keep = true\n\n{text.format(alias)}")

    assert caught.value.message == f"CONFIG, line 3: {alias!r} cannot be an alias: {why}"
    assert str(caught.value.hint).endswith("for example: [accounts.prod]")


@pytest.mark.parametrize("alias", ["210987654321", "2109-8765-4321", "4321", "a-b"])
def test_an_alias_may_be_the_accounts_own_id(alias: str) -> None:
    assert check(f"[accounts.'{alias}']\nid = '210987654321'").accounts[alias]


def test_an_alias_that_is_written_with_an_escape_is_named_with_its_line() -> None:
    with pytest.raises(SessionError) as caught:
        check('keep = true\n[accounts."R\\\\u0026D"]\nid = "210987654321"')

    assert caught.value.message.startswith(r"CONFIG, line 2: 'R\\u0026D' cannot be an alias")


@pytest.mark.parametrize(
    "serial",
    ["alice", "GAHT12345678", "arn:aws:iam::111122223333:u2f/user/alice/key-ABC", "team/alice"],
)
def test_a_device_may_be_an_arn_a_serial_number_or_a_name(serial: str) -> None:
    found = check(f'[profiles.a]\nmfa_serial = "{serial}"')

    assert found.of_profile("a").mfa_serial == serial


def test_all_mistakes_are_reported_in_the_order_of_the_lines() -> None:
    text = """\
keep = "yes"
[accounts.a]
id = "12"
[profiles.p]
duration = "99h"
colour = 1
[accounts.b]
role = "x"
[accounts.c]
id = "210987654321"
region = "eu west"
"""
    found = settings_schema.problems(tomllib.loads(text), text, "CONFIG")

    assert [error.message for error in found] == [
        "CONFIG, line 1: keep must be true or false",
        "CONFIG, line 3: id must be an account ID, twelve digits in quotes",
        "CONFIG, line 5: duration must be from 15m to 36h",
        "CONFIG, line 6: unknown setting 'colour'",
        "CONFIG, line 7: id is missing in [accounts.b]",
        "CONFIG, line 11: region 'eu west' is not a valid region; did you mean eu-west-1?",
    ]
    assert settings_schema.problems(tomllib.loads(WHOLE), WHOLE, "CONFIG") == ()

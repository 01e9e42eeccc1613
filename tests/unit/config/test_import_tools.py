"""What is imported from granted, awsume and aws-vault, and the messages about the rest."""

from __future__ import annotations

from typing import Any

import pytest

from aws_session.config import import_tools, profiles
from aws_session.config.import_tools import Given

CONFIG = """\
[default]
region = eu-west-1
[profile "jon smith"]
mfa_serial = arn:aws:iam::111122223333:mfa/jon
[profile root]
region = eu-west-1
[profile dev]
role_arn = arn:aws:iam::210987654321:role/Dev
source_profile = root
[profile keyed]
mfa_serial = arn:aws:iam::111122223333:mfa/jon
aws_access_key_id = AKIAFAKE
aws_secret_access_key = hush
"""
TEMPLATE = "AWSConsoleBrowserLaunchTemplate"


def read(config: str = CONFIG) -> profiles.Profiles:
    return profiles.read(config, "CONFIG", "", "CREDENTIALS")


def given(document: dict[str, Any]) -> dict[str, Any]:
    found = import_tools.granted(document, "FILE")
    return {each.name: each.value for each in found.given}


@pytest.mark.parametrize(
    ("document", "settings"),
    [
        ({"DefaultBrowser": "FIREFOX", "CustomBrowserPath": ""},
         {"browser_command": "firefox", "browser_per_role": True}),
        ({"DefaultBrowser": "CHROME", "CustomBrowserPath": "/opt/Google Chrome/chrome"},
         {"browser_command": "'/opt/Google Chrome/chrome'", "browser_per_role": True}),
        ({"AWSConsoleBrowserLaunchTemplate": {"Command": "x -P {{.Profile}} {{.URL}}"}},
         {"browser_command": "x -P {label} {url}"}),
        ({"AWSConsoleBrowserLaunchTemplate": {"Command": "x {{ .Profile }} {{ .URL }}"}},
         {"browser_command": "x {label} {url}"}),
        ({"Keyring": {"Backend": "secret-service"}}, {"keep_in": "secret-service"}),
        ({"Keyring": {"Backend": "pass"}}, {"keep_in": "pass"}),
        ({"Keyring": {"Backend": "wincred"}}, {"keep_in": "credential-manager"}),
        ({"Keyring": {"Backend": "file"}}, {}),
        ({"DefaultBrowser": "SAFARI"}, {}),
        ({"DefaultBrowser": "STDOUT"}, {}),
        ({"DefaultBrowser": 7, "Keyring": [], "AWSConsoleBrowserLaunchTemplate": "x"}, {}),
        ({}, {}),
    ],
)  # fmt: skip
def test_what_granted_has_set_is_imported_if_we_have_such_a_setting(
    document: dict[str, Any], settings: dict[str, Any]
) -> None:
    assert given(document) == settings


def test_what_granted_has_and_we_lack_is_reported() -> None:
    found = import_tools.granted(
        {
            "DefaultBrowser": "STDOUT",
            "Keyring": {"Backend": "file"},
            "Ordering": "Frecency",
            "ExportCredentialSuffix": "",
            "SSO": {"corp": {"StartURL": "https://corp.awsapps.com/start"}},
            "Novelty": "x",
        },
        "FILE",
    )

    assert import_tools.told(found) == (
        "DefaultBrowser = STDOUT: to print the address: aws-session console --url",
        "Keyring.Backend = file: sessions are never stored in files",
        "Ordering: the list of pose begins with recent targets",
        "SSO: the profiles that granted has written to the AWS config work unchanged",
        "Novelty: aws-session has no such setting",
    )


def test_a_command_that_ours_would_refuse_is_left_out() -> None:
    quotes = import_tools.granted({"AWSConsoleBrowserLaunchTemplate": {"Command": "x '"}}, "FILE")

    assert quotes.given == ()
    assert import_tools.told(quotes) == (
        "AWSConsoleBrowserLaunchTemplate: its command ends within quotes, '",
    )


def test_a_command_with_a_part_that_only_granted_fills_in_is_left_out() -> None:
    template = {"Command": "x -P {{.Unknown}} {{.URL}}"}
    found = import_tools.granted({"AWSConsoleBrowserLaunchTemplate": template}, "FILE")

    assert found.given == ()
    assert import_tools.told(found) == (
        "AWSConsoleBrowserLaunchTemplate: only {{.Profile}} and {{.URL}} can be filled in",
    )


def test_what_awsume_has_set_is_imported_if_we_have_such_a_setting() -> None:
    found = import_tools.awsume(
        {
            "colors": "true",
            "fuzzy-match": "false",
            "role-duration": "43200",
            "region": "us-west-2",
            "role-session-name": "awsume-cli-session",
            "console": {"browser_command": '"/bin/chrome" --user-data-dir=/tmp/{profile} "{url}"'},
            "a-plugin": {"x": "y"},
            "a-token": "hush-hush",
        },
        "FILE",
    )

    assert found.given == (
        Given("session_name", "awsume-cli-session", "role-session-name"),
        Given(
            "browser_command",
            '"/bin/chrome" --user-data-dir=/tmp/{label} "{url}"',
            "console.browser_command",
        ),
    )
    assert import_tools.told(found) == (
        "colors = true: NO_COLOR turns colours off",
        "role-duration = 43200: write it as duration_seconds of a profile, or give --duration",
        "region = us-west-2: write it as region of a profile, or set AWS_REGION",
        "a-plugin: aws-session has no such setting",
        "a-token: aws-session has no such setting",
    )


@pytest.mark.parametrize("document", [None, [], "x", {"console": "x"}, {"role-duration": "0"}])
def test_a_file_of_awsume_that_says_nothing_gives_nothing(document: Any) -> None:
    assert import_tools.awsume(document, "FILE").given == ()


def test_keys_that_only_aws_vault_can_have_are_reported_with_the_line_to_add() -> None:
    found = import_tools.aws_vault(
        {"AWS_VAULT_PROMPT": "ykman", "AWS_SESSION_TOKEN_TTL": ""}, read()
    )
    line = "credential_process = aws-vault export --no-session --format=json"

    assert import_tools.told(found) == (
        (
            "AWS_VAULT_PROMPT = ykman: a code comes from the terminal, or from a program: "
            "aws-session help codes"
        ),
        f"the key of profile jon smith: add to it in CONFIG: {line} 'jon smith'",
        f"the key of profile root: add to it in CONFIG: {line} root",
    )


@pytest.mark.parametrize("odd", [5, 1.5, True, "", "x", [], [1], {}, {"a": 1}], ids=repr)
@pytest.mark.parametrize(
    "path",
    [
        *("AWSConsoleBrowserLaunchTemplate", "AWSConsoleBrowserLaunchTemplate.Command"),
        *("DefaultBrowser", "CustomBrowserPath", "Keyring", "Keyring.Backend", "Ordering"),
    ],
)
def test_values_of_a_wrong_kind_in_granteds_file_are_never_written(path: str, odd: Any) -> None:
    name, _, below = path.partition(".")
    found = import_tools.granted({"DefaultBrowser": "STDOUT", name: {below: odd} if below else odd},
                                 "FILE")  # fmt: skip

    texts = [each.value for each in found.given]
    assert texts in ([], ["x"])


def test_a_session_name_that_aws_would_refuse_is_left_out() -> None:
    found = import_tools.awsume({"role-session-name": "Zoë at work"}, "FILE")

    assert found.given == ()
    assert import_tools.told(found) == (
        "role-session-name = Zoë at work: AWS accepts 2 to 64 letters, digits and +,-.=@_",
    )


@pytest.mark.parametrize(
    ("document", "left"),
    [
        ({"Keyring": "pass"}, "Keyring: it has no Backend"),
        ({"DefaultBrowser": 1}, "DefaultBrowser: it is not the name of a browser"),
        (
            {"CustomBrowserPath": "/opt/firefox"},
            "CustomBrowserPath: the DefaultBrowser that it belongs to is not imported",
        ),
        ({TEMPLATE: {"Command": ["firefox"]}}, f"{TEMPLATE}: it has no Command"),
        ({TEMPLATE: "firefox"}, f"{TEMPLATE}: it has no Command"),
        (
            {TEMPLATE: {"Command": "firefox {{.URL"}},
            f"{TEMPLATE}: only {{{{.Profile}}}} and {{{{.URL}}}} can be filled in",
        ),
    ],
)
def test_every_value_that_is_not_imported_is_named(document: dict[str, Any], left: str) -> None:
    found = import_tools.granted(document, "FILE")

    assert found.given == ()
    assert import_tools.told(found) == (left,)


def test_the_browser_is_imported_where_the_template_is_not_and_named_where_it_is() -> None:
    odd = {TEMPLATE: {"Command": "x {{if}}"}, "DefaultBrowser": "CHROME"}
    both = {TEMPLATE: {"Command": "x {{.URL}}"}, "DefaultBrowser": "CHROME"}

    assert given(odd)["browser_command"] == "google-chrome"
    assert given(both) == {"browser_command": "x {url}"}
    assert import_tools.told(import_tools.granted(both, "FILE")) == (
        f"DefaultBrowser = CHROME: {TEMPLATE} opens the browser",
    )

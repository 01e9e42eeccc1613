"""The import of the configuration of aws-vault, granted and awsume, and what is left out."""

from __future__ import annotations

from aws_session.config.profile import NOTHING, ROLE
from aws_session.config.profiles import Profiles
from aws_session.model import Record, validation
from aws_session.model.terminal_text import quoted, sanitize
from aws_session.processes import browser_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

AWS_VAULT, GRANTED, AWSUME = "aws-vault", "granted", "awsume"


class Given(Record):
    """A setting for the top of our file, and the tool's name for it."""

    name: str
    value: str | bool
    theirs: str


class SetUp(Record):
    """One tool's configuration: what is imported, what is left out, and what to do instead."""

    tool: str
    place: str
    given: tuple[Given, ...] = ()
    left: tuple[tuple[str, str], ...] = ()


_BROWSERS = {
    "FIREFOX": "firefox",
    "FIREFOX_STDOUT": "firefox",
    "FIREFOX_DEV": "firefox-developer-edition",
    "CHROME": "google-chrome",
    "CHROMIUM": "chromium",
    "BRAVE": "brave-browser",
    "EDGE": "microsoft-edge",
    "VIVALDI": "vivaldi",
    "WATERFOX": "waterfox",
    "ZEN": "zen-browser",
}
"""The browsers in which granted, too, keeps roles apart, with their programs."""

_STORES = {
    "keychain": "keychain",
    "secret-service": "secret-service",
    "kwallet": "kwallet",
    "wincred": "credential-manager",
    "keyctl": "kernel",
    "pass": "pass",
}
"""granted's names for the stores that we have, too."""

_TEMPLATE = "AWSConsoleBrowserLaunchTemplate"

_OF_GRANTED = {
    "Ordering": "the list of pose begins with recent targets",
    "ExportCredentialSuffix": "no credentials are written to ~/.aws",
    "ExportCredsToAWS": "no credentials are written to ~/.aws",
    "ExportSSOToken": "the AWS CLI handles the sign-in: aws sso login --profile NAME",
    "SSO": "the profiles that granted has written to the AWS config work unchanged",
    "ProfileRegistry": "the profiles that granted has written to the AWS config work unchanged",
    "ProfileRegistryURLS": "the profiles that granted has written to the AWS config work as they "
    "stand",
    "CustomSSOBrowserPath": "the AWS CLI opens the sign-in page: aws sso login --profile NAME",
    "SSOBrowserLaunchTemplate": "the AWS CLI opens the sign-in page: aws sso login --profile NAME",
    "DefaultExportAllEnvVar": "every variable is always set",
    "CredentialProcessAutoLogin": "granted itself uses this, when a credential_process runs it",
    "DisableCredentialProcessCache": "granted itself uses this, when a credential_process runs it",
    "UseAuthorizationCode": "granted itself uses this, when a credential_process runs it",
    "AccessRequestURL": "aws-session has no such setting",
    "DisableUsageTips": "aws-session has no such setting",
}


def granted(document: dict[str, Any], place: str) -> SetUp:
    """Return the settings in granted's parsed config."""
    given: list[Given] = []
    left: list[tuple[str, str]] = []
    template, browser = document.get(_TEMPLATE), document.get("DefaultBrowser")
    custom = document.get("CustomBrowserPath")
    if template:
        _template(template, given, left)
    if isinstance(browser, str) and browser:
        if given:
            left.append((f"DefaultBrowser = {browser}", f"{_TEMPLATE} opens the browser"))
        else:
            _browser(browser, custom, given, left)
    elif browser:
        left.append(("DefaultBrowser", "it is not the name of a browser"))
    if custom and not any(each.theirs == "DefaultBrowser" for each in given):
        left.append(("CustomBrowserPath", "the DefaultBrowser that it belongs to is not imported"))
    keyring = document.get("Keyring")
    backend = keyring.get("Backend") if isinstance(keyring, dict) else None
    if isinstance(backend, str) and backend in _STORES:
        given.append(Given("keep_in", _STORES[backend], "Keyring.Backend"))
    elif isinstance(backend, str) and backend:
        left.append((f"Keyring.Backend = {backend}", "sessions are never stored in files"))
    elif keyring:
        left.append(("Keyring", "it has no Backend"))
    read = {_TEMPLATE, "DefaultBrowser", "CustomBrowserPath", "Keyring"}
    left += [
        (name, _OF_GRANTED.get(name, "aws-session has no such setting"))
        for name, value in document.items()
        if name not in read and value not in ("", False, [], {})
    ]
    return SetUp(GRANTED, place, tuple(given), tuple(left))


def _template(template: Any, given: list[Given], left: list[tuple[str, str]]) -> None:
    command = template.get("Command") if isinstance(template, dict) else None
    if not isinstance(command, str) or not command:
        left.append((_TEMPLATE, "it has no Command"))
        return
    filled, *pieces = command.split("{{")
    for piece in pieces:
        name, end, after = piece.partition("}}")
        if not end or name.strip() not in _FILLED_IN:
            left.append((_TEMPLATE, "only {{.Profile}} and {{.URL}} can be filled in"))
            return
        filled += _FILLED_IN[name.strip()] + after
    _command(filled, _TEMPLATE, given, left)


_FILLED_IN = {".Profile": browser_command.LABEL, ".URL": browser_command.URL}


def _browser(browser: str, custom: Any, given: list[Given], left: list[tuple[str, str]]) -> None:
    program = custom if isinstance(custom, str) and custom else _BROWSERS.get(browser)
    if browser not in _BROWSERS or program is None:
        why = "$BROWSER names the browser that is opened"
        if browser == "STDOUT":
            why = "to print the address: aws-session console --url"
        left.append((f"DefaultBrowser = {browser}", why))
        return
    given.append(Given("browser_command", quoted(program), "DefaultBrowser"))
    given.append(Given("browser_per_role", value=True, theirs="DefaultBrowser"))


def _session_name(value: str, theirs: str, given: list[Given], left: list[tuple[str, str]]) -> None:
    if validation.are_letters(value, validation.OF_SESSION_NAMES, validation.LONGEST_SESSION_NAME):
        given.append(Given("session_name", value, theirs))
    else:
        left.append((f"{theirs} = {value}", "AWS accepts 2 to 64 letters, digits and +,-.=@_"))


def _command(command: str, theirs: str, given: list[Given], left: list[tuple[str, str]]) -> None:
    try:
        browser_command.check(command)
    except ValueError as error:
        left.append((theirs, f"its command {error}"))
        return
    given.append(Given("browser_command", command, theirs))


OF_AWSUME = {
    "colors": "NO_COLOR turns colours off",
    "fuzzy-match": "the beginning of a name is enough, and a mistyped name gets a suggestion",
    "region": "write it as region of a profile, or set AWS_REGION",
    "role-duration": "write it as duration_seconds of a profile, or give --duration",
}


def awsume(document: Any, place: str) -> SetUp:
    """Return the settings in awsume's parsed config; every scalar in it is a text."""
    given: list[Given] = []
    left: list[tuple[str, str]] = []
    for name, value in document.items() if isinstance(document, dict) else ():
        if name == "role-session-name" and isinstance(value, str) and value:
            _session_name(value, name, given, left)
        elif name == "console" and isinstance(value, dict):
            command = value.get("browser_command")
            if isinstance(command, str) and command:
                filled = command.replace("{profile}", "{label}")
                _command(filled, "console.browser_command", given, left)
        elif value not in ("", "0", "false"):
            # The value of another setting may be a secret.
            is_known = name in OF_AWSUME and isinstance(value, str)
            shown = f"{name} = {value}" if is_known else str(name)
            left.append((shown, OF_AWSUME.get(name, "aws-session has no such setting")))
    return SetUp(AWSUME, place, tuple(given), tuple(left))


_OF_AWS_VAULT = {
    "AWS_SESSION_TOKEN_TTL": "write it as duration below [profiles.NAME]: aws-session config",
    "AWS_CHAINED_SESSION_TOKEN_TTL": "write it as duration below [profiles.NAME]: aws-session "
    "config",
    "AWS_VAULT_DURATION": "write it as duration below [profiles.NAME]: aws-session config",
    "AWS_ASSUME_ROLE_TTL": "write it as duration_seconds of a profile, or give --duration",
    "AWS_VAULT_PROMPT": "a code comes from the terminal, or from a program: aws-session help codes",
    "AWS_VAULT_BACKEND": "for stored sessions write keep_in: aws-session config",
}
_KEY_LINE = "credential_process = aws-vault export --no-session --format=json"


def aws_vault(environ: dict[str, str], profiles: Profiles) -> SetUp:
    """Return the settings in aws-vault's variables, and the profiles whose keys only it has."""
    left = [
        (f"{name} = {environ[name]}", told)
        for name, told in _OF_AWS_VAULT.items()
        if environ.get(name)
    ]
    for name in _in_vault(profiles):
        line = f"{_KEY_LINE} {quoted(name)}"
        left.append((f"the key of profile {name}", f"add to it in {profiles.config_path}: {line}"))
    return SetUp(AWS_VAULT, "its variables and the AWS config", left=tuple(left))


def _in_vault(profiles: Profiles) -> list[str]:
    """Return profiles that sign for others, or have a device, without credentials in files."""
    sources = {
        profile.get("source_profile")
        for profile in profiles.by_name.values()
        if profile.kind == ROLE
    }
    return [
        name
        for name, profile in profiles.by_name.items()
        if profile.kind == NOTHING and (name in sources or profile.get("mfa_serial"))
    ]


def told(set_up: SetUp) -> tuple[str, ...]:
    """Return what is left out, one line for each."""
    return tuple(sanitize(f"{what}: {why}") for what, why in set_up.left)

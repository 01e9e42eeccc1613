"""The template of the settings file, and tables to add to one."""

from __future__ import annotations

from aws_session.model import Record

TEMPLATE = """\
# Settings of aws-session, in TOML. All are optional: remove the # to enable a line.
# Precedence: command line, environment, these settings, AWS config, default; browser_command comes
# before BROWSER.

# The AWS profile to use if none is named.
# default_profile = "work"

# The role for `pose` if the command, the account and the profile name none. Default:
# OrganizationAccountAccessRole for an account named in full, otherwise a list to choose from.
# default_role = "Admin"

# Role session name, as seen in CloudTrail.
# session_name = "alice"

# More variables that get the label, for prompts that do not read AWS_SESSION_LABEL: AWSUME_PROFILE
# for starship and powerlevel10k, AWSU_PROFILE for starship, AWS_SSO_PROFILE for both.
# label_variables = ["AWSUME_PROFILE"]

# `end` means `end --revoke`.
# revoke_on_end = true

# The command that opens the browser for `console`.
# browser_command = "firefox --new-window {url}"

# Give each role its own Firefox container or Chromium profile.
# browser_per_role = true

# Store sessions in the system's secret store; reuse one only with this much time left.
# keep = true
# keep_at_least = "15m"
# keep_in = "kernel"            # or "secret-service", "kwallet", "pass" (GPG), "keychain",
#                               # "credential-manager"

# Renew a role in the background before it ends, if no code is needed, as `init --renew` does.
# renew = true

# In addition to what the AWS config says about a profile; one table for each profile.
# [profiles.work]
# mfa_serial = "arn:aws:iam::111122223333:mfa/alice"
# duration = "12h"
# mfa_age = "8h"                # cap sessions at your policy's maximum MFA age
# region = "eu-west-1"
# mfa_command = "pass otp aws"  # must print a code

# An alias for an account: aws-session pose prod
# [accounts.prod]
# id = "210987654321"
# role = "Admin"
# region = "eu-central-1"
"""

_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class Table(Record):
    """One table of settings: `profiles` or `accounts`, a name, and its texts in order."""

    kind: str
    name: str
    values: tuple[tuple[str, str], ...]


def written_first(values: tuple[tuple[str, str | bool], ...]) -> str:
    """Return settings as TOML, for the part before all tables."""
    return "".join(
        f"{name} = {str(value).lower() if isinstance(value, bool) else _quoted(value)}\n"
        for name, value in values
    )


def written(tables: tuple[Table, ...]) -> str:
    """Return tables as TOML, a blank line before each."""
    return "".join(
        f"\n[{table.kind}.{_key(table.name)}]\n"
        + "".join(f"{key} = {_quoted(value)}\n" for key, value in table.values)
        for table in tables
    )


def _key(name: str) -> str:
    return name if name and _BARE.issuperset(name) else _quoted(name)


def _quoted(text: str) -> str:
    inside = (
        _ESCAPES.get(letter) or (letter if letter.isprintable() else f"\\U{ord(letter):08x}")
        for letter in text
    )
    return f'"{"".join(inside)}"'

"""The template of the settings file, and tables to add to one."""

from __future__ import annotations

from aws_session.model.record import Record

TEMPLATE = """\
# Settings of aws-session, in TOML. None are needed: a line counts without the # before it.
# An option wins over the environment, that over these, these over the AWS config.

# The AWS profile whose key signs where none is named.
# default_profile = "work"

# The role that `pose` takes where neither the line, the account nor a profile names one.
# Without it: OrganizationAccountAccessRole for an account named in full, else a list of roles.
# default_role = "Admin"

# How AWS's logs call a role's session.
# session_name = "alice"

# Variables that get the label, too; prompts know this one.
# label_variables = ["AWSUME_PROFILE"]

# `end` means `end --revoke`.
# revoke_on_end = true

# What `console` opens the browser with.
# browser_command = "firefox --new-window {url}"

# Keep sessions in the system's secret store; one is taken with so much of it left.
# keep = true
# keep_at_least = "15m"
# keep_in = "kernel"            # or "secret-service", "kwallet", "keychain", "credential-manager"

# Beside what the AWS config says of a profile; a table for each.
# [profiles.work]
# mfa_serial = "arn:aws:iam::111122223333:mfa/alice"
# duration = "12h"
# mfa_age = "8h"                # no session longer than a policy lets a code be old
# region = "eu-west-1"
# mfa_command = "pass otp aws"  # prints a code

# An account under a name of your own: aws-session pose prod
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

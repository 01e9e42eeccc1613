"""What can be typed: generated from `cli`, see tests/regenerate.py; not to be edited.

For each command: what it does; its options, each with its spellings, the field that its
value fills (none for a flag), what it does and whether it may stand twice; its words.
"""

from __future__ import annotations

# fmt: off
Option = tuple[tuple[str, ...], str, str, bool]
MENU: dict[str, tuple[str, tuple[Option, ...], tuple[str, ...]]] = {
    "mfa": ("Start a session: asks for a code. This is what `aws-session` alone does.", (
        (("--code", "-m", "--mfa-code",), "code", "The code; - reads stdin.", False),
        (("--profile", "-p",), "profile", "AWS profile whose key signs.", False),
        (("--region", "-r",), "region", "Region for this shell.", False),
        (("--duration", "-d",), "duration", "900, 15m, 12h (the default), 36h.", False),
        (("--keep",), "", "Keep it in the system's secret store, for every terminal.", False),
        (("--fresh",), "", "A new session, even where one is kept.", False),
        (("--shell", "-s",), "shell", "Dialect to print; else it is found out.", False),
        (("--print",), "", "Print even where nothing evaluates it.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ("word",)),
    "pose": ("Take a role, in any account; without a TARGET choose from a list.", (
        (("--duration", "-d",), "duration", "15m to 12h; else 1h.", False),
        (("--session-name",), "session_name", "How AWS's logs call the session.", False),
        (("--external-id",), "external_id", "For the trust.", False),
        (("--source-identity",), "source_identity", "Stays through every further role.", False),
        (("--tag",), "tag", "A session tag; repeatable.", True),
        (("--transitive",), "", "The tags stay through every further role.", False),
        (("--policy",), "policy", "A policy that limits the session.", False),
        (("--policy-arn",), "policy_arn", "The same, managed; repeatable.", True),
        (("--code", "-m", "--mfa-code",), "code", "The code; - reads stdin.", False),
        (("--mfa",), "", "Send a code with the role's call.", False),
        (("--no-mfa",), "", "Pose with the key alone, without a session first.", False),
        (("--no-back",), "", "Keep nothing of the session below.", False),
        (("--chain",), "", "Pose from the role that this shell is in.", False),
        (("--profile", "-p",), "profile", "AWS profile whose key signs.", False),
        (("--region", "-r",), "region", "Region for this shell.", False),
        (("--keep",), "", "Keep it in the system's secret store, for every terminal.", False),
        (("--fresh",), "", "A new session, even where one is kept.", False),
        (("--shell", "-s",), "shell", "Dialect to print; else it is found out.", False),
        (("--print",), "", "Print even where nothing evaluates it.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ("target", "role",)),
    "back": ("Return to the session below, without a code.", (
        (("--shell", "-s",), "shell", "Dialect to print; else it is found out.", False),
        (("--print",), "", "Print even where nothing evaluates it.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ()),
    "renew": ("Start the session of this shell again, with all that was asked for.", (
        (("--code", "-m", "--mfa-code",), "code", "The code; - reads stdin.", False),
        (("--duration", "-d",), "duration", "900, 15m, 12h (the default), 36h.", False),
        (("--keep",), "", "Keep it in the system's secret store, for every terminal.", False),
        (("--shell", "-s",), "shell", "Dialect to print; else it is found out.", False),
        (("--print",), "", "Print even where nothing evaluates it.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ()),
    "region": ("Change the region of this shell.", (
        (("--shell", "-s",), "shell", "Dialect to print; else it is found out.", False),
        (("--print",), "", "Print even where nothing evaluates it.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ("name",)),
    "resume": ("Take the kept session if there is one; for rc files: says and asks nothing.", (
        (("--profile", "-p",), "profile", "AWS profile whose key signs.", False),
        (("--region", "-r",), "region", "Region for this shell.", False),
        (("--shell", "-s",), "shell", "Dialect to print; else it is found out.", False),
        (("--print",), "", "Print even where nothing evaluates it.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ()),
    "end": ("Put everything back as it was before the first session.", (
        (("--revoke",), "", "Kill at AWS every session issued so far.", False),
        (("--all",), "", "Forget what is kept for other terminals, too.", False),
        (("--foreign",), "", "Remove a session of another tool, too.", False),
        (("--code", "-m", "--mfa-code",), "code", "The code; - reads stdin.", False),
        (("--shell", "-s",), "shell", "Dialect to print; else it is found out.", False),
        (("--print",), "", "Print even where nothing evaluates it.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ()),
    "status": ("Show who this shell is, where, and for how long.", (
        (("--verify",), "", "Ask AWS, too.", False),
        (("--json",), "", "For programs.", False),
        (("--at-least",), "at_least", "Say nothing; 0 if so much is left, else 1.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ()),
    "accounts": ("List the accounts there are to pose in.", (
        (("--refresh",), "", "Ask AWS anew.", False),
        (("--json",), "", "For programs.", False),
        (("--profile", "-p",), "profile", "AWS profile whose key signs.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ()),
    "devices": ("List your MFA devices, and which of them can be used.", (
        (("--json",), "", "For programs.", False),
        (("--profile", "-p",), "profile", "AWS profile whose key signs.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ()),
    "process": ("Hand a session to a tool: a profile's `credential_process`.", (
        (("--show",), "lines_for", "Print an AWS profile's lines, to paste.", False),
        (("--profile", "-p",), "profile", "AWS profile whose key signs.", False),
        (("--region", "-r",), "region", "Region for this shell.", False),
        (("--print",), "", "Print even where nothing evaluates it.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ("target", "role",)),
    "policy": ("Show the IAM policies that make MFA mandatory, as JSON to attach.", (
        (("--max-age",), "max_age", "How old a code may be; 8h by default.", False),
        (("--before",), "before", "Revoke what is older; now by default.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ("name",)),
    "init": ("Print the function for a shell's rc file; after it no eval is typed.", (
        (("--cmd",), "cmd", "What the function is called.", False),
        (("--warn",), "", "Say once when a session is about to end.", False),
        (("--resume",), "", "Take the kept session in every new shell.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ("target",)),
    "config": ("Edit your settings; they are checked when the editor closes.", (
        (("--editor",), "editor", "What to edit with; else $VISUAL, $EDITOR, vi.", False),
        (("--path",), "", "Print where the settings are.", False),
        (("--check",), "", "Say what is wrong with them.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ("action", "file",)),
    "doctor": ("Look for what will go wrong, and say what to do about it; changes nothing.", (
        (("--json",), "", "For programs.", False),
        (("--offline",), "", "Ask AWS nothing.", False),
        (("--profile", "-p",), "profile", "AWS profile whose key signs.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ()),
    "help": ("Print the help of a command.", (
        (("--shell", "-s",), "shell", "Dialect to print; else it is found out.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ("topic",)),
    "exec": ("Run one command in a session, `-- COMMAND`; without one a shell.", (
        (("--refresh",), "", "For commands that outlast the session.", False),
        (("--code", "-m", "--mfa-code",), "code", "The code; - reads stdin.", False),
        (("--profile", "-p",), "profile", "AWS profile whose key signs.", False),
        (("--region", "-r",), "region", "Region for this shell.", False),
        (("--duration", "-d",), "duration", "900, 15m, 12h (the default), 36h.", False),
        (("--shell", "-s",), "shell", "Dialect to print; else it is found out.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ("target", "role",)),
    "console": ("Open the AWS console in the browser, signed in as a role.", (
        (("--service",), "service", "Where to go: s3, ec2, ….", False),
        (("--url",), "", "Print the address, which is a secret.", False),
        (("--code", "-m", "--mfa-code",), "code", "The code; - reads stdin.", False),
        (("--profile", "-p",), "profile", "AWS profile whose key signs.", False),
        (("--region", "-r",), "region", "Region for this shell.", False),
        (("--duration", "-d",), "duration", "15m to 12h; takes a code.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ("target", "role",)),
    "sandbox": ("Try everything against a strict AWS on this machine; `-- COMMAND` runs it there.", (
        (("--policy",), "policy", "The MFA policy its user lives under.", False),
        (("--partition",), "partition", "aws, aws-cn or aws-us-gov.", False),
        (("--port",), "port", "Where `serve` listens; 0 picks.", False),
        (("--shell", "-s",), "shell", "Dialect to print; else it is found out.", False),
        (("--debug",), "", "Say what went on inside when it fails.", False),
    ), ("action",)),
}
# fmt: on

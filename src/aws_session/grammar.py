"""The grammar as data: generated from `cli`, see tests/regenerate.py; not to be edited.

For each command: options that take a value, flags, and its words in order, each with
the field of the Intent that it fills.
"""

from __future__ import annotations

# fmt: off
GRAMMAR: dict[str, tuple[dict[str, str], dict[str, str], tuple[str, ...]]] = {
    "mfa": (
        {"--code": "code", "-m": "code", "--mfa-code": "code", "--profile": "profile", "-p": "profile", "--region": "region", "-r": "region", "--duration": "duration", "-d": "duration", "--shell": "shell", "-s": "shell"},
        {"--print": "show", "--debug": "debug"},
        ("word",),
    ),
    "end": (
        {"--shell": "shell", "-s": "shell"},
        {"--print": "show", "--debug": "debug"},
        (),
    ),
    "clear": (
        {"--shell": "shell", "-s": "shell"},
        {"--print": "show", "--debug": "debug"},
        (),
    ),
    "help": (
        {"--shell": "shell", "-s": "shell"},
        {"--debug": "debug"},
        ("topic",),
    ),
    "version": (
        {"--shell": "shell", "-s": "shell"},
        {"--debug": "debug"},
        (),
    ),
    "sandbox": (
        {"--policy": "policy", "--partition": "partition", "--port": "port", "--shell": "shell", "-s": "shell"},
        {"--debug": "debug"},
        ("action",),
    ),
}
TAKES_VALUE = frozenset(("--code", "--duration", "--mfa-code", "--partition", "--policy", "--port", "--profile", "--region", "--shell", "-d", "-m", "-p", "-r", "-s"))
# fmt: on

"""The grammar as data: generated from `cli`, see tests/regenerate.py; not to be edited.

For each command: options that take one value, flags, each with the field of the Intent
that it fills, and its words in order; as texts, for only one of them is read in a run.
"""

from __future__ import annotations

# fmt: off
GRAMMAR: dict[str, tuple[str, str, str]] = {
    "mfa": (
        "--code=code -m=code --mfa-code=code --profile=profile -p=profile --region=region -r=region --duration=duration -d=duration --shell=shell -s=shell",
        "--keep=keep --fresh=fresh --print=show --debug=debug",
        "word",
    ),
    "pose": (
        "--duration=duration -d=duration --session-name=session_name --external-id=external_id --source-identity=source_identity --policy=policy --code=code -m=code --mfa-code=code --profile=profile -p=profile --region=region -r=region --shell=shell -s=shell",
        "--transitive=transitive --mfa=mfa --no-mfa=no_mfa --no-back=no_back --chain=chain --keep=keep --fresh=fresh --print=show --debug=debug",
        "target role",
    ),
    "back": (
        "--shell=shell -s=shell",
        "--print=show --debug=debug",
        "",
    ),
    "renew": (
        "--code=code -m=code --mfa-code=code --duration=duration -d=duration --shell=shell -s=shell",
        "--keep=keep --print=show --debug=debug",
        "",
    ),
    "region": (
        "--shell=shell -s=shell",
        "--print=show --debug=debug",
        "name",
    ),
    "resume": (
        "--profile=profile -p=profile --region=region -r=region --shell=shell -s=shell",
        "--print=show --debug=debug",
        "",
    ),
    "end": (
        "--code=code -m=code --mfa-code=code --shell=shell -s=shell",
        "--revoke=revoke --all=all --foreign=foreign --print=show --debug=debug",
        "",
    ),
    "status": (
        "--at-least=at_least",
        "--verify=verify --json=json --debug=debug",
        "",
    ),
    "accounts": (
        "--profile=profile -p=profile",
        "--refresh=refresh --json=json --debug=debug",
        "",
    ),
    "devices": (
        "--profile=profile -p=profile",
        "--json=json --debug=debug",
        "",
    ),
    "process": (
        "--show=lines_for --profile=profile -p=profile --region=region -r=region",
        "--print=show --debug=debug",
        "target role",
    ),
    "clear": (
        "--shell=shell -s=shell",
        "--print=show --debug=debug",
        "",
    ),
    "policy": (
        "--max-age=max_age --before=before",
        "--debug=debug",
        "name",
    ),
    "init": (
        "--cmd=cmd",
        "--warn=warn --resume=resume --debug=debug",
        "target",
    ),
    "config": (
        "--editor=editor",
        "--path=where --check=checks --debug=debug",
        "action file",
    ),
    "doctor": (
        "--profile=profile -p=profile",
        "--json=json --offline=offline --debug=debug",
        "",
    ),
    "help": (
        "--shell=shell -s=shell",
        "--debug=debug",
        "topic",
    ),
    "version": (
        "--shell=shell -s=shell",
        "--debug=debug",
        "",
    ),
    "exec": (
        "--code=code -m=code --mfa-code=code --profile=profile -p=profile --region=region -r=region --duration=duration -d=duration --shell=shell -s=shell",
        "--refresh=refresh --debug=debug",
        "target role",
    ),
    "console": (
        "--service=service --code=code -m=code --mfa-code=code --profile=profile -p=profile --region=region -r=region --duration=duration -d=duration",
        "--url=url --debug=debug",
        "target role",
    ),
    "sandbox": (
        "--policy=policy --partition=partition --port=port --shell=shell -s=shell",
        "--debug=debug",
        "action",
    ),
}
TAKES_VALUE = frozenset(("--at-least", "--before", "--cmd", "--code", "--duration", "--editor", "--external-id", "--max-age", "--mfa-code", "--partition", "--policy", "--policy-arn", "--port", "--profile", "--region", "--service", "--session-name", "--shell", "--show", "--source-identity", "--tag", "-d", "-m", "-p", "-r", "-s"))
# fmt: on

"""PowerShell on Windows with the program in WSL, which is given only what WSLENV names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aws_session.cli import topics
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from real.journeys.place import Place

_WSL = """#!/bin/bash
# What Windows has set besides is not here; the program's own surroundings are WSL's.
names=:$WSLENV:HOME:PATH:TZ:AWS_CONFIG_FILE:AWS_SHARED_CREDENTIALS_FILE:AWS_ENDPOINT_URL:
for name in $(compgen -e); do
  case $names:XDG_CONFIG_HOME:XDG_CACHE_HOME: in *:$name:*) ;; *) unset "$name" ;; esac
done
exec "$@"
"""


def test_the_lines_that_are_taught_start_and_end_a_session(place: Place) -> None:
    shell = next(each for each in ALL if each.name == "pwsh")
    shell.require()
    taught = re.search(r"```powershell\n(\$Env:WSLENV(?:.*\n)+?)```", topics.read("shells"))
    assert taught
    named, start, end = taught[1].splitlines()
    bridge = place.folder / "bridge" / "wsl"
    bridge.parent.mkdir()
    bridge.write_text(_WSL)
    bridge.chmod(0o755)
    pose = end.replace(" end ", " pose prod OrganizationAccountAccessRole ")
    back = end.replace(" end ", " back ")
    script = [
        named, start.replace("aws-session", f"aws-session --code {place.fresh_code()}", 1),
        'echo "1 $Env:AWS_SESSION_LABEL"',
        pose, 'echo "2 $Env:AWS_SESSION_LABEL"',
        back, 'echo "3 $Env:AWS_SESSION_LABEL"',
        end, 'echo "4 $Env:AWS_SESSION_LABEL $Env:AWS_SESSION_TOKEN"',
    ]  # fmt: skip
    path = f"{bridge.parent}:{place.environ['PATH']}"

    done = shell.run("\n".join(script), cwd=place.folder, env=place.environ | {"PATH": path})

    assert [line.rstrip() for line in done.stdout.decode().splitlines()] == [
        "1 alice@111122223333",
        "2 prod/OrganizationAccountAccessRole",
        "3 alice@111122223333",
        "4",
    ], done.stderr.decode()

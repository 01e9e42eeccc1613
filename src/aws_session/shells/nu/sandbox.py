"""How nushell is opened in the sandbox."""

from __future__ import annotations

from aws_session.shells.nu.dialect import LOAD
from aws_session.shells.sandbox_shell import Entrance

_SETUP = f"""\
'@CHANGE@' | {LOAD}
$env.PATH = ($env.PATH | prepend $"($env.AWS_SESSION_SANDBOX_FOLDER)/bin")
let aws_sandbox_prompt = $env.PROMPT_COMMAND?
$env.PROMPT_COMMAND = {{||
  let made = ($aws_sandbox_prompt | describe) == closure
  let owners = if $made {{ do $aws_sandbox_prompt }} else {{ $aws_sandbox_prompt }}
  $"\\(aws sandbox\\) ($owners)"
}}
"""

ENTRANCE = Entrance(_SETUP, ("--no-history", "--execute", "@TEXT@"))

"""How the Windows command prompt is opened in the sandbox."""

from __future__ import annotations

from aws_session.shells.sandbox_shell import Entrance

# It has the sandbox's variables from the start: only AutoRun could have changed them.
_SETUP = """\
@if not defined PROMPT set "PROMPT=$P$G"
@set "PROMPT=$Caws sandbox$F %PROMPT%"
"""
_FILE = "aws-session-prompt.cmd"

# Found through the PATH, because no quotes work for every path after /k.
ENTRANCE = Entrance("", ("/k", _FILE), files=((f"bin/{_FILE}", _SETUP),))

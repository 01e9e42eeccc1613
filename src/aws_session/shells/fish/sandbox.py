"""How fish is opened in the sandbox."""

from __future__ import annotations

from aws_session.shells.sandbox_shell import Entrance

_SETUP = """\
@CHANGE@
set -gx PATH $AWS_SESSION_SANDBOX_FOLDER/bin $PATH
set -g fish_history ''
functions -q fish_prompt; and functions -c fish_prompt _aws_sandbox_prompt
function _aws_sandbox_status; return $argv[1]; end
function fish_prompt
    set -l last $status
    echo -n '(aws sandbox) '
    _aws_sandbox_status $last
    _aws_sandbox_prompt
end
"""

ENTRANCE = Entrance(_SETUP, ("--init-command", "@TEXT@"))

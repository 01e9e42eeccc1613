"""How xonsh is opened in the sandbox."""

from __future__ import annotations

import os

from aws_session.shells.sandbox_shell import Entrance

_SETUP = """\
@RESTORE@
@CHANGE@
$PATH.insert(0, $AWS_SESSION_SANDBOX_FOLDER + '/bin')
$XONSH_HISTORY_BACKEND = 'dummy'
__xonsh__.env['PROMPT'] = (lambda owners: lambda: '(aws sandbox) ' + (
    owners() if callable(owners) else owners))(__xonsh__.env['PROMPT'])
"""

# Its rc folders are read last.
ENTRANCE = Entrance(
    _SETUP,
    ("--no-script-cache",),
    files=(("xonsh/rc.xsh", "@TEXT@"),),
    borrowed=(
        (
            "XONSHRC_DIR",
            os.pathsep.join(("/etc/xonsh/rc.d", "@HOME@/.config/xonsh/rc.d", "@FOLDER@/xonsh")),
        ),
    ),
)

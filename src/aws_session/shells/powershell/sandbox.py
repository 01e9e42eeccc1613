"""How PowerShell is opened in the sandbox."""

from __future__ import annotations

from aws_session.shells.sandbox_shell import Entrance

_SETUP = """\
@CHANGE@
$Env:PATH = $Env:AWS_SESSION_SANDBOX_FOLDER + '/bin' + [IO.Path]::PathSeparator + $Env:PATH
if (Get-Module PSReadLine) { Set-PSReadLineOption -HistorySaveStyle SaveNothing }
$global:AwsSandboxPrompt = $function:prompt
function global:prompt { '(aws sandbox) ' + (& $global:AwsSandboxPrompt) }
"""

ENTRANCE = Entrance(_SETUP, ("-NoExit", "-Command", "@TEXT@"))

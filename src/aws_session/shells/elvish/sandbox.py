"""How elvish is opened in the sandbox."""

from __future__ import annotations

from aws_session.shells.sandbox_shell import Entrance

_SETUP = """\
@CHANGE@
set paths = [$E:AWS_SESSION_SANDBOX_FOLDER/bin $@paths]
var _aws_sandbox_prompt = $edit:prompt
set edit:prompt = { print '(aws sandbox) '; $_aws_sandbox_prompt }
"""

_RC = """\
use path
for file [~/.elvish/rc.elv ~/.config/elvish/rc.elv $E:APPDATA/elvish/rc.elv] {
  if (path:is-regular $file) {
    try {
      eval (slurp < $file) &on-end={|names|
        for name [(keys $names)] { edit:add-var $name $names[$name] }
      }
    } catch error { echo $error >&2 }
  }
}
@TEXT@"""

ENTRANCE = Entrance(
    _SETUP,
    ("-rc", "@FOLDER@/rc.elv", "-db", "@FOLDER@/history", "-sock", "@FOLDER@/socket"),
    (("rc.elv", _RC),),
)

# The function `aws-session` for elvish. The line that `aws-session init elvish` prints
# evaluates this file in a namespace of its own, which has these:
#   $program  the program
#   $name     the name of the function
#   $options  `warn` or nothing
#   $folder   this folder

if (not-eq (resolve edit:add-var) '$edit:add-var~') {
  fail 'aws-session: error: elvish loads the function only in an interactive shell; in a script: eval (aws-session | slurp)'
}
use file
use platform
var run~ = (external $program)
fn aws_session {|@words|
  if (not (has-external $program)) {
    fail 'aws-session: error: '$program' is missing; reinstall it and reload this function'
  }
  var code = ''
  if $platform:is-windows {
    # Programs there get only stdout, so for other output it prints a line that runs it again.
    tmp E:AWS_SESSION_SHELL = elvish
    tmp E:AWS_SESSION_EMIT_FD = 1
    var failed = $ok
    set code = ({ try { run $@words } catch error { set failed = $error } } | slurp)
    if (not $failed) {
      fail $failed
    }
  } else {
    # The code to evaluate comes on descriptor 9; stdout is unchanged.
    var pipe = (file:pipe)
    try {
      # Not `tmp E:…`, which other programs would see that run at the same time.
      e:env AWS_SESSION_SHELL=elvish AWS_SESSION_EMIT_FD=9 $program $@words 9>$pipe[w]
    } finally {
      file:close $pipe[w]
      set code = (slurp < $pipe[r])
      file:close $pipe[r]
    }
  }
  eval $code
}
edit:add-var aws_session~ $aws_session~
edit:add-var $name'~' $aws_session~
eval &ns=(ns [&program=$program &name=$name]) (slurp < $folder/completion.elv)
if (eq $options warn) {
  eval (slurp < $folder/warn.elv)
}

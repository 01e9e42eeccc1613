use file
fn aws_session {|@words|
  if (not (has-external @PROGRAM@)) {
    fail @GONE@
  }
  # What is to be evaluated comes on descriptor 9, stdout stays what it was.
  var pipe = (file:pipe)
  var code = ''
  try {
    tmp E:AWS_SESSION_SHELL = elvish
    tmp E:AWS_SESSION_EMIT_FD = 9
    @PROGRAM@ $@words 9>$pipe[w]
  } finally {
    file:close $pipe[w]
    set code = (slurp < $pipe[r])
    file:close $pipe[r]
  }
  eval $code
}
edit:add-var aws_session~ $aws_session~
edit:add-var @NAME@~ $aws_session~
@WARN@
use re
use str
var warned = ''
fn aws_session_warn {
  var expires = $E:AWS_SESSION_EXPIRES
  if (or (not (re:match '^[0-9]{1,11}$' $expires)) (eq $expires $warned)) {
    return
  }
  # elvish has no clock of its own.
  var left = (- $expires (e:date +%s))
  if (<= $left 0) {
    set warned = $expires
    echo @ENDED@ >&2
  } elif (<= $left 600) {
    set warned = $expires
    echo @ENDS@ >&2
  }
}
set edit:before-readline = [(each {|hook|
  if (not (and (has-key $hook body) (str:contains $hook[body] AWS_SESSION_EXPIRES))) { put $hook }
} $edit:before-readline) $aws_session_warn~]

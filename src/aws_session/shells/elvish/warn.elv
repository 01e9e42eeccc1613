# Prints the warning of `aws-session init elvish --warn` before a prompt, once.
use re
use str
var warned = ''
fn aws_session_warn {
  var expires = $E:AWS_SESSION_EXPIRES
  if (or (not (re:match '^[0-9]{1,11}$' $expires)) (eq $expires $warned)) {
    return
  }
  # elvish has no built-in clock, and Windows no date(1).
  var left = 601
  if (has-external date) {
    set left = (- $expires (e:date +%s))
  } elif (not ?(run status --at-least 601s >NUL 2>NUL)) {
    set left = 600
    if (not ?(run status --at-least 1s >NUL 2>NUL)) {
      set left = 0
    }
  }
  if (<= $left 0) {
    set warned = $expires
    echo 'aws-session: the session in this shell has ended' >&2
  } elif (<= $left 600) {
    set warned = $expires
    echo 'aws-session: the session in this shell ends within ten minutes' >&2
  }
}
set edit:before-readline = [(each {|hook|
  if (not (and (has-key $hook body) (str:contains $hook[body] AWS_SESSION_EXPIRES))) { put $hook }
} $edit:before-readline) $aws_session_warn~]

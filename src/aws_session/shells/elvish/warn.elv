# Prints the warning of `aws-session init elvish --warn` before a prompt, once.
use re
use str
var warned = ''
fn aws_session_warn {
  var expires = $E:AWS_SESSION_EXPIRES
  if (or (not (re:match '^[0-9]{1,11}$' $expires)) (eq $expires $warned)) {
    return
  }
  # elvish has no built-in clock.
  var left = (- $expires (e:date +%s))
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

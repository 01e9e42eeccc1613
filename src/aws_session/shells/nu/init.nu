def --env --wrapped "@NAME@" [...words] {
  let fed = $in
  if not (@PROGRAM@ | path exists) {
    error make --unspanned {msg: @GONE@}
  }
  # A program has only stdout here, so for other output it asks to be run again.
  let answer = with-env {AWS_SESSION_SHELL: nu, AWS_SESSION_EMIT_FD: "1"} {
    if $fed == null { ^@PROGRAM@ ...$words } else { $fed | ^@PROGRAM@ ...$words }
  } | from json
  if $answer.run? == null {
    hide-env --ignore-errors ...($answer.unset? | default [])
    load-env ($answer.set? | default {})
    if $answer.fail? != null {
      error make --unspanned {msg: "aws-session failed"}
    }
  } else {
    # nu takes the terminal back a moment after a program has ended; until then, no other can get it.
    sleep 20ms
    if $fed == null { ^@PROGRAM@ ...$answer.run } else { $fed | ^@PROGRAM@ ...$answer.run }
  }
}
@WARN@
# Records are not passed to programs.
$env.AWS_SESSION_WARNED = {at: ""}
$env.config.hooks.pre_prompt = ($env.config.hooks.pre_prompt? | default [] | append {||
  let expires = ($env.AWS_SESSION_EXPIRES? | default "")
  if ($"($expires)" =~ '^[0-9]{1,11}$') and $expires != $env.AWS_SESSION_WARNED.at {
    let left = ($expires | into int) - ((date now | into int) // 1_000_000_000)
    if $left <= 0 {
      $env.AWS_SESSION_WARNED = {at: $expires}
      print --stderr @ENDED@
    } else if $left <= 600 {
      $env.AWS_SESSION_WARNED = {at: $expires}
      print --stderr @ENDS@
    }
  }
})

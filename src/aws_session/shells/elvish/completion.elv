use platform
use str
var run~ = (external $program)
var null = (if $platform:is-windows { put NUL } else { put /dev/null })
fn files {|word|
  if (and (str:has-prefix $word --) (str:contains $word =)) {
    var option file = (str:split &max=2 = $word)
    edit:complete-filename $file | each {|found|
      edit:complex-candidate $option'='$found[stem] &code-suffix=$found[code-suffix] &display=$found[display]
    }
  } else {
    edit:complete-filename $word
  }
}
set edit:completion:arg-completer[$name] = {|@words|
  try {
    run complete elvish (- (count $words) 2) (all $words[1..]) 2>$null | from-lines | each {|line|
      var name about = (str:split &max=2 "\t" $line)
      edit:complex-candidate $name &display=$name"  "$about
    }
  } catch failed {
    # The status says what completes the word: 3 means file names, 4 the command after `--`.
    var kind = $failed[reason][exit-status]
    if (== $kind 3) {
      files $words[-1]
    } elif (== $kind 4) {
      # From there on, the words are completed like those of sudo.
      var at = 0
      while (not-eq $words[$at] --) { set at = (+ $at 1) }
      edit:complete-sudo (all $words[$at..])
    }
  }
}

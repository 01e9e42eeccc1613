use platform
use str
var run~ = (external $program)
var null = (if $platform:is-windows { put NUL } else { put /dev/null })
set edit:completion:arg-completer[$name] = {|@words|
  try {
    run complete elvish (- (count $words) 2) (all $words[1..]) 2>$null | from-lines | each {|line|
      var name about = (str:split &max=2 "\t" $line)
      edit:complex-candidate $name &display=$name"  "$about
    }
  } catch failed {
    # The status says what completes the word: 3 means file names.
    if (== $failed[reason][exit-status] 3) {
      edit:complete-filename $@words
    }
  }
}

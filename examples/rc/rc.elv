# ~/.config/elvish/rc.elv: aws-session as a function, if it is installed.
if (has-external aws-session) {
  eval (aws-session init elvish | slurp)
}

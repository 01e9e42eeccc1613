# For bash, zsh, ksh, dash and similar shells, if the function of `aws-session init` is not loaded.
# An alias for commands without arguments:
alias awsin='eval $(aws-session)'
alias awsout='eval $(aws-session end)'
alias awsback='eval $(aws-session back)'

# A function for commands with arguments. The quotes keep `awspose "Customer Portal (EU)" Admin` two words.
awspose() { eval "$(aws-session pose "$@")"; }
awsregion() { eval "$(aws-session region "$@")"; }

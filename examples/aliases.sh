# For bash, zsh, ksh, dash and their kin, where the function of `aws-session init` is not loaded.
# An alias for what takes no words:
alias awsin='eval $(aws-session)'
alias awsout='eval $(aws-session end)'
alias awsback='eval $(aws-session back)'

# A function for what does. The quotes keep `awspose "Customer Portal (EU)" Admin` two words.
awspose() { eval "$(aws-session pose "$@")"; }
awsregion() { eval "$(aws-session region "$@")"; }

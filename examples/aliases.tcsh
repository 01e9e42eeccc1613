# For tcsh. An alias takes arguments there, too: \!* are those that were typed, quotes included.
alias awsin 'eval `aws-session`'
alias awsout 'eval `aws-session end`'
alias awsback 'eval `aws-session back`'
alias awspose 'eval `aws-session pose \!*`'
alias awsregion 'eval `aws-session region \!*`'

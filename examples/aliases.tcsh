# For tcsh. An alias takes words there, too: \!* are those that were typed, quotes and all.
alias awsin 'eval `aws-session`'
alias awsout 'eval `aws-session end`'
alias awsback 'eval `aws-session back`'
alias awspose 'eval `aws-session pose \!*`'
alias awsregion 'eval `aws-session region \!*`'

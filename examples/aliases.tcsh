# For tcsh. An alias takes words there, too, and :q keeps them as they were typed.
alias awsin 'eval `aws-session`'
alias awsout 'eval `aws-session end`'
alias awsback 'eval `aws-session back`'
alias awspose 'eval `aws-session pose \!*:q`'
alias awsregion 'eval `aws-session region \!*:q`'

# For fish, if the function of `aws-session init fish` is not loaded.
alias awsin 'eval (aws-session)'
alias awsout 'eval (aws-session end)'
alias awsback 'eval (aws-session back)'

# $argv keeps the arguments separate, as they were typed.
function awspose
    eval (aws-session pose $argv)
end
function awsregion
    eval (aws-session region $argv)
end

# $PROFILE: aws-session without iex, with TAB, if it is installed.
try {
    ${alias:aws-session} = $null
    ${function:AwsSessionInit} = aws-session init powershell
    . AwsSessionInit
}
catch [System.Management.Automation.CommandNotFoundException] { }

# $PROFILE: aws-session without iex, with TAB, if it is installed.
if (Get-Command aws-session -CommandType Application -ErrorAction SilentlyContinue) {
    aws-session init powershell | Out-String | Invoke-Expression
}

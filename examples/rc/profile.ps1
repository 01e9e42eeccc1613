# $PROFILE: aws-session without iex, with TAB, if it is installed.
if (Get-Command aws-session -CommandType Application -ErrorAction Ignore) {
    . ([scriptblock]::Create((aws-session init powershell)))
}

# For PowerShell, if the script of `aws-session init powershell` is not loaded.
# An alias takes no arguments here, so each is a function.
function global:awsin { Invoke-Expression (aws-session @args) }
function global:awsout { Invoke-Expression (aws-session end) }
function global:awsback { Invoke-Expression (aws-session back) }
function global:awspose { Invoke-Expression (aws-session pose @args) }
function global:awsregion { Invoke-Expression (aws-session region @args) }

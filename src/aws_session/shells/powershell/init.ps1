# The function `aws-session` for PowerShell. The line that `aws-session init powershell` prints sets
# these and sources this file, or warn.ps1 or renew.ps1, which source this one:
#   $AwsSessionProgram
#   $AwsSessionName    the name of the alias
#   $AwsSessionFolder  the folder of this file
# Then it sets the aliases. Every new shell waits for this file: it uses no cmdlet of a module, no
# operator and no `if`, because loading what they need takes longer than everything here.
$global:AwsSessionLoad = {
  # Where this is not replaced below, this is a function's scope, which only a cmdlet reaches out of.
  $global:AwsSessionProgram = $AwsSessionProgram
  $global:AwsSessionFolder = $AwsSessionFolder
  Set-Alias -Name aws_session -Value "$AwsSessionFolder/aws-session.ps1" -Scope Global -Force
  Set-Alias -Name $AwsSessionName -Value "$AwsSessionFolder/aws-session.ps1" -Scope Global -Force
}
$AwsSessionLoad = { }
. $global:AwsSessionLoad
$global:AwsSessionCompleter = { & "$AwsSessionFolder/completion.ps1" @args }
Register-ArgumentCompleter -Native -CommandName $AwsSessionName, 'aws_session' -ScriptBlock $global:AwsSessionCompleter
${function:AwsSessionInit} = $null
$AwsSessionName = $AwsSessionFile = $AwsSessionLoad = $global:AwsSessionLoad = $null

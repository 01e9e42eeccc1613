# The function `aws-session` for PowerShell. The line that `aws-session init powershell` prints
# sources this file with these:
#   the program
#   the name of the alias
#   `warn`, `renew` or nothing
#   the folder of this file
# Every new shell waits for this file. It uses no cmdlet of a module, and few operators: to load what
# they need takes longer than everything here.
$global:AwsSessionProgram = ''
$AwsSessionProgram, $AwsSessionName, $AwsSessionOptions, $global:AwsSessionFolder = $args
# Where these are two, this is a function's scope, which only a cmdlet reaches out of.
if ($global:AwsSessionProgram) {
  ${alias:aws_session} = "$AwsSessionFolder/aws-session.ps1"
  # Only a text can have a name in it that is told here.
  ${function:AwsSessionAlias} = "`${alias:$AwsSessionName} = `${alias:aws_session}"
  . AwsSessionAlias
  ${function:AwsSessionAlias} = $null
}
else {
  $global:AwsSessionProgram = $AwsSessionProgram
  Set-Alias -Name aws_session -Value "$AwsSessionFolder/aws-session.ps1" -Scope Global -Force
  Set-Alias -Name $AwsSessionName -Value "$AwsSessionFolder/aws-session.ps1" -Scope Global -Force
}
if ($AwsSessionOptions) {
  # An execution policy may refuse files.
  try { . "$AwsSessionFolder/$AwsSessionOptions.ps1" }
  catch { . ([scriptblock]::Create([IO.File]::ReadAllText("$AwsSessionFolder/$AwsSessionOptions.ps1"))) }
}
$global:AwsSessionCompleter = { & "$AwsSessionFolder/completion.ps1" @args }
Register-ArgumentCompleter -Native -CommandName $AwsSessionName, 'aws_session' -ScriptBlock $global:AwsSessionCompleter
$AwsSessionName = $AwsSessionOptions = $null

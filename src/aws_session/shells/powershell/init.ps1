$global:AwsSessionProgram = ''
$local:AwsSessionProgram = @PROGRAM@
# If the two differ, this is a function's scope, and only a cmdlet can define the aliases outside it.
# Otherwise no cmdlet is used: its module takes longer to load than everything here.
if ($global:AwsSessionProgram) {
  ${alias:aws_session} = @SCRIPTS@ + '/aws-session.ps1'
  ${alias:@NAME@} = @SCRIPTS@ + '/aws-session.ps1'
}
else {
  Set-Alias -Name aws_session -Value (@SCRIPTS@ + '/aws-session.ps1') -Scope Global -Force
  Set-Alias -Name '@NAME@' -Value (@SCRIPTS@ + '/aws-session.ps1') -Scope Global -Force
}
$global:AwsSessionProgram = @PROGRAM@
@WARN@
$global:AwsSessionWarned = ''
function global:AwsSessionWarning {
  if ((Test-Path Variable:Global:AwsSessionRenewal) -and $global:AwsSessionRenewal) { AwsSessionRenewed }
  $expires = $Env:AWS_SESSION_EXPIRES
  if ($expires -notmatch '^[0-9]{1,11}$' -or $expires -eq $global:AwsSessionWarned) { return }
  $left = [double]$expires - ((Get-Date).ToUniversalTime() - [datetime]'1970-01-01').TotalSeconds
  if ($left -gt 600) { return }
  if ((Test-Path Function:AwsSessionRenew) -and (AwsSessionRenew $left)) { return }
  $global:AwsSessionWarned = $expires
  if ($left -le 0) { Write-Host @ENDED@ } else { Write-Host @ENDS@ }
}
# The existing prompt runs first, with $? unchanged, in whatever order prompts are loaded.
function global:AwsSessionPrompt($Text) {
  $front = @(foreach ($each in 'AwsSessionWarning', 'AwsSessionLabel') {
    if (Test-Path "Function:$each") { & $each }
  }) -join ''
  if (-not $front -or $Text.Contains($front)) { $Text } else { $front + $Text }
}
if ("$function:prompt" -notlike '*AwsSessionPrompts*') {
  $global:AwsSessionPrompts = @(if (Test-Path Variable:Global:AwsSessionPrompts) { $global:AwsSessionPrompts }) + $function:prompt
  Invoke-Expression "function global:prompt { `$text = & `$global:AwsSessionPrompts[$($global:AwsSessionPrompts.Count - 1)]; AwsSessionPrompt (`$text -join '') }"
}

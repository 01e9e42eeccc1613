# Prints the warning of `aws-session init powershell --warn` before a prompt, once; with `--renew`
# what cannot be renewed.
# An execution policy may refuse files.
try { . "$AwsSessionFolder/init.ps1" }
catch { . ([scriptblock]::Create([IO.File]::ReadAllText("$AwsSessionFolder/init.ps1"))) }
$global:AwsSessionWarned = ''
$global:AwsSessionRenewal = $null
function global:AwsSessionWarning {
  if ($global:AwsSessionRenewal) { AwsSessionRenewed }
  $expires = $Env:AWS_SESSION_EXPIRES
  if ($expires -notmatch '^[0-9]{1,11}$' -or $expires -eq $global:AwsSessionWarned) { return }
  $left = [double]$expires - ([datetime]::UtcNow - [datetime]'1970-01-01').TotalSeconds
  if ($left -gt 600) { return }
  if ($function:AwsSessionRenew -and (AwsSessionRenew $left)) { return }
  $global:AwsSessionWarned = $expires
  if ($left -le 0) { Write-Host 'aws-session: the session in this shell has ended' }
  else { Write-Host 'aws-session: the session in this shell ends within ten minutes' }
}
# The existing prompt runs first, with $? unchanged, in whatever order prompts are loaded.
function global:AwsSessionPrompt($Text) {
  $front = @(
    if ($function:AwsSessionWarning) { AwsSessionWarning }
    if ($function:AwsSessionLabel) { AwsSessionLabel }
  ) -join ''
  if (-not $front -or $Text.Contains($front)) { $Text } else { $front + $Text }
}
if ("$function:prompt" -notlike '*AwsSessionPrompts*') {
  $global:AwsSessionPrompts = @(& { Set-StrictMode -Off; if ($global:AwsSessionPrompts) { $global:AwsSessionPrompts } }) + $function:prompt
  ${function:global:prompt} = "`$text = & `$global:AwsSessionPrompts[$($global:AwsSessionPrompts.Count - 1)]; AwsSessionPrompt (`$text -join '')"
}

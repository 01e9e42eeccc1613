# $PROFILE: who you are at AWS and the time left, red under ten minutes.
function global:AwsSessionLabel {
  if (-not $Env:AWS_SESSION_LABEL) { return }
  $color = 32
  $text = $Env:AWS_SESSION_LABEL
  if ($Env:AWS_SESSION_EXPIRES -match '^[0-9]{1,11}$') {
    $now = ([datetime]::UtcNow - [datetime]'1970-01-01').TotalSeconds
    $left = ([double]$Env:AWS_SESSION_EXPIRES - $now) / 60
    if ($left -lt 10) { $color = 31 }
    if ($left -lt 0) { $left = 0 }
    $left = $left - $left % 1
    if ($left -lt 60) { $text = "$text ${left}m" }
    else { $text = "$text $(($left - $left % 60) / 60)h$($left % 60)m" }
  }
  $escape = [char]27
  "$escape[${color}m$text $escape[0m"
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

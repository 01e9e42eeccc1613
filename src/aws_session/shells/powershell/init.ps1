$global:AwsSessionProgram = @PROGRAM@
Set-Alias -Name aws_session -Value (Join-Path @SCRIPTS@ 'aws-session.ps1') -Scope Global -Force
Set-Alias -Name '@NAME@' -Value (Join-Path @SCRIPTS@ 'aws-session.ps1') -Scope Global -Force
@WARN@
if (-not (Test-Path Variable:Global:AwsSessionPrompt)) {
  $global:AwsSessionWarned = ''
  $global:AwsSessionPrompt = $function:prompt
  function global:prompt {
    # First, so that it finds the status that it would have found.
    $text = & $global:AwsSessionPrompt
    $expires = $Env:AWS_SESSION_EXPIRES
    if ($expires -match '^[0-9]{1,11}$' -and $expires -ne $global:AwsSessionWarned) {
      $now = ((Get-Date).ToUniversalTime() - [datetime]'1970-01-01').TotalSeconds
      if ([double]$expires -le $now + 600) {
        $global:AwsSessionWarned = $expires
        if ([double]$expires -le $now) { Write-Host @ENDED@ } else { Write-Host @ENDS@ }
      }
    }
    $text
  }
}

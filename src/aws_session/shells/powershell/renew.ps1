# Renews a role before a prompt, for `aws-session init powershell --renew`.
try { . "$AwsSessionFolder/warn.ps1" }
catch { . ([scriptblock]::Create([IO.File]::ReadAllText("$AwsSessionFolder/warn.ps1"))) }
$global:AwsSessionNext = 0
# A role is renewed in the background, and the result is read before a later prompt, from the pipe
# of that process.
function global:AwsSessionRenewed {
  $job = $global:AwsSessionRenewal
  $same = $job.Held -ceq "$Env:AWS_ACCESS_KEY_ID $Env:AWS_SESSION_STATE"
  if ($same -and -not $job.Text.IsCompleted) { return }
  $global:AwsSessionRenewal = $null
  # The shell has another session now.
  if (-not $same) { try { $job.Process.Kill() } catch { }; return }
  $text = "$($job.Text.Result)"
  if ($text.StartsWith('+')) {
    $status = $global:LASTEXITCODE
    $null = Invoke-Expression $text.Substring(1)
    $global:LASTEXITCODE = $status
  }
  elseif ($text) {
    $global:AwsSessionWarned = $Env:AWS_SESSION_EXPIRES
    Write-Host $text.Substring(1)
  }
}
# False if there is nothing to renew.
function global:AwsSessionRenew($Left) {
  if (-not $Env:AWS_SESSION_STATE -or $Left -le 0 -or $ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') { return $false }
  $now = [datetime]::UtcNow.Ticks / 1e7
  if ($global:AwsSessionRenewal -or $now -lt $global:AwsSessionNext) { return $true }
  $global:AwsSessionNext = $now + 60
  try {
    $start = [System.Diagnostics.ProcessStartInfo]::new($global:AwsSessionProgram, 'renewal powershell')
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $global:AwsSessionRenewal = @{
      Process = $process
      Held = "$Env:AWS_ACCESS_KEY_ID $Env:AWS_SESSION_STATE"
      Text = $process.StandardOutput.ReadToEndAsync()
    }
  }
  catch { return $false }
  $true
}

# $PROFILE: whom this shell is at AWS and for how many minutes, red under ten.
function global:AwsSessionPrompt {
    if (-not $Env:AWS_SESSION_LABEL) { return '' }
    $color = 32
    $text = $Env:AWS_SESSION_LABEL
    if ($Env:AWS_SESSION_EXPIRES -match '^[0-9]{1,11}$') {
        $now = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
        $left = [Math]::Floor(([long]$Env:AWS_SESSION_EXPIRES - $now) / 60)
        if ($left -lt 10) { $color = 31 }
        $text = "$text $([Math]::Max($left, 0))m"
    }
    $escape = [char]27
    "$escape[${color}m$text $escape[0m"
}
if (-not $global:AwsSessionOtherPrompt) {
    $global:AwsSessionOtherPrompt = $function:prompt
    function global:prompt { (AwsSessionPrompt) + (& $global:AwsSessionOtherPrompt) }
}

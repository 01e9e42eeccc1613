# For shells that were open when it moved to shells/powershell/; to be removed in the next release.
# A copy: a script that runs another can hand on neither -- nor what was typed.

# What the alias runs. A script that ends in `exit` behaves like a program in && and $?; after a
# function $? would be true.
$program = $global:AwsSessionProgram
if (-not $program -or -not (Test-Path -LiteralPath $program -PathType Leaf)) {
    Write-Error "$program is missing; reinstall it and reload this alias" -CategoryActivity aws-session -ErrorAction Continue
    exit 127
}

# A script gets a,b as an array and no --; they are put back as they were typed. Numbers stay what
# they are, which remembers how they were typed.
$words = @(foreach ($word in $args) { if ($word -is [array]) { $word -join ',' } else { $word } })
$full = $ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage'
$name = $MyInvocation.InvocationName
$typed = $MyInvocation.Line
if ($MyInvocation.PSObject.Properties['Statement']) { $typed = $MyInvocation.Statement }
if ($full -and $typed -like '* --*' -and $words -notcontains '--') {
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($typed, [ref]$null, [ref]$null)
    $call = $tree.Find({
        param($node)
        $node -is [System.Management.Automation.Language.CommandAst] -and
        $node.GetCommandName() -eq $name
    }, $true)
    if ($call) {
        $elements = @($call.CommandElements | Select-Object -Skip 1)
        for ($at = 0; $at -lt $elements.Count; $at++) {
            if ($elements[$at].Extent.Text -ne '--') { continue }
            $words = @($words | Select-Object -First $at) + '--' + @($words | Select-Object -Skip $at)
            break
        }
    }
}

$shell = $Env:AWS_SESSION_SHELL
$code = $null
$status = 1
try {
    $Env:AWS_SESSION_SHELL = 'powershell'
    if ($full) {
        # The code to evaluate comes through a pipe of its own; stdout is unchanged.
        $pipe = New-Object System.IO.Pipes.AnonymousPipeServerStream('In', 'Inheritable')
        $reader = New-Object System.IO.StreamReader($pipe)
        $Env:AWS_SESSION_EMIT_FD = $pipe.GetClientHandleAsString()
        $line = $reader.ReadLineAsync()
        if ($MyInvocation.ExpectingInput) { $input | & $program @words } else { & $program @words }
        $status = $LASTEXITCODE
        $pipe.DisposeLocalCopyOfClientHandle()
        if ($line.Wait(2000)) { $code = $line.Result }
    }
    else {
        # No pipe can be made here: for other output, the program asks to be run again.
        $Env:AWS_SESSION_EMIT_FD = '1'
        $code = (& $program @words) -join ''
        $status = $LASTEXITCODE
    }
}
finally {
    Remove-Item Env:AWS_SESSION_EMIT_FD -ErrorAction Ignore
    $Env:AWS_SESSION_SHELL = $shell
}
if ($code) {
    try {
        Invoke-Expression $code
        if ($status -eq 0) { $status = $LASTEXITCODE }
    }
    catch {
        # The program has said why; a change that fails afterwards also exits with its status.
        if ($status -eq 0) { $status = 1 }
    }
}
exit $status

# The alias runs this script: one that ends in `exit` behaves like a program in && and $?; after a
# function, $? would be true. It is in a block, so that `. aws-session` leaves nothing behind.
# Its cmdlets are named with their modules: a function of the caller's may have the name of one.
& {
    param($invocation, $frames, $values, $fed)
    Set-StrictMode -Off
    # Who has these otherwise wants no change by cmdlets, or to see each; a program has none of them.
    $WhatIfPreference = $false
    $ConfirmPreference = 'None'
    $VerbosePreference = $DebugPreference = 'SilentlyContinue'
    $PSDefaultParameterValues = @{}
    $program = $global:AwsSessionProgram
    if (-not $program -or -not (Microsoft.PowerShell.Management\Test-Path -LiteralPath $program -PathType Leaf)) {
        Microsoft.PowerShell.Utility\Write-Error "$program is missing; reinstall it and reload this alias" -CategoryActivity aws-session -ErrorAction Continue
        exit 127
    }
    # TAB goes by the name that is typed: a user's own alias has it from its first use.
    if ($global:AwsSessionCompleter -and $invocation.InvocationName -match '^\w[\w-]*$') {
        Microsoft.PowerShell.Core\Register-ArgumentCompleter -Native -CommandName $invocation.InvocationName -ScriptBlock $global:AwsSessionCompleter
    }
    $caller = $frames[1]
    $full = $ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage'
    # The caller decides whether a failing program is an error; in here, such an error would prevent
    # the program's output from being evaluated.
    $raises = $full -and $PSNativeCommandUseErrorActionPreference
    $action = $ErrorActionPreference
    $PSNativeCommandUseErrorActionPreference = $false
    $ErrorActionPreference = 'Continue'

    # An error that is caught in here is not the caller's.
    $known = $global:Error.Count
    $forget = { if ($full) { while ($global:Error.Count -gt $known) { $global:Error.RemoveAt(0) } } }

    # A script does not get its arguments and -- as they were typed: the call is looked up in the
    # source, and made again with the evaluated arguments.
    $typed = [string]$caller.Position.Text
    $words = $null
    $aws_kept = @{}
    $handed = $false
    $source = $typed
    if ($full -and $caller.Position.StartScriptPosition) {
        $source = [string]$caller.Position.StartScriptPosition.GetFullScript()
    }
    $word = '[\w./+%=:-][\w./+%=:@,-]*|''[^''\u2018-\u201B\r\n]*''|"[^"$`\u201C-\u201E\r\n]*"'
    $plain = "^\s*\w[\w.-]*((?: +(?:$word))*)\s*`$"
    if ($typed -match $plain -and (-not $full -or $source.Trim() -eq $typed.Trim())) {
        $words = $Matches[1]
        $handed = -not $full -and $invocation.Line -match '\b(iex|Invoke-Expression)\b'
    }
    elseif ($full) {
        $parse = [System.Management.Automation.Language.Parser]
        $tree = $parse::ParseInput($source, [ref]$null, [ref]$null)
        $place = $invocation.ScriptLineNumber, $invocation.OffsetInLine
        $call = $tree.Find({
            param($node)
            $node -is [System.Management.Automation.Language.CommandAst] -and
            $node.Extent.StartLineNumber -eq $place[0] -and $node.Extent.StartColumnNumber -eq $place[1]
        }, $true)
    }
    else {
        $handed = "$typed`n$($invocation.Line)" -match '\b(iex|Invoke-Expression)\b'
    }

    # In Invoke-Expression, and where the output goes into a variable, it behaves like the program: it
    # prints the code and evaluates nothing.
    if ($call) {
        $evaluates = {
            param($node)
            if ($node -isnot [System.Management.Automation.Language.CommandAst]) { return $false }
            $name = $node.GetCommandName() -replace '^.*\\'
            if ($name -in 'iex', 'Invoke-Expression') { return $true }
            $name -and (Microsoft.PowerShell.Utility\Get-Alias -Name ([WildcardPattern]::Escape($name)) -ErrorAction Ignore).Definition -eq 'Invoke-Expression'
        }
        $isHanded = {
            param($node, $inside)
            for (; $node.Parent; $node = $node.Parent) {
                $above = $node.Parent
                $found = switch ($above.GetType().Name) {
                    'CommandAst' { $inside -or (& $evaluates $above) }
                    'PipelineAst' {
                        $after = @($above.PipelineElements)
                        $after = @($after | Microsoft.PowerShell.Utility\Select-Object -Skip ($after.IndexOf($node) + 1))
                        [bool]@($after | Microsoft.PowerShell.Core\Where-Object { $_.Find($evaluates, $true) })
                        if ($after) { $inside = $false }
                    }
                    'AssignmentStatementAst' { $inside -and $above.Left.Extent.Text -ne '$null' }
                    'ForEachStatementAst' { $above.Condition -eq $node -and [bool]$above.Body.Find($evaluates, $true) }
                    'InvokeMemberExpressionAst' { $inside -and $above.Expression -ne $node }
                    'ConvertExpressionAst' { if ($above.Type.TypeName.Name -eq 'void') { $inside = $false } }
                    'StatementBlockAst' { if ($above.Parent.GetType().Name -notin 'SubExpressionAst', 'ArrayExpressionAst') { $inside = $false } }
                    'NamedBlockAst' { $inside = $false }
                }
                if ($found) { return $true }
            }
            $false
        }
        $handed = & $isHanded $call $true
        # Or a function prints it, and the caller evaluates the function's output.
        for ($up = 1; -not $handed -and $up + 1 -lt $frames.Count -and $frames[$up].FunctionName -notlike '<*'; $up++) {
            $position = $frames[$up + 1].Position
            $name = $frames[$up].FunctionName
            if (-not $position.StartScriptPosition) { break }
            $outer = $parse::ParseInput([string]$position.StartScriptPosition.GetFullScript(), [ref]$null, [ref]$null)
            $calling = $outer.Find({
                param($node)
                $node -is [System.Management.Automation.Language.CommandAst] -and $node.GetCommandName() -eq $name -and
                $node.Extent.StartOffset -ge $position.StartOffset -and $node.Extent.EndOffset -le $position.EndOffset
            }, $true)
            if (-not $calling) { break }
            $handed = & $isHanded $calling $false
        }
        # Each value stands for the element that it came from; hash tables come last, and the first
        # bare -- is left out.
        $elements = @($call.CommandElements | Microsoft.PowerShell.Utility\Select-Object -Skip 1)
        # PowerShell takes the longer dashes for one.
        $dashes = '^[-\u2013-\u2015]{2}$'
        $splats = @{}
        $rest = 0
        $open = @()
        $seen = $false
        foreach ($element in $elements) {
            if ($element.Extent.Text -match $dashes -and -not $seen) { $seen = $true; continue }
            if ($element -is [System.Management.Automation.Language.VariableExpressionAst] -and $element.Splatted) {
                $name = $element.VariablePath.UserPath
                $held = $null
                # A script has its own variables with some of these names.
                $up = 1 + [int]($invocation.InvocationName -ne '.')
                for (; $name -ne 'args' -and -not $held; $up++) {
                    try { $held = Microsoft.PowerShell.Utility\Get-Variable -Name $name -Scope $up -ErrorAction Stop }
                    catch [System.Management.Automation.ItemNotFoundException] { & $forget }
                    catch { & $forget; break }
                }
                if (-not $held) { $open += $element; continue }
                $value = $held.Value
                $count = 1
                if ($value -is [System.Collections.IDictionary]) { $count = 0; $rest += 2 * $value.Count }
                elseif ($value -is [System.Collections.IEnumerable]) { $count = @($value.GetEnumerator()).Count; $rest += $count }
                else { $rest++ }
                $splats[$element] = @{ Value = $value; Count = $count }
                continue
            }
            $rest += 1 + [int]($element -is [System.Management.Automation.Language.CommandParameterAst] -and [bool]$element.Argument)
        }
        if ($open.Count -eq 1 -and $rest -le $values.Count) {
            $splats[$open[0]] = @{ Count = $values.Count - $rest; IsSlice = $true }
            $rest = $values.Count
        }
        if ($rest -eq $values.Count) {
            $at = 0
            $seen = $false
            $words = ''
            $constant = {
                param($node)
                $node -is [System.Management.Automation.Language.ConstantExpressionAst] -or
                ($node -is [System.Management.Automation.Language.VariableExpressionAst] -and
                    $node.VariablePath.UserPath -in 'true', 'false', 'null')
            }
            # The name of a variable for a value: never one of the caller's, which would replace one of
            # these here.
            $keep = {
                param($value)
                $key = "aws_$($aws_kept.Count)"
                $aws_kept[$key] = $value
                $key
            }
            $needsQuotes = {
                param($text)
                $isQuoted = $isEscaped = $found = $false
                foreach ($letter in $text.ToCharArray()) {
                    if ($letter -eq '"' -and -not $isEscaped) { $isQuoted = -not $isQuoted }
                    elseif (-not $isQuoted -and [char]::IsWhiteSpace($letter)) { $found = $true }
                    $isEscaped = $letter -eq '\'
                }
                $found
            }
            # A program gets the values of an array literal up to the first that needs no quotes; in its
            # place, it gets the whole literal as it was typed.
            $spellArray = {
                param($node, $value)
                $text = $node.Extent.Text
                if (-not @($node.Elements | Microsoft.PowerShell.Core\Where-Object { -not (& $constant $_) })) { return $text }
                if ("$PSNativeCommandArgumentPassing" -notin 'Standard', 'Windows') {
                    # Then it gets all values, with the spaces of the literal.
                    $end = $node.Extent.StartOffset
                    $spelled = ''
                    for ($index = 0; $index -lt $node.Elements.Count; $index++) {
                        $extent = $node.Elements[$index].Extent
                        $spelled += $text.Substring($end - $node.Extent.StartOffset, $extent.StartOffset - $end)
                        $spelled += "`$$(& $keep $value[$index])"
                        $end = $extent.EndOffset
                    }
                    return $spelled
                }
                foreach ($each in $value) {
                    if ($null -eq $each) { continue }
                    if ("$each" -eq '') { "''"; continue }
                    if (& $needsQuotes "$each") { "`"`$$(& $keep "$each")`""; continue }
                    $text.Split([char[]]' ', [System.StringSplitOptions]'RemoveEmptyEntries') |
                        Microsoft.PowerShell.Core\ForEach-Object { "'$($_ -replace "['\u2018\u2019\u201A\u201B]", '$0$0')'" }
                    break
                }
            }
            # The text for an element, whose value is kept in a variable unless the text is enough; an
            # array literal may have more than one.
            $spell = {
                param($node, $value)
                if (& $constant $node) { return $node.Extent.Text }
                if ($node -is [System.Management.Automation.Language.ArrayLiteralAst]) { return & $spellArray $node $value }
                $key = & $keep $value
                # What is not in quotes may be the names of files.
                if ($node -is [System.Management.Automation.Language.ExpandableStringExpressionAst]) { return "`"`$$key`"" }
                "`$$key"
            }
            foreach ($element in $elements) {
                $text = $element.Extent.Text
                if ($text -match $dashes -and -not $seen) { $seen = $true }
                elseif ($splats.ContainsKey($element)) {
                    $splat = $splats[$element]
                    if ($splat.IsSlice) { $splat.Value = @($values | Microsoft.PowerShell.Utility\Select-Object -Skip $at -First $splat.Count) }
                    $text = "@$(& $keep $splat.Value)"
                    $at += $splat.Count
                }
                elseif ($element -is [System.Management.Automation.Language.CommandParameterAst] -and $element.Argument) {
                    $gap = $element.Argument.Extent.StartOffset - $element.Extent.StartOffset
                    $option = $text.Substring(0, $gap)
                    $text = @(& $spell $element.Argument $values[$at + 1] | Microsoft.PowerShell.Core\ForEach-Object { "$option$_" }) -join ' '
                    $at += 2
                }
                elseif ($element -is [System.Management.Automation.Language.CommandParameterAst]) { $at++ }
                else {
                    $text = @(& $spell $element $values[$at]) -join ' '
                    $at++
                }
                $words += " $text"
            }
        }
    }
    if ($null -eq $words) {
        # Nothing can be parsed here: only what the text has as a,b was typed as one word, and --
        # stands behind the words that stand before it, if these are plain.
        $line = [string]$invocation.Line
        if ($invocation.OffsetInLine -le $line.Length) { $line = $line.Substring($invocation.OffsetInLine - 1) }
        $given = @(foreach ($each in $values) {
            if ($each -isnot [array]) { $each; continue }
            $joined = $each -join ','
            if ($line.Contains($joined)) { $joined } else { $each }
        })
        if ($line -match "^\s*[\w.-]+((?: +(?:$word|\`$[\w:]+))*?) +--(?:\s|`$)") {
            $before = @(-split ($Matches[1] -replace '''[^'']*''|"[^"]*"', 'quoted')).Count
            $given = @($given | Microsoft.PowerShell.Utility\Select-Object -First $before) + '--' + @($given | Microsoft.PowerShell.Utility\Select-Object -Skip $before)
        }
        $aws_kept['aws_0'] = $given
        $words = ' @aws_0'
    }
    $aws_program = $program
    # It can be read once only, and where no pipe can be made the program runs twice.
    $aws_fed = $fed
    if (-not $full) { $aws_fed = @($fed) }
    $line = "& `$aws_program$words"
    if ($invocation.ExpectingInput) { $line = "`$aws_fed | $line" }
    $line = "foreach (`$aws_key in `$aws_kept.Keys) { Microsoft.PowerShell.Utility\Set-Variable -Name `$aws_key -Value `$aws_kept[`$aws_key] }`n$line"

    $shell = $Env:AWS_SESSION_SHELL
    $code = $null
    $record = $null
    $status = 1
    $pipe = $null
    try {
        $Env:AWS_SESSION_SHELL = 'powershell'
        if ($full) {
            if (-not $handed) {
                # The code to evaluate comes through a separate pipe; stdout is unchanged.
                $pipe = [System.IO.Pipes.AnonymousPipeServerStream]::new('In', 'Inheritable')
                $emitted = [System.IO.StreamReader]::new($pipe).ReadLineAsync()
                $Env:AWS_SESSION_EMIT_FD = $pipe.GetClientHandleAsString()
            }
            $run = [scriptblock]::Create($line)
            if ($raises) {
                try {
                    $PSNativeCommandUseErrorActionPreference = $true
                    $ErrorActionPreference = 'Stop'
                    & $run
                }
                catch {
                    if ($_.FullyQualifiedErrorId -ne 'ProgramExitedWithNonZeroCode') { throw }
                    $record = $_
                    & $forget
                }
                $PSNativeCommandUseErrorActionPreference = $false
                $ErrorActionPreference = 'Continue'
            }
            else { & $run }
            $status = $global:LASTEXITCODE
            if ($pipe) {
                $pipe.DisposeLocalCopyOfClientHandle()
                if ($emitted.Wait(2000)) { $code = $emitted.Result }
            }
        }
        elseif ($handed) {
            Microsoft.PowerShell.Utility\Invoke-Expression $line
            $status = $global:LASTEXITCODE
        }
        else {
            # No pipe can be made here: for other output, the program asks to be run again.
            $Env:AWS_SESSION_EMIT_FD = '1'
            $code = (Microsoft.PowerShell.Utility\Invoke-Expression $line) -join ''
            $status = $global:LASTEXITCODE
            if ($invocation.ExpectingInput -and $code -like '& *') { $code = "`$aws_fed | $code" }
        }
    }
    finally {
        Microsoft.PowerShell.Management\Remove-Item Env:AWS_SESSION_EMIT_FD -ErrorAction Ignore
        $Env:AWS_SESSION_SHELL = $shell
        if ($pipe) { $pipe.Dispose() }
    }
    if ($code) {
        try {
            Microsoft.PowerShell.Utility\Invoke-Expression $code
            if ($status -eq 0) { $status = $global:LASTEXITCODE }
        }
        catch {
            # The program has said why; a change that fails afterwards also exits with its status.
            if ($raises) { $record = $_ }
            & $forget
            if ($status -eq 0) { $status = $global:LASTEXITCODE }
            if ($status -eq 0) { $status = 1 }
        }
    }
    if ($code -and $status -eq 0 -and $Env:AWS_SESSION_TOKEN -and -not $global:AwsSessionStored -and
        (Microsoft.PowerShell.Utility\Get-Variable -Name StoredAWSCredentials -Scope Global -ValueOnly -ErrorAction Ignore)) {
        $global:AwsSessionStored = $true
        Microsoft.PowerShell.Utility\Write-Warning 'aws-session: AWS.Tools prefers what Set-AWSCredential stored to this session; to use the session there: Clear-AWSCredential'
    }
    if ($record) {
        $global:LASTEXITCODE = $status
        $MyInvocation = $invocation
        Microsoft.PowerShell.Utility\Write-Error -ErrorRecord $record -ErrorAction $action
    }
    exit $status
} $MyInvocation @(Microsoft.PowerShell.Utility\Get-PSCallStack) $args $input

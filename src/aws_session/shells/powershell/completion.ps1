Register-ArgumentCompleter -Native -CommandName '@NAME@' -ScriptBlock {
    param($word, $line, $cursor)
    $program = @PROGRAM@
    $last = $global:LASTEXITCODE
    $words = @(foreach ($element in $line.CommandElements) {
        if ($element.Extent.StartOffset -ge $cursor) { continue }
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $element.Value }
        else { $element.Extent.Text }
    })
    $handed = @($words | Select-Object -Skip 1)
    $before = $handed.Count
    if ($word -ne '') { $before = $before - 1 }
    # Each line is ASCII, whatever the console's encoding: the rest is written as \uXXXX.
    foreach ($found in @(& $program complete powershell $before @handed)) {
        $name = [regex]::Unescape($found)
        if ($name -match '^[A-Za-z0-9_./-][A-Za-z0-9_./:=+-]*$') { $name }
        # All five marks that end a text between single quotes are doubled.
        else { "'" + ($name -replace "['\u2018\u2019\u201A\u201B]", '$0$0') + "'" }
    }
    # A key that is pressed is no command.
    $global:LASTEXITCODE = $last
}

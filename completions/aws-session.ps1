Register-ArgumentCompleter -Native -CommandName aws-session, aws_session -ScriptBlock {
param($word, $line, $cursor)
Set-StrictMode -Off
$PSNativeCommandUseErrorActionPreference = $false
$program = $global:AwsSessionProgram
if (-not $program) { $program = (Get-Command aws-session -CommandType Application)[0] }
$last = $global:LASTEXITCODE
$full = $ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage'
$mark = $null
$words = @(foreach ($element in $line.CommandElements) {
    if ($element.Extent.StartOffset -ge $cursor) { continue }
    if ($element.Extent.Text -eq '--' -and -not $mark) { $mark = $element.Extent }
    if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $element.Value }
    else { $element.Extent.Text }
})
$handed = @(if ($words.Count -gt 1) { $words[1..($words.Count - 1)] })
$before = $handed.Count
if ($word -ne '') { $before = $before - 1 }
# Each line is ASCII, whatever the console's encoding: the rest is written as \uXXXX.
$lines = @(& $program complete powershell described $before @handed)
$kind = $LASTEXITCODE
# Pressing a key is not a command.
$global:LASTEXITCODE = $last
foreach ($each in $lines) {
    $name, $about = $each -split "`t" | ForEach-Object { [regex]::Unescape($_) }
    $text = $name
    # All five characters that end a single-quoted string are doubled.
    if ($name -notmatch '^[A-Za-z0-9_./-][A-Za-z0-9_./:=+-]*$') {
        $text = "'" + ($name -replace "['\u2018\u2019\u201A\u201B]", '$0$0') + "'"
    }
    if (-not $full) { $text; continue }
    if (-not $about) { $about = $name }
    [System.Management.Automation.CompletionResult]::new($text, $name, 'ParameterValue', $about)
}
# If a file fits, print nothing; if nothing fits, the word itself, so that no files are offered.
if ($kind -eq 0 -and -not $lines) { if ($word -ne '') { $word } }
elseif ($kind -eq 3 -and $full -and $word -match '^(--[\w-]+=)(.*)$') {
    # PowerShell itself would look for a file of the whole word's name.
    $option = $Matches[1]
    foreach ($file in [System.Management.Automation.CompletionCompleters]::CompleteFilename($Matches[2])) {
        $text = $file.CompletionText
        $text = if ($text -like "'*'") { "'$option" + $text.Substring(1) } else { "$option$text" }
        [System.Management.Automation.CompletionResult]::new($text, $file.ListItemText, $file.ResultType, $file.ToolTip)
    }
}
elseif ($kind -eq 4 -and $mark -and $full) {
    $rest = $line.Extent.Text.Substring($mark.EndOffset - $line.Extent.StartOffset)
    $at = $cursor - $mark.EndOffset
    if ($rest.Trim()) {
        [System.Management.Automation.CommandCompletion]::CompleteInput($rest.PadRight($at), $at, $null).CompletionMatches
    }
}
}

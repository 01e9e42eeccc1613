"""How PowerShell loads the function."""

from __future__ import annotations

from aws_session.shells.init import Loading

_ALIASES = "${alias:aws_session} = ${alias:@CMD@} = @SCRIPT@"

LOADING = Loading(
    "ps1",
    # Without the alias of an earlier load, whose files may be gone; and without Get-Command, which
    # takes longer than all of this.
    "try { ${alias:aws-session} = $null; ${function:AwsSessionInit} = aws-session init powershell; "
    ". AwsSessionInit } catch [System.Management.Automation.CommandNotFoundException] { }",
    "$PROFILE",
    # Everything here is literal, and what is rarely needed a text: that loads fastest.
    source="$AwsSessionProgram = @PROGRAM@; $AwsSessionName = @NAME@; "
    "$AwsSessionFolder = @FOLDER@; $AwsSessionFile = @FIRST@; . $AwsSessionFile; " + _ALIASES,
    # An execution policy of Windows may refuse files, and a constrained language everything else.
    evaluated="try { SOURCE } catch { Invoke-Expression "
    "'. ([scriptblock]::Create([IO.File]::ReadAllText($AwsSessionFile)))'; " + _ALIASES + " }",
    # To start the program takes longer than to load the file, and files move with a new Python.
    kept="try { SOURCE } catch { Invoke-Expression 'LINE' }",
    # In the profile itself, as after `>> $PROFILE`, it would add another line to it in each new
    # shell. The empty line ends a last line that has no newline.
    paste="'LINE' | ForEach-Object { if ($PSCommandPath -in FILE, FILE.CurrentUserAllHosts) "
    "{ Invoke-Expression $_ } else { $null = New-Item -ItemType Directory -Force "
    "(Split-Path FILE); Add-Content FILE '', $_ } }",
    unload="Remove-Item Alias:aws-session",
    rc_files=(
        ".config/powershell/Microsoft.PowerShell_profile.ps1",
        ".config/powershell/profile.ps1",
        # Below the Documents folder of Windows; the first is that of 5.1.
        ".config/WindowsPowerShell/Microsoft.PowerShell_profile.ps1",
        ".config/WindowsPowerShell/profile.ps1",
    ),
)

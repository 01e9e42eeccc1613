"""How PowerShell loads the function."""

from __future__ import annotations

from aws_session.shells.init import Loading

LOADING = Loading(
    "ps1",
    "if (Get-Command aws-session -CommandType Application -ErrorAction Ignore) "
    "{ . ([scriptblock]::Create((aws-session init powershell))) }",
    "$PROFILE",
    source=". @FILE@ @PROGRAM@ @NAME@ @OPTIONS@ @FOLDER@",
    # An execution policy of Windows may refuse files, and a constrained language everything else.
    evaluated="try { SOURCE } catch { . ([scriptblock]::Create([IO.File]::ReadAllText(@FILE@))) "
    "@PROGRAM@ @NAME@ @OPTIONS@ @FOLDER@ }",
    # To start the program takes longer than to load the file, and files move with a new Python.
    kept="try { SOURCE } catch { LINE }",
    # The empty line ends a last line that has no newline.
    paste="$null = New-Item -ItemType Directory -Force (Split-Path FILE); "
    "Add-Content FILE '', 'LINE'",
    unload="Remove-Item Alias:aws-session",
    rc_files=(
        ".config/powershell/Microsoft.PowerShell_profile.ps1",
        ".config/powershell/profile.ps1",
        # Below the Documents folder of Windows; the first is that of 5.1.
        ".config/WindowsPowerShell/Microsoft.PowerShell_profile.ps1",
        ".config/WindowsPowerShell/profile.ps1",
    ),
)

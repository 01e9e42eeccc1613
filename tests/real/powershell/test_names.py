"""The alias in PowerShell where the caller's arrays and names are like the script's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from real.powershell.test_alias_is_the_program import SCRIPT, both, folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["folder"]

ARRAYS = (
    "aws-session (1,2),3",
    "aws-session pose (1,2),3",
    "aws-session 3,(1,2)",
    "aws-session 'a b',(1,2),\"c d\"",
    "aws-session (1,2),(3,4)",
    "aws-session ((1,2),3),4",
    "aws-session @(1,2),3",
    "aws-session $ids,3",
    "aws-session $ids[0],3",
    "aws-session $($ids),3",
    'aws-session "$code x",3',
    "aws-session $object.Id,$object.Names",
    "aws-session (1,2) , 3",
    "aws-session 1 ,2, 3",
    "aws-session (Get-Date -Year 2020 -Format yyyy),x",
    "aws-session {a b},c",
    "aws-session [int],x",
    "aws-session $table,x",
    "aws-session $null,x,$nothing",
    "aws-session $none,x",
    "aws-session 'it''s',x",
    "aws-session \u2018a b\u2019,x",
    "aws-session 1kb,0x10,1e3",
    "aws-session -x:(1,2),3",
    "aws-session -x:a,$ids",
    "aws-session $Env:NOSUCH,$global:code,${code}",
    "aws-session $script:code,x",
    "aws-session (,3),4",
    "aws-session a,*.typed",
    "aws-session *.typed,b",
    "aws-session ~,b",
    "aws-session $(1;2),$(),x",
    "aws-session (1..3),x",
    "aws-session -a,b",
    "aws-session a,--,b",
    "aws-session a,`\n  b",
)
AUTOMATIC = (
    *("HOME", "PWD", "Host", "PSVersionTable", "ShellId", "PSHOME", "PSCulture", "IsLinux"),
    *("PSUICulture", "ErrorActionPreference", "WhatIfPreference", "Matches", "LASTEXITCODE"),
    *("PSItem", "_", "OFS", "PSEdition", "EnabledExperimentalFeatures", "args", "input"),
    *("MyInvocation", "PSScriptRoot", "PSCommandPath", "ExecutionContext", "foreach", "switch"),
    *("this", "PSCmdlet", "PSBoundParameters", "ConfirmPreference", "NestedPromptLevel"),
    *("PSNativeCommandUseErrorActionPreference", "PSDefaultParameterValues", "Profile"),
)


def _own_names() -> tuple[str, ...]:
    """Return the names of the script's variables, and of those that it makes."""
    found = dict.fromkeys(re.findall(r"[$@](\w+)", SCRIPT.read_text("utf-8")))
    others = {"true", "false", "null", "0", "Env", "global", "function", "script", *AUTOMATIC}
    return (*(name for name in found if name not in others), "aws_0", "aws_1")


def _different(folder: Path, lines: Iterable[str], setting: str = "") -> list[tuple[str, ...]]:
    """Return the lines, each with both results, of which the alias makes something else."""
    made = []
    lines = list(lines)
    for number, line in enumerate(lines):
        # In a file of its own, so that not everything fails with it.
        file = folder / f"line-{number}"
        file.write_text(line, "utf-8")
        made.append(f". ([scriptblock]::Create((Get-Content -Raw -LiteralPath '{file}')))")
    found = both(folder, made, setting)
    assert any("<" in native for _, native, _ in found)
    return [
        (line, native, alias)
        for line, (_, native, alias) in zip(lines, found, strict=True)
        if native != alias
    ]


@pytest.mark.parametrize("style", ["Standard", "Windows", "Legacy"])
def test_an_array_literal_arrives_as_natively(folder: Path, style: str) -> None:
    setting = f"$PSNativeCommandArgumentPassing = '{style}'\n"

    assert _different(folder, ARRAYS, setting) == []


def test_an_automatic_variable_arrives_as_natively(folder: Path) -> None:
    lines = (f"aws-session a,${name} ${name} -x:${name}" for name in AUTOMATIC)

    assert _different(folder, lines) == []


@pytest.mark.parametrize("value", ["'mine'", "'my own'", "'my own', 'n'"])
def test_a_callers_variable_with_any_name_of_the_scripts_is_the_callers(
    folder: Path, value: str
) -> None:
    names = _own_names()
    lines = (
        *(f'${n} = {value}; aws-session a,${n} ${n} "${n}" -x:${n}; "${n}"' for n in names),
        *(f'${n} = {value}; aws-session @{n} -- @{n} (1,2),${n}; "${n}"' for n in names),
        *(f'& {{ ${n} = {value}; . aws-session @{n} ${n},x; "${n}" }}' for n in names),
    )

    assert len(names) > 60
    assert _different(folder, lines) == []

"""What a person types to set and to unset variables, in each shell's own words."""

import pytest

from aws_session import shells
from aws_session.shells.hints import in_own_words

SET = {
    "bash": "export EDITOR=vim",
    "zsh": "export EDITOR=vim",
    "ksh": "export EDITOR=vim",
    "sh": "export EDITOR=vim",
    "fish": "set -gx EDITOR vim",
    "tcsh": "setenv EDITOR vim",
    "elvish": "set-env EDITOR 'vim'",
    "nu": "$env.EDITOR = 'vim'",
    "xonsh": "$EDITOR = 'vim'",
    "powershell": "$Env:EDITOR = 'vim'",
    "cmd": "set EDITOR=vim",
}


def test_every_shell_has_its_own_syntax() -> None:
    assert {
        shell: shells.dialect(shell).typed_set("EDITOR", "vim")
        for shell, programs in shells.PROCESSES.items()
        if programs
    } == SET


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        ("unset A_B", "$Env:A_B = $null"),
        (
            "if this is not intended: unset A B",
            "if this is not intended: $Env:A = $null; $Env:B = $null",
        ),
        ("export A=B", "$Env:A = 'B'"),
        ("do it, or export A=http://x:1", "do it, or $Env:A = 'http://x:1'"),
        ("one: export A=B\n  type: unset C", "one: $Env:A = 'B'\n  type: $Env:C = $null"),
        ("unset it in the rc file", "unset it in the rc file"),
        ("unset A in the rc file", "unset A in the rc file"),
        ("what others export", "what others export"),
        ("type: aws-session", "type: aws-session"),
    ],
)
def test_a_hint_ends_in_the_syntax_of_its_shell(hint: str, said: str) -> None:
    assert in_own_words(hint, shells.dialect("powershell")) == said
    assert in_own_words(hint, shells.dialect("bash")) == hint

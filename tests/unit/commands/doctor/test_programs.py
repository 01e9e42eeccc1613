from __future__ import annotations

from aws_session.commands.doctor import programs
from aws_session.commands.doctor.findings import OK, WARNING, Finding
from aws_session.commands.doctor.local_checks import LocalState, Place


def test_programs_and_aliases_that_hide_this_one_are_named() -> None:
    local = LocalState(programs=("/a/aws-session", "/b/aws-session"), aliases=(Place("rc", 3),))
    alias, second = programs.examine(local)
    (none,) = programs.examine(LocalState())
    (alone,) = programs.examine(LocalState(programs=("/a/aws-session",)))

    assert alias.what == "rc, line 3: an alias hides the program"
    assert "/a/aws-session is the one that runs" in second.what
    assert second.remedy == "uninstall the other: /b/aws-session"
    assert none.level == WARNING
    assert alone == Finding("program", OK, "/a/aws-session")


def test_the_function_is_loaded_or_could_be() -> None:
    rc = LocalState(functions=(Place(".bashrc", 1, "bash"), Place(".profile", 3)))

    assert programs.of_function(LocalState(), "zsh", loaded=True)[0].level == OK
    (bash,) = programs.of_function(rc, "bash", loaded=False)
    (zsh,) = programs.of_function(rc, "zsh", loaded=False)
    assert ".bashrc, line 1" in bash.what
    assert ".profile, line 3" in zsh.what
    assert bash.remedy == zsh.remedy == "open a new shell"
    assert "zsh" in programs.of_function(LocalState(), "zsh", loaded=False)[0].what

"""A missing shell must be noticed."""

import pytest

from real.shells.interpreters import ALL, Interpreter, Language

NOWHERE = Interpreter("nowhere", "sh", ("no-such-shell",), Language({}, "", ""))
OPTIONAL = Interpreter("nowhere", "sh", ("no-such-shell",), Language({}, "", ""), optional=True)


def test_a_missing_shell_is_skipped_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="nowhere is not installed"):
        NOWHERE.require()


def test_under_ci_a_missing_shell_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="nowhere is not installed"):
        NOWHERE.require()


def test_under_ci_an_optional_shell_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.skip.Exception):
        OPTIONAL.require()


def test_only_what_the_package_archives_lack_is_optional() -> None:
    optional = {shell.name for shell in ALL if shell.optional}

    assert optional == {"bash-3.2", "bash-5.0"}

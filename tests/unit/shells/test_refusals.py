import pytest
from hypothesis import given

from aws_session.environment import EnvironmentChange
from aws_session.shells import PROCESSES, CannotCarryError, dialect
from unit.shells import hostile

NOT_UTF8 = "secret\udce9"
ANYTHING = ("bash", "zsh", "ksh", "sh", "fish", "tcsh", "xonsh", "elvish")
UNICODE = ("nu", "json")


def _refusal(name: str, value: str) -> CannotCarryError:
    with pytest.raises(CannotCarryError) as caught:
        dialect(name).render(EnvironmentChange((), (("AWS_X", value),)))
    return caught.value


@pytest.mark.parametrize("name", ANYTHING)
@given(hostile.values)
def test_a_byte_based_shell_accepts_any_environment_value(name: str, value: str) -> None:
    assert dialect(name).render(EnvironmentChange((), (("AWS_X", value),)))


@pytest.mark.parametrize("name", UNICODE)
@given(hostile.values)
def test_a_character_based_shell_refuses_only_what_is_not_utf8(name: str, value: str) -> None:
    if hostile.is_utf8(value):
        assert dialect(name).render(EnvironmentChange((), (("AWS_X", value),)))
    else:
        _refusal(name, value)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        *((name, "secret\0", "a NUL") for name in PROCESSES),
        *((name, "secret\ud800", "half a surrogate pair") for name in PROCESSES),
        *((name, NOT_UTF8, "not UTF-8") for name in (*UNICODE, "powershell")),
        ("powershell", "", "an empty value"),
        ("cmd", "", "an empty value"),
        ("cmd", "secret\n", "line break"),
        ("cmd", "secret\u00e9", "beyond ASCII"),
        ("cmd", "secret!", "exclamation mark"),
        ("cmd", 'secret"', "double quote"),
        ("cmd", "secret" * 2000, "more than 8000 characters"),
        ("dotenv", "secret value", "more than letters"),
        ("dotenv", "secret#", "more than letters"),
    ],
)
def test_a_refusal_names_the_variable_and_the_reason_and_never_the_value(
    name: str, value: str, reason: str
) -> None:
    refused = _refusal(name, value)

    assert refused.message.startswith("AWS_X has ")
    assert reason in refused.message
    assert refused.status == 1
    assert refused.hint
    assert "secret" not in f"{refused!r} {refused.hint} {refused.debug}"
    # The original exception would appear in a traceback, and it contains the value.
    assert refused.__cause__ is None
    assert refused.__suppress_context__ or refused.__context__ is None


@pytest.mark.parametrize("name", PROCESSES)
@pytest.mark.parametrize(
    "variable", ["", "A B", "A;touch PWNED", "1A", "A=B", "\u00c4", "$(x)", "A'", "A\n", "A-B"]
)
def test_what_is_not_a_name_is_refused(name: str, variable: str) -> None:
    with pytest.raises(CannotCarryError):
        dialect(name).render(EnvironmentChange((), ((variable, "v"),)))


@pytest.mark.parametrize("name", [name for name in PROCESSES if not dialect(name).data])
def test_an_invalid_name_is_not_unset_either(name: str) -> None:
    with pytest.raises(CannotCarryError):
        dialect(name).render(EnvironmentChange(("A;touch PWNED",)))
    with pytest.raises(CannotCarryError):
        dialect(name).render_then_fail(EnvironmentChange(("A;touch PWNED",)), 1)

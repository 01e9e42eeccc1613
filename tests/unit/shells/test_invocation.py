import pytest

from aws_session.environment import VARIABLE, EnvironmentChange
from aws_session.errors import SessionError
from aws_session.shells import PROCESSES, dialect


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("bash", "eval $(aws-session end)"),
        ("zsh", "eval $(aws-session end)"),
        ("ksh", "eval $(aws-session end)"),
        ("sh", "eval $(aws-session end)"),
        ("fish", "eval (aws-session end)"),
        ("tcsh", "eval `aws-session end`"),
        ("elvish", "eval (aws-session end | slurp)"),
        (
            "nu",
            (
                "^aws-session end | from json | "
                "do --env { hide-env -i ...$in.unset; load-env $in.set; "
                'if $in.fail? != null { error make {msg: "aws-session failed"} } }'
            ),
        ),
        ("xonsh", "execx($(@unthread aws-session end))"),
        ("powershell", "iex (aws-session end)"),
        ("cmd", """for /f "delims=" %i in ('aws-session end') do @%i"""),
        ("json", "aws-session end --shell json"),
        ("dotenv", "aws-session end --shell dotenv"),
    ],
)
def test_the_line_that_a_person_types(name: str, line: str) -> None:
    assert dialect(name).invocation("aws-session end") == line


@pytest.mark.parametrize("name", PROCESSES)
def test_the_bare_program_name_is_enough(name: str) -> None:
    assert "aws-session" in dialect(name).invocation()


@pytest.mark.parametrize(("name", "limit"), [("bash", 24_000), ("cmd", 7_000)])
def test_the_state_may_be_as_long_as_the_shell_allows(name: str, limit: int) -> None:
    assert dialect(name).state_limit == limit


@pytest.mark.parametrize("more", [0, 1])
def test_a_state_that_is_too_long_for_the_shell_is_refused(more: int) -> None:
    bash = dialect("bash")
    change = EnvironmentChange(assign=((VARIABLE, "x" * (bash.state_limit + more)),))

    if more:
        with pytest.raises(SessionError, match="needs 24001 bytes, but this shell allows 24000"):
            bash.render_outcome(change, 0)
    else:
        assert bash.render_outcome(change, 0) == (bash.render(change), 0)

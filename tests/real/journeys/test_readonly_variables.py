import pytest

from real.journeys.place import Place, Sitting
from real.shells.interpreters import BOURNE, Interpreter


@pytest.mark.parametrize("command", ["pose prod Admin", "end"])
@pytest.mark.parametrize("name", ["AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID"])
@pytest.mark.parametrize(
    # posh ends a script at such an error.
    "shell",
    [each for each in BOURNE if each.name != "posh" and not each.optional],
    ids=str,
)
def test_a_session_stays_whole_if_a_variable_of_it_is_readonly(
    place: Place, shell: Interpreter, name: str, command: str
) -> None:
    shell.require()
    sitting = Sitting.at(place, shell)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    before = dict(sitting.environ)
    status = sitting.carry_out(f"readonly {name}; {shell.evaluate(f'aws-session {command}')}")

    assert status
    assert sitting.environ == before
    assert name in sitting.notices

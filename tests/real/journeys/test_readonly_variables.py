import pytest

from real.journeys.place import SECRET, Place, Sitting
from real.shells.interpreters import BOURNE, Interpreter

# posh ends a script at such an error, without a trap.
SHELLS = [each for each in BOURNE if each.name != "posh" and not each.optional]


@pytest.mark.parametrize("command", ["pose prod Admin", "end"])
@pytest.mark.parametrize("name", ["AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID"])
@pytest.mark.parametrize("shell", SHELLS, ids=str)
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


@pytest.mark.parametrize("shell", SHELLS, ids=str)
def test_a_readonly_region_does_not_keep_the_credentials_in_the_shell(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    sitting = Sitting.at(place, shell)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    file = place.folder / "after"
    # Most shells end the script.
    line = f"trap 'env >{file}' EXIT; readonly AWS_REGION; {shell.evaluate('aws-session end')}"
    done = shell.run(
        f"{line} && touch RAN\n",
        cwd=place.folder,
        env={name: value.decode() for name, value in sitting.environ.items()},
        timeout=90,
    )

    assert b"AWS_REGION" in done.stderr
    assert not (place.folder / "RAN").exists()
    assert not [name for name in SECRET if name in file.read_text()]

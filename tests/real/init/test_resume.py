"""The stored session in every new shell, with one line in its rc file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import secret_service
from real.init.loading import LOAD, WITHOUT_ALIASES
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

# elvish and nu load functions only where one types.
SHELLS = tuple(
    shell
    for shell in ALL
    if shell.dialect in LOAD and shell.name not in (*WITHOUT_ALIASES, "elvish", "nu")
)


@pytest.fixture(params=SHELLS, ids=str)
def shell(request: pytest.FixtureRequest) -> Interpreter:
    found: Interpreter = request.param
    found.require()
    return found


def _new_shell(place: Place, shell: Interpreter) -> tuple[str, str]:
    """Load the function as an rc file would; return the result, and the messages."""
    name = shell.dialect
    load = LOAD[name].replace(f"init {name}", f"init {name} --resume")
    script = f"{load}\necho began\nprintenv AWS_SESSION_LABEL\naws-session end\n"
    done = shell.run(script, cwd=place.folder, env=place.environ, timeout=90)
    return done.stdout.decode(), done.stderr.decode()


def test_a_new_shell_resumes_the_stored_session_silently(place: Place, shell: Interpreter) -> None:
    with secret_service.bus(place.folder, place.environ) as service:
        service.start()
        place.environ.update(service.environ)
        without, _ = _new_shell(place, shell)
        code = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
        assert place.program("--keep", "--shell", "json", environ=code).returncode == 0
        taken, said = _new_shell(place, shell)

    assert without.split() == ["began"]
    assert taken.split() == ["began", "alice@111122223333"]
    assert said.splitlines()[0].endswith("session ended")

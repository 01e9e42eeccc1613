"""What holds in elvish alone: lambdas that run at the same time, and scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from real.init.loading import LOAD
from real.journeys.conftest import BY_NAME
from real.journeys.terminal import Terminal

if TYPE_CHECKING:
    from real.journeys.place import Place


def test_calls_at_the_same_time_leave_nothing_in_the_environment(place: Place) -> None:
    elvish = BY_NAME["elvish"]
    elvish.require()
    with Terminal.of(place, elvish) as terminal:
        terminal.enter(LOAD["elvish"])
        terminal.ready()
        before = terminal.environment()
        terminal.enter("peach {|_| aws-session status } [(range 4)]")
        terminal.ready()
        after = terminal.environment()

    assert terminal.transcript.count("no session here") == 4
    assert after == before


def test_what_runs_meanwhile_does_not_see_how_the_program_was_called(place: Place) -> None:
    elvish = BY_NAME["elvish"]
    elvish.require()
    # It runs as long as the program.
    meanwhile = "{ while (not ?(test -e ended)) { env >> seen } }"
    with Terminal.of(place, elvish) as terminal:
        terminal.enter(LOAD["elvish"])
        terminal.ready()
        terminal.enter(f"run-parallel {{ aws-session status; touch ended }} {meanwhile}")
        terminal.ready()
    seen = (place.folder / "seen").read_text()

    assert "HOME=" in seen
    assert "AWS_SESSION_EMIT_FD" not in seen
    assert "AWS_SESSION_SHELL" not in seen


def test_a_script_is_told_that_it_cannot_load_the_function(place: Place) -> None:
    elvish = BY_NAME["elvish"]
    elvish.require()
    done = elvish.run(LOAD["elvish"], cwd=place.folder, env=place.environ)
    said = done.stderr.decode()

    assert done.returncode == 2
    assert "elvish loads the function only in an interactive shell" in said
    assert "edit:add-var" not in said

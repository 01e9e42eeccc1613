"""What holds in nu alone, whose overlays have variables of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from real.journeys.conftest import BY_NAME

if TYPE_CHECKING:
    from real.journeys.place import Place


def test_what_starts_in_an_overlay_is_hidden_with_it(place: Place) -> None:
    nu = BY_NAME["nu"]
    nu.require()
    function = place.folder / "function.nu"
    function.write_text(place.program("init", "nu").stdout)
    script = (
        f"source '{function}'",
        "aws-session region eu-west-1",
        "overlay new work",
        "aws-session region eu-west-2",
        "overlay hide work",
        "print $env.AWS_REGION",
        "overlay use work",
        "print $env.AWS_REGION",
        "aws-session end",
        "overlay hide work",
        "print $env.AWS_REGION",
    )
    done = nu.run("\n".join(script), cwd=place.folder, env=place.environ, timeout=90)

    assert done.stdout.decode().split() == ["eu-west-1", "eu-west-2", "eu-west-1"]
    assert b"rror" not in done.stderr

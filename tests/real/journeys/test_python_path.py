"""A session if PYTHONPATH has packages with the same names as ours."""

import json
import sys
from pathlib import Path

import pytest

from real.journeys.place import Place

LIBRARIES = ("boto3", "botocore", "urllib3", "json", "typing", "__future__")


@pytest.fixture
def layer(place: Place) -> Path:
    folder = place.folder / "layer"
    folder.mkdir()
    for name in LIBRARIES:
        text = f"open({str(place.folder / 'imported')!r}, 'a')\nraise ImportError('another')\n"
        (folder / f"{name}.py").write_text(text)
    return folder


@pytest.mark.parametrize("spelling", ["{layer}", "layer", "layer::"])
def test_our_own_libraries_sign(place: Place, layer: Path, spelling: str) -> None:
    told = {"PYTHONPATH": spelling.format(layer=layer)}
    done = place.program("--shell", "json", "--code", place.fresh_code(), environ=told)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["AWS_SESSION_TOKEN"]
    assert place.company.cloud.calls.actions[-1] == "GetSessionToken"
    assert not (place.folder / "imported").exists()


def test_what_is_started_has_pythonpath_as_it_was(place: Place, layer: Path) -> None:
    shown = "import posix, sys; print(posix.environ[b'PYTHONPATH'].decode(), sys.path[1])"
    words = ("exec", "--code", place.fresh_code(), "--", sys.executable, "-S", "-c", shown)
    told = f"{layer.parent}/nothing:{layer}"
    done = place.program(*words, environ={"PYTHONPATH": told})

    assert (done.returncode, done.stdout) == (0, f"{told} {layer.parent}/nothing\n")


def rows(place: Place, **environ: str) -> list[tuple[str, str, str | None]]:
    done = place.program("doctor", "--offline", "--json", environ=environ)
    found = json.loads(done.stdout)
    return [
        (row["level"], row["what"], row["remedy"])
        for row in found
        if row["check"] == "program" and "PYTHONPATH" in row["what"]
    ]


def test_the_doctor_names_a_pythonpath_that_holds_what_signs(place: Place, layer: Path) -> None:
    what = (
        f"PYTHONPATH provides boto3, botocore and urllib3 in {layer}: aws-session uses its own, "
        "but other Python programs use these"
    )

    assert rows(place, PYTHONPATH=f"/nonexistent:{layer}") == [
        ("warning", what, "unset PYTHONPATH")
    ]


def test_it_says_nothing_of_one_that_does_not(place: Place) -> None:
    # A folder without a file in it is not a package if there is one elsewhere.
    (place.folder / "mine" / "boto3").mkdir(parents=True)
    (place.folder / "mine" / "tool.py").write_text("")

    assert rows(place, PYTHONPATH=str(place.folder / "mine")) == []


def test_it_says_where_this_very_run_uses_them(place: Place) -> None:
    folder = place.folder / "mine"
    folder.mkdir()
    # Found nowhere else.
    (folder / "awscrt.py").write_text("")
    what = (
        f"PYTHONPATH provides awscrt in {folder}: this run uses awscrt from there, "
        "not the installed version"
    )

    assert rows(place, PYTHONPATH=str(folder)) == [("warning", what, "unset PYTHONPATH")]

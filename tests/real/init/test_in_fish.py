"""What holds in fish alone, whose `eval` keeps all output until its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from real.init.loading import LOAD
from real.journeys.conftest import BY_NAME

if TYPE_CHECKING:
    import subprocess

    from real.journeys.place import Place

SESSION = {
    "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "token",
}


def _run(place: Place, *lines: str) -> subprocess.CompletedProcess[bytes]:
    fish = BY_NAME["fish"]
    fish.require()
    script = "\n".join((LOAD["fish"], *lines))
    return fish.run(f"{script}\n", cwd=place.folder, env=place.environ | SESSION, timeout=90)


def test_the_output_of_exec_arrives_while_it_runs(place: Place) -> None:
    writes = "echo first; for n in $(seq 200); do test -e seen && exit; sleep 0.05; done; echo late"
    reads = "read line; touch seen; echo $line; cat"
    done = _run(place, f"aws-session exec -- sh -c '{writes}' | sh -c '{reads}'")

    assert done.stdout == b"first\n"


def test_every_word_of_exec_arrives_and_so_does_its_status(place: Place) -> None:
    words = ("a\nb", "*", "$HOME", "(id)", "", " 8>&-", "-x", "--", "it's", "a\\")
    quoted = " ".join(
        "'{}'".format(word.replace("\\", "\\\\").replace("'", "\\'")) for word in words
    )
    done = _run(
        place,
        f"aws-session exec -- printf '<%s>' {quoted}",
        "aws-session exec -- sh -c 'test -e /dev/fd/8 || exit 7'",
        'echo " $status"',
    )

    assert done.stdout.decode() == "".join(f"<{word}>" for word in words) + " 7\n"

"""Whatever is typed and whatever is in the files: an answer, no traceback, no secret."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aws_session.cli._options_table import TABLE
from aws_session.config.settings_template import TEMPLATE
from spellings import SPELLINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Runs = Callable[[tuple[str, ...], dict[str, str], Path], tuple[int, str, str]]

SECRET = "wJalrXUtnFEMI/K7MDENG/fakeFAKEfakeKEY"
WORDS = st.one_of(
    st.sampled_from([*TABLE, "errors", "import", "work", "half", "123456", "-", "--", "-h"]),
    st.sampled_from(SPELLINGS),
    st.sampled_from(["work", "12h", "900", "eu-west-1", "bash", "111122223333", "a=b", SECRET]),
    st.builds("{}={}".format, st.sampled_from(SPELLINGS), st.text(max_size=4)),
    st.text(max_size=6),
)
LINES = st.lists(WORDS, max_size=5).map(tuple)

KEY = f"aws_access_key_id = AKIAFAKEFAKEFAKEFAKE\naws_secret_access_key = {SECRET}\n"
PIECES = st.one_of(
    st.sampled_from(
        [
            "[default]\n",
            f"[work]\n{KEY}",
            f"[profile work]\n{KEY}",
            "[half]\naws_access_key_id = x\n",
            f"[half]\naws_secret_access_key = {SECRET}\n",
            "[profile role]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = role\n",
            "[profile sso]\nsso_session = none\n",
            "[sso-session x]\n",
            f"[profile p]\ncredential_process = printf {SECRET}\n",
            "region = no where\n",
            "s3 =\n  max = 1\n",
            f"{SECRET}\n",
            "[",
            "]\n",
            "= x\n",
            "\ufeff",
            "\x00",
        ]
    ),
    st.text(max_size=8),
)
FILES = st.lists(PIECES, max_size=5).map("".join)
TOML = st.lists(
    st.one_of(
        st.sampled_from([*TEMPLATE.replace("# ", "").splitlines(keepends=True), "x = [\n", "''"]),
        st.text(max_size=6),
    ),
    max_size=6,
).map("".join)
ENVIRON = st.fixed_dictionaries(
    {},
    optional={
        "AWS_PROFILE": st.sampled_from(["work", "gone", "half", ""]),
        "AWS_ACCESS_KEY_ID": st.sampled_from(["AKIAFAKEFAKEFAKEFAKE", ""]),
        "AWS_SECRET_ACCESS_KEY": st.just(SECRET),
        "AWS_SESSION_TOKEN": st.just(f"{SECRET}=="),
        "AWS_CREDENTIAL_EXPIRATION": st.sampled_from(["2020-01-01T00:00:00Z", "x"]),
        "AWS_SESSION_STATE": st.sampled_from([f"1,0,{SECRET}", "2,x,y", "x"]),
        "AWS_REGION": st.sampled_from(["eu-west-1", "no where", ""]),
        "AWS_MFA_SERIAL": st.sampled_from(["GAHT12345678", "x", "arn:aws:iam::1:u2f/x"]),
        "HTTPS_PROXY": st.just(f"http://me:{SECRET}@127.0.0.1:1"),
        "AWS_CA_BUNDLE": st.just("/nowhere"),
    },
)


@pytest.fixture(scope="module")
def run() -> Iterator[Runs]:
    """Return a function that runs the program: its status, stdout and stderr."""
    with subprocess.Popen(
        [sys.executable, Path(__file__).with_name("many_runs.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None

        def once(
            argv: tuple[str, ...], environ: dict[str, str], folder: Path
        ) -> tuple[int, str, str]:
            asked: Any = [argv, environ, str(folder)]
            server.stdin.write(json.dumps(asked) + "\n")  # type: ignore[union-attr]
            server.stdin.flush()  # type: ignore[union-attr]
            status, *texts = json.loads(server.stdout.readline())  # type: ignore[union-attr]
            out, said = (base64.b64decode(text).decode("utf-8", "replace") for text in texts)
            return status, out, said

        yield once
        server.stdin.close()


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(argv=LINES, config=FILES, credentials=FILES, own=TOML, environ=ENVIRON)
def test_there_is_no_traceback_and_no_secret_whatever_is_there(  # noqa: PLR0917 - what hypothesis makes
    tmp_path: Path,
    run: Runs,
    argv: tuple[str, ...],
    config: str,
    credentials: str,
    own: str,
    environ: dict[str, str],
) -> None:
    for name, text in (("config", config), ("credentials", credentials), ("own.toml", own)):
        (tmp_path / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    fixed = {
        "PATH": str(_programs(tmp_path)),
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_SESSION_CONFIG": str(tmp_path / "own.toml"),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "EDITOR": "true",
        "LANG": "C.UTF-8",
        "SHELL": "/bin/sh",
    }
    status, printed, said = run(argv, fixed | environ, tmp_path)

    assert status in {0, 1, 2, 125, 126, 127}, (argv, said)
    assert "Traceback" not in said or "--debug" in argv, (argv, said)
    assert "this is a bug" not in said, (argv, said)
    shown = _without_what_was_typed(printed + said, argv)
    assert SECRET not in shown, (argv, printed, said)


def _without_what_was_typed(text: str, argv: tuple[str, ...]) -> str:
    """Remove what was typed: a secret that is typed as an account's name is shown again."""
    return "" if SECRET in " ".join(argv) else text


def _programs(folder: Path) -> Path:
    """Make a PATH with almost nothing on it: the words after -- may be anything."""
    place = folder / "bin"
    if not place.exists():
        place.mkdir()
        for name in ("sh", "printf", "true"):
            found = shutil.which(name)
            assert found is not None
            (place / name).symlink_to(found)
    return place

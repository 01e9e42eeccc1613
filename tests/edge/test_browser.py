import http.client
import os
import shlex
import subprocess
import sys
import time
import webbrowser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aws_session.edge import browser
from aws_session.errors import SessionError

SECRET = "https://signin.example/federation?SigninToken=s3cr3t"


class Fake:
    """A browser that writes down how it was started, and goes where it was told to."""

    def __init__(self, folder: Path, then: str = "") -> None:
        self.folder = folder
        program = folder / "browser.py"
        program.write_text(
            "import http.client, os, pathlib, sys, urllib.parse\n"
            f"folder = pathlib.Path({str(folder)!r})\n"
            "folder.joinpath('words').write_text('\\n'.join(sys.argv[1:]))\n"
            "folder.joinpath('environ').write_text(repr(dict(os.environ)))\n"
            f"{then}\n"
            "url = urllib.parse.urlsplit(sys.argv[-1][sys.argv[-1].index('http'):])\n"
            "def get(path):\n"
            "    line = http.client.HTTPConnection(url.netloc, timeout=20)\n"
            "    line.request('GET', path)\n"
            "    return line.getresponse()\n"
            "wrong = get('/guessed').status\n"
            "right = get(url.path)\n"
            "text = f'{wrong} {right.status} {right.headers[\"Location\"]}'\n"
            "folder.joinpath('answer.new').write_text(text)\n"
            "folder.joinpath('answer.new').rename(folder / 'answer')\n"
        )
        self.command = shlex.join([sys.executable, str(program)])

    def __getitem__(self, name: str) -> str:
        until = time.monotonic() + 20
        while not (self.folder / name).exists() and time.monotonic() < until:
            time.sleep(0.02)
        return (self.folder / name).read_text()


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    return Fake(tmp_path)


def test_the_address_comes_by_a_redirect_and_never_in_the_arguments(fake: Fake) -> None:
    browser.show(SECRET, "prod/Admin", fake.command, {"PATH": "/bin"})

    assert fake["answer"] == f"404 302 {SECRET}"
    assert "s3cr3t" not in fake["words"]
    assert urlsplit(fake["words"]).hostname == "127.0.0.1"


def test_it_works_once(fake: Fake) -> None:
    browser.show(SECRET, "prod", fake.command, {})
    url = urlsplit(fake["words"])

    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection(url.netloc, timeout=5).request("GET", url.path)


def test_a_command_says_where_address_and_label_go(fake: Fake) -> None:
    command = f"{fake.command} -x 'ext+container:name={{label}}&url={{url}}'"
    browser.show(SECRET, "prod/Admin", command, {})

    words = fake["words"].split("\n")
    assert words[0] == "-x"
    assert words[1].startswith("ext+container:name=prod/Admin&url=http://127.0.0.1:")
    assert len(words) == 2


def test_the_variable_browser_is_used(fake: Fake) -> None:
    browser.show(SECRET, "prod", None, {"BROWSER": f"{fake.command} %s"})

    assert fake["answer"].endswith(SECRET)
    assert len(fake["words"].split("\n")) == 1


def test_the_browser_gets_no_session(fake: Fake) -> None:
    held = {"AWS_SECRET_ACCESS_KEY": "s3cr3t", "AWS_SESSION_STATE": "s3cr3t", "HOME": "/h"}

    browser.show(SECRET, "prod", fake.command, held)

    assert "s3cr3t" not in fake["environ"]
    assert "'HOME': '/h'" in fake["environ"]


def test_a_browser_that_stays_in_the_terminal_is_answered(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stays(url: str) -> bool:
        return subprocess.run([*shlex.split(fake.command), url], check=True).returncode == 0

    monkeypatch.setattr(webbrowser, "open", stays)
    monkeypatch.setattr(os, "environ", {})
    browser.show(SECRET, "prod", None, {})

    assert fake["answer"].endswith(SECRET)


def test_a_browser_that_fails_is_told_at_once(tmp_path: Path) -> None:
    fake = Fake(tmp_path, then="sys.exit(3)")

    with pytest.raises(SessionError, match="failed with status 3"):
        browser.show(SECRET, "prod", fake.command, {})


def test_a_browser_that_never_comes_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "_SECONDS", 0.3)
    fake = Fake(tmp_path, then="sys.exit(0)")

    with pytest.raises(SessionError, match="no browser came") as caught:
        browser.show(SECRET, "prod", fake.command, {})
    assert "--url" in str(caught.value.hint)


def test_one_who_waits_for_a_browser_is_told_what_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(browser, "_SLOW", 0.1)
    fake = Fake(tmp_path, then="import time; time.sleep(0.5)")
    browser.show(SECRET, "prod", fake.command, {"PATH": "/bin"})
    said = capsys.readouterr().err

    assert said.startswith("aws-session: waiting for the browser to come for the address …\n  ")
    assert said.count("\n") == 2
    assert "s3cr3t" not in said


@pytest.mark.parametrize("command", ["no-such-browser", "'unclosed", "   "])
def test_what_is_no_browser_is_an_error(command: str) -> None:
    with pytest.raises(SessionError, match=r"cannot be run|is no command"):
        browser.show(SECRET, "prod", command, {})


def test_whoever_holds_the_line_open_does_not_keep_the_browser_out(tmp_path: Path) -> None:
    # The browser itself connects first, as another program could, and says nothing there.
    fake = Fake(tmp_path, then="import socket")
    program = tmp_path / "browser.py"
    silent = "line = socket.create_connection((url.hostname, url.port))\ndef get(path):"
    program.write_text(program.read_text().replace("def get(path):", silent))

    browser.show(SECRET, "prod", fake.command, {})

    assert fake["answer"].endswith(SECRET)

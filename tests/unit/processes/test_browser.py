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

import another_user
from aws_session.errors import SessionError
from aws_session.processes import browser, socket_owner, wsl

SECRET = "https://signin.example/federation?SigninToken=s3cr3t"


class Fake:
    """A browser that records how it was started, and opens the address that it was given."""

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


def test_a_browser_that_fails_is_reported_at_once(tmp_path: Path) -> None:
    fake = Fake(tmp_path, then="sys.exit(3)")

    with pytest.raises(SessionError, match="failed with status 3"):
        browser.show(SECRET, "prod", fake.command, {})


def test_a_browser_that_never_connects_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "_SECONDS", 0.3)
    fake = Fake(tmp_path, then="sys.exit(0)")

    with pytest.raises(SessionError, match="did not open the address") as caught:
        browser.show(SECRET, "prod", fake.command, {})
    assert "--url" in str(caught.value.hint)


def test_a_wait_for_the_browser_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(browser, "_SLOW", 0.1)
    fake = Fake(tmp_path, then="import time; time.sleep(0.5)")
    browser.show(SECRET, "prod", fake.command, {"PATH": "/bin"})
    said = capsys.readouterr().err

    assert said.startswith("aws-session: waiting for the browser to open the address …\n  ")
    assert said.count("\n") == 2
    assert "s3cr3t" not in said


@pytest.mark.parametrize("command", ["no-such-browser", "'unclosed", "   "])
def test_what_is_not_a_browser_is_an_error(command: str) -> None:
    with pytest.raises(SessionError, match=r"cannot be run|is not a command"):
        browser.show(SECRET, "prod", command, {})


def test_an_open_connection_does_not_block_the_browser(tmp_path: Path) -> None:
    # The browser itself connects first, as another program could, and sends nothing.
    fake = Fake(tmp_path, then="import socket")
    program = tmp_path / "browser.py"
    silent = "line = socket.create_connection((url.hostname, url.port))\ndef get(path):"
    program.write_text(program.read_text().replace("def get(path):", silent))

    browser.show(SECRET, "prod", fake.command, {})

    assert fake["answer"].endswith(SECRET)


STRANGER = """
import subprocess
def stranger(script, host='127.0.0.1', *more):
    words = [*{words!r}, 'bash', '-c', script, 'bash', host, str(url.port), *more]
    return subprocess.run(words, capture_output=True, text=True, cwd='/').stdout.strip()
"""


def met(tmp_path: Path, then: str) -> Fake:
    """Return a browser that starts after another user's action; `said` is the result of that."""
    fake = Fake(tmp_path)
    program = tmp_path / "browser.py"
    first = STRANGER.format(words=another_user.words()) + f"FETCH = {another_user.FETCH!r}\n"
    first += f"HOLD = {another_user.HOLD!r}\n{then}\nfolder.joinpath('said').write_text(said)\n"
    text = program.read_text()
    before = "def get(path):"
    program.write_text(text.replace(before, f"{first}{before}"))
    return fake


SAID = (
    "aws-session: another user (uid {uid}) connected to the one-time address and was refused\n"
    "  if your browser runs as that user, print the address and open it yourself: aws-session "
    "console --url\n"
)


@pytest.mark.parametrize("host", ["127.0.0.1", "::ffff:127.0.0.1"])
def test_another_user_who_reads_the_address_gets_nothing_and_the_browser_still_connects(
    tmp_path: Path, host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    once = f"stranger(FETCH, {host!r}, url.path)"
    fake = met(tmp_path, f"said = '\\n'.join({once} for _ in range(3))")
    browser.show(SECRET, "prod", fake.command, {"PATH": os.environ["PATH"]})

    assert fake["said"] == "HTTP/1.0 404 Not Found\n" * 2 + "HTTP/1.0 404 Not Found"
    assert fake["answer"] == f"404 302 {SECRET}"
    said = capsys.readouterr().err.replace(WAITING, "")
    assert said == SAID.format(uid=another_user.uid())


WAITING = (
    "aws-session: waiting for the browser to open the address …\n"
    "  print the address and open it yourself: aws-session console --url\n"
)


def test_what_helps_a_slow_browser_names_the_role_that_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = Fake(tmp_path)
    program = tmp_path / "browser.py"
    program.write_text(f"import time\ntime.sleep({browser._SLOW + 1})\n{program.read_text()}")
    again = "aws-session console prod Admin --url"
    browser.show(SECRET, "prod", fake.command, {"PATH": os.environ["PATH"]}, again=again)

    assert capsys.readouterr().err == WAITING.replace("aws-session console --url", again)


def test_another_user_with_many_open_connections_does_not_block_the_browser(tmp_path: Path) -> None:
    hold = (
        "words = [*{words!r}, 'bash', '-c', HOLD, 'bash', '127.0.0.1', str(url.port), '200']\n"
        "held = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd='/')\n"
        "said = held.stdout.readline()\n"
        "import atexit; atexit.register(held.kill)\n"
    )
    fake = met(tmp_path, hold.format(words=another_user.words()))
    begun = time.monotonic()
    browser.show(SECRET, "prod", fake.command, {"PATH": os.environ["PATH"]})

    assert (fake["said"], fake["answer"]) == ("held\n", f"404 302 {SECRET}")
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    ("module", "name", "told"),
    [(socket_owner, "_TABLES", ("/nonexistent",)), (wsl, "_KERNEL", "wsl")],
    ids=["no tables", "a kernel of WSL"],
)
def test_if_the_owner_of_a_connection_is_unknown_the_first_one_is_let_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str, told: object
) -> None:
    if told == "wsl":
        told = tmp_path / "osrelease"
        told.write_text("5.15.153.1-microsoft-standard-WSL2\n")
    monkeypatch.setattr(module, name, told)
    fake = met(tmp_path, "said = stranger(FETCH, '127.0.0.1', url.path)")
    browser.show(SECRET, "prod", fake.command, {"PATH": os.environ["PATH"]})

    assert fake["said"] == "HTTP/1.0 302 Found"


LOOKING = """
def look(method, **headers):
    line = http.client.HTTPConnection(url.netloc, timeout=20)
    line.request(method, url.path, headers=headers)
    answer = line.getresponse()
    return f"{answer.status} {answer.headers['Location']}"
early = ({}, {'Sec-Purpose': 'prefetch;prerender'}, {'Purpose': 'prefetch'}, {'X-Moz': 'prefetch'})
methods = ('HEAD', 'GET', 'GET', 'GET')
said = '; '.join(look(method, **headers) for method, headers in zip(methods, early))
folder.joinpath('said').write_text(said)
def get(path):"""


def test_a_premature_request_does_not_use_up_the_address(tmp_path: Path) -> None:
    fake = Fake(tmp_path)
    program = tmp_path / "browser.py"
    program.write_text(program.read_text().replace("def get(path):", LOOKING))
    browser.show(SECRET, "prod", fake.command, {})

    assert fake["said"] == "501 None; 503 None; 503 None; 503 None"
    assert fake["answer"] == f"404 302 {SECRET}"


KEEPING = """
import socket
family = socket.AF_INET6 if {mapped} else socket.AF_INET
line = socket.socket(family)
line.settimeout(20)
line.connect(('::ffff:127.0.0.1' if {mapped} else '127.0.0.1', url.port))
ask = f'GET {{url.path}} HTTP/1.1\\r\\nHost: x\\r\\nConnection: keep-alive\\r\\n\\r\\n'.encode()
line.sendall(ask + ask)
got = b''
try:
    while more := line.recv(4096):
        got += more
except ConnectionResetError:
    pass
folder.joinpath('got.new').write_bytes(got)
folder.joinpath('got.new').rename(folder / 'got')
sys.exit(0)
def get(path):"""


@pytest.mark.parametrize("mapped", [False, True])
def test_a_kept_alive_connection_is_answered_once(tmp_path: Path, mapped: bool) -> None:
    fake = Fake(tmp_path)
    program = tmp_path / "browser.py"
    text = program.read_text().replace("def get(path):", KEEPING.format(mapped=mapped))
    program.write_text(text)
    browser.show(SECRET, "prod", fake.command, {})

    assert fake["got"].startswith("HTTP/1.0 302 Found")
    assert fake["got"].count("HTTP/1.0") == 1
    assert fake["got"].count(f"Location: {SECRET}") == 1


@pytest.mark.parametrize("name", ["wslview", "explorer.exe"])
def test_in_wsl_the_windows_browser_opens_the_address(
    fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    kernel = tmp_path / "osrelease"
    kernel.write_text("5.15.167.4-microsoft-standard-WSL2\n")
    monkeypatch.setattr(wsl, "_KERNEL", str(kernel))
    opener = tmp_path / "bin" / name
    opener.parent.mkdir()
    # Explorer's status is 1 even on success.
    opener.write_text(f'#!/bin/sh\n{fake.command} "$@" && exit 1\n')
    opener.chmod(0o700)

    browser.show(SECRET, "prod", None, {"PATH": f"{opener.parent}:/usr/bin:/bin"})

    assert fake["answer"] == f"404 302 {SECRET}"


def test_outside_wsl_no_windows_browser_is_looked_for(tmp_path: Path) -> None:
    opener = tmp_path / "wslview"
    opener.write_text("#!/bin/sh\n")
    opener.chmod(0o700)

    assert wsl.opener({"PATH": str(tmp_path)}) is None

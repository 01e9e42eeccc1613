"""A separate browser identity for each role, with stand-ins for Firefox and Chromium."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

import pytest

from aws_session.errors import SessionError
from aws_session.processes import browser

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "https://signin.example/federation?SigninToken=s3cr3t"
PROGRAM = """\
#!{python}
import http.client, pathlib, sys, urllib.parse
pathlib.Path({words!r}).write_text("\\n".join(sys.argv[1:]))
last = sys.argv[-1]
if last.startswith("ext+"):
    last = urllib.parse.parse_qs(last.partition(":")[2])["url"][0]
url = urllib.parse.urlsplit(last)
line = http.client.HTTPConnection(url.netloc, timeout=20)
line.request("GET", url.path)
pathlib.Path({answer!r}).write_text(line.getresponse().headers["Location"])
"""


class Machine:
    """A home, and programs on PATH that open addresses and record how they were started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.environ = {"PATH": str(folder / "bin"), "HOME": str(self.home)}
        (folder / "bin").mkdir()
        self.home.mkdir()

    def has(self, *names: str) -> None:
        for name in names:
            program = self.folder / "bin" / name
            places = {"words": str(self.folder / name), "answer": str(self.folder / "answer")}
            program.write_text(PROGRAM.format(python=sys.executable, **places))
            program.chmod(0o700)

    def profile(self, place: str, file: str, content: object) -> None:
        folder = self.home / place / "a1b2c3.default-release"
        folder.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / file).write_text(text)

    def shows(self, label: str, command: str | None = None) -> None:
        browser.show(SECRET, label, command, self.environ, per_role=True)

    def words(self, name: str) -> list[str]:
        deadline = time.monotonic() + 20
        while not (self.folder / "answer").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert (self.folder / "answer").read_text() == SECRET
        return (self.folder / name).read_text().split("\n")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


HANDLER = {"handlers": [{"name": "x", "uriTemplate": "moz-extension://x/opener.html#%s"}]}
ADD_ON = {"id": "{f069aec0-43c5-4bbf-b6b4-df95c4326b98}", "active": True}


@pytest.mark.parametrize(
    ("place", "file", "content", "scheme"),
    [
        (".mozilla/firefox", "handlers.json", {"schemes": {"ext+container": HANDLER}}, "container"),
        (".config/mozilla/firefox", "extensions.json", {"addons": [1, ADD_ON]}, "container"),
        (
            "snap/firefox/common/.mozilla/firefox",
            "handlers.json",
            {"schemes": {"ext+granted-containers": HANDLER}},
            "granted-containers",
        ),
        (
            ".mozilla/firefox",
            "handlers.json",
            {"schemes": {"ext+granted-containers": HANDLER, "ext+container": HANDLER}},
            "container",
        ),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="the folders are those of Linux")
def test_firefox_opens_each_role_in_a_container(
    machine: Machine, place: str, file: str, content: object, scheme: str
) -> None:
    machine.has("firefox")
    machine.profile(place, file, content)
    machine.shows("prod/Admin+x")
    (word,) = machine.words("firefox")
    kind, _, query = word.partition(":")

    assert kind == f"ext+{scheme}"
    assert parse_qs(query)["name"] == ["prod/Admin+x"]
    assert parse_qs(query)["url"][0].startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("handlers.json", {"schemes": {"mailto": HANDLER}}),
        ("handlers.json", {"schemes": {"ext+container": {"action": 2}}}),
        ("handlers.json", {"schemes": []}),
        ("handlers.json", "not JSON"),
        ("extensions.json", {"addons": [{**ADD_ON, "active": False}]}),
        ("extensions.json", {"addons": 7}),
    ],
)
def test_firefox_without_the_add_on_gets_a_notice_and_opens_the_page_anyway(
    machine: Machine, capsys: pytest.CaptureFixture[str], file: str, content: object
) -> None:
    machine.has("firefox")
    machine.profile(".mozilla/firefox", file, content)
    machine.shows("prod/Admin")
    (word,) = machine.words("firefox")

    assert word.startswith("http://127.0.0.1:")
    assert capsys.readouterr().err == (
        "aws-session: Firefox has no add-on for ext+container: links, so the role does not "
        "get its own container\n"
        "  to add it: https://addons.mozilla.org/firefox/addon/open-url-in-container/\n"
    )


@pytest.mark.parametrize("name", ["chromium", "google-chrome-stable", "brave-browser", "msedge"])
def test_a_chromium_opens_each_role_in_a_profile(machine: Machine, name: str) -> None:
    machine.has(name)
    machine.shows("prod/Admin")
    option, address = machine.words(name)

    assert unquote(option) == "--profile-directory=aws-prod/Admin"
    assert "/" not in option
    assert address.startswith("http://127.0.0.1:")


def test_two_roles_have_two_profiles(machine: Machine) -> None:
    machine.has("chromium")
    options = set()
    for label in ("a/b-c", "a-b/c", "a/b_c", "a/b.c"):
        machine.shows(label)
        options.add(machine.words("chromium")[0])
        (machine.folder / "answer").unlink()

    assert len(options) == 4


def test_the_users_own_command_is_kept(machine: Machine) -> None:
    machine.has("google-chrome", "firefox")
    machine.shows("prod/Admin", f"{machine.folder}/bin/google-chrome --incognito {{url}}")
    own, incognito, address = machine.words("google-chrome")

    assert (own, incognito) == ("--profile-directory=aws-prod%2FAdmin", "--incognito")
    assert address.startswith("http://127.0.0.1:")


def test_a_browser_behind_another_program_gets_its_own_option(machine: Machine) -> None:
    machine.has("flatpak")
    machine.shows("prod/Admin", "flatpak run org.chromium.Chromium --incognito")
    words = machine.words("flatpak")

    assert words[:3] == ["run", "org.chromium.Chromium", "--profile-directory=aws-prod%2FAdmin"]
    assert words[3] == "--incognito"
    assert len(words) == 5


def test_a_command_with_the_label_keeps_roles_apart_already(machine: Machine) -> None:
    machine.has("other")
    machine.shows("prod/Admin", "other --as {label}")

    assert machine.words("other")[:2] == ["--as", "prod/Admin"]


def test_an_unknown_browser_is_refused(machine: Machine) -> None:
    machine.has("lynx")
    with pytest.raises(SessionError) as caught:
        machine.shows("prod/Admin", "lynx")

    assert caught.value.message == ("browser_per_role does not support the browser lynx")
    assert caught.value.hint == (
        "write its command with {label} as browser_command: aws-session config"
    )


def test_without_such_a_browser_the_setting_is_named(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(SessionError) as caught:
        machine.shows("prod/Admin")

    assert caught.value.message == (
        "browser_per_role needs Firefox or a Chromium-based browser, and none was found"
    )

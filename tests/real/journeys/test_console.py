"""Opening the console in a browser, with no secret visible on the way."""

import os
import shlex
import urllib.request
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import another_user
from aws_session.environment import stack, state_format
from aws_session.sandbox import scenario
from aws_session.sandbox.faults import Dropped, Refused
from real.journeys.place import SECRET, Place, Sitting, company, in_front_of
from real.shells.interpreters import ALL, Interpreter

PROD = "210987654321"


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def landing(address: str) -> str:
    """Open an address as a browser does; return where it leads."""
    try:
        urllib.request.build_opener(NoRedirects).open(address)
    except urllib.error.HTTPError as answer:
        return str(answer.headers["Location"])
    raise AssertionError("no redirect")


def held_by(sitting: Sitting) -> dict[str, str]:
    return {n: os.fsdecode(v) for n, v in sitting.environ.items() if n[:4] == "AWS_"}


@pytest.fixture
def held(place: Place, sitting: Sitting) -> dict[str, str]:
    """The variables of a shell with an MFA session."""
    assert sitting.enter(f"aws-session {place.fresh_code()}") == 0
    return held_by(sitting)


def test_a_role_of_the_session_signs_in(place: Place, held: dict[str, str]) -> None:
    words = ("console", PROD, "Admin", "--url", "--service", "s3", "--region", "eu-west-1")
    done = place.program(*words, environ=held)

    assert done.returncode == 0
    wanted = "https://console.aws.amazon.com/s3/home?region=eu-west-1"
    assert landing(done.stdout.strip()) == wanted
    assert place.company.cloud.calls.actions[-3:] == ["AssumeRole", "getSigninToken", "login"]


@pytest.mark.parametrize("shell", ALL, ids=str)
def test_an_address_that_is_evaluated_fails(
    place: Place, held: dict[str, str], shell: Interpreter
) -> None:
    shell.require()
    sitting = Sitting.at(place, shell, held)
    sitting.enter(f"aws-session console {PROD} Admin --url")

    assert sitting.status


def test_a_short_name_opens_its_page_and_its_place_on_it(
    place: Place, held: dict[str, str]
) -> None:
    words = ("console", PROD, "Admin", "--url", "--service", "logs", "--region", "eu-west-1")
    done = place.program(*words, environ=held)

    assert landing(done.stdout.strip()) == (
        "https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups"
    )


def test_the_name_of_a_service_may_have_capitals(place: Place, held: dict[str, str]) -> None:
    done = place.program("console", PROD, "Admin", "--url", "--service", "EC2", environ=held)

    assert landing(done.stdout.strip()) == (
        "https://console.aws.amazon.com/ec2/home?region=us-east-1"
    )


def test_one_setting_gives_each_role_its_own_browser_profile(
    place: Place, held: dict[str, str]
) -> None:
    folder = place.home / ".config" / "aws-session"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("browser_per_role = true\n")
    chromium = place.folder / "chromium"
    chromium.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$1" >{place.folder}/words\n'
        'exec python3 -c "import sys, http.client, urllib.parse\n'
        "url = urllib.parse.urlsplit(sys.argv[1])\n"
        "line = http.client.HTTPConnection(url.netloc)\n"
        "line.request('GET', url.path)\n"
        'line.getresponse()" "$2"\n'
    )
    chromium.chmod(0o755)
    settings = {"AWS_SESSION_CONFIG": str(folder / "config.toml"), "BROWSER": str(chromium)}
    done = place.program("console", PROD, "Admin", environ=held | settings)

    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert (place.folder / "words").read_text() == (f"--profile-directory=aws-{PROD}%2FAdmin\n")


def test_the_role_of_the_shell_signs_in_without_another(place: Place, sitting: Sitting) -> None:
    sitting.enter(f"aws-session pose {PROD} Admin --code {place.fresh_code()}")
    place.company.cloud.calls.clear()

    done = place.program("console", "--url", environ=held_by(sitting))

    assert done.returncode == 0
    assert place.company.cloud.calls.actions == ["getSigninToken"]


@pytest.fixture
def in_role(place: Place, sitting: Sitting) -> dict[str, str]:
    """The variables of a shell in a role."""
    sitting.enter(f"aws-session pose {PROD} Admin --code {place.fresh_code()}")
    place.company.cloud.calls.clear()
    return held_by(sitting)


def test_a_longer_duration_in_the_shells_role_needs_a_code_for_that_role(
    place: Place, in_role: dict[str, str]
) -> None:
    words = ("console", "--url", "--duration", "8h", "--code", place.fresh_code())
    done = place.program(*words, environ=in_role)

    assert done.returncode == 0, done.stderr
    (posed,) = place.company.cloud.calls.of("AssumeRole")
    (call,) = place.company.cloud.calls.of("getSigninToken")
    assert posed.parameters["RoleArn"] == f"arn:aws:iam::{PROD}:role/Admin"
    assert posed.access_key_id == place.company.key.id
    assert call.parameters["SessionDuration"] == "28800"


def test_a_role_that_has_ended_is_taken_again_by_the_session_below(
    place: Place, in_role: dict[str, str]
) -> None:
    later = {"AWS_SESSION_MFA_COMMAND": "false"}
    state = state_format.decode(in_role["AWS_SESSION_STATE"])
    before = state.levels[1].issued - 7200
    levels = (state.levels[0], state.levels[1].replace(issued=before, expires=before + 3600))
    ended = {"AWS_SESSION_STATE": stack.encode(state.replace(levels=levels))}

    done = place.program("console", "--url", environ=in_role | ended | later)

    assert done.returncode == 0, done.stderr
    assert place.company.cloud.calls.actions == ["AssumeRole", "getSigninToken"]
    (posed,) = place.company.cloud.calls.of("AssumeRole")
    assert posed.parameters["RoleArn"] == f"arn:aws:iam::{PROD}:role/Admin"


def test_a_role_from_another_role_is_not_taken_again_with_other_options(
    place: Place, sitting: Sitting, in_role: dict[str, str]
) -> None:
    accounts = place.company.cloud.accounts
    accounts[PROD].add_role("Next", scenario.trust(accounts[PROD]))
    sitting.enter(f"aws-session pose {PROD} Next --chain")
    assert sitting.status == 0, sitting.notices
    place.company.cloud.calls.clear()

    done = place.program("console", "--url", "-d", "8h", environ=held_by(sitting))

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"aws-session: error: this shell's role {PROD}/Next was assumed from another role or with "
        "a session policy, so it cannot be assumed again with these options\n"
        "  name the role: aws-session console TARGET [ROLE]\n"
    )
    assert place.company.cloud.calls.actions == []


def test_the_profile_of_the_shell_opens_the_role_that_it_is_in(
    place: Place, in_role: dict[str, str]
) -> None:
    done = place.program("console", "--url", "-p", "default", environ=in_role)

    assert done.returncode == 0, done.stderr
    assert place.company.cloud.calls.actions == ["getSigninToken"]


def test_a_profile_without_a_role_is_refused_before_a_code_is_asked_for(place: Place) -> None:
    given = {"AWS_SESSION_MFA_COMMAND": "echo asked >&2; false"}
    done = place.program("console", "--url", "-p", "default", environ=given)

    assert (done.returncode, done.stdout) == (2, "")
    assert "TARGET is missing" in done.stderr
    assert "asked" not in done.stderr


@pytest.mark.parametrize("token", ["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"])
def test_another_tools_role_signs_in(place: Place, sitting: Sitting, token: str) -> None:
    sitting.enter(f"aws-session pose {PROD} Admin --code {place.fresh_code()}")
    held = held_by(sitting)
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    foreign = {name: held[name] for name in names} | {token: held["AWS_SESSION_TOKEN"]}

    done = place.program("console", "--url", environ=foreign)

    assert landing(done.stdout.strip()).startswith("https://console.aws.amazon.com/")


def test_the_session_is_posted_and_is_in_no_address(place: Place, held: dict[str, str]) -> None:
    place.program("console", PROD, "Admin", "--url", environ=held)
    (call,) = place.company.cloud.calls.of("getSigninToken")

    assert (call.parameters["method"], call.parameters["query"]) == ("POST", "")
    assert "SessionDuration" not in call.parameters


def test_a_longer_duration_needs_a_code_and_the_long_term_key(
    place: Place, held: dict[str, str]
) -> None:
    words = ("console", PROD, "Admin", "--url", "--duration", "8h", "--code", place.fresh_code())
    done = place.program(*words, environ=held)

    assert done.returncode == 0
    (posed,) = place.company.cloud.calls.of("AssumeRole")
    (call,) = place.company.cloud.calls.of("getSigninToken")
    assert "DurationSeconds" not in posed.parameters
    assert posed.access_key_id == place.company.key.id
    assert call.parameters["SessionDuration"] == "28800"


def test_without_a_role_there_is_no_console(place: Place, held: dict[str, str]) -> None:
    done = place.program("console", "--url", environ=held)

    assert (done.returncode, done.stdout) == (2, "")
    assert "TARGET is missing" in done.stderr


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Refused("InternalFailure", "x", 503), "AWS's sign-in service failed (HTTP 503)"),
        (Refused("AccessDenied", "x", 400), "AWS refused to sign this session in (HTTP 400)"),
        (Dropped(), "closed the connection without an answer"),
    ],
)
def test_a_refusal_of_the_sign_in_is_reported(
    place: Place, held: dict[str, str], fault: Any, said: str
) -> None:
    place.company.cloud.faults.add("getSigninToken", fault, times=9)

    done = place.program("console", PROD, "Admin", "--url", environ=held)

    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert not [name for name in SECRET if held[name] in done.stderr]


def test_the_secret_address_is_neither_shown_nor_written(
    place: Place, held: dict[str, str]
) -> None:
    fetch = place.folder / "fetch"
    fetch.write_text(
        '#!/bin/sh\nexec python3 -c "import sys, urllib.request\n'
        "class Stay(urllib.request.HTTPRedirectHandler):\n"
        "    def redirect_request(self, *_): return None\n"
        "try: urllib.request.build_opener(Stay).open(sys.argv[1])\n"
        "except urllib.error.HTTPError as answer:\n"
        "    open(sys.argv[2], 'w').write(answer.headers['Location'])\n"
        f'" "$1" {place.folder}/landed\n'
    )
    fetch.chmod(0o755)
    before = place.everything_under_home()

    done = place.program("console", PROD, "Admin", environ=held | {"BROWSER": str(fetch)})

    assert (done.returncode, done.stdout) == (0, "")
    assert f"the console is open as {PROD}/Admin" in done.stderr
    assert "SigninToken" not in done.stderr
    assert place.everything_under_home() == before


def test_another_user_who_is_first_at_the_address_is_not_signed_in(
    place: Place, held: dict[str, str]
) -> None:
    ours = shlex.join(["bash", "-c", another_user.FETCH, "bash"])
    others = f"cd /; {shlex.join(another_user.words())} {ours}"
    fetch = place.folder / "fetch"
    fetch.write_text(
        '#!/bin/bash\nIFS=/ read -r _ _ at path <<<"$1"\n'
        f"({others} 127.0.0.1 ${{at#*:}} /$path) >other\n"
        f"{ours} 127.0.0.1 ${{at#*:}} /$path >mine\n"
    )
    fetch.chmod(0o755)
    done = place.program("console", PROD, "Admin", environ=held | {"BROWSER": str(fetch)})

    assert (place.folder / "other").read_text() == "HTTP/1.0 404 Not Found\n"
    assert (place.folder / "mine").read_text() == "HTTP/1.0 302 Found\n"
    assert (done.returncode, done.stdout) == (0, "")
    said = [line for line in done.stderr.splitlines() if "waiting" not in line]
    assert "\n".join(said[-3:]) == (
        f"aws-session: another user (uid {another_user.uid()}) connected to the one-time "
        "address and was refused\n"
        "  if your browser runs as that user, print the address and open it yourself: "
        f"aws-session console {PROD} Admin --url\n"
        f"aws-session: the console is open as {PROD}/Admin"
    )


@pytest.mark.parametrize(
    ("partition", "page"),
    [("aws-cn", "console.amazonaws.cn"), ("aws-us-gov", "console.amazonaws-us-gov.com")],
)
def test_other_partitions_have_their_own_consoles(partition: str, page: str, tmp_path: Any) -> None:
    with in_front_of(tmp_path, company(partition=partition)) as place:
        words = ("console", PROD, "Admin", "--url", "--code", place.fresh_code())
        done = place.program(*words)

    destination = parse_qs(urlsplit(done.stdout).query)["Destination"][0]
    assert destination.startswith(f"https://{page}/console/home?region=")


def test_a_browser_that_does_not_start_is_answered_with_the_whole_line(
    place: Place, held: dict[str, str]
) -> None:
    done = place.program("console", PROD, "Admin", environ=held | {"BROWSER": "/nowhere/browser"})

    assert done.returncode == 1
    assert done.stderr.splitlines()[-2:] == [
        "aws-session: error: the browser /nowhere/browser cannot be run: No such file or directory",
        f"  print the address and open it yourself: aws-session console {PROD} Admin --url",
    ]

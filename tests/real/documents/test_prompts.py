"""The prompts in examples/, drawn by the real shells."""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from aws_session.cli import topics
from real.journeys.conftest import BY_NAME
from real.journeys.place import Place, Sitting, company, in_front_of
from real.journeys.terminal import Terminal

PROMPTS = Path(__file__).resolve().parents[3] / "examples" / "prompt"
SHELLS = {"bash": "prompt.bash", "zsh": "prompt.zsh", "fish": "prompt.fish"}
GREEN, RED = "\x1b[32m", "\x1b[31m"
# Sequences that move the cursor, set colors, name the window, or mark an unfinished line.
_MOVING = re.compile(
    r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\x1b[()][AB0-2]|\x1b[=>]|[\r\x0f⏎#%]"
)
HOSTILE = "a[$(touch PWNED)]"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with in_front_of(tmp_path, company()) as made:
        yield made


def drawn(
    place: Place, shell: str, label: str | None, expires: str | None, status: int = 0
) -> tuple[str, str]:
    """Return what a prompt shows before the shell's own text, without and with colors."""
    BY_NAME[shell].require()
    given = {"AWS_SESSION_LABEL": label, "AWS_SESSION_EXPIRES": expires, "TERM": "xterm"}
    environ = {name: value for name, value in given.items() if value is not None}
    with Terminal.of(place, BY_NAME[shell], environ) as terminal:
        load = "source" if shell == "fish" else "."
        terminal.enter(f"{load} {PROMPTS / SHELLS[shell]}")
        terminal.ready()
        terminal.enter(f"sh -c 'echo BEGIN; exit {status}'")
        terminal.expect("BEGIN\r\n")
        terminal.ready()
        raw = terminal.process.before
    return _MOVING.sub("", raw).strip(), raw


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("left", "shown", "color"),
    [
        (43_190, "11h59m", GREEN),
        (3_650, "1h0m", GREEN),
        (3_590, "59m", GREEN),
        (620, "10m", GREEN),
        (595, "9m", RED),
        (-5, "0m", RED),
    ],
)
def test_the_prompt_shows_the_label_and_the_minutes_red_under_ten(
    place: Place, shell: str, left: int, shown: str, color: str
) -> None:
    plain, raw = drawn(place, shell, "prod/Admin", str(int(time.time()) + left))

    assert plain == f"prod/Admin {shown}"
    assert f"{color}{plain}" in raw


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("label", "expires", "shown"),
    [
        (None, None, ""),
        (None, "1", ""),
        ("prod/Admin", None, "prod/Admin"),
        ("prod/Admin", "", "prod/Admin"),
        ("prod/Admin", "08", "prod/Admin 0m"),
        ("prod/Admin", HOSTILE, "prod/Admin"),
        ("prod/Admin", "9" * 40, "prod/Admin"),
        ("prod/Admin", "-1", "prod/Admin"),
        ("$(touch PWNED)`touch PWNED`", None, "$(touch PWNED)`touch PWNED`"),
    ],
    ids=str,
)
def test_hostile_values_are_shown_or_left_out_and_never_run(
    place: Place, shell: str, label: str | None, expires: str | None, shown: str
) -> None:
    plain, _ = drawn(place, shell, label, expires)

    assert plain == shown
    assert not (place.folder / "PWNED").exists()


@pytest.mark.parametrize("shell", SHELLS)
def test_a_real_session_is_shown_from_its_first_prompt_on(place: Place, shell: str) -> None:
    BY_NAME[shell].require()
    line = "eval (aws-session CODE)" if shell == "fish" else "eval $(aws-session CODE)"
    with Terminal.of(place, BY_NAME[shell], {"TERM": "xterm"}) as terminal:
        load = "source" if shell == "fish" else "."
        for _ in "twice":
            terminal.enter(f"{load} {PROMPTS / SHELLS[shell]}")
            terminal.ready()
        terminal.enter(line.replace("CODE", place.fresh_code()))
        terminal.expect("session until")
        terminal.process.expect(r"alice@111122223333 1[12]h\d+m")
        terminal.ready()
        terminal.enter(line.replace("CODE", "end"))
        terminal.expect("session ended")
        terminal.ready()
        terminal.enter("echo 'a''fter'")
        terminal.expect("after")
        terminal.ready()
        last = terminal.process.before

    assert "alice" not in last


@pytest.mark.parametrize("shell", SHELLS)
def test_the_status_of_the_last_command_is_still_there(place: Place, shell: str) -> None:
    BY_NAME[shell].require()
    with Terminal.of(
        place, BY_NAME[shell], {"AWS_SESSION_LABEL": "x", "TERM": "xterm"}
    ) as terminal:
        load = "source" if shell == "fish" else "."
        terminal.enter(f"{load} {PROMPTS / SHELLS[shell]}")
        terminal.ready()
        terminal.enter("sh -c 'exit 7'")
        terminal.ready()

        assert terminal.status() == 7


@pytest.mark.parametrize("earlier", ["mine", "mine;", "mine; :"])
def test_bash_has_the_status_for_what_was_in_prompt_command_before(
    place: Place, earlier: str
) -> None:
    BY_NAME["bash"].require()
    with Terminal.of(
        place, BY_NAME["bash"], {"AWS_SESSION_LABEL": "x", "TERM": "xterm"}
    ) as terminal:
        terminal.enter('mine() { seen="<$?>"; }')
        terminal.enter(f"PROMPT_COMMAND='{earlier}'")
        terminal.enter(f". {PROMPTS / 'prompt.bash'}")
        terminal.ready()
        terminal.enter("sh -c 'exit 7'")
        terminal.ready()
        terminal.enter('echo "$seen" "$aws_session_text"')
        terminal.expect("<7> x")


def test_powershell_shows_the_same(place: Place) -> None:
    BY_NAME["pwsh"].require()
    colors = "$PSStyle.OutputRendering = 'Ansi'"
    script = f"{colors}\n{HOSTILE!r} | Out-Null\n. {PROMPTS / 'prompt.ps1'}\nprompt\n"
    for expires, shown, color in (
        (str(int(time.time()) + 43_190), "prod/Admin 11h59m", GREEN),
        (str(int(time.time()) + 3_650), "prod/Admin 1h0m", GREEN),
        (str(int(time.time()) + 3_590), "prod/Admin 59m", GREEN),
        (str(int(time.time()) + 330), "prod/Admin 5m", RED),
        (str(int(time.time()) - 5), "prod/Admin 0m", RED),
        (HOSTILE, "prod/Admin", GREEN),
    ):
        environ = place.environ | {
            "AWS_SESSION_LABEL": "prod/Admin",
            "AWS_SESSION_EXPIRES": expires,
            # A dumb terminal gets no colors.
            "TERM": "xterm",
        }
        done = BY_NAME["pwsh"].run(script, cwd=place.folder, env=environ)
        text = done.stdout.decode()

        assert f"{color}{shown} \x1b[0m" in text
    assert not (place.folder / "PWNED").exists()


def starship(environ: Mapping[str, str]) -> str:
    program = shutil.which("starship")
    if program is None:
        pytest.skip("starship is not installed")
    given = {"PATH": os.environ["PATH"], "HOME": os.devnull, "TERM": "xterm", **environ}
    done = subprocess.run(
        [program, "module", "aws"],
        env=given | {"STARSHIP_CONFIG": str(PROMPTS / "starship.toml")},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout).strip()


@pytest.mark.parametrize(("left", "shown"), [(3_590, r"59m\d+s"), (-60, "ended")])
def test_starship_shows_the_label_the_region_and_what_is_left(left: int, shown: str) -> None:
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + left))
    session = {
        "AWSUME_PROFILE": "prod/Admin",
        "AWS_REGION": "eu-west-1",
        "AWS_CREDENTIAL_EXPIRATION": moment,
        "AWS_ACCESS_KEY_ID": "ASIAFAKE",
        "AWS_SECRET_ACCESS_KEY": "fake",
    }

    assert re.fullmatch(f"prod/Admin eu-west-1 {shown}", starship(session))
    assert starship({}) == ""


def test_the_settings_name_a_variable_that_prompts_know(place: Place) -> None:
    settings = place.folder / "shell" / "aws-session" / "config.toml"
    settings.parent.mkdir()
    taught = (PROMPTS / "starship.toml").read_text().partition("settings of aws-session: ")[2]
    settings.write_text(taught.partition("\n")[0])
    sitting = Sitting.at(place, BY_NAME["dash"], {"AWSUME_PROFILE": "another tool's"})
    sitting.enter(f"aws-session {place.fresh_code()}")
    held = {name: os.fsdecode(value) for name, value in sitting.environ.items()}
    sitting.enter("aws-session end")

    assert held["AWSUME_PROFILE"] == "alice@111122223333"
    assert sitting.environ["AWSUME_PROFILE"] == b"another tool's"
    if shutil.which("starship"):
        assert re.match(r"alice@111122223333 us-east-1 1[12]h", starship(held))


def test_powerlevel10k_gets_a_segment_of_text_and_color(place: Place) -> None:
    # No system packages its theme; `p10k segment` is as its README describes a segment.
    script = f"function p10k {{ print -rl -- $@ }}\n. {PROMPTS / 'p10k.zsh'}\nprompt_aws_session\n"
    zsh = BY_NAME["zsh"]
    zsh.require()
    soon = str(int(time.time()) + 299)
    for label, expires, segment in (
        ("prod/Admin", str(int(time.time()) + 3_590), ["green", "prod/Admin 59m"]),
        ("prod/Admin", str(int(time.time()) + 43_190), ["green", "prod/Admin 11h59m"]),
        ("prod/Admin", soon, ["red", "prod/Admin 4m"]),
        ("100%F{red}", HOSTILE, ["green", "100%%F{red}"]),
    ):
        environ = {"AWS_SESSION_LABEL": label, "AWS_SESSION_EXPIRES": expires}
        done = zsh.run(script, cwd=place.folder, env=environ)
        color, text = segment

        assert done.stdout.decode().splitlines() == ["segment", "-f", color, "-t", text]
    assert zsh.run(script, cwd=place.folder).stdout == b""
    assert not (place.folder / "PWNED").exists()


def test_what_oh_my_posh_reads_is_json_with_our_variables() -> None:
    config = json.loads((PROMPTS / "oh-my-posh.json").read_text())
    segment = config["blocks"][0]["segments"][0]
    text = segment["template"] + "".join(segment["foreground_templates"])

    assert set(re.findall(r"\.Env\.(\w+)", text)) == {"AWS_SESSION_LABEL", "AWS_SESSION_EXPIRES"}
    assert text.count("{{") == text.count("}}")


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("prod/Admin", "<aws:prod/Admin>mine"),
        (None, "mine"),
        ("100%F{red}", "<aws:100%F{red}>mine"),
        ("$(touch PWNED)`touch PWNED`", "<aws:$(touch PWNED)`touch PWNED`>mine"),
    ],
    ids=str,
)
def test_oh_my_zsh_gets_four_lines_that_show_the_label(
    place: Place, label: str | None, shown: str
) -> None:
    zsh = BY_NAME["zsh"]
    zsh.require()
    file = PROMPTS / "oh-my-zsh.zsh"
    script = f"RPROMPT=mine\n. {file}\n. {file}\nprint -rP -- $RPROMPT\n"
    environ = {} if label is None else {"AWS_SESSION_LABEL": label}
    done = zsh.run(script, cwd=place.folder, env=environ)

    assert done.stdout.decode() == f"{shown}\n"
    assert not (place.folder / "PWNED").exists()
    assert len(file.read_text().splitlines()) == 4


def test_the_page_offers_only_variables_that_may_get_the_label(place: Place) -> None:
    page = topics.read("prompts").partition("## Prompts that you already have\n")[2]
    offered = re.findall(r"`(label_variables = [^`]*)`", page)
    read = re.search(r"\n`label_variables` goes.*?\. (.*?) may get the label", page, re.DOTALL)
    assert read is not None
    names = re.findall(r"`(\w+)`", read[1])
    settings = place.folder / "shell" / "aws-session" / "config.toml"
    settings.parent.mkdir()
    for line in (*offered, f"label_variables = {json.dumps(names)}"):
        settings.write_text(f"{line}\n")
        assert place.program("config", "--check").returncode == 0, line
    sitting = Sitting.at(place, BY_NAME["dash"], dict.fromkeys(names, "theirs"))
    sitting.enter(f"aws-session {place.fresh_code()}")

    assert names == ["AWSUME_PROFILE", "AWSU_PROFILE", "AWS_SSO_PROFILE"]
    assert {sitting.environ[name] for name in names} == {b"alice@111122223333"}
    sitting.enter("aws-session end")
    assert {sitting.environ[name] for name in names} == {b"theirs"}

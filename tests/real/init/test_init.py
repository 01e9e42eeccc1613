"""What `init` prints, and how it fails."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aws_session import shells
from aws_session.cli import topics
from aws_session.shells import init
from real.init.loading import LOAD
from real.journeys.terminal import Terminal
from real.shells.interpreters import ALL, BOURNE, bare_environment

if TYPE_CHECKING:
    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

ROOT = Path(__file__).parents[3]
BY_NAME = {shell.name: shell for shell in ALL}
WITH_HOOK = ("bash", "zsh", "fish", "tcsh", "ksh93", "mksh")
SET = {"fish": "set -gx {} {}", "tcsh": "setenv {} {}"}


IN_A_FILE = [s for s in ALL if s.dialect in LOAD and not init.loading(s.dialect).paste]


@pytest.mark.parametrize("shell", IN_A_FILE, ids=str)
def test_the_line_for_the_rc_file_stands_alone_and_loads_the_function(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    # A shell is replaced by the last program of a script.
    asked = shell.run("aws-session init > line\nsh -c true\n", cwd=place.folder, env=place.environ)
    line = (place.folder / "line").read_text()
    how = init.loading(shell.dialect)

    assert line == how.line.replace("NAME", shell.dialect) + "\n"
    assert LOAD[shell.dialect] in line
    file = init.rc_file(shell.dialect, shell.argv[0], place.environ)
    assert asked.stderr.decode().startswith(f"aws-session: printed the line for {file}")


@pytest.mark.parametrize("shell", IN_A_FILE, ids=str)
def test_the_line_does_not_join_a_last_line_without_an_end(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    (place.folder / "line").write_text("# no end")
    shell.run("aws-session init >> line\nsh -c true\n", cwd=place.folder, env=place.environ)
    line = init.rc_line(shell.dialect, init.Options())

    assert (place.folder / "line").read_text() == f"# no end\n{line}"


@pytest.mark.parametrize("shell", IN_A_FILE, ids=str)
def test_the_line_does_nothing_where_the_program_is_missing(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    line = init.rc_line(shell.dialect, init.Options())
    path = {"PATH": _path_of(shell, place)}
    done = shell.run(f"{line}\necho loaded\n", cwd=place.folder, env=path)

    assert (done.returncode, done.stdout, done.stderr) == (0, b"loaded\n", b"")


def _path_of(shell: Interpreter, place: Place) -> str:
    """Return a PATH with the shell, but without the program."""
    only = place.folder / "only"
    only.mkdir()
    there = shutil.which(shell.argv[0], path=place.environ["PATH"])
    assert there
    (only / shell.argv[0]).symlink_to(there)
    return f"{only}:/usr/bin:/bin"


def test_in_nu_the_line_writes_the_file_that_nu_loads(place: Place) -> None:
    nu = BY_NAME["nu"]
    nu.require()
    asked = nu.run("aws-session init\nsh -c true\n", cwd=place.folder, env=place.environ)
    before = set(place.folder.rglob("*"))
    nu.run(asked.stdout.decode(), cwd=place.folder, env=place.environ)
    new = [file for file in set(place.folder.rglob("*")) - before if file.is_file()]

    assert [file.read_text() for file in new] == [place.program("init", "nu").stdout]


@pytest.mark.parametrize("shell", IN_A_FILE, ids=str)
def test_it_says_so_if_the_line_would_not_find_the_program(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    program = shutil.which("aws-session", path=place.environ["PATH"])
    assert program
    environ = bare_environment(place.home) | {"PATH": _path_of(shell, place)}
    done = shell.run(f"{program} init > line\nsh -c true\n", cwd=place.folder, env=environ)

    assert done.stderr.decode().endswith(
        "aws-session: the line does nothing until aws-session is on the PATH\n"
        f"  add its folder to the PATH: {Path(program).parent}\n"
    )


def test_on_a_terminal_it_says_what_adds_the_line(place: Place) -> None:
    shell = BY_NAME["bash"]
    shell.require()
    with Terminal.of(place, shell) as terminal:
        terminal.enter("aws-session init --warn")
        terminal.ready()

    rc, new = "~/.bashrc", "open a new shell"
    assert "\n".join(
        (
            'command -v aws-session >/dev/null && eval "$(aws-session init bash --warn)"',
            f"aws-session: this line makes aws-session work without eval; add it to {rc} and {new}",
            "  to add it: aws-session init --warn >> ~/.bashrc",
        )
    ) in terminal.transcript.replace("\r", "")


@pytest.mark.parametrize("shell", [s for s in IN_A_FILE if s.dialect != "elvish"], ids=str)
def test_what_is_loaded_is_a_readable_file_that_leaves_no_variable(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    how = init.loading(shell.dialect)
    line = place.program("init", shell.dialect).stdout
    file = Path(init.folder(shell.dialect)) / f"init.{how.suffix}"
    show = {"fish": "set -n", "xonsh": "print('\\n'.join(map(str, list(globals()))))"}
    shown = show.get(shell.dialect, "set")
    warn = "" if shell.dialect == "sh" else " --warn"
    load = LOAD[shell.dialect].replace(
        f"init {shell.dialect}", f"init {shell.dialect} --cmd aws_session{warn}"
    )
    done = shell.run(f"{load}\n{shown}\n", cwd=place.folder, env=place.environ)
    names = set(
        re.findall(
            r"^(aws_session_(?:program|name|options|folder))\b", done.stdout.decode(), re.MULTILINE
        )
    )

    assert line.count("\n") == 1
    assert str(file) in line
    assert "printf" not in line
    assert file.read_text().startswith("# The function `aws-session` for ")
    # A csh alias has no other place for the path.
    assert names == ({"aws_session_program"} if shell.dialect == "tcsh" else set())


@pytest.mark.parametrize(
    ("program", "environ", "file", "new"),
    [
        ("mksh", {}, "~/.mkshrc", "a new shell"),
        ("ksh", {}, "~/.kshrc", "a new shell"),
        ("yash", {}, "~/.yashrc", "a new shell"),
        ("dash", {}, "~/.profile", "a new login shell"),
        ("busybox", {}, "~/.profile", "a new login shell"),
        ("dash", {"ENV": "/home/me/.shrc"}, "/home/me/.shrc", "a new shell"),
        ("bash", {"ENV": "/home/me/.shrc"}, "~/.bashrc", "a new shell"),
    ],
)
def test_the_line_goes_where_that_program_reads_it(
    place: Place, program: str, environ: dict[str, str], file: str, new: str
) -> None:
    shell = shutil.which(program)
    if shell is None:
        pytest.skip(f"{program} is not installed")
    words = [shell, *(["sh"] if program == "busybox" else []), "-c", "aws-session init; true"]
    done = subprocess.run(
        words, env=place.environ | environ, capture_output=True, text=True, check=True, timeout=60
    )

    assert f"printed the line for {file}; open {new}, and" in done.stderr


@pytest.mark.parametrize("settings", ["foo = 1\n", "renew = \n"])
@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_a_mistake_in_the_settings_takes_no_function_away(
    place: Place, name: str, settings: str
) -> None:
    (place.folder / "wrong.toml").write_text(settings)
    environ = {"AWS_SESSION_CONFIG": str(place.folder / "wrong.toml")}
    without = place.program("init", name)
    done = place.program("init", name, environ=environ)

    assert (done.returncode, done.stdout) == (0, without.stdout)
    assert "the setting renew is not known: " in done.stderr
    assert "wrong.toml, line 1" in done.stderr


@pytest.mark.parametrize("option", ["--warn", "--renew", "--resume"])
def test_what_is_loaded_is_not_asked_of_what_is_removed(place: Place, option: str) -> None:
    done = place.program("init", "bash", "--uninstall", option)

    assert done.returncode == 2
    assert f"--uninstall and {option} cannot be used together" in done.stderr


def test_nu_deletes_the_file_that_the_line_made(place: Place) -> None:
    done = place.program("init", "nu", "--uninstall")

    assert "rm ($nu.user-autoload-dirs.0 | path join aws-session.nu)" in done.stderr


@pytest.mark.parametrize(("name", "line"), [("bash", 3), ("zsh", None)])
def test_it_says_how_it_is_removed(place: Place, name: str, line: int | None) -> None:
    rc = place.home / f".{name}rc"
    if line:
        rc.write_text("# mine\n\n" + place.program("init", environ={"SHELL": "bash"}).stdout)
    done = place.program("init", name, "--uninstall")
    where = f"{rc}, line {line}" if line else init.loading(name).file

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        f"aws-session: remove the line with 'aws-session init' from {where}\n"
        "  in this shell: unset -f aws-session aws_session; unalias aws-session 2>/dev/null\n"
    )


@pytest.mark.parametrize(
    ("options", "unloads"),
    [((), "unset -f awsx aws_session;"), (("--cmd", "mine"), "unset -f mine aws_session;")],
)
def test_it_is_removed_by_the_name_that_it_has(
    place: Place, options: tuple[str, ...], unloads: str
) -> None:
    loaded = place.program("init", "--cmd", "awsx", environ={"SHELL": "bash"}).stdout
    (place.home / ".bashrc").write_text(loaded)
    done = place.program("init", "bash", "--uninstall", *options)

    assert "--cmd awsx" in loaded
    assert f"in this shell: {unloads}" in done.stderr


@pytest.mark.parametrize("name", ["bash", "zsh", "ksh93", "dash", "fish", "tcsh"])
def test_what_it_advises_removes_the_function_from_this_shell(place: Place, name: str) -> None:
    shell = BY_NAME[name]
    shell.require()
    advised = init.loading(shell.dialect).unload
    done = shell.run(
        f"{LOAD[shell.dialect]}\naws-session end\n{advised}\naws-session version\n",
        cwd=place.folder,
        env=place.environ,
    )

    assert done.stdout.decode().startswith("aws-session ")
    assert b"not found" not in done.stderr


def test_the_page_on_shells_has_the_line_of_every_shell() -> None:
    page = topics.read("shells").replace("\\|", "|")
    section = page.partition("## Loading the function")[2].partition("\n## ")[0]
    lines = {
        name: init.loading(name).line.replace("NAME", name)
        for name in shells.shells_with("init")
        if name != "nu"
    }

    assert [name for name, line in lines.items() if line not in section] == []
    assert [name for name in lines if name in LOAD and LOAD[name] not in lines[name]] == []


def test_the_line_to_paste_keeps_the_options(place: Place) -> None:
    done = place.program("init", "--cmd", "mfa", "--warn", environ={"SHELL": "/bin/zsh"})

    assert "init" in done.stdout
    assert "--cmd mfa --warn" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("nosuch",),
        ("bash", "--cmd", "x;y"),
        ("bash", "--cmd", "if"),
        ("bash", "more"),
        ("bash", "--nosuch"),
    ],
)
@pytest.mark.parametrize("shell", BOURNE, ids=str)
def test_what_fails_fails_where_it_is_evaluated(
    place: Place, shell: Interpreter, words: tuple[str, ...]
) -> None:
    shell.require()
    given = " ".join(f"'{word}'" for word in words)
    line = f'eval "$(aws-session init {given})"; echo "<$?>"'
    alone = shell.run(f"{line}\n", cwd=place.folder, env=place.environ)
    loaded = shell.run(
        f"{LOAD[shell.dialect]} 2>/dev/null\n{line}\n", cwd=place.folder, env=place.environ
    )

    assert (alone.stdout, loaded.stdout) == (b"<2>\n", b"<2>\n")


def test_a_name_that_no_shell_could_call_is_refused(place: Place) -> None:
    for name in ("", "-x", "a b", "$(x)", "_x", "a.b", "ü", "if", "foreach", "exit"):
        done = place.program("init", "bash", "--cmd", name)

        assert done.returncode == 2, name


_COMMANDS = {
    "bash": (("bash", "-c", "compgen -bk"), ()),
    "zsh": (("zsh", "-fc", "print -l ${(k)builtins}"), ("readonly",)),
    "fish": (("fish", "--no-config", "-c", "builtin -n"), ()),
    "tcsh": (("tcsh", "-fc", "builtins"), ()),
}
"""What lists a shell's commands, and which of them are something else in the files."""


@pytest.mark.parametrize("name", _COMMANDS)
def test_a_name_of_what_the_function_runs_is_refused(place: Place, name: str) -> None:
    BY_NAME[name].require()
    words, others = _COMMANDS[name]
    listed = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    files = (file for file in Path(init.folder(name)).iterdir() if file.suffix != ".py")
    text = "\n".join(file.read_text() for file in files if file.is_file())
    code = re.sub(r"^ *#.*|'[^']*aws-session:.*", "", text, flags=re.MULTILINE)
    run = (set(re.findall(r"(?<![$\w-])[a-z][a-z_-]*", code)) & set(listed)) - {*others}

    assert len(run) > 5
    assert [each for each in sorted(run) if not _is_refused(place, each)] == []


def _is_refused(place: Place, name: str) -> bool:
    return place.program("init", "bash", "--cmd", name).returncode == 2


def test_a_name_of_the_functions_own_parts_is_refused(place: Place) -> None:
    refused = [_is_refused(place, f"aws_session{end}") for end in ("_evaluate", "_warn", "")]

    assert refused == [True, True, False]
    assert _is_refused(place, "Get-Alias")


def test_the_same_words_give_the_same_bytes(place: Place) -> None:
    assert place.program("init", "zsh").stdout == place.program("init", "zsh").stdout


def test_a_shell_that_runs_nothing_before_its_prompt_says_so(place: Place) -> None:
    for words in (("init", "dash", "--warn"), ("init", "sh", "--warn")):
        done = place.program(*words)

        assert done.returncode == 2, words
        assert "sh runs nothing before a prompt" in done.stderr


@pytest.mark.parametrize("name", WITH_HOOK)
def test_the_end_of_a_session_is_reported_once(place: Place, name: str) -> None:
    shell = BY_NAME[name]
    shell.require()
    now = int(time.time())
    load = LOAD[shell.dialect].replace(f"init {shell.dialect}", f"init {shell.dialect} --warn")
    setting = SET.get(name, "export {}={}").format("AWS_SESSION_EXPIRES", "{}")
    with Terminal.of(place, shell) as terminal:
        for line in (
            load, load, setting.format(now + 3600), "false", setting.format(now + 300), "true",
            setting.format(now - 5), "true", "echo '<'done'>'",
        ):  # fmt: skip
            terminal.enter(line)
        terminal.expect("<done>")
        terminal.ready()
        said = re.findall("aws-session: the session .*", terminal.transcript)

    assert said == [
        "aws-session: the session in this shell ends within ten minutes",
        "aws-session: the session in this shell has ended",
    ]


@pytest.mark.parametrize("name", WITH_HOOK)
def test_the_hook_keeps_the_status_and_shows_nothing_else(place: Place, name: str) -> None:
    shell = BY_NAME[name]
    shell.require()
    load = LOAD[shell.dialect].replace(f"init {shell.dialect}", f"init {shell.dialect} --warn")
    with Terminal.of(place, shell, {"AWS_SESSION_EXPIRES": "1"}) as terminal:
        terminal.enter(load)
        terminal.expect("has ended")
        terminal.ready()
        terminal.enter("sh -c 'exit 9'")
        status = terminal.status()

    assert status == 9


_NO_MOMENTS = ("9" * 5000, "-5", "+5", "1_0", "\u0661", "1e3", "{ touch PWN }", "x[$(touch PWN)]")


@pytest.mark.parametrize("name", WITH_HOOK)
def test_what_is_not_a_moment_is_not_an_end_of_a_session(place: Place, name: str) -> None:
    shell = BY_NAME[name]
    shell.require()
    load = LOAD[shell.dialect].replace(f"init {shell.dialect}", f"init {shell.dialect} --warn")
    for value in _NO_MOMENTS:
        with Terminal.of(place, shell, {"AWS_SESSION_EXPIRES": value}) as terminal:
            for line in (load, "true", "true", "echo '<'done'>'"):
                terminal.enter(line)
            terminal.expect("<done>")
            terminal.ready()
            said = terminal.transcript.replace(value, "").lower()

        assert re.findall("aws-session: .*|.*(?:error|expected|syntax|range|too).*", said) == []
    assert not (place.folder / "PWN").exists()

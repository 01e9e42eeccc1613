"""What the hook of `init --warn` leaves unchanged for the user's own hooks and lines."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pytest

from aws_session import shells
from real.init.loading import LOAD
from real.shells.interpreters import ALL, bare_environment

if TYPE_CHECKING:
    from real.journeys.place import Place

BY_NAME = {shell.name: shell for shell in ALL}


@dataclass(frozen=True)
class Start:
    """A shell that is started with an rc file, in which LOAD loads the function."""

    argv: tuple[str, ...]
    rc: str
    typed: tuple[str, ...]
    file: str = "rc"


_MINE = 'echo "mine $? ${PIPESTATUS[*]} <$_>" >>seen'
_LATE = 'echo "late $? ${PIPESTATUS[*]} <$_>" >>seen'
_BASH = (
    "true", "false | true | false", 'echo "typed $? ${PIPESTATUS[*]}" >>seen',
    ": last", 'echo "<$_>" >>seen', "! true",
    '{ set -o; shopt; trap; printf "%q" "$IFS"; } >>seen',
    "bash --noprofile --norc -ic true </dev/null 2>&1 | grep -c aws_session >>seen",
)  # fmt: skip
_BASH_RC = {
    "string": f"PROMPT_COMMAND='{_MINE}'\nLOAD",
    "ends in a semicolon": f"PROMPT_COMMAND='{_MINE};'\nLOAD",
    "ends in a comment": f"PROMPT_COMMAND='{_MINE} # x'\nLOAD",
    "list": f"PROMPT_COMMAND=('{_MINE}' '{_MINE};')\nLOAD\nPROMPT_COMMAND+=('{_LATE}')",
    "list with gaps": f"PROMPT_COMMAND[3]='{_MINE}'; PROMPT_COMMAND[9]='{_MINE}'\nLOAD",
    "set afterwards": f"LOAD\nPROMPT_COMMAND='{_MINE}'",
    "added to": f"LOAD\nPROMPT_COMMAND=\"${{PROMPT_COMMAND:+$PROMPT_COMMAND; }}\"'{_MINE}'",
    "exported": f"export PROMPT_COMMAND='{_MINE}'\nLOAD",
    "nounset": "set -u\nLOAD\nset -o posix",
    "allexport": f"set -a; PROMPT_COMMAND='{_MINE}'\nLOAD",
    "ERR trap": f"set -E; trap 'echo ERR >>seen' ERR; PROMPT_COMMAND='{_MINE}'\nLOAD",
    "names": f"readonly last=1 flags=2 now=3 traps=4 result=5; PROMPT_COMMAND='{_MINE}'\nLOAD",
    "separators": f"IFS=_0a; PROMPT_COMMAND='{_MINE}'\nLOAD",
}
_READONLY = {
    "bash readonly": f"readonly PROMPT_COMMAND='{_MINE}'\nLOAD",
    "bash readonly list": f"readonly -a PROMPT_COMMAND=('{_MINE}' '{_LATE}')\nLOAD",
    "zsh readonly": "typeset -ra precmd_functions=(mine)\nLOAD",
    "ksh93 readonly": "readonly PS1\nLOAD",
    "mksh readonly": "readonly PS1\nLOAD",
}
_ZSH_RC = """mine() { print -r -- "mine $? ${pipestatus[*]} <$_>" >>seen }
precmd() { print -r -- "precmd $? ${pipestatus[*]} <$_>" >>seen }
"""
_ZSH = (
    "true", "false | true | false", 'print -r -- "typed $? ${pipestatus[*]}" >>seen',
    "true last", 'print -r -- "<$_>" >>seen',
    "{ setopt; trap; print -r -- ${(q)IFS} } >>seen",
)  # fmt: skip
_KSH_RC = "PS1='$(print -r \"prompt $? WHAT <$_>\" >>seen)% '\nLOAD"
_KSH = (
    "true", "false | true | false", 'print -r "typed $? WHAT <$_>" >>seen', ": last",
    'print -r "<$_>" >>seen', "(exit 7)", '{ set -o; trap; print -r "<$IFS>"; } >>seen',
)  # fmt: skip
_FISH_RC = """function fish_prompt; echo "prompt $status $pipestatus" >>seen; echo '> '; end
function mine --on-event fish_prompt; echo "mine $status $pipestatus" >>seen; end
LOAD
function late --on-event fish_prompt; echo "late $status $pipestatus" >>seen; end
"""
_FISH = ("true", "false | true | false", 'echo "typed $status $pipestatus" >>seen', "false")
_TCSH_RC = """set prompt='> '
alias precmd 'echo "mine $status  x" >>seen;'
LOAD
"""
_TCSH = (
    "true", "false | true | sh -c 'exit 3'", 'echo "typed $status" >>seen', "false",
    "set echo", "echo $?echo $?verbose >>seen",
)  # fmt: skip
_ELVISH_RC = """set edit:prompt = { put '> ' }
set edit:rprompt = { }
set edit:before-readline = [{ echo mine >>seen } $nop~]
LOAD
"""
_ELVISH = ("echo typed >>seen", "count $edit:before-readline[..2] >>seen")


def _ksh(text: str, name: str) -> str:
    return text.replace("WHAT", "${PIPESTATUS[*]}" if name == "mksh" else "")


def _shell(name: str) -> str:
    return name.partition(" ")[0].rstrip(",")


STARTS = {
    **{
        f"bash, {how}": Start(("bash", "--noprofile", "--rcfile", "rc", "-i"), rc, _BASH)
        for how, rc in _BASH_RC.items()
    },
    "bash, errexit": Start(
        ("bash", "--noprofile", "--rcfile", "rc", "-i"),
        f"set -e; PROMPT_COMMAND='{_MINE}'\nLOAD", ("! true", 'echo "typed $-" >>seen'),
    ),
    "zsh": Start(
        ("zsh", "-i"), f"{_ZSH_RC}precmd_functions=(mine)\nLOAD\nprecmd_functions+=(mine)",
        _ZSH, ".zshrc",
    ),
    "zsh, options": Start(
        ("zsh", "-i"),
        "setopt ksh_arrays sh_word_split no_unset err_return all_export\n"
        f"{_ZSH_RC}precmd_functions=(precmd mine)\nLOAD",
        _ZSH, ".zshrc",
    ),
    **{
        name: Start(
            (name, "-i"), _ksh(_KSH_RC, name), tuple(_ksh(line, name) for line in _KSH)
        )
        for name in ("ksh93", "mksh")
    },
    "fish": Start(("fish", "--no-config", "-i", "-C", "source rc"), _FISH_RC, _FISH),
    "tcsh": Start(("tcsh", "-i"), _TCSH_RC, _TCSH, ".tcshrc"),
    "elvish": Start(("elvish", "-rc", "rc"), _ELVISH_RC, _ELVISH),
}  # fmt: skip


_RENEWING = [name for name in STARTS if _shell(name) in {"bash", "zsh", "fish"}]


@pytest.mark.parametrize(
    ("name", "options"),
    [*((name, " --warn") for name in STARTS), *((name, " --renew") for name in _RENEWING)],
)
def test_a_shell_with_the_hook_shows_what_it_shows_without(
    place: Place, name: str, options: str
) -> None:
    start = STARTS[name]
    without, _ = _sitting(place, name, start, "")
    seen, screen = _sitting(place, name, start, options)

    assert without
    assert seen == without
    # An older bash has only one hook, which the user has replaced there.
    told = screen.count("the session in this shell has ended")
    assert told == 1 or name == "bash, set afterwards"


@pytest.mark.parametrize("name", _READONLY)
def test_a_readonly_list_of_hooks_is_left_alone(place: Place, name: str) -> None:
    shell = _shell(name)
    start = next(start for known, start in STARTS.items() if _shell(known) == shell)
    mine = _ZSH_RC if shell == "zsh" else ""
    rc = f"{mine}{_READONLY[name]}\necho loaded >>seen; aws-session --version >>seen"
    bare = Start(start.argv, rc, (*start.typed, "echo '<'alive'>'"), start.file)
    seen, screen = _sitting(place, name, bare, " --warn")

    assert seen.splitlines()[0] == "loaded"
    assert seen.splitlines()[1].startswith("aws-session ")
    assert "<alive>" in screen
    assert [line for line in screen.splitlines() if "read" in line and "only" in line] == []


def _sitting(place: Place, name: str, start: Start, options: str) -> tuple[str, str]:
    """Return what the user's hooks and lines wrote, and what was on the screen."""
    shell = BY_NAME[_shell(name)]
    shell.require()
    folder = place.folder / f"rc{options.replace(' ', '')}"
    folder.mkdir(exist_ok=True)
    load = LOAD[shell.dialect].replace(f"init {shell.dialect}", f"init {shell.dialect}{options}")
    rc = f"{start.rc.replace('LOAD', load)}\n"
    if shell.dialect in {"bash", "zsh", "ksh"}:
        rc = f"PS1='> '\n{rc}: loaded\n"
    (folder / start.file).write_text(rc)
    screen = _typed_in(folder, start, place.environ)
    seen = (folder / "seen").read_text() if (folder / "seen").exists() else ""
    return seen.replace(str(folder), "FOLDER"), screen


def _typed_in(folder: Path, start: Start, environ: dict[str, str]) -> str:
    env = bare_environment(folder) | environ
    env |= {"HOME": str(folder), "ZDOTDIR": str(folder), "ENV": str(folder / "rc")}
    env["AWS_SESSION_EXPIRES"] = "1"
    process = pexpect.spawn(
        start.argv[0], list(start.argv[1:]), cwd=str(folder), env=env, encoding="utf-8",
        codec_errors="replace", dimensions=(50, 300), timeout=40,
    )  # fmt: skip
    process.delaybeforesend = None
    screen = []
    for number, line in enumerate((*start.typed, "exit")):
        # A shell may drop what is typed before its prompt.
        process.expect("[%>] ")
        screen.append(process.before or "")
        process.send(f"{line}\r")
        if number < len(start.typed):
            process.expect("\n")
    process.expect(pexpect.EOF)
    screen.append(process.before or "")
    process.close()
    return "".join(screen)


def test_the_hook_of_bash_is_not_inherited(place: Place) -> None:
    """Shells that are started from one with the hook have the list as it was."""
    shell = BY_NAME["bash"]
    shell.require()
    load = LOAD["bash"].replace("init bash", "init bash --warn")
    done = shell.run(
        f"export PROMPT_COMMAND=:\n{load}\nbash --norc -ic 'eval \"$PROMPT_COMMAND\"'\n",
        cwd=place.folder, env=place.environ | {"AWS_SESSION_EXPIRES": "1"},
    )  # fmt: skip

    assert done.returncode == 0
    assert b"aws_session" not in done.stderr
    assert os.fsencode("has ended") not in done.stderr


def test_the_hook_of_tcsh_is_silent_if_its_file_is_gone(place: Place) -> None:
    shell = BY_NAME["tcsh"]
    shell.require()
    files = Path(shells.__file__).parent / "tcsh"
    copied = shutil.copytree(files, place.folder / "copied")
    load = f"eval `aws-session init tcsh --warn | sed s,{files},{copied},g`"
    done = shell.run(
        f"alias precmd 'echo mine'\n{load}\nprecmd\nrm -r {copied}\nprecmd\n",
        cwd=place.folder, env=place.environ | {"AWS_SESSION_EXPIRES": "1"},
    )  # fmt: skip

    assert done.stdout == b"mine\nmine\n"
    assert done.stderr.splitlines() == [b"aws-session: the session in this shell has ended"]

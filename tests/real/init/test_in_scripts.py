"""The function without a terminal: options, traps, subshells, hostile folders."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from real.init.loading import LOAD, SHOW, STRUCTURED, TRACE, WITHOUT_ALIASES
from real.journeys.place import SECRET, read_environment
from real.shells.interpreters import ALL, BOURNE

if TYPE_CHECKING:
    from pathlib import Path

    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

BY_NAME = {shell.name: shell for shell in ALL}


@pytest.fixture(params=[s for s in ALL if s.dialect in LOAD and s.name not in STRUCTURED], ids=str)
def shell(request: pytest.FixtureRequest) -> Interpreter:
    found: Interpreter = request.param
    found.require()
    return found


@pytest.fixture(params=BOURNE, ids=str)
def bourne(request: pytest.FixtureRequest) -> Interpreter:
    found: Interpreter = request.param
    found.require()
    return found


def _name(shell: Interpreter) -> str:
    return "aws_session" if shell.name in WITHOUT_ALIASES else "aws-session"


def _load(shell: Interpreter, line: str | None = None) -> str:
    chosen = line or LOAD[shell.dialect]
    # bash uses an alias in a script only with an option, and in POSIX mode.
    return chosen.replace(f"init {shell.dialect}", f"init {shell.dialect} --cmd {_name(shell)}")


def _run(
    place: Place, shell: Interpreter, *lines: str, folder: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    script = "\n".join(lines).replace("CALL", _name(shell))
    return shell.run(f"{script}\n", cwd=folder or place.folder, env=place.environ, timeout=90)


def test_a_script_gets_a_session_and_loses_it(place: Place, shell: Interpreter) -> None:
    done = _run(
        place, shell, _load(shell), f"CALL {place.fresh_code()}", "env -0 > in",
        "CALL end", "env -0 > out",
    )  # fmt: skip

    assert done.returncode == 0
    assert "AWS_SESSION_TOKEN" in read_environment(place.folder / "in")
    assert "AWS_SESSION_TOKEN" not in read_environment(place.folder / "out")
    assert done.stdout == b""


def test_a_trace_of_a_script_has_no_secret_in_it(place: Place, shell: Interpreter) -> None:
    done = _run(
        place, shell, _load(shell), TRACE[shell.dialect], f"CALL {place.fresh_code()}",
        "env -0 > in", "true traced",
    )  # fmt: skip
    inside = read_environment(place.folder / "in")

    assert b"true traced" in done.stderr
    assert [name for name in SECRET if inside[name][-40:] in done.stdout + done.stderr] == []


@pytest.mark.parametrize("with_trace", [False, True], ids=["alone", "traced"])
def test_what_is_read_is_shown_without_a_secret(
    place: Place, shell: Interpreter, with_trace: bool
) -> None:
    if shell.dialect not in SHOW:
        pytest.skip("this shell does not show what it reads")
    done = _run(
        place, shell, _load(shell), SHOW[shell.dialect], TRACE[shell.dialect] if with_trace else "",
        f"CALL {place.fresh_code()}", "env -0 > in", "true shown",
    )  # fmt: skip
    inside = read_environment(place.folder / "in")

    assert b"true shown" in done.stdout + done.stderr
    assert [name for name in SECRET if inside[name][-40:] in done.stdout + done.stderr] == []


def test_an_alias_of_what_prints_a_failure_hides_none(place: Place, bourne: Interpreter) -> None:
    # yash parses the substitution again as ksh93 does, but only in POSIX mode.
    posix = replace(bourne, argv=("yash", "--posixly-correct"))
    for shell in (bourne, *([posix] if bourne.name == "yash" else [])):
        done = _run(
            place, shell, _load(shell), "alias printf=false print=false 2>/dev/null || :",
            "CALL status --nosuch && echo went on; echo \"<$?>\"",
        )  # fmt: skip

        assert done.stdout == b"<2>\n", shell.argv


@pytest.mark.parametrize("option", ["set -e", "set -u", "set -eu", "set -f", "IFS=7as'", "set -a"])
def test_options_change_nothing(place: Place, bourne: Interpreter, option: str) -> None:
    setting = option.replace("'", "")
    done = _run(
        place, bourne, _load(bourne), setting, f"CALL {place.fresh_code()}", "env -0 > in",
        "CALL version", "CALL frobnicate || echo \"<$?>\"", "CALL end", "env -0 > out",
    )  # fmt: skip

    assert done.stdout.decode() == place.program("version").stdout + "<2>\n"
    assert "AWS_SESSION_TOKEN" in read_environment(place.folder / "in")
    assert "AWS_SESSION_TOKEN" not in read_environment(place.folder / "out")


def test_a_failure_ends_a_script_that_asked_for_it(place: Place, bourne: Interpreter) -> None:
    done = _run(place, bourne, _load(bourne), "set -e", "CALL frobnicate", "echo went on")

    assert (done.returncode, done.stdout) == (2, b"")


def test_a_subshell_keeps_it_to_itself(place: Place, bourne: Interpreter) -> None:
    done = _run(
        place, bourne, _load(bourne), f"(CALL {place.fresh_code()} && env -0 > in)",
        "env -0 > out",
    )  # fmt: skip

    assert done.returncode == 0
    assert "AWS_SESSION_TOKEN" in read_environment(place.folder / "in")
    assert "AWS_SESSION_TOKEN" not in read_environment(place.folder / "out")


@pytest.mark.parametrize("form", ["eval $(…)", 'eval "$(…)"'])
def test_it_loads_without_quotes_in_a_hostile_folder(
    place: Place, bourne: Interpreter, hostile_folder: Path, form: str
) -> None:
    warning = "" if bourne.dialect == "sh" else "--warn"
    line = bourne.evaluate(f"aws-session init {bourne.dialect} {warning} --cmd aws_session", form)
    inside = place.folder / "in"
    for number, setting in enumerate(bourne.settings.values()):
        if (bourne.name, setting) == ("posh", "IFS="):
            # posh then makes one word of "$@", in any function.
            continue
        done = _run(
            place, bourne, setting, line, f"aws_session region eu-north-{number + 1}",
            f"env -0 > '{inside}'", folder=hostile_folder,
        )  # fmt: skip

        assert done.returncode == 0, setting
        assert read_environment(inside)["AWS_REGION"] == f"eu-north-{number + 1}".encode(), setting


@pytest.mark.parametrize("characters", ["7", "e", "'", "$", "(", "{", ";", "\\", "x\n"])
def test_a_strange_separator_loads_it_or_fails(
    place: Place, bourne: Interpreter, characters: str
) -> None:
    place.environ["SEPARATORS"] = characters
    line = f"aws-session init {bourne.dialect} --cmd aws_session"
    done = _run(
        place, bourne, "IFS=$SEPARATORS",
        f'eval $({line}) && aws_session region eu-north-1 && echo "<$AWS_REGION>"',
    )  # fmt: skip

    assert done.stdout in {b"", b"<eu-north-1>\n"}


@pytest.mark.parametrize("setting", ["set -T", "shopt -s extdebug", "set -o posix", "set -E"])
def test_in_bash_no_trap_fires_and_every_trap_stays(place: Place, setting: str) -> None:
    shell = BY_NAME["bash"]
    shell.require()
    done = _run(
        place, shell, _load(shell), setting, "trap 'echo \"told: $BASH_COMMAND\"' DEBUG",
        f"CALL {place.fresh_code()}", "env -0 > in", "true afterwards",
    )  # fmt: skip
    inside = read_environment(place.folder / "in")

    assert b"told: true afterwards" in done.stdout
    assert [name for name in SECRET if inside[name][-40:] in done.stdout + done.stderr] == []


@pytest.mark.parametrize(
    "trap",
    ["trap 'print -r told: $ZSH_DEBUG_CMD' DEBUG", "TRAPDEBUG() { print -r told: $ZSH_DEBUG_CMD }"],
)
def test_in_zsh_no_trap_fires_and_every_trap_stays(place: Place, trap: str) -> None:
    shell = BY_NAME["zsh"]
    shell.require()
    done = _run(
        place, shell, _load(shell), trap, f"CALL {place.fresh_code()}", "env -0 > in",
        "true afterwards",
    )  # fmt: skip
    inside = read_environment(place.folder / "in")

    assert b"told: true afterwards" in done.stdout
    assert [name for name in SECRET if inside[name][-40:] in done.stdout + done.stderr] == []


def test_in_fish_universal_variables_that_stay_set_are_named(place: Place) -> None:
    # Without its configuration, fish does not have these variables.
    shell = replace(BY_NAME["fish"], argv=("fish",))
    shell.require()
    done = _run(
        place, shell, _load(shell), "set -Ux AWS_PROFILE default", "set -Ux AWS_ROLE_ARN mine",
        "set -Ux AWS_REGION eu-west-2", f"CALL {place.fresh_code()}",
        "set -Ue AWS_PROFILE AWS_ROLE_ARN", "CALL region eu-north-1",
    )  # fmt: skip
    named = [line.split()[1] for line in done.stderr.splitlines() if b"universal" in line]

    assert named == [b"AWS_PROFILE", b"AWS_ROLE_ARN"]


def test_in_ksh93_no_trap_fires(place: Place) -> None:
    shell = BY_NAME["ksh93"]
    shell.require()
    done = _run(
        place, shell, _load(shell), "trap 'print -r -- \"told: ${.sh.command}\"' DEBUG",
        f"CALL {place.fresh_code()}", "env -0 > in", "true afterwards",
    )  # fmt: skip
    inside = read_environment(place.folder / "in")

    assert b"told: true afterwards" in done.stdout
    assert [name for name in SECRET if inside[name][-40:] in done.stdout + done.stderr] == []


def test_a_line_that_evaluates_it_by_hand_still_works(place: Place, shell: Interpreter) -> None:
    for number, form in enumerate(shell.forms):
        line = shell.evaluate(f"CALL region eu-north-{number + 1}", form)
        done = _run(place, shell, _load(shell), shell.guarded(line, "env -0 > in"))

        assert done.stdout == b"", form
        region = read_environment(place.folder / "in")["AWS_REGION"]
        assert region == f"eu-north-{number + 1}".encode(), form


def test_what_fails_by_hand_stops_the_list(place: Place, shell: Interpreter) -> None:
    for form in shell.forms:
        for words in ("frobnicate", "region ' '", "--code 1234", "--help"):
            line = shell.evaluate(f"CALL {words}", form)
            done = _run(place, shell, _load(shell), shell.guarded(line, "echo went on"))

            assert done.stdout == b"", (form, words)


def test_by_hand_a_code_is_not_lost_with_a_pipe(place: Place, bourne: Interpreter) -> None:
    code = place.fresh_code()
    done = _run(
        place, bourne, _load(bourne),
        f"eval $(echo {code} | CALL --code -) && echo went on && env -0 > in",
    )  # fmt: skip

    assert done.stdout == b"went on\n"
    assert b"lost" not in done.stderr
    assert "AWS_SESSION_TOKEN" in read_environment(place.folder / "in")


def test_any_words_come_through_an_eval_by_hand(
    place: Place, bourne: Interpreter, hostile_folder: Path
) -> None:
    place.config("[profile a  * $HOME ;b]\nregion = eu-north-1\n")
    place.credentials(default=place.company.key)
    words = "pose 'a  * $HOME ;`b`' --no-mfa"
    done = _run(place, bourne, _load(bourne), f"eval $(CALL {words})", folder=hostile_folder)

    assert b"'a  * $HOME ;`b`'" in done.stderr.partition(b"type: ")[2].partition(b"\n")[2]


def test_inside_of_a_substitution_nothing_secret_is_caught_and_nothing_goes_on(
    place: Place, bourne: Interpreter
) -> None:
    done = _run(
        place, bourne, _load(bourne),
        f"caught=$(CALL {place.fresh_code()} && echo went on); echo \"<$?>\"",
        'test "${caught#*went}" = "$caught" && test "${caught#*ASIA}" = "$caught" && echo clean',
    )  # fmt: skip

    assert done.stdout == b"<1>\nclean\n"


@pytest.mark.parametrize("kind", ["function", "alias"])
def test_what_a_person_calls_exit_does_not_turn_a_failure_into_a_success(
    place: Place, bourne: Interpreter, kind: str
) -> None:
    setting = {"function": "exit() { :; }", "alias": "alias exit=:"}[kind]
    if bourne.name in _WITHOUT_OWN_EXIT[kind]:
        pytest.skip("it refuses one of that name, or has no aliases")
    if kind == "alias" and bourne.dialect == "bash":
        setting = f"shopt -s expand_aliases\n{setting}"
    done = _run(
        place, bourne, setting, _load(bourne), "CALL region nowhere-", 'echo "<$?>"',
        "CALL status --at-least 1h && touch RAN", 'echo "<$?>"',
    )  # fmt: skip

    assert done.stdout == b"<2>\n<1>\n"
    assert not (place.folder / "RAN").exists()


_WITHOUT_OWN_EXIT = {
    "function": {"ksh93", "dash", "posh", "busybox", "mksh", "yash"},
    "alias": {"posh"},
}


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_a_role_that_a_readonly_variable_prevents_leaves_the_session_and_its_end(
    place: Place, name: str
) -> None:
    shell = BY_NAME[name]
    shell.require()
    done = _run(
        place, shell, _load(shell), f"CALL {place.fresh_code()}", "env -0 > before",
        "readonly AWS_REGION", "CALL pose 210987654321 Admin --region eu-west-1 && touch RAN",
        "env -0 > after", "CALL status --at-least 1h && echo alive", "CALL end", "env -0 > out",
    )  # fmt: skip
    before, after, out = (read_environment(place.folder / n) for n in ("before", "after", "out"))

    assert done.stdout == b"alive\n"
    assert not (place.folder / "RAN").exists()
    assert [after[each] for each in SECRET] == [before[each] for each in SECRET]
    assert not out.keys() & {*SECRET, "AWS_SESSION_STATE"}


def test_the_form_for_scripts_is_right_beside_the_function(
    place: Place, bourne: Interpreter
) -> None:
    form = 'out=$(command aws-session {}) && eval "$out" && echo "<${{AWS_REGION-}}>"'
    done = _run(
        place, bourne, _load(bourne), form.format(place.fresh_code()),
        form.format("region eu-north-1"), form.format("pose nowhere"),
    )  # fmt: skip

    assert done.stdout == b"<us-east-1>\n<eu-north-1>\n"


def test_resume_says_nothing_in_an_eval_by_hand(place: Place, bourne: Interpreter) -> None:
    done = _run(place, bourne, _load(bourne), 'eval "$(CALL resume)"', 'echo "<$?>"')

    assert (done.stdout, done.stderr) == (b"<0>\n", b"")


def test_parentheses_into_a_pipe_or_a_file_hold_a_session(
    place: Place, bourne: Interpreter
) -> None:
    done = _run(
        place, bourne, _load(bourne), '(CALL region eu-north-1 && echo "<$AWS_REGION>") | cat',
        '(CALL region eu-north-2 && echo "<$AWS_REGION>") > file; cat file',
        'echo "<${AWS_REGION-}>"',
    )  # fmt: skip

    assert done.stdout == b"<eu-north-1>\n<eu-north-2>\n<>\n"


def test_what_a_pipe_ends_is_reported(place: Place, bourne: Interpreter) -> None:
    if bourne.name == "ksh93":
        pytest.skip("its subshells cannot be told from the shell")
    done = _run(place, bourne, _load(bourne), "CALL region eu-north-1 | cat")

    assert b"your shell stays unchanged" in done.stderr


@pytest.mark.parametrize("option", ["--print", "--shell dotenv", "--shell OTHER"])
def test_what_is_for_others_is_printed_as_without_the_function(
    place: Place, shell: Interpreter, option: str
) -> None:
    words = f"region eu-north-1 {option}".replace(
        "OTHER", "tcsh" if shell.dialect == "fish" else "fish"
    )
    plain = _run(place, shell, f"aws-session {words}", "true")
    done = _run(place, shell, _load(shell), f"CALL {words}", "env -0 > in")

    assert b"AWS_REGION" in plain.stdout
    assert done.stdout == plain.stdout
    assert "AWS_REGION" not in read_environment(place.folder / "in")


def test_if_the_program_is_gone_the_function_says_so(place: Place, shell: Interpreter) -> None:
    moved = place.folder / "it's here" / "aws-session"
    moved.parent.mkdir()
    real = subprocess.run(
        ["which", "aws-session"], env=place.environ, capture_output=True, text=True, check=True
    ).stdout.strip()
    python = real.rpartition("/")[0] + "/python"
    moved.write_text(f"#!{python}\nfrom aws_session.main import main\nmain()\n")
    moved.chmod(0o755)
    place.environ["PATH"] = f"{moved.parent}:{place.environ['PATH']}"
    done = _run(
        place, shell, _load(shell), "CALL region eu-north-1", "env -0 > in",
        f"mv '{str(moved.parent).replace(chr(39), chr(39) + chr(92) + chr(39) + chr(39))}' away",
        "CALL end",
    )  # fmt: skip

    assert read_environment(place.folder / "in")["AWS_REGION"] == b"eu-north-1"
    assert done.returncode == 127
    assert f"{moved} is missing" in done.stderr.decode()


def test_another_name(place: Place, shell: Interpreter) -> None:
    line = LOAD[shell.dialect].replace("init ", "init --cmd mfa_in ")
    call = "aws_session" if shell.name in WITHOUT_ALIASES else "mfa_in"
    done = _run(place, shell, line, f"{call} region eu-north-1", "env -0 > in")

    assert done.returncode == 0
    assert read_environment(place.folder / "in")["AWS_REGION"] == b"eu-north-1"


def test_a_program_gets_words_unchanged(place: Place, shell: Interpreter) -> None:
    line = "CALL sandbox -- printf '<%s>' 'a  b' '*' '$HOME' 'x;y' '\"q\"'"
    done = _run(place, shell, _load(shell), line)
    empty = _run(place, shell, _load(shell), f"{line} ''")

    assert done.stdout == b'<a  b><*><$HOME><x;y><"q">'
    if shell.dialect == "tcsh":
        assert (empty.returncode, empty.stdout) == (2, b"")
        assert b"cannot pass an empty argument" in empty.stderr
    else:
        assert empty.stdout == done.stdout + b"<>"


_KEYWORD = {"bash": "set -k", "ksh93": "set -k", "mksh": "set -o keyword"}
"""The option that makes every word NAME=value an assignment, wherever it is."""


@pytest.mark.parametrize("first", ["option", "function"])
@pytest.mark.parametrize("name", _KEYWORD)
def test_where_every_assignment_is_one_the_function_holds(
    place: Place, name: str, first: str
) -> None:
    shell = BY_NAME[name]
    shell.require()
    lines = [_KEYWORD[name], _load(shell)]
    done = _run(
        place, shell, *(lines if first == "option" else reversed(lines)),
        "env -0 > before", "CALL --code 12 && touch RAN", 'echo "failed $?"', "env -0 > after",
        f"CALL {place.fresh_code()} && env -0 > in", "CALL end && env -0 > out",
    )  # fmt: skip
    before, after, within, out = (_asked(place, name) for name in ("before", "after", "in", "out"))

    assert done.stdout == b"failed 2\n"
    assert not (place.folder / "RAN").exists()
    assert after == before == out
    assert place.with_session(within)("iam").list_users()["Users"]


@pytest.mark.parametrize("name", _KEYWORD)
def test_where_every_assignment_is_one_the_bare_line_holds(place: Place, name: str) -> None:
    shell = BY_NAME[name]
    shell.require()
    done = _run(
        place, shell, _KEYWORD[name],
        "env -0 > before", "eval $(aws-session --code 12) && touch RAN", 'echo "failed $?"',
        f"eval $(aws-session {place.fresh_code()}) && env -0 > in",
        'eval "$(aws-session end)" && env -0 > out',
    )  # fmt: skip
    before, within, out = (_asked(place, name) for name in ("before", "in", "out"))

    assert done.stdout == b"failed 2\n"
    assert not (place.folder / "RAN").exists()
    assert before == out
    assert place.with_session(within)("iam").list_users()["Users"]


def _asked(place: Place, name: str) -> dict[str, bytes]:
    """Return the environment in a file, without the variables that ksh93 sets for every program."""
    own = {"_", "_AST_FEATURES"}
    found = read_environment(place.folder / name)
    return {name: value for name, value in found.items() if name not in own}


def test_an_alias_of_xonsh_that_runs_in_a_thread_changes_the_shell(place: Place) -> None:
    BY_NAME["xonsh"].require()
    done = _run(
        place, BY_NAME["xonsh"], LOAD["xonsh"], f"aws-session {place.fresh_code()}",
        "aliases['threaded'] = 'aws-session pose 210987654321 Admin && echo gone on'",
        "threaded", "print($AWS_SESSION_LABEL)",
        "aliases['failing'] = 'aws-session pose nowhere && echo gone wrong'", "failing",
    )  # fmt: skip

    assert done.stdout.split() == [b"gone", b"on", b"210987654321/Admin"]
    assert b"Traceback" not in done.stderr


def test_what_is_piped_into_the_function_of_nu_is_read(place: Place) -> None:
    BY_NAME["nu"].require()
    # Such a script is read as a whole before it runs.
    script = place.folder / "aws-session.nu"
    script.write_text(place.program("init", "nu").stdout)
    done = _run(
        place, BY_NAME["nu"], f"source {script}", f"'{place.fresh_code()}' | aws-session --code -",
        "'data' | aws-session exec -- cat", "aws-session exec -- echo none",
        "print $env.AWS_SESSION_LABEL",
    )  # fmt: skip

    assert done.stdout.split() == [b"datanone", b"alice@111122223333"]


def test_the_alias_of_powershell_calls_its_cmdlets_whatever_functions_have_their_names(
    place: Place,
) -> None:
    BY_NAME["pwsh"].require()
    cmdlets = (
        *("Invoke-Expression", "Where-Object", "Set-Variable", "Select-Object", "ForEach-Object"),
        *("Get-Variable", "Remove-Item", "Write-Error", "Write-Warning", "Test-Path"),
    )
    done = _run(
        place, BY_NAME["pwsh"], LOAD["powershell"],
        *(f"function {name} {{ 'MINE' }}" for name in cmdlets),
        f"$code = '{place.fresh_code()}'", "aws-session $code --region eu-west-1",
        '"<$Env:AWS_SESSION_LABEL $Env:AWS_REGION>"', "aws-session pose nowhere && 'went on'",
        "aws-session exec -- echo a,b", "aws-session end && \"<$Env:AWS_SESSION_LABEL>\"",
    )  # fmt: skip

    assert done.stdout.decode().split("\n") == [
        "<alice@111122223333 eu-west-1>",
        "a,b",
        "<>",
        "",
    ]

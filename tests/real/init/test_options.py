"""The function under every option of zsh, and under the options that most change other shells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from real.init.loading import LOAD
from real.journeys.place import read_environment
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from real.journeys.place import Place

BY_NAME = {shell.name: shell for shell in ALL}
ENDED = "aws-session: the session in this shell has ended"

# Each in a subshell, with the files of the function and not the program, which would take minutes.
EVERY_OPTION = r"""
line=$(aws-session init zsh --renew)
for option value in ${(kv)options}; do
  case $option in exec|onecmd|restricted|singlecommand|verbose|xtrace|sourcetrace) continue ;; esac
  # Only a terminal or the command line can set these.
  case $option in interactive|monitor|shinstdin|stdin|zle) continue ;; esac
  [[ $value == on ]] && changed=no$option || changed=$option
  settings+=("setopt $changed")
done
settings+=("emulate "{,-R\ }{sh,ksh,csh})
settings+=("setopt sh_glob ignore_braces force_float ksh_arrays sh_word_split no_aliases")
settings+=("setopt no_unset err_return all_export posix_builtins warn_create_global")
print -r -- "${#settings} settings"
for setting in $settings; do
  (
    eval "$setting"
    eval "$line" || print -r -- "$setting: status $?"
    export AWS_SESSION_EXPIRES=1
    aws_session_warn
    unset AWS_SESSION_EXPIRES
    aws_session_warn
    for name in aws-session aws_session _aws_session_complete aws_session_renew; do
      typeset -f -- $name >/dev/null || print -r -- "$setting: no $name"
    done
  ) </dev/null 2>&1
done
"""


def test_zsh_loads_the_function_whatever_options_are_set(place: Place) -> None:
    shell = BY_NAME["zsh"]
    shell.require()
    done = shell.run(EVERY_OPTION, cwd=place.folder, env=place.environ, timeout=90)
    first, *rest = done.stdout.decode().splitlines()
    count = int(first.removesuffix(" settings"))

    assert count > 150
    assert rest == [ENDED] * count
    assert done.stderr == b""


ZSH = (
    *("emulate sh", "emulate ksh", "emulate csh", "emulate -R sh"),
    "setopt sh_glob ignore_braces ignore_close_braces ksh_arrays sh_word_split no_aliases",
)
BASH = (
    "set -o posix; set -eu",
    "shopt -s failglob extglob dotglob expand_aliases; set -fu",
    "set -eu -o pipefail; shopt -s inherit_errexit lastpipe nocasematch",
)
CASES = [
    *(("zsh", setting) for setting in ZSH),
    *(("bash", setting) for setting in BASH),
    *((name, "set -eu") for name in ("dash", "ksh93", "mksh", "yash", "busybox", "posh")),
]


@pytest.mark.parametrize(("name", "setting"), CASES)
@pytest.mark.parametrize("first", [True, False], ids=["set before", "set after"])
def test_a_day_under_hostile_options(place: Place, name: str, setting: str, first: bool) -> None:
    shell = BY_NAME[name]
    shell.require()
    load = LOAD[shell.dialect]
    beginning = (setting, load) if first else (load, setting)
    place.environ["AWS_SESSION_MFA_COMMAND"] = f"echo {place.fresh_code()}"
    lines = (
        *("aws_session", "env -0 >in", "aws_session version"),
        *('aws_session pose nowhere || echo "<$?>"', "aws_session end", "env -0 >out"),
    )
    script = "\n".join((*beginning, *lines))
    done = shell.run(f"{script}\n", cwd=place.folder, env=place.environ, timeout=90)

    assert done.stdout.decode() == f"{place.program('version').stdout}<2>\n", done.stderr
    assert "AWS_SESSION_TOKEN" in read_environment(place.folder / "in")
    assert "AWS_SESSION_TOKEN" not in read_environment(place.folder / "out")
    assert b"parse error" not in done.stderr
    assert b"parameter" not in done.stderr

"""How nushell, which cannot evaluate text, receives a change: as one JSON object."""

from __future__ import annotations

from aws_session.shells import RaisingDialect, check_names
from aws_session.shells.unicode_escapes import json_string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import EnvironmentChange

LOAD = (
    "from json | do --env { hide-env -i ...$in.unset; load-env $in.set; "
    'if $in.fail? != null { error make {msg: "aws-session failed"} } }'
)
"""The command that applies the change in the text that is piped into it."""


class Nu(RaisingDialect):
    """An object with what is set, what is unset, and optionally the status to fail with."""

    name = "nu"
    has_subshells = False

    def assign(self, name: str, value: str) -> str:
        return f'"{name}":{json_string(self.text(name, value))}'

    def unset(self, names: tuple[str, ...]) -> str:
        return ",".join(f'"{name}"' for name in names)

    def typed_set(self, name: str, value: str) -> str:
        return f"$env.{name} = '{value}'"

    def typed_unset(self, names: tuple[str, ...]) -> str:
        return f"hide-env {' '.join(names)}"

    def failing(self, status: int) -> str:
        return f',"fail":{status}'

    def run_program(self, words: tuple[str, ...]) -> str:
        # The function has the program's path.
        return f'{{"run":[{",".join(map(json_string, words[1:]))}]}}\n'

    def typed_word(self, word: str) -> str:
        return self.quoted(word)

    def quoted(self, word: str) -> str:
        return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def render(self, change: EnvironmentChange) -> str:
        return self._object(change, "")

    def render_then_fail(self, change: EnvironmentChange, status: int) -> tuple[str, int]:
        return self._object(change, self.failing(status)), 0

    def invocation(self, words: str = "aws-session") -> str:
        # The caret bypasses a function of that name.
        return f"^{words} | {LOAD}"

    def _object(self, change: EnvironmentChange, failing: str) -> str:
        check_names(change)
        assigned = ",".join(self.assign(name, value) for name, value in change.assign)
        unset = self.unset(change.unset)
        return f'{{"set":{{{assigned}}},"unset":[{unset}]{failing}}}\n'


DIALECT = Nu()

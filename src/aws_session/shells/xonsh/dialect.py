"""How xonsh receives a change."""

from __future__ import annotations

from aws_session.shells import RaisingDialect


class Xonsh(RaisingDialect):
    """Python string literals."""

    name = "xonsh"

    def assign(self, name: str, value: str) -> str:
        self.encode(name, value)
        return f"__xonsh__.env['{name}']={value!a};"

    def unset(self, names: tuple[str, ...]) -> str:
        return "".join(f"__xonsh__.env.pop('{name}',None);" for name in names)

    def typed_set(self, name: str, value: str) -> str:
        return f"${name} = '{value}'"

    def typed_unset(self, names: tuple[str, ...]) -> str:
        return f"del {', '.join(f'${name}' for name in names)}"

    def failing(self, status: int) -> str:
        # What xonsh itself raises if a program fails: no traceback, and a script ends.
        return f"raise __import__('subprocess').CalledProcessError({status},'aws-session');"

    def run_program(self, words: tuple[str, ...]) -> str:
        return f"run={list(words)!a}\n"

    def quoted(self, word: str) -> str:
        return ascii(word)

    def line(self, statements: list[str]) -> str:
        return "".join(statements or ["pass;"]) + "\n"

    def invocation(self, words: str = "aws-session") -> str:
        # xonsh reads other programs in a thread, which on a busy machine can miss both a program's
        # output and its status.
        return f"execx($(@unthread {words}))"

    def piped(self, program: str, words: str) -> str:
        return f"execx($({program} | @unthread {words}))"


DIALECT = Xonsh()

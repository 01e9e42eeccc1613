"""How tcsh receives a change."""

from __future__ import annotations

from aws_session.shells import WORD, Dialect, is_plain

# From 0x80 on, an octal escape is a code point, so such bytes are written unescaped.
_BARE = frozenset((*WORD.encode(), *range(0x80, 0x100)))


def _spell(octets: bytes) -> str:
    spelt = (bytes((octet,)) if octet in _BARE else b"\\%03o" % octet for octet in octets)
    return b"".join(spelt).decode("utf-8", "surrogateescape")


class Tcsh(Dialect):
    """ANSI-C strings, because csh expands ! even inside single quotes."""

    name = "tcsh"

    def assign(self, name: str, value: str) -> str:
        octets = self.encode(name, value)
        # csh expands ! even inside single quotes.
        spelt = f"'{value}'" if is_plain(value) else f"$'{_spell(octets)}'"
        return f"setenv {name} {spelt};"

    def unset(self, names: tuple[str, ...]) -> str:
        return "".join(f"unsetenv {name};" for name in names)

    def typed_set(self, name: str, value: str) -> str:
        return f"setenv {name} {value}"

    def typed_unset(self, names: tuple[str, ...]) -> str:
        return "; ".join(f"unsetenv {name}" for name in names)

    def failing(self, status: int) -> str:
        return f"/bin/sh -c 'exit {status}';"

    def run_program(self, words: tuple[str, ...]) -> str:
        return f"{' '.join(map(self.quoted, words))}\n"

    def quoted(self, word: str) -> str:
        return "'" + word.replace("'", "'\\''").replace("!", "\\!") + "'"

    def inert(self, text: str) -> str:
        # A newline would end the quoted word that is passed to `eval`.
        kept = "AWS_SESSION_TEXT"
        text = ";".join((f"unsetenv {kept}", *text.splitlines()))
        return self.line([self.assign(kept, text), f'eval "${kept}:q";'])

    def line(self, statements: list[str]) -> str:
        return "".join(statements or ["true;"]) + "\n"

    def invocation(self, words: str = "aws-session") -> str:
        return f"eval `{words}`"


DIALECT = Tcsh()

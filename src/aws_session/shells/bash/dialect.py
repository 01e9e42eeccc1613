"""How bash, 3.2 and later, receives a change."""

from __future__ import annotations

from aws_session.shells.posix import Posix, octal


class Bash(Posix):
    """Uses no backslash: bash 5.0 takes a backslash in an expansion for a pattern."""

    name = "bash"

    def assign_other(self, name: str, octets: bytes) -> str:
        # bash 5.0 takes any backslash in an expansion's result for a pattern, so the line contains
        # none and produces one. The underscore keeps newlines at the end.
        return (
            f"""{name}="$(printf %q ';')"&&{name}="${{{name}%;}}"&&"""
            f"""{name}="$(printf "{octal(octets, f"${{{name}}}")}_")"&&"""
            f"""export ''{name}="${{{name}%_}}\""""
        )

    def assign_local(self, name: str, text: str) -> str:
        # Without a child process: every new shell waits for this.
        spelt = octal(self.encode(name, text), f"${{{name}}}")
        return f"""printf -v {name} %q ';'&&{name}="${{{name}%;}}"&&printf -v {name} "{spelt}\""""


DIALECT = Bash()

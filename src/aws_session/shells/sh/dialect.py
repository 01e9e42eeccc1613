"""How dash, busybox, posh, yash and any other POSIX shell receive a change."""

from __future__ import annotations

from aws_session.shells.posix import Posix, octal


class Sh(Posix):
    """`printf` formats: no quoting survives an unquoted expansion."""

    name = "sh"

    def assign_other(self, name: str, octets: bytes) -> str:
        # The underscore keeps newlines at the end. It is missing if yash met bytes that are not a
        # character in its locale, and stopped.
        return (
            f"{name}=$(printf '{octal(octets)}_')&&"
            f"""{self.test} "${{{name}%_}}" != "${name}"&&{name}=${{{name}%_}}&&export {name}"""
        )


DIALECT = Sh()

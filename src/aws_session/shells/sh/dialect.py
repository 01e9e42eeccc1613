"""How dash, busybox, posh, yash and any other POSIX shell are told of a change."""

from __future__ import annotations

from aws_session.shells.posix import Posix, octal


class Sh(Posix):
    """`printf` formats: there is no quoting that survives an unquoted expansion."""

    name = "sh"

    def assign_other(self, name: str, octets: bytes) -> str:
        # The underscore keeps newlines at the end. It is missing where yash met bytes that its
        # locale has no character for, and stopped.
        return (
            f"{name}=$(printf '{octal(octets)}_')&&"
            f"""test "${{{name}%_}}" != "${name}"&&{name}=${{{name}%_}}&&export {name}"""
        )


DIALECT = Sh()

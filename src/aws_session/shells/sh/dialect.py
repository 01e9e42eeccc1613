"""How dash, busybox, posh, yash and any other POSIX shell receive a change."""

from __future__ import annotations

from aws_session.shells.posix import Posix, octal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.environment import EnvironmentChange


class Sh(Posix):
    """`printf` formats: no quoting survives an unquoted expansion."""

    name = "sh"

    def tests(self, change: EnvironmentChange) -> Iterator[str]:
        yield from super().tests(change)
        if change.present is None:
            return
        for name, value in change.assign:
            if not value.isascii():
                # Both are cut off at the same place if yash cannot decode the bytes in its locale.
                spelt = octal(self.encode(name, value))
                yield f"""{self.test} "$(printf '{spelt}')" != "$(printf '{spelt}_')\""""

    def assign_other(self, name: str, octets: bytes) -> str:
        # The underscore keeps newlines at the end. It is missing if yash met bytes that are not a
        # character in its locale, and stopped.
        return (
            f"{name}=$(printf '{octal(octets)}_')&&"
            f"""{self.test} "${{{name}%_}}" != "${name}"&&{name}=${{{name}%_}}&&export {name}"""
        )


DIALECT = Sh()

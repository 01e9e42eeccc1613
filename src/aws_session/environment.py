"""What will change in the caller's environment. No dialect, no I/O."""

from __future__ import annotations

from aws_session.value import Value


class EnvironmentChange(Value):
    """Names to unset, then names to set, both in the order in which they are carried out."""

    unset: tuple[str, ...] = ()
    assign: tuple[tuple[str, str], ...] = ()

    def check(self) -> None:
        names = (*self.unset, *(name for name, _ in self.assign))
        if len(set(names)) != len(names):
            raise ValueError("a name is changed twice")

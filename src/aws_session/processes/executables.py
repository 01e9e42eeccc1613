"""Which files are programs: on Windows by the end of their names, elsewhere by their mode."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_ENDINGS = (".com", ".exe", ".bat", ".cmd")
"""Of files that Windows starts; what else PATHEXT lists is opened by another program."""

if os.name == "nt":

    def called(path: str, told: str = "") -> Iterator[str]:
        """Yield the programs that a path may mean, in the order of a PATHEXT."""
        endings = [ending for ending in told.lower().split(os.pathsep) if ending in _ENDINGS]
        as_it_is = [""] if os.path.splitext(path)[1] else []
        for ending in (*as_it_is, *(endings or _ENDINGS)):
            # An alias of the Microsoft Store is a link that nothing but its start resolves.
            if os.path.lexists(path + ending) and not os.path.isdir(path + ending):
                yield path + ending

else:

    def called(path: str, told: str = "") -> Iterator[str]:  # noqa: ARG001 - there is no PATHEXT
        """Yield the program that a path means."""
        if os.path.isfile(path) and os.access(path, os.X_OK):
            yield path

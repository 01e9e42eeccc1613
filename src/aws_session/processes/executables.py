"""Which files are programs: on Windows by their extensions, elsewhere by their mode."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_ENDINGS = (".com", ".exe", ".bat", ".cmd")
"""Extensions of files that Windows starts; other programs open the others that PATHEXT lists."""

if os.name == "nt":

    def called(path: str, told: str = "") -> Iterator[str]:
        """Yield the programs that a path may mean, in the order of a PATHEXT."""
        endings = [ending for ending in told.lower().split(os.pathsep) if ending in _ENDINGS]
        as_it_is = [""] if os.path.splitext(path)[1] else []
        for ending in (*as_it_is, *(endings or _ENDINGS)):
            # A Microsoft Store alias is a link that is resolved only when it is started.
            if os.path.lexists(path + ending) and not os.path.isdir(path + ending):
                yield path + ending

else:

    def called(path: str, told: str = "") -> Iterator[str]:  # noqa: ARG001 - there is no PATHEXT
        """Yield the program that a path means."""
        if os.path.isfile(path) and os.access(path, os.X_OK):
            yield path

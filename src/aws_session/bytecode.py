"""Finds this package's modules by their bytecode, with less ado than `import` makes of each.

What has no bytecode, or another than its source's, is left to Python.
"""

# Nothing that Python has not loaded by now, `__future__` included: PYTHONPATH comes first yet.
import os
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    MAGIC_NUMBER,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
    SourcelessFileLoader,
)
from io import open_code
from marshal import loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType

_ENDING = f".{sys.implementation.cache_tag}.pyc"
_HEAD = MAGIC_NUMBER + bytes(4)
"""How bytecode begins that is as old as its source's time and size say (PEP 552)."""

_HEAD_SIZE = 16
_USUAL = (
    (ExtensionFileLoader, EXTENSION_SUFFIXES),
    (SourceFileLoader, SOURCE_SUFFIXES),
    (SourcelessFileLoader, BYTECODE_SUFFIXES),
)


class Loader(SourceFileLoader):
    """The loader of a module whose bytecode has been read."""

    def __init__(self, name: str, source: str, code: "CodeType") -> None:
        super().__init__(name, source)
        self._code = code

    def get_code(self, fullname: str) -> "CodeType":  # noqa: ARG002 - Python's own signature
        return self._code


class Finder(FileFinder):
    """The modules of one folder."""

    def find_spec(self, fullname: str, target: "ModuleType | None" = None) -> ModuleSpec | None:
        path = f"{self.path}{os.sep}{fullname.rpartition('.')[2]}"
        return (
            _spec(fullname, self.path, path)
            or _spec(fullname, path, f"{path}{os.sep}__init__", is_package=True)
            or super().find_spec(fullname, target)
        )


def _spec(name: str, folder: str, path: str, *, is_package: bool = False) -> ModuleSpec | None:
    """Return what is to be loaded; None where Python must have a closer look."""
    source = f"{path}.py"
    cached = f"{folder}{os.sep}__pycache__{path[len(folder) :]}{_ENDING}"
    try:
        with open_code(cached) as file:
            held = file.read()
        found = os.stat(source)  # noqa: PTH116 - pathlib costs more than all that this saves
    except OSError:
        return None
    stamp = int(found.st_mtime) & 0xFFFFFFFF | (found.st_size & 0xFFFFFFFF) << 32
    written = int.from_bytes(held[8:_HEAD_SIZE], "little")
    if len(held) < _HEAD_SIZE or held[:8] != _HEAD or written != stamp:
        return None
    code = loads(memoryview(held)[_HEAD_SIZE:])  # noqa: S302 - as Python reads this very file
    if getattr(code, "co_filename", None) != source:
        # It was compiled elsewhere, or is no code.
        return None
    spec = ModuleSpec(name, Loader(name, source, code), origin=source, is_package=is_package)
    spec.cached = cached
    spec.has_location = True
    if spec.submodule_search_locations is not None:
        spec.submodule_search_locations.append(folder)
        _find_in(folder)
    return spec


def find_in(folder: str, loader: object) -> None:
    """Find a package's modules so from now on; `loader` is what the package itself came by.

    Nothing is done where Python keeps modules in an archive, or bytecode in another place.
    """
    is_plain = type(loader) is SourceFileLoader
    if is_plain and sys.pycache_prefix is None and not sys.flags.optimize:
        _find_in(folder)


def _find_in(folder: str) -> None:
    sys.path_importer_cache[folder] = Finder(folder, *_USUAL)

"""One's own settings: edited and checked, or taken over from another tool's file."""

from __future__ import annotations

import os

from aws_session import inert
from aws_session.config_file import legacy, toml_text
from aws_session.display import harmless
from aws_session.edge import children, legacy_file, own_folders, settings_file, terminal
from aws_session.edge.machine import tell
from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config_file.toml_text import Table
    from aws_session.edge.output import Output
    from aws_session.intent import Config
    from aws_session.settings import Settings


def perform(intent: Config, output: Output, environ: dict[str, str]) -> int:
    path = own_folders.settings(environ)
    if intent.where:
        # In full, so that a shell finds no program by its first word.
        full = os.path.join(os.getcwd(), path)  # noqa: PTH118, PTH109 - links stay as they are named
        output.write_data(f"{inert.text(full)}\n")
        return 0
    if intent.checks:
        _say_good(path, settings_file.read(environ))
        return 0
    if intent.action is not None:
        return _take_over(intent.file, path, environ)
    return _edit(_editor(intent.editor, environ), path, environ)


def _editor(named: str | None, environ: dict[str, str]) -> str:
    candidates = (named, environ.get("VISUAL"), environ.get("EDITOR"))
    usual = "notepad" if os.name == "nt" else "vi"
    return next((found for found in candidates if found and found.strip()), usual)


def _edit(editor: str, path: str, environ: dict[str, str]) -> int:
    """Let the settings be edited until they are good, or left as they are."""
    begun = settings_file.begin(path, toml_text.TEMPLATE)
    try:
        while True:
            children.edit(editor, path, environ)
            try:
                _say_good(path, settings_file.read(environ))
            except SessionError as error:
                if not _goes_back(error):
                    raise SessionError(
                        "the settings are wrong, and nothing works with them until they are mended",
                        hint="aws-session config",
                    ) from error
            else:
                return 0
    finally:
        if begun and settings_file.discard(path, toml_text.TEMPLATE):
            tell("nothing was set, so there are no settings")


def _goes_back(error: SessionError) -> bool:
    tell(error.message, error.hint)
    if not terminal.is_there():
        return False
    answer = terminal.ask("back into the editor? [Y/n] ")
    return answer.strip().lower() in {"", "y", "yes"}


def _say_good(path: str, found: Settings) -> None:
    if not settings_file.content(path):
        tell(f"there are no settings in {harmless(path)}, and none are needed")
        return
    counts = f"profiles: {len(found.profiles)}, accounts: {len(found.accounts)}"
    tell(f"the settings in {harmless(path)} are good ({counts})")


def _take_over(named: str | None, path: str, environ: dict[str, str]) -> int:
    source = legacy_file.place(named)
    there = settings_file.read(environ)
    taken = legacy.take(legacy_file.read(source), harmless(source))
    new = tuple(table for table in taken.tables if not _is_there(table, there))
    if new:
        settings_file.add(path, toml_text.written(new))
    for table in taken.tables:
        tell(f"{_described(table)}: {'taken' if table in new else 'there already, left as it is'}")
    for line in taken.left:
        tell(f"left out: {line}")
    tell(f"{len(new)} of {len(taken.tables)} written to {harmless(path)}")
    return 0


def _is_there(table: Table, found: Settings) -> bool:
    return table.name in (found.profiles if table.kind == "profiles" else found.accounts)


def _described(table: Table) -> str:
    values = ", ".join(f"{key} {value}" for key, value in table.values)
    return harmless(f"{table.kind[:-1]} {table.name} ({values})")

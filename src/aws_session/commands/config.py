"""The command `config`: the user's settings, edited and checked, or imported from another tool."""

from __future__ import annotations

import os

from aws_session import paths
from aws_session.commands import FILES, Command, argument, flag, option
from aws_session.config import (
    import_sources,
    import_tools,
    import_yaml,
    settings_file,
    settings_template,
)
from aws_session.config.import_yaml import Taken
from aws_session.errors import SessionError, UsageError
from aws_session.model import inert_text, validation
from aws_session.model.terminal_text import sanitize
from aws_session.processes import starting, subprocesses
from aws_session.terminal import is_there
from aws_session.terminal import system as terminal
from aws_session.terminal.output import tell, tell_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.config import Settings
    from aws_session.config.import_tools import Given, SetUp
    from aws_session.config.settings_template import Table
    from aws_session.terminal.output import Output


_THERE = "already there, left unchanged"


class Config(Command):
    """The user's settings: edited, printed as a path (`where`), only checked, or imported."""

    takes_terminal = True

    action: str | None = argument(
        "[import]", help="Import another tool's configuration file.", completes=("import",)
    )
    file: str | None = argument(
        "[FILE]", help="File to import (default: every one that is found).", completes=FILES
    )
    editor: str | None = option(
        "--editor",
        metavar="PROGRAM",
        help="Editor (default: $VISUAL, $EDITOR or vi).",
        completes=FILES,
    )
    where: bool = flag("--path", help="Print the path of the settings file.")
    checks: bool = flag("--check", help="Only check the settings.")

    summary = "Edit your settings; they are checked when the editor closes."

    def validate(self) -> None:
        if self.action not in {None, "import"}:
            raise UsageError(
                f"unknown action {self.action!r}",
                hint="aws-session config, or aws-session config import [FILE]",
            )
        wishes = (self.action is not None, self.editor is not None, self.where, self.checks)
        if sum(wishes) > 1:
            raise UsageError(
                "import, --editor, --path and --check cannot be used together",
                hint="give one of them",
            )
        validation.no_blank(self.editor, "--editor")
        validation.no_blank(self.file, "FILE")

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        path = paths.settings(environ)
        if self.where:
            _print_path(path, output)
            return 0
        if self.checks:
            wrong = settings_file.problems(environ)
            _tell(wrong[:-1])
            if wrong:
                raise wrong[-1]
            _say_good(path, settings_file.read(environ))
            return 0
        if self.action is not None:
            return _take_over(self.file, path, environ)
        status = _edit(_editor(self.editor, environ), path, environ)
        _offer_label(settings_file.read(environ), environ)
        return status


def _print_path(path: str, output: Output) -> None:
    """Print the path, exact: a program opens it. SessionError if a shell could misread it."""
    # In full, so that its first word is never the name of a program.
    full = os.path.join(os.getcwd(), path)
    if output.data_is_shown:
        output.write_data(f"{sanitize(full)}\n")
        return
    if not inert_text.is_path(full):
        raise SessionError(
            f"the path of the settings has characters that a shell could misread: {full}",
            hint=f"move the file, and name it without them: {paths.SETTINGS_VARIABLE}",
        )
    output.write_data(f"{full}\n")


def _editor(named: str | None, environ: dict[str, str]) -> str:
    candidates = (named, environ.get("VISUAL"), environ.get("EDITOR"))
    return next((found for found in candidates if found and found.strip()), starting.EDITOR)


def _edit(editor: str, path: str, environ: dict[str, str]) -> int:
    """Let the settings be edited until they are valid, or left unchanged."""
    if os.path.isdir(path):
        # Some editors open a folder and fail without a word.
        raise settings_file.problems(environ)[0]
    begun = settings_file.begin(path, settings_template.TEMPLATE)
    try:
        while True:
            subprocesses.edit(editor, path, environ)
            wrong = settings_file.problems(environ)
            if not wrong:
                # An unchanged template is removed below, with a message.
                if not (begun and _is_template(path)):
                    _say_good(path, settings_file.read(environ))
                return 0
            _tell(wrong)
            if not _goes_back():
                raise SessionError(
                    "the settings are not valid, and no session starts until they are fixed",
                    hint="aws-session config",
                )
    finally:
        if begun and settings_file.discard(path, settings_template.TEMPLATE):
            tell("nothing was changed, so no settings file was created")


_PROMPTS = {"STARSHIP_SHELL": "starship", "P9K_TTY": "powerlevel10k"}
"""Prompts that show the label in a variable of another tool, and what they export themselves."""


def _offer_label(found: Settings, environ: dict[str, str]) -> None:
    """Name the setting with which the prompt of this shell shows who you are."""
    prompt = next((name for variable, name in _PROMPTS.items() if environ.get(variable)), None)
    if prompt is not None and not found.label_variables:
        tell(
            f"{prompt} can show who you are, with one more setting",
            hint='label_variables = ["AWSUME_PROFILE"]',
        )


def _is_template(path: str) -> bool:
    return settings_file.content(path) == settings_template.TEMPLATE.encode()


def _tell(wrong: Iterable[SessionError]) -> None:
    for error in wrong:
        tell_error(error.message, error.hint)


def _goes_back() -> bool:
    if not is_there():
        return False
    answer = terminal.ask("edit again? [Y/n] ")
    return answer.strip().lower() in {"", "y", "yes"}


def _say_good(path: str, found: Settings) -> None:
    if not settings_file.content(path):
        tell(f"there are no settings in {sanitize(path)}; none are needed")
        return
    counts = f"profiles: {len(found.profiles)}, accounts: {len(found.accounts)}"
    tell(f"the settings in {sanitize(path)} are valid ({counts})")


def _take_over(named: str | None, path: str, environ: dict[str, str]) -> int:
    found = import_sources.found(named, environ)
    if named is None and not found and not os.path.exists(import_yaml.place(None)):
        raise SessionError(
            f"found nothing to import from aws-vault, granted, awsume or {import_yaml.USUAL}",
            hint="name a file: aws-session config import FILE",
        )
    there, names = settings_file.read(environ), settings_file.names(path)
    taken = _yaml(named, found)
    new = tuple(table for table in taken.tables if not _is_there(table, there))
    given = {each.name: each for set_up in reversed(found) for each in set_up.given}
    first = tuple(each for each in given.values() if each.name not in names)
    if new or first:
        values = tuple((each.name, each.value) for each in first)
        settings_file.add(
            path, settings_template.written(new), settings_template.written_first(values)
        )
    for table in taken.tables:
        tell(f"{_described(table)}: {'imported' if table in new else _THERE}")
    for line in taken.left:
        tell(f"not imported: {line}")
    for set_up in found:
        _tell_of(set_up, first)
    written, of = len(new) + len(first), len(taken.tables) + len(given)
    if of:
        tell(f"{written} of {of} written to {sanitize(path)}")
    else:
        tell(f"there was nothing to write to {sanitize(path)}")
    return 0


def _yaml(named: str | None, found: tuple[SetUp, ...]) -> Taken:
    """Return the contents of an earlier tool's YAML; nothing if another tool's file was named."""
    source = import_yaml.place(named)
    if (named is not None and found) or (named is None and not os.path.exists(source)):
        return Taken((), ())
    return import_yaml.take(import_yaml.read(source), sanitize(source))


def _tell_of(set_up: SetUp, new: tuple[Given, ...]) -> None:
    tell(f"{set_up.tool}: {sanitize(set_up.place)}")
    for each in set_up.given:
        shown = str(each.value).lower() if isinstance(each.value, bool) else each.value
        what = sanitize(f"{each.name} {shown} (from {each.theirs})")
        tell(f"{what}: {'imported' if each in new else _THERE}")
    for line in import_tools.told(set_up):
        tell(f"not imported: {line}")


def _is_there(table: Table, found: Settings) -> bool:
    return table.name in (found.profiles if table.kind == "profiles" else found.accounts)


def _described(table: Table) -> str:
    values = ", ".join(f"{key} {value}" for key, value in table.values)
    return sanitize(f"{table.kind[:-1]} {table.name} ({values})")

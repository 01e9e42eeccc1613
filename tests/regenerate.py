"""What is generated from the grammar in `cli`: regenerate it with `python tests/regenerate.py`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import man_page
from aws_session.cli import app
from aws_session.shells import init, registry

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent


def grammar() -> str:
    """Return the text of `grammar.py`."""
    lines = [
        '"""The grammar as data: generated from `cli`, see tests/regenerate.py; not to be edited.',
        "",
        "For each command: options that take one value, flags, each with the field of the Intent",
        "that it fills, and its words in order; as texts, for only one of them is read in a run.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "# fmt: off",
        "GRAMMAR: dict[str, tuple[str, str, str]] = {",
    ]
    group = app.group()
    for name, command in group.commands.items():
        options: dict[str, str] = {}
        flags: dict[str, str] = {}
        places: list[str] = []
        for parameter in command.params:
            if parameter.param_type_name == "argument":
                places.append(str(parameter.name))
                continue
            if parameter.multiple:
                continue
            table = flags if getattr(parameter, "is_flag", False) else options
            table.update(dict.fromkeys(parameter.opts, str(parameter.name)))
        lines += [
            f"    {_quoted(name)}: (",
            f"        {_mapping(options)},",
            f"        {_mapping(flags)},",
            f"        {_quoted(' '.join(places))},",
            "    ),",
        ]
    values = ", ".join(map(_quoted, sorted(app.options_with_value(group))))
    lines += [
        "}",
        f"TAKES_VALUE = frozenset(({values}))",
        "# fmt: on",
        "",
    ]
    return "\n".join(lines)


def menu() -> str:
    """Return the text of `completers/menu.py`."""
    lines = [
        '"""What can be typed: generated from `cli`, see tests/regenerate.py; not to be edited.',
        "",
        "For each command: what it does; its options, each with its spellings, the field that its",
        "value fills (none for a flag), what it does and whether it may stand twice; its words.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "# fmt: off",
        "Option = tuple[tuple[str, ...], str, str, bool]",
        "MENU: dict[str, tuple[str, tuple[Option, ...], tuple[str, ...]]] = {",
    ]
    for name, command in app.group().commands.items():
        if command.hidden:
            continue
        options = [each for each in command.params if each.param_type_name == "option"]
        places = [str(each.name) for each in command.params if each not in options]
        lines.append(f"    {_quoted(name)}: ({_quoted(_first_line(command.help))}, (")
        for each in options:
            field = "" if getattr(each, "is_flag", False) else str(each.name)
            about = _quoted(_first_line(getattr(each, "help", "")))
            lines.append(
                f"        ({_tuple(each.opts)}, {_quoted(field)}, {about}, {each.multiple}),"
            )
        lines.append(f"    ), {_tuple(places)}),")
    return "\n".join([*lines, "}", "# fmt: on", ""])


def _first_line(text: str | None) -> str:
    return (text or "").partition("\n")[0]


def _mapping(entries: dict[str, str]) -> str:
    return _quoted(" ".join(f"{spelling}={field}" for spelling, field in entries.items()))


def _tuple(words: list[str]) -> str:
    return "(" + "".join(f"{_quoted(word)}, " for word in words).rstrip(" ") + ")"


def _quoted(word: str) -> str:
    return f'"{word}"'


def completion(shell: str) -> str:
    """Return a completion script for a package: it finds the program by its name."""
    suffix = init.loading(shell).suffix
    text = init.template(shell, f"completion.{suffix}")
    program = getattr(registry.module(shell, "completion"), "PROGRAM", "command aws-session")
    loaded_late = Path(init.folder(shell), f"complete.{suffix}")
    if loaded_late.exists():
        run, _, _ = text.partition("\n")
        registered = text[text.index("\ncomplete ") + 1 :]
        text = f"{run}\n{loaded_late.read_text(encoding='utf-8')}{registered}"
    return text.replace("@PROGRAM@", program).replace("@NAME@", "aws-session")


def packaged_completions() -> dict[str, str]:
    """Return the shell of each completion script that packagers install, by the script's name."""
    files = {
        getattr(registry.module(shell, "completion"), "PACKAGED", None): shell
        for shell in registry.shells_with("completion")
    }
    return {name: shell for name, shell in files.items() if name}


GENERATED: dict[Path, Callable[[], str]] = {
    ROOT / "src/aws_session/cli/_grammar.py": grammar,
    ROOT / "src/aws_session/cli/completion/menu.py": menu,
    ROOT / "src/man/aws-session.1": man_page.text,
    **{
        ROOT / "completions" / name: partial(completion, shell)
        for name, shell in packaged_completions().items()
    },
}

if __name__ == "__main__":
    for path, text in GENERATED.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text(), encoding="utf-8")

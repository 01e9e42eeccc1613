"""What is generated from the grammar in `cli`: regenerate it with `python tests/regenerate.py`."""

from __future__ import annotations

from pathlib import Path

import man_page
from aws_session import cli

ROOT = Path(__file__).resolve().parent.parent


def grammar() -> str:
    """Return the text of `grammar.py`."""
    lines = [
        '"""The grammar as data: generated from `cli`, see tests/regenerate.py; not to be edited.',
        "",
        "For each command: options that take one value, flags, and its words in order, each with",
        "the field of the Intent that it fills.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "# fmt: off",
        "GRAMMAR: dict[str, tuple[dict[str, str], dict[str, str], tuple[str, ...]]] = {",
    ]
    group = cli.group()
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
            f"        {_tuple(places)},",
            "    ),",
        ]
    values = ", ".join(map(_quoted, sorted(cli.options_with_value(group))))
    lines += ["}", f"TAKES_VALUE = frozenset(({values}))", "# fmt: on", ""]
    return "\n".join(lines)


def _mapping(entries: dict[str, str]) -> str:
    pairs = (f"{_quoted(key)}: {_quoted(value)}" for key, value in entries.items())
    return "{" + ", ".join(pairs) + "}"


def _tuple(words: list[str]) -> str:
    return "(" + "".join(f"{_quoted(word)}, " for word in words).rstrip(" ") + ")"


def _quoted(word: str) -> str:
    return f'"{word}"'


GENERATED = {
    ROOT / "src/aws_session/grammar.py": grammar,
    ROOT / "man/aws-session.1": man_page.text,
}

if __name__ == "__main__":
    for path, text in GENERATED.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text(), encoding="utf-8")

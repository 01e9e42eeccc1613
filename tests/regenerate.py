"""What is generated from the commands' options: by `python tests/regenerate.py`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aws_session import commands

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent


def options_table() -> str:
    """Return the text of `cli/_options_table.py`."""
    lines = [
        '"""What can be typed, generated from the commands by tests/regenerate.py: do not edit."""',
        "",
        "from __future__ import annotations",
        "",
        "# fmt: off",
        "Row = tuple[str, tuple[str, ...], str, str, bool, str | tuple[str, ...]]",
        '"""Field, spellings, metavariable, help, whether it repeats, what completes its value."""',
        "",
        "TABLE: dict[str, tuple[str, tuple[Row, ...]]] = {",
    ]
    taking: set[str] = set()
    for name in (*commands.COMMANDS, *commands.ALIASES):
        kind = commands.load(name)
        lines.append(f"    {_quoted(name)}: ({_quoted(kind.summary)}, (")
        for field, option in kind.options:
            completes = option.completes
            words = [
                _quoted(field),
                _tuple(option.spellings),
                _quoted(option.metavar),
                _quoted(option.help),
                str(option.repeats),
                _quoted(completes) if isinstance(completes, str) else _tuple(completes),
            ]
            lines.append(f"        ({', '.join(words)}),")
            taking.update(() if option.is_flag else option.spellings)
        lines.append("    )),")
    values = ", ".join(map(_quoted, sorted(taking)))
    return "\n".join([*lines, "}", f"TAKES_VALUE = frozenset(({values}))", "# fmt: on", ""])


def _tuple(words: tuple[str, ...]) -> str:
    return "(" + "".join(f"{_quoted(word)}, " for word in words).rstrip(" ") + ")"


def _quoted(word: str) -> str:
    return f'"{word}"'


def manual() -> str:
    # It reads the table, which is generated first.
    import man_page

    return man_page.text()


def completion(template: str, program: str) -> str:
    """Return a completion script for a package: it finds the program by its name."""
    folder = ROOT / "src/aws_session/shells"
    text = (folder / template).read_text(encoding="utf-8")
    loaded_late = folder / template.replace("completion.", "complete.")
    if loaded_late.exists():
        run, _, _ = text.partition("\n")
        registered = text[text.index("\ncomplete ") + 1 :]
        text = f"{run}\n{loaded_late.read_text(encoding='utf-8')}{registered}"
    return text.replace("@PROGRAM@", program).replace("@NAME@", "aws-session")


_FOUND_BY_POWERSHELL = "(Get-Command aws-session -CommandType Application)[0]"

_COMPLETIONS = (
    ("aws-session.bash", "bash/completion.bash", "command aws-session"),
    ("_aws-session", "zsh/completion.zsh", "command aws-session"),
    ("aws-session.fish", "fish/completion.fish", "command aws-session"),
    ("aws-session.ps1", "powershell/completion.ps1", _FOUND_BY_POWERSHELL),
)

GENERATED: dict[Path, Callable[[], str]] = {
    ROOT / "src/aws_session/cli/_options_table.py": options_table,
    ROOT / "src/man/aws-session.1": manual,
    **{
        ROOT / "completions" / name: partial(completion, template, program)
        for name, template, program in _COMPLETIONS
    },
}

if __name__ == "__main__":
    for path, text in GENERATED.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text(), encoding="utf-8")

"""Generates files from the commands' options and botocore: `python tests/regenerate.py`."""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore import configprovider
from botocore.endpoint_provider import EndpointProvider

from aws_session import commands, shells
from aws_session.config import profile_env
from aws_session.shells import init

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parent.parent
_PARTITIONS = ROOT / "src/aws_session/model/partitions.py"


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
    trailing = []
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
        trailing += [name] if kind.takes_trailing else []
    values = ", ".join(map(_quoted, sorted(taking)))
    hidden = ", ".join(map(_quoted, sorted(commands.HIDDEN)))
    lines += [
        "}",
        f"TAKES_VALUE = frozenset(({values}))",
        f"HIDDEN = frozenset(({hidden}))",
        f"TAKES_TRAILING = {_tuple(tuple(trailing))}",
        f"FILES = {_quoted(commands.FILES)}",
        "# fmt: on",
    ]
    return "\n".join([*lines, ""])


def partitions() -> str:
    """Return the text of `model/partitions.py`, with the data of the installed botocore."""
    before, off, rest = _PARTITIONS.read_text(encoding="utf-8").partition("# fmt: off\n")
    _, on, after = rest.partition("# fmt: on\n")
    return f"{before}{off}{_partitions()}{on}{after}"


def _partitions() -> str:
    lines = ["# In the order of Partition's fields.", "PARTITIONS = ("]
    loader = botocore.session.get_session().get_component("data_loader")
    data = loader.load_data("partitions")
    rules = loader.load_service_model("signin", "endpoint-rule-set-1")
    iam = {
        each["partition"]: _region_of_iam(each)
        for each in loader.load_data("endpoints")["partitions"]
    }
    for partition in data["partitions"]:
        name, outputs = partition["id"], partition["outputs"]
        region = iam.get(name) or outputs["implicitGlobalRegion"]
        signin = EndpointProvider(rules, data).resolve_endpoint(
            Region=region, UseFIPS=False, UseDualStack=False
        )
        fields = [
            name,
            _prefix(partition["regionRegex"]),
            region,
            outputs["dnsSuffix"],
            outputs["dualStackDnsSuffix"],
            signin.url.removeprefix(f"https://{region}."),
        ]
        lines.append(f"    ({', '.join(map(_quoted, fields))}),")
    return "\n".join([*lines, ")", "", *_regions(data["partitions"]), ""])


def _regions(partitions: Sequence[dict[str, Any]]) -> list[str]:
    """Return the lines with the regions that the general public uses."""
    names = [
        name
        for partition in partitions
        if "iso" not in partition["id"]
        for name in sorted(n for n in partition["regions"] if not n.endswith("-global"))
    ]
    return ["REGIONS = (", *(f"    {_quoted(name)}," for name in names), ")"]


def new_profile_settings() -> list[str]:
    """Return the settings that the installed botocore reads from variables, and we do not."""
    ours = {*profile_env.VARIABLES.items(), *profile_env.S3_VARIABLES.items()}
    theirs = set()
    for entry in (
        *configprovider.BOTOCORE_DEFAUT_SESSION_VARIABLES.values(),
        *configprovider.DEFAULT_S3_CONFIG_VARS.values(),
    ):
        settings = entry[0] if isinstance(entry[0], list) else [entry[0]]
        for setting in settings:
            # Below `s3`, the name of a setting is preceded by that of its section.
            name = setting[-1] if isinstance(setting, tuple) else setting
            if name and entry[1]:
                theirs.add((name, entry[1]))
    return [f"{name} = {variable}" for name, variable in sorted(theirs - ours - _ELSEWHERE)]


_ELSEWHERE = {("region", "AWS_DEFAULT_REGION"), ("tcp_keepalive", "BOTOCORE_TCP_KEEPALIVE")}
"""Settings that a session sets anyway, and those that cannot be passed on and are named."""


def _region_of_iam(partition: dict[str, Any]) -> str:
    iam = partition["services"].get("iam", {})
    endpoint = iam.get("endpoints", {}).get(iam.get("partitionEndpoint"), {})
    return str(endpoint.get("credentialScope", {}).get("region", ""))


def _prefix(expression: str) -> str:
    """Return the common beginning of all names that a regular expression of botocore matches."""
    found = re.match(r"\^((?:[a-z]|\\-)*)", expression)
    return found[1].replace("\\", "") if found else ""


def _tuple(words: tuple[str, ...]) -> str:
    return "(" + "".join(f"{_quoted(word)}, " for word in words).rstrip(" ") + ")"


def _quoted(word: str) -> str:
    return f'"{word}"'


def manual() -> str:
    # It reads the table, which is generated first.
    import man_page

    return man_page.text()


def completion(shell: str) -> str:
    """Return a completion script for a package: it finds the program by name."""
    suffix = init.loading(shell).suffix
    text = init.template(shell, f"completion.{suffix}")
    module = shells.module(shell, "completion")
    assert module is not None
    # What the line of `init` sets is above the first empty line.
    _, _, text = text.partition("\n\n")
    loaded_late = Path(init.folder(shell), f"complete.{suffix}")
    if loaded_late.exists():
        text = loaded_late.read_text(encoding="utf-8") + text
    for mark in ('"$aws_session_name"', "$aws_session_name"):
        text = text.replace(mark, "aws-session")
    return f"{module.PACKAGED_HEAD}{text}{getattr(module, 'PACKAGED_TAIL', '')}"


def packaged_completions() -> dict[str, str]:
    """Return the shell of each completion script that packagers install, by the script's name."""
    files = {
        getattr(shells.module(shell, "completion"), "PACKAGED", None): shell
        for shell in shells.shells_with("completion")
    }
    return {name: shell for name, shell in files.items() if name}


GENERATED: dict[Path, Callable[[], str]] = {
    ROOT / "src/aws_session/cli/_options_table.py": options_table,
    _PARTITIONS: partitions,
    ROOT / "src/man/aws-session.1": manual,
    **{
        ROOT / "completions" / name: partial(completion, shell)
        for name, shell in packaged_completions().items()
    },
}

if __name__ == "__main__":
    for path, text in GENERATED.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text(), encoding="utf-8")
    version = botocore.__version__
    sys.stdout.writelines(
        f"botocore {version} reads a setting that is not carried: {setting}\n"
        for setting in new_profile_settings()
    )

"""Values that break careless quoting: a fixed list, and a strategy that makes up more."""

import json
from pathlib import Path

from hypothesis import strategies as st

DATA = Path(__file__).parent / "data"


def _load() -> dict[str, str]:
    entries = json.loads((DATA / "hostile_values.json").read_text(encoding="utf-8"))
    return {
        entry["name"]: bytes.fromhex(entry["hex"]).decode("utf-8", "surrogateescape")
        for entry in entries
    }


VALUES: dict[str, str] = _load()
"""By name; as in Python's environment."""

_METACHARACTERS = st.sampled_from(
    [
        *"$`'\"\\!*?[]{}()<>|&;#~^=%@:,-+/ \t\n\r\x01\x7f",
        "$(",
        "${",
        "\u2018",
        "\u2019",
        "\xe9",
        "\U0001f600",
        "\x85",
    ]
)
_BYTES = st.binary(max_size=12).map(
    lambda octets: octets.replace(b"\0", b"").decode("utf-8", "surrogateescape")
)
_TEXT = st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), max_size=20)
_SHELLISH = st.lists(_METACHARACTERS | st.sampled_from("ax07_"), max_size=24).map("".join)

values: st.SearchStrategy[str] = _SHELLISH | _TEXT | _BYTES
"""Values that an environment can have: no NUL, and non-UTF-8 bytes as surrogates."""


def octets(value: str) -> bytes:
    return value.encode("utf-8", "surrogateescape")


def is_utf8(value: str) -> bool:
    try:
        octets(value).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

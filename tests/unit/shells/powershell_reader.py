"""Reads the part of PowerShell that we print, and recognizes everything beyond it."""

import re
from dataclasses import dataclass, field

_RUN = r"'(?:[ -&(-~]|'')*'"
_UNIT = r"\[char\](?:0|[1-9][0-9]{0,4})"
_PIECE = rf"(?:{_RUN}|{_UNIT})"
_ASSIGNMENT = re.compile(
    rf"\$Env:(?P<name>[A-Za-z_][A-Za-z0-9_]*)="
    rf"(?:(?P<gone>\$null)|(?P<run>{_RUN})|-join\((?P<list>{_PIECE}(?:,{_PIECE})*)\));"
)
_FAILURE = re.compile(
    r"\$global:LASTEXITCODE=(?P<status>[0-9]{1,3});"
    r"Microsoft\.PowerShell\.Utility\\Invoke-Expression "
    r"'Microsoft\.PowerShell\.Utility\\Write-Error ''[ -&(-~]*'' -CategoryActivity aws-session "
    r"-ErrorAction Stop';"
)


class NotTheSubsetError(Exception):
    """PowerShell may understand it, but we never print it."""


@dataclass
class Reading:
    """What the engine would have done."""

    assigned: dict[str, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    status: int | None = None


def read(code: str) -> Reading:
    reading = Reading()
    if not code:
        raise NotTheSubsetError
    rest = "" if code == ";" else code
    while rest:
        statement = _FAILURE.match(rest) or _ASSIGNMENT.match(rest)
        if not statement:
            raise NotTheSubsetError
        rest = rest[statement.end() :]
        # The engine parses everything first, and runs nothing after a failure.
        if reading.status is not None:
            continue
        if statement.re is _FAILURE:
            reading.status = int(statement["status"])
        else:
            _assign(reading, statement)
    return reading


def _assign(reading: Reading, assignment: re.Match[str]) -> None:
    name = assignment["name"]
    reading.assigned.pop(name, None)
    reading.removed.discard(name)
    if assignment["gone"]:
        reading.removed.add(name)
    elif assignment["run"]:
        reading.assigned[name] = _run(assignment["run"])
    else:
        reading.assigned[name] = _joined(re.findall(_PIECE, assignment["list"]))


def _run(quoted: str) -> str:
    return quoted[1:-1].replace("''", "'")


def _joined(pieces: list[str]) -> str:
    octets = b"".join(_piece(piece) for piece in pieces)
    try:
        return octets.decode("utf-16-be")
    except UnicodeDecodeError:
        raise NotTheSubsetError from None


def _piece(piece: str) -> bytes:
    if piece.startswith("'"):
        return _run(piece).encode("utf-16-be")
    unit = int(piece.removeprefix("[char]"))
    if not 0 < unit < 0x10000:
        raise NotTheSubsetError
    return unit.to_bytes(2, "big")

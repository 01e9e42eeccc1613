"""Botocore's response parsers, changed to raise only one kind of error."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import dateutil.parser  # type: ignore[import-untyped] # botocore's own, without stubs
from botocore.parsers import ResponseParserError, ResponseParserFactory

if TYPE_CHECKING:
    import botocore.session


def guard(session: botocore.session.Session) -> None:
    """Make a session's clients raise ResponseParserError for every unreadable answer."""
    session.register_component("response_parser_factory", _Factory())


class _Factory(ResponseParserFactory):
    def create_parser(self, protocol_name: str) -> Any:
        self.set_parser_defaults(timestamp_parser=_moment)
        parser: Any = super().create_parser(protocol_name)
        return _Reader(parser)


class _Reader:
    def __init__(self, parser: Any) -> None:
        self._parser = parser

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parser, name)

    def parse(self, response: Any, shape: Any) -> Any:
        try:
            found = self._parser.parse(response, shape)
            return _plain(found)
        except Exception:  # noqa: BLE001 - XML, JSON, numbers, times, texts: each has its own
            # Without the original text: it quotes the answer, which may contain secrets.
            raise ResponseParserError("the answer cannot be read") from None


def _moment(value: Any) -> datetime.datetime:
    """Return a time from an answer, which is in UTC whatever this machine's time zone is.

    Botocore's own parser mistakes a local zone named UTC for UTC, as in TZ=UTC+5.
    """
    try:
        return datetime.datetime.fromtimestamp(float(value), datetime.UTC)
    except (TypeError, ValueError):
        zones = dict.fromkeys(("UTC", "GMT", "Z"), datetime.UTC)
        found: datetime.datetime = dateutil.parser.parse(value, tzinfos=zones)
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def _plain(found: Any) -> dict[str, Any]:
    """Return an answer in which an error, if it is one, has texts as callers expect."""
    if not isinstance(found, dict):
        raise TypeError("no structure")
    if "Error" in found:
        error = found["Error"]
        for name in ("Code", "Message"):
            if not isinstance(error.get(name, ""), str):
                error[name] = ""
    return found

"""Botocore's parsers of responses, made to raise one kind of error."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import dateutil.parser  # type: ignore[import-untyped] # botocore's own, without stubs
from botocore.parsers import ResponseParserError, ResponseParserFactory

if TYPE_CHECKING:
    import botocore.session


def guard(session: botocore.session.Session) -> None:
    """Let a session's clients raise ResponseParserError for every answer that cannot be read."""
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
            # No word of it: it quotes the answer, which may hold secrets.
            raise ResponseParserError("the answer cannot be read") from None


def _moment(value: Any) -> datetime.datetime:
    """Return a time of an answer, which is in UTC whatever this machine's time zone.

    Botocore's own parser takes the local zone for UTC where that has the name, as in TZ=UTC+5.
    """
    try:
        return datetime.datetime.fromtimestamp(float(value), datetime.UTC)
    except (TypeError, ValueError):
        zones = dict.fromkeys(("UTC", "GMT", "Z"), datetime.UTC)
        found: datetime.datetime = dateutil.parser.parse(value, tzinfos=zones)
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def _plain(found: Any) -> dict[str, Any]:
    """Return an answer whose error, where it is one, has texts in it as everybody expects."""
    if not isinstance(found, dict):
        raise TypeError("no structure")
    if "Error" in found:
        error = found["Error"]
        for name in ("Code", "Message"):
            if not isinstance(error.get(name, ""), str):
                error[name] = ""
    return found

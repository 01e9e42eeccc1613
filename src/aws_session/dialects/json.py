"""One JSON object of what is set."""

from __future__ import annotations

from aws_session.dialects.data_form import DataForm
from aws_session.dialects.json_string import json_string


class Json(DataForm):
    """Escapes what any shell gives a meaning to."""

    name = "json"

    def assign(self, name: str, value: str) -> str:
        return f'"{name}": {json_string(self.text(name, value))}'

    def line(self, statements: list[str]) -> str:
        return f"{{{', '.join(statements)}}}\n"


DIALECT = Json()

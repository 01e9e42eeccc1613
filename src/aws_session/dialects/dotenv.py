"""NAME=value lines, of plain values only: readers of such files agree on nothing else."""

from __future__ import annotations

from aws_session.dialects import is_plain
from aws_session.dialects.data_form import DataForm


class Dotenv(DataForm):
    """Neither quotes nor escapes."""

    name = "dotenv"

    def assign(self, name: str, value: str) -> str:
        self.octets(name, value)
        if not is_plain(value):
            raise self.refusal(name, "more than letters, digits and /=:+-.,@%_")
        return f"{name}={value}\n"

    def line(self, statements: list[str]) -> str:
        return "".join(statements)


DIALECT = Dotenv()

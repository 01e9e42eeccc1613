"""A file's sections, all read by the full parser at once."""

from __future__ import annotations

import re

from aws_session.config import ini, ini_parser


def parse(text: str, path: str) -> dict[str, ini.Section]:
    found = ini_parser.parse(re.split("\r\n|\r|\n", text), path)
    return {
        name: {setting: ini.Entry(*value) for setting, value in section.items()}
        for name, section in found.items()
    }

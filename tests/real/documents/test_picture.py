"""The picture in the README is what the program prints."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import another_date
import picture

README = (Path(__file__).parents[3] / "README.md").read_text()


def test_the_picture_is_what_a_terminal_shows_today() -> None:
    try:
        another_date.library()
    except another_date.CannotError as reason:
        pytest.skip(f"NOT COMPARED: {reason}")

    assert picture.FILE.read_text(encoding="utf-8") == picture.svg(), (
        "draw it again: python tests/picture.py"
    )


def test_the_picture_brings_all_that_it_shows() -> None:
    text = picture.FILE.read_text(encoding="utf-8")
    ET.fromstring(text)

    # GitHub loads nothing from elsewhere and runs nothing.
    assert not re.search(r"@import|url\(http|<script|<image", text)
    assert not [u for u in re.findall(r"https?://[^\"' )]+", text) if "w3.org" not in u]


def test_the_readme_shows_the_picture_before_anything_else() -> None:
    shown = re.findall(r"!\[.+\]\((.*)\)", README)

    assert shown == [".github/session.svg"]
    assert README.index("![") < README.index("## ")

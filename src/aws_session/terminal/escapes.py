"""The escape sequences that remove a text from a terminal."""

from __future__ import annotations

LINE_ABOVE = "\x1b[A\r\x1b[K"


def before_cursor(text: str, columns: int) -> str:
    """Remove a text that ends at the cursor; `columns` is 0 if the width is unknown."""
    above = (len(text) - 1) // columns if columns else 0
    up = f"\x1b[{above}A" if above else ""
    return f"{up}\r\x1b[J"

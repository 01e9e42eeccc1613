from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from aws_session.terminal.windows_line_editor import Line

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("handler", [signal.default_int_handler, signal.SIG_IGN])
def test_ctrl_c_ends_the_question_even_where_signals_are_ignored(
    handler: Callable[..., object] | signal.Handlers,
) -> None:
    before = signal.signal(signal.SIGINT, handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            Line(print).take(3)
    finally:
        signal.signal(signal.SIGINT, before)

from __future__ import annotations

import pytest

from aws_session.shells import windows

CMD = r"C:\WINDOWS\system32\cmd.exe"


@pytest.mark.parametrize(
    "line",
    [
        f"{CMD} /c aws-session status",
        f'{CMD} /c "aws-session status"',
        f'{CMD} /c ""C:\\sp ace\\aws-session.cmd" pose "R&D""',
        f'{CMD} /d /s /c "C:\\venv\\Scripts\\aws-session.exe status"',
        f'"{CMD}" /C @aws-session',
        f"{CMD} /c python -m aws_session status",
    ],
)
def test_a_cmd_that_runs_this_program_alone_is_not_a_shell_that_asks(line: str) -> None:
    assert windows.runs_us(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        CMD,
        f'"{CMD}"',
        f"{CMD} /k aws-session status",
        f"{CMD} /c script.cmd",
        f"""{CMD} /c "for /f %i in ('aws-session') do @%i\"""",
        f"{CMD} /c C:\\aws-session\\other.cmd",
    ],
)
def test_any_other_cmd_is_the_shell_that_asks(line: str) -> None:
    assert not windows.runs_us(line)

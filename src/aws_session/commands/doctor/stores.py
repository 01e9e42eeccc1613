"""What doctor finds about the stores for sessions."""

from __future__ import annotations

from aws_session.commands.doctor.findings import OK, WARNING, Finding
from aws_session.errors import SessionError


def of_store(serving: str | None, refused: tuple[SessionError, ...], *, wanted: bool) -> Finding:
    """Return where a session would be stored, and why not in a better place."""
    why = "; ".join(error.message for error in refused)
    remedy = next((error.hint for error in refused if error.hint), None)
    if serving is None:
        level, remedy = WARNING if wanted else OK, remedy or "use a session without --keep"
        return Finding("store", level, f"sessions cannot be stored: {why}", remedy)
    what = f"--keep stores sessions in {serving}"
    return Finding("store", OK, f"{what}, as {why}" if why else what, remedy)

"""The names of AWS regions, and the check of a typed one."""

from __future__ import annotations

from aws_session.errors import SessionError, UsageError
from aws_session.model import may_be_region

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")


def invalid(region: str, environ: dict[str, str]) -> SessionError:
    """Return the error for a region that is not one, with the variable that names it."""
    from aws_session.model.closest import region_written_as
    from aws_session.model.partitions import REGIONS
    from aws_session.model.terminal_text import sanitize

    near = region_written_as(region, REGIONS)
    meant = f"; did you mean {near}?" if near else ""
    what = f"{sanitize(region)!r} is not a valid region"
    for name in _VARIABLES:
        if environ.get(name) == region:
            return SessionError(
                f"{what} ({name}){meant}", hint=f"set it to one like eu-west-1: export {name}=NAME"
            )
    return SessionError(f"{what}{meant}", hint="name another: aws-session --region NAME")


def check_typed(region: str | None, example: str = "--region eu-west-1") -> None:
    """Refuse a name that does not look like a region's, such as an availability zone."""
    if region is None or (may_be_region(region) and _has_form(region)):
        return
    from aws_session.model.closest import closest, region_written_as
    from aws_session.model.partitions import REGIONS

    near = region_written_as(region, REGIONS) or closest(region.strip().lower(), REGIONS)
    meant = f"; did you mean {near}?" if near else ""
    raise UsageError(f"{region!r} is not a valid region{meant}", hint=f"for example: {example}")


def _has_form(region: str) -> bool:
    """Tell whether a name is words and a number, or one that SDKs accept as a region."""
    _, dash, last = region.rpartition("-")
    return bool(dash) and (last.isdigit() or last in {"global", "fips"})


def doubt(region: str, is_known: Callable[[str], bool] = lambda _: False) -> str | None:
    """Return a warning about a name that may be mistyped; None for a known one.

    `is_known` is called for names that are not in the list: regions are added every year.
    """
    from aws_session.model.partitions import REGIONS

    if region in REGIONS or is_known(region):
        return None
    from aws_session.model.closest import closest_region, region_written_as
    from aws_session.model.terminal_text import sanitize

    near = region_written_as(region, REGIONS) or closest_region(region, REGIONS)
    meant = f"; did you mean {near}?" if near else ""
    return f"{sanitize(region)} is not a known region{meant}"


def another(region: str, check: str, is_known: Callable[[str], bool] = lambda _: False) -> str:
    """Return the beginning of a hint: what is doubtful about a region, or else what to check."""
    doubtful = doubt(region, is_known) if region else None
    if doubtful is None:
        return f"{check}; to use another"
    return f"{doubtful} To use another" if doubtful.endswith("?") else f"{doubtful}; to use another"

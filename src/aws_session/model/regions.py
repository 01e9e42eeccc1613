"""The names of AWS regions, and the check of one that was typed."""

from __future__ import annotations

from aws_session.errors import UsageError


def check_region(region: str | None, example: str = "--region eu-west-1") -> None:
    """Refuse what cannot be a region: it becomes part of a host's name."""
    if region is None:
        return
    label = region.replace("-", "")
    good = label.isascii() and label.isalnum() and region == region.strip("-").lower()
    if not good or len(region) > 63:  # noqa: PLR2004 - a DNS label's limit
        raise UsageError(f"{region!r} is no region's name", hint=f"for example: {example}")


def check_typed(region: str | None, example: str = "--region eu-west-1") -> None:
    """Refuse what is not named like a region, too, such as an availability zone."""
    check_region(region, example)
    if region is None or _has_form(region):
        return
    from aws_session.model.closest import closest

    near = closest(region, REGIONS)
    meant = f"; did you mean {near}?" if near else ""
    raise UsageError(f"{region!r} is not a valid region{meant}", hint=f"for example: {example}")


def _has_form(region: str) -> bool:
    """Tell whether a name is of words and a number, or one that SDKs take for a region."""
    _, dash, last = region.rpartition("-")
    return bool(dash) and (last.isdigit() or last in {"global", "fips"})


REGIONS = (
    *("af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2"),
    *("ap-northeast-3", "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2"),
    *("ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7"),
    *("ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1"),
    *("eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1"),
    *("me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1"),
    *("us-west-2", "cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1"),
)


def doubt(region: str) -> str | None:
    """Return what is to be said of a name that is perhaps mistyped; None for a known one."""
    if region in REGIONS:
        return None
    from aws_session.model.closest import closest
    from aws_session.model.terminal_text import sanitize

    near = closest(region, REGIONS)
    meant = f"; did you mean {near}?" if near else ""
    return f"{sanitize(region)} is not a region that this program knows{meant}"

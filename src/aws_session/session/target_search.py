"""The target that a word means, among all accounts that have a name."""

from __future__ import annotations

from aws_session.errors import NoKeyError, UsageError
from aws_session.model import account as accounts
from aws_session.model.inert_text import original
from aws_session.model.role import checked_role, is_role
from aws_session.model.terminal_text import sanitize
from aws_session.session.account_digits import (
    by_digits,
    check_enough,
    is_digits,
    with_digits,
)
from aws_session.session.known_accounts import Known, closed_error, refuse_closed
from aws_session.session.name_search import NameSearch, is_called, is_whole_name
from aws_session.session.target import Target, known_target

BY_LABEL = "by its label"


class UnlistedError(UsageError):
    """A name is unknown here, and the organization that may have it could not be listed."""


BEGINNING = "the beginning of "
"""The beginning of the reason if only the beginning of a name was given."""


def as_called(word: str, known: Known) -> str:
    """Return the actual name if a name is written as we print it."""
    called = original(word)
    if called == word or not is_whole_name(word, known):
        return called
    if is_whole_name(called, known):
        raise UsageError(
            f"{word!r} is one account's name, and another account's name is printed the same way",
            hint="use the account ID; to list them: aws-session accounts",
        )
    return word


def check_shared(word: str, known: Known) -> None:
    """Refuse a whole name of several aliases, or else profiles, before anything is asked."""
    folded = word.casefold()
    names = (*known.settings.accounts, *known.profiles.by_name)
    if sum(name.casefold() == folded for name in names) > 1:
        # No name that AWS is asked for precedes one of these.
        search = NameSearch(word, None, known.replace(listed=(), posed=()))
        search.only("", search.is_whole)


def among(word: str, role: str | None, known: Known) -> Target:
    """Return the target among the known accounts.

    The order: whole names, labels such as `prod/Admin`, some digits of an ID, a part of a name; for
    names: the settings, the profiles, the organization. The first match decides.
    """
    search = NameSearch(word, role, known)
    whole = search.only("", search.is_whole)
    if whole is not None:
        return whole
    refuse_closed(search.folded, known)
    labelled = by_label(word, role, known)
    if labelled is not None:
        return labelled
    _refuse_unread(word, known)
    digits = accounts.digits(word)
    if digits:
        check_enough(digits)
        if with_digits(digits, known):
            return by_digits(digits, role, known)
    found = search.only(BEGINNING, search.begins)
    if found is not None:
        return found
    if is_digits(word):
        return by_digits(word, role, known)
    part = search.only("part of ", search.is_part)
    if part is not None:
        return part.replace(doubtful=True)
    closed = [account for account in known.listed if account.closed
              and any(search.is_part(name.casefold()) for name in account.names)]  # fmt: skip
    if len(closed) == 1:
        raise closed_error(closed[0])
    raise _unknown(word, search.meant(), known)


def _refuse_unread(word: str, known: Known) -> None:
    """Refuse a profile whose section is not read: another name may begin with the same letters."""
    for section in known.profiles.not_read(word):
        raise UsageError(section.message, hint=section.hint)


def _unknown(word: str, meant: str, known: Known) -> UsageError:
    """Explain that no known name matches a word."""
    if known.unlisted:
        unknown = f"no alias or profile named {word!r}"
        limit = "and the organization's accounts could not be listed"
        if known.listed:
            unknown = f"no account, alias or profile named {word!r}"
            limit = "but not all accounts of the organization could be listed"
        return UnlistedError(
            f"{unknown}, {limit}{meant}",
            hint="use an account ID or a role ARN, or give the account an alias: "
            "aws-session config",
        )
    return UsageError(
        f"no account, alias or profile named {word!r}{meant}",
        hint="use an account ID or a role ARN, or list the names: aws-session accounts",
    )


def among_local(word: str, role: str | None, known: Known, lacking: NoKeyError) -> Target:
    """Return the target among aliases and profiles, if no key can list accounts."""
    try:
        return among(word, role, known.replace(unlisted=True))
    except UnlistedError:
        meant = NameSearch(word, role, known).meant()
        raise UsageError(
            f"no alias or profile named {word!r}, and no key to list accounts with{meant}",
            hint=lacking.hint,
        ) from lacking


def by_label(word: str, role: str | None, known: Known) -> Target | None:
    """Return the target of a label such as `prod/Admin`; None if it is not one."""
    head, slash, last = word.rpartition("/")
    if not slash or not is_role(last):
        return None
    target = _named_in_full(head, known)
    # The first slash may precede a role with its path, the last one follow a name with a slash.
    first, _, path = word.partition("/")
    in_path = _named_in_full(first, known) if first != head else None
    if target is not None and in_path is not None and target.account != in_path.account:
        raise UsageError(
            f"{word!r} matches two accounts, {sanitize(head)!r} and {sanitize(first)!r}",
            hint=f"name the account and the role: aws-session pose {target.account} {last}, or "
            f"aws-session pose {in_path.account} {path}",
        )
    if target is None and in_path is None:
        return None
    if role is not None:
        raise UsageError(f"{word!r} already names the role", hint="leave out the second argument")
    if target is None:
        assert in_path is not None  # noqa: S101 - one of them is there
        return in_path.replace(role=checked_role(path), arn=None, reason=BY_LABEL, default="")
    if target.role.rpartition("/")[2] == last:
        return target.replace(reason=BY_LABEL, default="")
    # A label does not contain the path, which is part of the role's ARN.
    paths = [known_role for known_role in known.roles(target.account)
             if known_role.rpartition("/")[2] == last]  # fmt: skip
    chosen = paths[0] if len(paths) == 1 else last
    return target.replace(role=chosen, arn=None, reason=BY_LABEL, default="")


def _named_in_full(word: str, known: Known) -> Target | None:
    """Return the target in the account whose full name the word is."""
    target = known_target(word, None, known.settings, known.profiles)
    if target is None:
        search = NameSearch(word, None, known)
        target = search.only("", search.is_whole)
    if target is None:
        refuse_closed(word.casefold(), known)
    return target if target is not None and target.account else None


def profile_meant(word: str, role: str | None, known: Known) -> tuple[str, str | None] | None:
    """Return the AWS profile and the role that a word means, if it means a profile.

    It may be the beginning of the name, the name in another case, or a label: `prod-ro/Reader`.
    """
    # Without the organization: AWS is not asked.
    here = known.replace(listed=())
    search = NameSearch(word, role, here)
    target = search.only("", search.is_whole)
    is_unread = bool(known.profiles.not_read(word))
    if target is None and not (is_unread or is_digits(word) or is_called(word, known)):
        target = by_label(word, role, here) or search.only(BEGINNING, search.begins)
    if target is None or target.profile is None:
        return None
    return target.profile.name, None if target.arn else target.role

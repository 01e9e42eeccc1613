"""The parameters of AssumeRole for a role session: name, tags, policies."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.model import validation
from aws_session.model.identifiers import is_account

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.session.request import RoleRequest

_MOST_TAGS = 50
_MOST_POLICIES = 10
_POLICY_CHARACTERS = 2_048
_NAME_LETTERS = validation.OF_SESSION_NAMES
_TAG_KEY, _TAG_VALUE = 128, 256
_CONTROLS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85"
"""The spaces of Python that are none of Unicode's category Z."""

_TAG_SIGNS = "_.:/=+-@"
"""Lengths and signs of session tags (STS API reference)."""

_PATTERNS = (
    ("session_name", "--session-name", _NAME_LETTERS, validation.LONGEST_SESSION_NAME),
    ("source_identity", "--source-identity", _NAME_LETTERS, 256),
    ("external_id", "--external-id", _NAME_LETTERS | frozenset(":/"), 1224),
)
"""Characters and lengths that AssumeRole accepts (STS API reference)."""


def check(request: RoleRequest) -> None:
    """Refuse options of a role session that AWS would refuse."""
    for field, option, letters, most in _PATTERNS:
        validation.letters(getattr(request, field), option, letters, most)
    if len(request.tag) > _MOST_TAGS or len(request.policy_arn) > _MOST_POLICIES:
        raise UsageError(
            "too many tags or policies", hint="AWS accepts up to 50 tags and 10 policy ARNs"
        )
    for arn in request.policy_arn:
        if not _is_policy_arn(arn):
            raise UsageError(
                f"--policy-arn {arn!r} is not the ARN of a managed policy",
                hint="for example: arn:aws:iam::aws:policy/ReadOnlyAccess",
            )
    _check_tags(request.tag)
    if request.transitive and not request.tag:
        raise UsageError("--transitive needs --tag", hint="add a tag, or leave out --transitive")


def _is_policy_arn(text: str) -> bool:
    parts = text.split(":", 5)
    fits = len(parts) == 6 and parts[0] == "arn" and parts[2:4] == ["iam", ""]  # noqa: PLR2004
    if not fits or len(text) > _POLICY_CHARACTERS or not text.isprintable() or " " in text:
        return False
    kind, _, name = parts[5].partition("/")
    return (parts[4] == "aws" or is_account(parts[4])) and kind == "policy" and bool(name)


def _check_tags(tags: tuple[str, ...]) -> None:
    keys: dict[str, str] = {}
    for entry in tags:
        key, equals, _ = entry.partition("=")
        if not key or not equals:
            raise UsageError(
                f"--tag {entry!r} is not KEY=VALUE", hint="for example: --tag team=ops"
            )
        if key.lower().startswith("aws:"):
            raise UsageError(
                f"--tag {key!r} begins with aws:, which only AWS may use",
                hint="choose another key",
            )
        fault = tag_fault(entry)
        if fault:
            raise UsageError(f"--tag {key!r}: {fault[0]}", hint=fault[1])
        before = keys.get(key.lower())
        if before is not None:
            raise UsageError(
                f"--tag {before!r} and --tag {key!r} have the same key: AWS ignores case",
                hint="leave one of them out",
            )
        keys[key.lower()] = key


def tag_fault(entry: str) -> tuple[str, str] | None:
    """Say what AWS would refuse of a tag KEY=VALUE, and what it accepts."""
    key, _, value = entry.partition("=")
    if key.strip().lower().startswith("aws:"):
        return "the key begins with aws:, which only AWS may use", "choose another key"
    for what, text, most in (("key", key, _TAG_KEY), ("value", value, _TAG_VALUE)):
        if len(text) > most:
            return f"the {what} is too long", f"AWS accepts up to {most} characters"
        odd = next((letter for letter in text if not _is_for_tags(letter)), None)
        if odd is not None:
            accepted = f"AWS accepts letters, digits, spaces and {_TAG_SIGNS}"
            return f"the {what} contains {odd!r}", accepted
    return None


def _is_for_tags(letter: str) -> bool:
    r"""Tell whether a tag may contain a letter: one of \p{L}, \p{N} and \p{Z}, or a sign."""
    blank = letter.isspace() and letter not in _CONTROLS
    return letter.isalpha() or letter.isnumeric() or blank or letter in _TAG_SIGNS


def check_session_name(name: str, where: str) -> None:
    """Refuse a role session name that AWS would refuse; `where` says where it comes from."""
    validation.letters(name, where, *_PATTERNS[0][2:])


def check_source_identity(identity: str, where: str) -> None:
    """Refuse a source identity that AWS would refuse; `where` says where it comes from."""
    validation.letters(identity, where, *_PATTERNS[1][2:])


def check_external_id(external_id: str, where: str) -> None:
    """Refuse an external ID that AWS would refuse; `where` says who gave it."""
    validation.letters(external_id, where, *_PATTERNS[2][2:])


def with_policy(request: RoleRequest, document: str) -> RoleRequest:
    """Return the request with the text of a policy in place of its file's name."""
    size = len(document) + sum(map(len, request.policy_arn))
    if size > _POLICY_CHARACTERS:
        raise UsageError(
            f"the session policy is {size} characters long, including ARNs",
            hint=f"AWS accepts {_POLICY_CHARACTERS}; use a managed policy: --policy-arn ARN",
        )
    return request.replace(policy=document)

"""Patterns of policy documents: `*`, `?` and variables such as `${aws:username}`."""

import re
from collections.abc import Mapping
from functools import lru_cache

Keys = Mapping[str, tuple[str, ...]]

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_ESCAPES = {"*", "?", "$"}
_ARN_SEGMENTS = 6


class UnresolvedVariableError(Exception):
    """A variable names a key that the request does not carry, so nothing can match."""


def matches(pattern: str, value: str, keys: Keys | None) -> bool:
    """Tell whether value matches. Documents older than 2012-10-17 have no variables, so no keys."""
    try:
        return _compiled(_expression(pattern, keys)).fullmatch(value) is not None
    except UnresolvedVariableError:
        return False


def substitute(text: str, keys: Keys | None) -> str:
    """Fill in the variables of a text, for operators without wildcards."""
    if keys is None:
        return text
    return _VARIABLE.sub(lambda match: _value_of(match[1], keys), text)


def matches_action(pattern: str, action: str) -> bool:
    return _compiled(_wildcards(pattern.lower())).fullmatch(action.lower()) is not None


def matches_arn(pattern: str, value: str, keys: Keys | None) -> bool:
    """Match segment by segment: a wildcard does not cross a colon, except in the last one."""
    if pattern == "*":
        return True
    wanted, given = pattern.split(":", _ARN_SEGMENTS - 1), value.split(":", _ARN_SEGMENTS - 1)
    return len(wanted) == len(given) == _ARN_SEGMENTS and all(
        matches(w, g, keys) for w, g in zip(wanted, given, strict=True)
    )


def _expression(pattern: str, keys: Keys | None) -> str:
    if keys is None:
        return _wildcards(pattern)
    parts: list[str] = []
    end = 0
    for match in _VARIABLE.finditer(pattern):
        parts.append(_wildcards(pattern[end : match.start()]))
        parts.append(re.escape(_value_of(match[1], keys)))
        end = match.end()
    parts.append(_wildcards(pattern[end:]))
    return "".join(parts)


def _wildcards(text: str) -> str:
    return re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.DOTALL)


def _value_of(variable: str, keys: Keys) -> str:
    if variable in _ESCAPES:
        return variable
    name, comma, default = variable.partition(",")
    values = keys.get(name.strip().lower(), ())
    if len(values) == 1:
        return values[0]
    if comma:
        return default.strip().strip("'")
    raise UnresolvedVariableError(variable)

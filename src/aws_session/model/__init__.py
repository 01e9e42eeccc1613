"""Values and rules that depend on nothing else, and the base of all values: `Record`."""

# Not a dataclass: importing `dataclasses` delays the prompt by 20 milliseconds.

from __future__ import annotations

from time import gmtime, strftime

TYPE_CHECKING = False
UTC = "%Y-%m-%dT%H:%M:%SZ"
"""A time as AWS and its SDKs write it."""

_HOST_LABEL = 63
"""Characters: a region becomes a part of a host name."""

if TYPE_CHECKING:
    from typing import Any, ClassVar, Self, TypeVar, dataclass_transform

    Other = TypeVar("Other", bound="Record")
else:

    def dataclass_transform(**_):
        return lambda cls: cls


@dataclass_transform(frozen_default=True)
class Record:
    """A record: annotated names are its fields, in order, class attributes their defaults.

    Equal by content, hashable if its fields are, never changed after it was built. A field named in
    `REDACTED` never appears in `repr`. `validate` runs last, and refuses invalid values.
    """

    if TYPE_CHECKING:
        REDACTED: ClassVar[tuple[str, ...]]
        _fields: ClassVar[tuple[str, ...]]
    else:
        REDACTED = ()
        _fields = ()

    def __init_subclass__(cls) -> None:
        # A field that is declared again keeps its position.
        cls._fields = tuple(dict.fromkeys((*cls._fields, *cls.__annotations__)))

    def __init__(self, *args: Any, **named: Any) -> None:
        fields = self._fields
        if len(args) == len(fields) and not named:
            # The fast way: there may be ten thousand of them.
            self.__dict__.update(zip(fields, args, strict=True))
            self.validate()
            return
        if len(args) > len(fields):
            raise TypeError(f"{type(self).__name__} takes {len(fields)} values, got {len(args)}")
        kind, values = type(self), self.__dict__
        values.update(zip(fields, args, strict=False))
        for name in fields[len(args) :]:
            if name in named:
                values[name] = named.pop(name)
                continue
            try:
                values[name] = getattr(kind, name)
            except AttributeError:
                raise TypeError(f"{kind.__name__} needs {name}") from None
        if named:
            # Unknown, or given twice.
            raise TypeError(f"{kind.__name__}: {sorted(named)}")
        self.validate()

    def validate(self) -> None:
        """Refuse a value that must not exist."""

    def replace(self, **changes: Any) -> Self:
        """Return the same value with some fields changed."""
        return type(self)(**{**self.__dict__, **changes})

    def convert(self, kind: type[Other], **changes: Any) -> Other:
        """Return a value of another kind with the common fields, some of them changed."""
        shared = {name: self.__dict__[name] for name in kind._fields if name in self.__dict__}
        return kind(**{**shared, **changes})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), tuple(self.__dict__.values())))

    def __repr__(self) -> str:
        shown = (
            f"{name}={'***' if name in self.REDACTED and value else repr(value)}"
            for name, value in self.__dict__.items()
        )
        return f"{type(self).__name__}({', '.join(shown)})"


def may_be_region(name: str) -> bool:
    """Tell whether a name can be a region's, as botocore checks it, but only in lower case."""
    letters = name.replace("-", "")
    return (
        letters.isascii()
        and letters.isalnum()
        and letters == letters.lower()
        and name == name.strip("-")
        and not name.isdigit()
        and len(name) <= _HOST_LABEL
    )


def utc(moment: int) -> str:
    """Return a Unix time as `2026-11-21T09:00:00Z`, which SDKs read."""
    return strftime(UTC, gmtime(moment))


def spoken(amount: int) -> str:
    """Return seconds in words: `11 h 59 min`, `4 min 10 s`, `31 s`."""
    amount = max(0, amount)
    hours, rest = divmod(amount, 3_600)
    minutes, left = divmod(rest, 60)
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    if minutes >= 10 or (minutes and not left):  # noqa: PLR2004 - seconds matter only at the end
        return f"{minutes} min"
    return f"{minutes} min {left} s" if minutes else f"{left} s"

"""Temporary credentials, and what AWS remembers about how they were obtained."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from aws_session.sandbox import fake_credentials
from aws_session.sandbox.principal_policies import Policy
from aws_session.sandbox.principals import Principal, Role


@dataclass(frozen=True)
class RoleSession:
    """What AssumeRole adds to temporary credentials."""

    name: str
    source_identity: str | None = None
    tags: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    transitive: frozenset[str] = frozenset()
    policies: tuple[Policy, ...] = ()


@dataclass(eq=False)
class Session:
    """A key, a secret and a token that are valid until they expire.

    mfa_at is when a code was given, None without one. It is the issue time of the session in which
    the code was used and never comes from AssumeRole. chained: requested with another session, not
    with a long-term key.
    """

    principal: Principal
    issued: float
    expires: float
    token: str = field(repr=False)
    mfa_at: float | None = None
    role_session: RoleSession | None = None
    chained: bool = False
    key_id: str = field(default_factory=fake_credentials.session_key_id)
    secret: str = field(default_factory=fake_credentials.secret_access_key, repr=False)

    def age(self, seconds: float) -> None:
        """Make it older, as if it had been issued that much earlier."""
        self.issued -= seconds
        self.expires -= seconds
        if self.mfa_at is not None:
            self.mfa_at -= seconds

    @property
    def role(self) -> Role | None:
        return self.principal if isinstance(self.principal, Role) else None

    @property
    def lacks_mfa(self) -> bool:
        """Whether it comes from GetSessionToken without a code."""
        return self.role is None and self.mfa_at is None


@dataclass(frozen=True)
class SigninToken:
    """A token that signs a browser in, once: its session, and until when it can be used."""

    session: Session
    expires: float

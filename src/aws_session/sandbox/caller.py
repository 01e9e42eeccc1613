"""The caller of a request: a principal, its credentials and the context of the request."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from aws_session.sandbox.account import Account
from aws_session.sandbox.clock import iso
from aws_session.sandbox.principal_policies import Policy
from aws_session.sandbox.principals import Principal, Role, Root, User
from aws_session.sandbox.session import RoleSession, Session


@dataclass(frozen=True)
class Caller:
    """mfa_at is when a code was given, for this call or for the session that signs it."""

    principal: Principal
    key_id: str
    session: Session | None = None
    mfa_at: float | None = None

    @property
    def account(self) -> Account:
        return self.principal.account

    @property
    def is_root(self) -> bool:
        return isinstance(self.principal, Root)

    @property
    def role_session(self) -> RoleSession | None:
        return self.session.role_session if self.session else None

    @property
    def arn(self) -> str:
        if self.role_session is None:
            return self.principal.arn
        path = f"assumed-role/{_name(self.principal)}/{self.role_session.name}"
        return self.account.arn("sts", path)

    @property
    def user_id(self) -> str:
        if self.role_session is None:
            return self.principal.id
        return f"{self.principal.id}:{self.role_session.name}"

    def with_mfa(self, at: float) -> "Caller":
        return replace(self, mfa_at=at)

    def policies(self, now: float) -> Iterator[Policy]:
        if not isinstance(self.principal, Root):
            yield from self.principal.policies(now)

    def keys(self, now: float) -> dict[str, tuple[str, ...]]:
        """Condition keys in lower case. A key that AWS leaves out is left out here too."""
        keys: dict[str, tuple[str, ...]] = {
            "aws:currenttime": (iso(now),),
            "aws:epochtime": (str(int(now)),),
            "aws:principalarn": (self.principal.arn,),
            "aws:principalaccount": (self.account.id,),
            "aws:principaltype": (self._type(),),
            "aws:userid": (self.user_id,),
            "aws:securetransport": ("false",),
            "aws:sourceip": ("127.0.0.1",),
        }
        if isinstance(self.principal, User):
            keys["aws:username"] = (self.principal.name,)
        for tag, value in self._tags().items():
            keys[f"aws:principaltag/{tag.lower()}"] = (value,)
        return keys | self._session_keys() | self._mfa_keys(now)

    def _session_keys(self) -> dict[str, tuple[str, ...]]:
        if self.session is None:
            return {}
        keys: dict[str, tuple[str, ...]] = {"aws:tokenissuetime": (iso(self.session.issued),)}
        if self.role_session and self.role_session.source_identity:
            keys["aws:sourceidentity"] = (self.role_session.source_identity,)
        return keys | {"aws:multifactorauthpresent": ("false",)}

    def _mfa_keys(self, now: float) -> dict[str, tuple[str, ...]]:
        if self.mfa_at is None:
            return {}
        return {
            "aws:multifactorauthpresent": ("true",),
            "aws:multifactorauthage": (str(int(now - self.mfa_at)),),
        }

    def _tags(self) -> dict[str, str]:
        own = {} if isinstance(self.principal, Root) else dict(self.principal.tags)
        return own | (dict(self.role_session.tags) if self.role_session else {})

    def _type(self) -> str:
        if self.is_root:
            return "Account"
        return "AssumedRole" if isinstance(self.principal, Role) else "User"


def _name(principal: Principal) -> str:
    return "root" if isinstance(principal, Root) else principal.name

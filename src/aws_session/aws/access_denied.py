"""Which policy denied a call, as far as AWS says, who manages it, and what helps."""

from __future__ import annotations

from aws_session.errors import SessionError
from aws_session.model import Record
from aws_session.model.recoverable_errors import RefusedRoleError

IDENTITY, TRUST, ENDPOINT = "identity-based policy", "role trust policy", "VPC endpoint policy"
SERVICE_CONTROL, RESOURCE_CONTROL = "service control policy", "resource control policy"

_USER = "the administrator of your IAM user"
_ROLE = "the administrator of the role"
_ORGANIZATION = "the administrator of the organization"
_OWNERS = {
    TRUST: _ROLE,
    "resource-based policy": _ROLE,
    RESOURCE_CONTROL: _ORGANIZATION,
    SERVICE_CONTROL: _ORGANIZATION,
    ENDPOINT: "the administrator of this network",
    "permissions boundary": _USER,
    "session policy": "whoever started the session",
    IDENTITY: _USER,
}
"""The kinds of policies, as AWS names them in a refusal, and who manages each."""

_QUARANTINE = "AWSCompromisedKeyQuarantine"
_SIGNERS = frozenset({"sts:GetSessionToken", "sts:GetCallerIdentity"})
"""Calls that are made to start a session: there is no earlier one."""

_TAG, _SOURCE = "sts:TagSession", "sts:SetSourceIdentity"
_OPTIONS = {_TAG: "--tag", _SOURCE: "--source-identity"}

TAGS = "--tag (in a profile: session_tags)"
SOURCE_IDENTITY = "--source-identity (in a profile: source_identity)"
"""Where parameters of a role come from: which of both is not known when a session is renewed."""


class Asked(Record):
    """What was asked for, and by whom, as far as AWS's answer does not say.

    `role` is the ARN of a role that was to be assumed, `given` the options that went with it.
    `by_role` is true if a role session signed, `with_code` if the call contained a code, `fresh` if
    one was given just before, for the session that signed.
    """

    role: str = ""
    given: tuple[str, ...] = ()
    by_role: bool = False
    with_code: bool = False
    fresh: bool = False


NOTHING = Asked()


class Denial(Record):
    """What AWS says about a denial: the action, and the policy that denies it or lacks an Allow.

    `kind` is empty if AWS names no policy; `arn` is always that of a policy that denies.
    """

    action: str
    kind: str
    explicit: bool
    arn: str = ""

    @property
    def owner(self) -> str:
        return _OWNERS.get(self.kind, "the administrator of your policies")

    @property
    def is_quarantine(self) -> bool:
        return is_quarantine(self.arn)


def is_quarantine(policy: str) -> bool:
    """Tell whether this is the policy that AWS attaches to users whose keys it found exposed."""
    return policy.rpartition("/")[2].startswith(_QUARANTINE)


def read(message: str, operation: str) -> Denial:
    """Return what AWS's message says; `operation` is the action if the message names none."""
    action = message.partition("not authorized to perform: ")[2].split()
    _, denies, after = message.partition("with an explicit deny")
    _, _, lacking = message.partition("because no ")
    said = after if denies else lacking
    # One policy may apply through another: the first one that is named is the cause.
    kind = min((k for k in _OWNERS if k in said), key=said.find, default="")
    arn = said.partition(f"{kind}: ")[2].split() if kind and denies else []
    return Denial(
        action[0] if action else operation,
        kind,
        bool(denies),
        arn[0].rstrip(".") if arn and arn[0].startswith("arn:") else "",
    )


def explain(
    denial: Denial, operation: str, description: str, asked: Asked, *, with_mfa: bool | None
) -> SessionError:
    """Return the error for a call that AWS denied; `description` names the credentials."""
    if denial.is_quarantine:
        return _of_quarantine(denial, description)
    if denial.action in _OPTIONS and denial.action != operation:
        return _of_option(denial, description, asked)
    hint = _hint(denial, asked, with_mfa=with_mfa)
    if not asked.role:
        return SessionError(_of_call(denial, description, asked), hint=hint)
    what = _of_role(denial, description, asked) or _of_call(denial, description, asked)
    refused = RefusedRoleError(what, hint=hint)
    refused.with_mfa = with_mfa
    refused.is_explained = bool(denial.kind) or denial.explicit
    return refused


def _of_quarantine(denial: Denial, description: str) -> SessionError:
    return SessionError(
        f"AWS found an exposed access key of this user and restricted the user: {denial.arn} "
        f"denies {denial.action} to {description}",
        hint="create a new access key, delete the exposed one, and check in CloudTrail what "
        "others did with it; then detach that policy. To list your keys: aws iam "
        "list-access-keys",
    )


def _of_option(denial: Denial, description: str, asked: Asked) -> SessionError:
    """Explain that a role can be assumed, but not with tags or with a source identity."""
    option = _OPTIONS[denial.action]
    leave = f"leave out {TAGS if denial.action == _TAG else SOURCE_IDENTITY}"
    if asked.by_role and denial.action == _SOURCE and option in asked.given:
        leave += ": the role of this shell may have one, which cannot be changed"
    if option not in asked.given:
        leave = _without_chain(asked)
    if denial.kind in {"", TRUST, "resource-based policy"} and not denial.explicit:
        return SessionError(
            f"{description} is not allowed to call {denial.action}{_on(asked)}",
            hint=f"have the role's trust policy allow {denial.action}, or {leave}",
        )
    return SessionError(
        _of_call(denial, description, asked), hint=f"{leave}, or ask {_owner(denial, asked)}"
    )


def _without_chain(asked: Asked) -> str:
    """Return how to assume a role that another role was refused, by --chain or in a profile."""
    return f"assume the role from your MFA session: aws-session pose {asked.role}"


def _of_role(denial: Denial, description: str, asked: Asked) -> str | None:
    if denial.explicit:
        return None
    what = f"{description} is not allowed to assume the role {asked.role}"
    if denial.kind in {TRUST, "resource-based policy"}:
        return f"{what}: its trust policy does not allow it"
    return f"{what}: no {denial.kind} allows it" if denial.kind else what


def _of_call(denial: Denial, description: str, asked: Asked) -> str:
    where = _on(asked)
    if not denial.explicit:
        why = f": no {denial.kind} allows it" if denial.kind else ""
        return f"{description} is not allowed to call {denial.action}{where}{why}"
    policy = _with_article(denial.kind)
    named = f" ({denial.arn})" if denial.arn else ""
    return f"{policy}{named} denies {denial.action}{where} to {description}"


def _on(asked: Asked) -> str:
    return f" on {asked.role}" if asked.role else ""


def _with_article(kind: str) -> str:
    if kind == TRUST:
        return "the role's trust policy"
    if not kind:
        return "a policy"
    return f"an {kind}" if kind == IDENTITY else f"a {kind}"


def _owner(denial: Denial, asked: Asked) -> str:
    own = denial.kind in {"", IDENTITY, "permissions boundary"}
    return _ROLE if asked.by_role and own else denial.owner


def _hint(denial: Denial, asked: Asked, *, with_mfa: bool | None) -> str:
    """Return what to do next: start a session if that may help, or else whom to ask."""
    owner = _owner(denial, asked)
    if asked.role and not denial.kind and not denial.explicit:
        return _usual_reasons(asked, with_mfa=with_mfa)
    if denial.kind == TRUST and not denial.explicit:
        return _of_trust(asked, with_mfa=with_mfa)
    if denial.kind == ENDPOINT and (with_mfa is not False or denial.action in _SIGNERS):
        return f"ask {owner} about the VPC endpoint, or use another network"
    if denial.action in _SIGNERS:
        return f"ask {owner} for this permission"
    if asked.by_role:
        return (
            f"ask {owner}; if the policy requires MFA, which a role session never has, "
            f"{_without_chain(asked)}"
            if asked.role
            else f"ask {owner}; a policy may require MFA, which a role session never has"
        )
    if with_mfa is False:
        return _without_code(asked, owner)
    if denial.explicit and denial.kind in {"", IDENTITY}:
        return _of_session(asked, owner, with_mfa=with_mfa)
    if with_mfa is None:
        return (
            f"ask {owner}; if this session was started without a code, start a new one: aws-session"
        )
    if denial.explicit:
        return f"ask {owner}"
    return f"ask {owner} for {denial.action}{_on(asked)}"


def _without_code(asked: Asked, owner: str) -> str:
    missing = "no code was given, and the policy may require one"
    if asked.role:
        return f"{missing}: leave out --no-mfa; if the role is denied then, too, ask {owner}"
    return (
        f"{missing}; if a session with MFA is denied, too, ask {owner}. To start one: aws-session"
    )


def _of_session(asked: Asked, owner: str, *, with_mfa: bool | None) -> str:
    """Return what helps if the user's own policies deny something to a session."""
    if asked.with_code and asked.role:
        return (
            "if the policy denies long-term keys even with a code, assume the role from a "
            f"session, for one hour: leave out --duration and --mfa; otherwise ask {owner}"
        )
    if asked.fresh:
        return f"a code was given just now, so a new session would be denied, too: ask {owner}"
    without = "" if with_mfa else " or started without a code"
    return (
        f"the session may have been revoked{without}, or its code may be too old; if a new one "
        f"is denied, too, ask {owner}. To start one: aws-session"
    )


def _of_trust(asked: Asked, *, with_mfa: bool | None) -> str:
    """Return what a trust policy may require that was missing."""
    wants = ["it must name you"]
    if asked.by_role:
        wants.append("cannot require MFA of a role session")
    external = "--external-id" in asked.given
    wants.append(f"and may require {'another' if external else 'an'} external ID (--external-id)")
    ask = f"otherwise ask {_ROLE}"
    if with_mfa is False and not asked.by_role:
        return (
            f"no code was given, and the trust policy may require one; {', '.join(wants)}; "
            f"{ask}. To send a code: aws-session pose {asked.role} --mfa"
        )
    if with_mfa is None and not asked.by_role:
        return (
            f"{', '.join(wants)}; {ask}. If this session was started without a code, start a "
            "new one: aws-session"
        )
    return f"{', '.join(wants)}; {ask}"


def _usual_reasons(asked: Asked, *, with_mfa: bool | None) -> str:
    """Return why roles are usually refused: for other accounts, AWS's answer is always the same."""
    mfa = ""
    if asked.by_role:
        mfa = MFA_OF_CHAIN
    elif with_mfa is not True:
        mfa = MFA_OF_SESSION if with_mfa is None else MFA_WITH_ROLE
    return reasons_for_refused_role(
        mfa=mfa,
        external_id="--external-id" in asked.given,
        actions=tuple(action for action, option in _OPTIONS.items() if option in asked.given),
    )


MFA_WITH_ROLE = "a code (--mfa)"
MFA_OF_SESSION = "an MFA session (aws-session)"
MFA_OF_CHAIN = "MFA, which a role session does not have"


def reasons_for_refused_role(
    *,
    mfa: str = "",
    external_id: bool,
    was_there: bool = False,
    actions: tuple[str, ...] = (),
) -> str:
    """Return the likely reasons; `mfa` is the kind of MFA that the role may require and lacked."""
    wanted = [f"{'another' if external_id else 'an'} external ID (--external-id)"]
    wanted += [mfa] if mfa else []
    gone = "the role was deleted" if was_there else "the role does not exist in that account"
    lacking = "".join(f", it does not allow {action} ({_OPTIONS[action]})" for action in actions)
    return (
        f"likely reasons: {gone}, its trust policy does not name you or requires "
        f"{' or '.join(wanted)}{lacking}, or your own policies do not allow it"
    )


def actions_for(*, tags: bool, source_identity: bool) -> tuple[str, ...]:
    """Return the actions that a role's trust policy must allow for these parameters of a call."""
    return (*((_TAG,) if tags else ()), *((_SOURCE,) if source_identity else ()))

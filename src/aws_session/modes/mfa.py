"""A session of one's own: GetSessionToken with a code."""

from __future__ import annotations

from aws_session import devices, display, durations, endpoints, profile_variables, signer, state
from aws_session import environment as env
from aws_session.intent import Mfa
from aws_session.outcome import Outcome
from aws_session.plan import Granted, Plan
from aws_session.profiles import Profiles
from aws_session.signer import Signer
from aws_session.situation import Situation
from aws_session.state import Level, State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_SECONDS = 43_200
MFA_COMMAND = "AWS_SESSION_MFA_COMMAND"
_SLACK = 60


def prepare(intent: Mfa, situation: Situation, profiles: Profiles) -> Plan:
    """Return what to ask AWS for; everything that can be known to be wrong is refused here."""
    chosen = signer.long_term(signer.choose(intent.profile, situation, profiles))
    base, profile = situation.base, chosen.profile
    device = devices.told(intent.device, base, profile, _device_before(situation, chosen))
    command = base.get(MFA_COMMAND) or (profile.get("mfa_process") if profile else None)
    plan = Plan(
        signer=chosen,
        device=device,
        device_name=devices.name_of(intent.device, base, profile) if device is None else None,
        region=_region(intent, situation, chosen),
        seconds=intent.seconds or DEFAULT_SECONDS,
        code=intent.given_code,
        code_command=command or None,
        places=_places(base, chosen, profiles),
    )
    return plan.but(said=(*chosen.said, *_warnings(situation, plan)))


def enter(
    plan: Plan, granted: Granted, situation: Situation, local_time: Callable[[int], str]
) -> Outcome:
    """Return the change that puts the session into the caller's environment."""
    held, caller = granted.credentials, granted.caller
    expires = held.expires or 0
    wanted: dict[str, str | None] = dict.fromkeys((*env.PROFILES, env.OLD_TOKEN))
    wanted.update(profile_variables.carried(plan.signer.profile, situation.base))
    if plan.region:
        wanted.update(dict.fromkeys(env.REGIONS, plan.region))
    wanted[env.ACCOUNT] = caller.account
    wanted[env.EXPIRATION] = display.utc(expires)
    wanted[env.EXPIRES] = str(expires)
    wanted[env.LABEL] = display.label(f"{caller.name}@{caller.account}")
    wanted[env.TOKEN] = held.session_token
    wanted[env.SECRET] = held.secret_key
    wanted[env.KEY_ID] = held.key_id
    change, kept = env.enter(situation.environ, situation.base, wanted)
    level = Level(
        kind="mfa",
        key_id=held.key_id,
        issued=granted.at,
        expires=expires,
        account=caller.account,
        principal=caller.arn,
        region=plan.region,
        origin=plan.signer.origin,
        device=granted.device.serial,
        asked=(("seconds", str(plan.seconds)),),
    )
    remembered = State((level,), kept, granted.code, granted.at, plan.places)
    said = [*_replaced(situation), *_shortened(plan, granted)]
    where = f", region {plan.region}" if plan.region else ""
    said.append(
        f"{display.harmless(caller.name)} in account {caller.account}{where}: session until "
        f"{local_time(expires)} ({durations.spoken(expires - granted.at)})"
    )
    return Outcome(env.with_state(change, state.encode(remembered)), tuple(said))


def _device_before(situation: Situation, chosen: Signer) -> str | None:
    top = situation.state.top
    return top.device if top and top.origin == chosen.origin and not situation.stale else None


def _region(intent: Mfa, situation: Situation, chosen: Signer) -> str | None:
    base, top = situation.base, situation.state.top
    own = top.region if top and top.origin == chosen.origin and not situation.stale else None
    changed = [
        base[name] for name in env.REGIONS if name in situation.left.foreign and base.get(name)
    ]
    told = [base[name] for name in env.REGIONS if base.get(name)]
    profile = chosen.profile.get("region") if chosen.profile else None
    candidates = [intent.region, *changed, own, *told, profile]
    return next((region for region in candidates if region), None)


def _places(
    base: dict[str, str], chosen: Signer, profiles: Profiles
) -> tuple[tuple[str, str], ...]:
    endpoint = endpoints.configured(base, chosen.profile, "sts") or ""
    return (
        ("config", profiles.config_path),
        ("credentials", profiles.credentials_path),
        ("endpoint", endpoint),
    )


def _warnings(situation: Situation, plan: Plan) -> list[str]:
    said = []
    if situation.damage:
        said.append(f"{situation.damage.message}: starting anew")
    elif situation.stale:
        said.append("the keys in the environment are not this program's: starting anew")
    before = dict(situation.state.places)
    for name, now in plan.places:
        was = before.get(name, now)
        if was != now:
            said.append(
                f"the session in this shell was made with another {_NAMES[name]}: {was or 'AWS'}"
            )
    host = endpoints.foreign(dict(plan.places)["endpoint"] or None)
    if host:
        said.append(f"calls go to {host}, which is not AWS")
    top = situation.state.top
    if plan.signer.profile and not (top and top.origin == plan.signer.origin):
        lost = profile_variables.uncarried(plan.signer.profile)
        if lost:
            said.append(f"no variable can carry {', '.join(lost)} of {plan.signer.named}")
    return said


def _replaced(situation: Situation) -> list[str]:
    top = situation.state.top
    if top is None or situation.stale or top.expires <= situation.now:
        return []
    return [f"replaced a session that had {durations.spoken(top.expires - situation.now)} left"]


def _shortened(plan: Plan, granted: Granted) -> list[str]:
    seconds = (granted.credentials.expires or 0) - granted.at
    if seconds >= plan.seconds - _SLACK:
        return []
    why = ": root users get no more" if granted.caller.is_root else ""
    return [f"AWS made it shorter than {durations.spoken(plan.seconds)}{why}"]


_NAMES = {
    "config": "AWS config file",
    "credentials": "AWS credentials file",
    "endpoint": "endpoint",
}

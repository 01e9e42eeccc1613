"""The story of one run, from an Intent to an Outcome; the outside world is handed in."""

from __future__ import annotations

from aws_session.aws import source_credentials
from aws_session.aws.source_credentials import Signer
from aws_session.config.profiles import NOTHING
from aws_session.environment.snapshot import Situation
from aws_session.session.inputs import Knowledge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.model.credentials import Granted
    from aws_session.session.outcome import Outcome
    from aws_session.session.ports import Outside
    from aws_session.session.request import Plan


def known(situation: Situation, outside: Outside) -> Knowledge:
    base = situation.base
    return Knowledge(situation, outside.aws_files(base), outside.settings(base))


def prepared(
    prepare: Callable[[Signer], Plan], signer: Signer, knowledge: Knowledge, outside: Outside
) -> Plan:
    """Return the plan for a signer with its key, or for one whose kept session will do."""
    if signer.key is None and outside.keeps_something():
        from aws_session.session.stored import Sharing

        plan = prepare(signer)
        if plan.session and Sharing(plan, knowledge, outside).promises():
            return plan
    return prepare(with_key(signer, knowledge, outside))


def carry_out(plan: Plan, knowledge: Knowledge, outside: Outside) -> Outcome:
    looked_up = plan.device is None
    plan = _with_last_device(plan, outside)
    for line in plan.said:
        outside.tell(line)
    if _is_sure_to_ask(plan, knowledge, outside):
        outside.foresee(plan.signer, plan.region, knowledge.base)
        # What follows is loaded while a person reads.
        outside.show_question(plan.question)
    from aws_session.environment import stack
    from aws_session.session import summary
    from aws_session.session.calls import Travel
    from aws_session.session.outcome import Outcome

    travel = Travel(plan, knowledge, outside)
    travel.go()
    said = summary.lines(plan, travel, knowledge.situation, outside.local_time)
    variables = knowledge.settings.label_variables
    change = stack.arrive(
        knowledge.situation,
        travel.levels,
        travel.remembered,
        asked=stack.BEGINNING,
        label_variables=variables,
    )
    for pose in travel.poses:
        outside.remember_pose(pose)
    if looked_up and travel.granted is not None:
        _remember_device(plan, travel.granted, outside)
    return Outcome(change, said, arrived=travel.levels[-1])


def _with_last_device(plan: Plan, outside: Outside) -> Plan:
    """Return the plan with the device of the key's last code, where nobody names another."""
    key = plan.signer.key
    named = plan.device is not None or plan.device_name is not None
    if named or key is None or not (plan.session or plan.coded):
        return plan
    from aws_session.session import mfa_device as mfa_devices

    serial = outside.last_device(key.key_id)
    return plan if serial is None else plan.but(device=mfa_devices.last_used_device(serial))


def _remember_device(plan: Plan, granted: Granted, outside: Outside) -> None:
    key = plan.signer.key
    if key is not None and outside.last_device(key.key_id) != granted.device.serial:
        outside.remember_device(key.key_id, granted.device.serial)


def _is_sure_to_ask(plan: Plan, knowledge: Knowledge, outside: Outside) -> bool:
    """Tell whether the first thing to happen is that a code is asked for on the terminal."""
    told = plan.code is not None or plan.code_command is not None
    if told or not (plan.session or plan.coded):
        return False
    shared = plan.session and (plan.keeping.keep is not False and knowledge.settings.keep)
    if shared or plan.keeping.keep or outside.keeps_something():
        return False
    return outside.has_terminal()


def with_key(signer: Signer, knowledge: Knowledge, outside: Outside) -> Signer:
    """Return the signer with its key: whether that takes a code shows only then."""
    if signer.key is not None or signer.profile is None:
        return signer
    if signer.profile.kind == NOTHING and not _in_container(knowledge.base):
        raise source_credentials.nothing_there(signer)
    aws = outside.aws(signer, signer.profile.get("region"), knowledge.base)
    return signer.but(key=outside.job(aws.resolve, "waiting for credentials").result())


def _in_container(base: dict[str, str]) -> bool:
    """Tell whether ECS or EKS hand credentials to whoever has none (botocore's variables)."""
    return any(name.startswith("AWS_CONTAINER_CREDENTIALS_") for name in base)

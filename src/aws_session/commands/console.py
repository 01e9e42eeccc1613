"""The browser, signed in to the AWS console as a role."""

from __future__ import annotations

from aws_session import endpoints, session_signers, situation
from aws_session import environment as env
from aws_session.credentials import Credentials
from aws_session.display import session_label
from aws_session.edge import browser, federation
from aws_session.edge.machine import Machine, tell
from aws_session.errors import SessionError
from aws_session.lending import borrowing, console
from aws_session.situation import Knowledge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.edge.output import Output
    from aws_session.intent import Console
    from aws_session.lending.borrowing import Borrowed


def perform(intent: Console, output: Output, environ: dict[str, str]) -> int:
    machine = Machine(environ)
    settings = machine.settings(environ)
    borrowed = borrowing.borrow(intent, machine)
    address = _address(intent, borrowed, machine)
    if intent.url:
        output.write_data(f"{address}\n")
        return 0
    label = borrowed.environ.get(env.LABEL, "aws")
    browser.show(address, label, settings.browser_command, environ)
    tell(f"the console is open as {label}")
    return 0


def _address(intent: Console, borrowed: Borrowed, machine: Machine) -> str:
    if borrowed.level is not None and not borrowing.is_role(borrowed.level):
        whose = session_label(borrowed.level.label, borrowed.level.account)
        raise SessionError(
            f"the console takes a role's session, and {whose}'s is none",
            hint="name a role: aws-session console TARGET [ROLE]",
        )
    here = situation.survey(borrowed.environ, int(machine.now()))
    knowledge = Knowledge(here, machine.aws_files(here.base), machine.settings(here.base))
    profile = knowledge.profiles.by_name.get("default")
    endpoint = endpoints.configured(borrowed.environ, profile, "signin")
    endpoints.foreign(endpoint)
    door = console.door(_principal(borrowed, knowledge, machine), endpoint)
    held = borrowed.environ
    token = federation.signin_token(
        door.federation,
        Credentials(held[env.KEY_ID], held[env.SECRET], env.token(held)),
        intent.seconds,
        held.get("AWS_CA_BUNDLE") or (profile.get("ca_bundle") if profile else None),
    )
    region = held.get(env.REGIONS[0]) or held.get(env.REGIONS[1])
    return door.login(token, door.destination(intent.service, region))


def _principal(borrowed: Borrowed, knowledge: Knowledge, machine: Machine) -> str:
    if borrowed.level is not None and borrowed.level.principal is not None:
        return borrowed.level.principal
    signer = session_signers.of_foreign(knowledge)
    assert signer is not None  # noqa: S101 - what was borrowed is a session
    aws = machine.aws(signer, None, knowledge.base)
    return machine.job(aws.caller, "waiting for AWS").result().arn

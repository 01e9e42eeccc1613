"""The command `console`: the browser, signed in to the AWS console as a role."""

from __future__ import annotations

from aws_session import environment as env
from aws_session.aws import console_signin, endpoints, transport
from aws_session.commands import CODE, PROFILE, REGION, flag, option
from aws_session.commands.child import ROLE, TARGET, ChildCommand
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.context import Context
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError, UsageError
from aws_session.model import duration_text
from aws_session.model.credentials import Credentials
from aws_session.model.prompt_label import session_label
from aws_session.model.role_duration import ROLE_SECONDS
from aws_session.model.terminal_text import quoted
from aws_session.processes import browser
from aws_session.session import for_child, precedence, session_source
from aws_session.session.precedence import Inputs
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.session.for_child import ChildSession
    from aws_session.session.request import MfaRequest, RoleRequest
    from aws_session.terminal.output import Output


class Console(ChildCommand):
    """The browser, signed in to the console as a role."""

    target: str | None = TARGET
    role: str | None = ROLE
    service: str | None = option(
        "--service",
        metavar="NAME",
        help="Service to open: s3, ec2, cfn, ddb, ….",
        completes="services",
    )
    url: bool = flag("--url", help="Print the address, which is secret.")
    code: str | None = CODE
    profile: str | None = PROFILE
    region: str | None = REGION
    duration: str | None = option(
        "--duration",
        "-d",
        metavar="TIME",
        help="15m to 12h; needs a code.",
        completes=("15m", "1h", "2h", "4h", "8h", "12h"),
    )

    command = "console"
    needs_role = True
    summary = "Open the AWS console in the browser, signed in as a role."

    def validate(self) -> None:
        if self.duration is not None and (self.no_mfa or self.chain):
            other = "--no-mfa" if self.no_mfa else "--chain"
            raise UsageError(
                f"--duration and {other} cannot be used together",
                hint="--duration needs a code sent with the role request",
            )
        super().validate()
        if self.duration is not None:
            duration_text.seconds_within(self.duration, ROLE_SECONDS)
        if self.duration is not None and self.target is None and self.profile is not None:
            raise UsageError(
                "--duration needs a role to sign in as",
                hint="aws-session console TARGET [ROLE] --duration 8h",
            )
        if self.service is not None and not _is_path(self.service):
            raise UsageError(
                f"{self.service!r} is not a service of the console",
                hint="for example: --service s3",
            )

    @property
    def request(self) -> MfaRequest | RoleRequest:
        if self.target is None and self.profile is not None:
            return self.convert(Mfa, duration=None).request
        # A browser may stay signed in longer only for a role that was not assumed from a session.
        role = self.convert(Pose, duration=None, mfa=self.mfa or self.duration is not None)
        return role.request.replace(command=self.command)

    @property
    def chooses_role(self) -> bool:
        return self.profile is None

    @property
    def seconds(self) -> int | None:
        return None if self.duration is None else duration_text.seconds(self.duration)

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        context = Context(environ)
        settings = context.settings(environ)
        borrowed = self.session(context)
        address = _address(self, borrowed, context)
        if self.url:
            output.write_data(f"{address}\n")
            return 0
        label = borrowed.environ.get(env.LABEL, "aws")
        words = [quoted(word) for word in (self.target, self.role) if word]
        again = " ".join(("aws-session console", *words, "--url"))
        try:
            browser.show(
                address,
                label,
                settings.browser_command,
                environ,
                per_role=settings.browser_per_role,
                again=again,
            )
        except SessionError as error:
            if error.hint:
                error.hint = error.hint.replace("aws-session console --url", again)
            raise
        tell(f"the console is open as {label}")
        return 0


def _is_path(text: str) -> bool:
    """Tell whether a text can be part of an address: words with digits, - and /."""
    words = text.replace("-", "").split("/")
    return all(word.isascii() and word.isalnum() for word in words)


def _address(command: Console, borrowed: ChildSession, context: Context) -> str:
    if borrowed.level is not None and not for_child.is_role(borrowed.level):
        label = session_label(borrowed.level.label, borrowed.level.account)
        raise SessionError(
            f"the console needs a role session, and {label} is not one",
            hint="name a role: aws-session console TARGET [ROLE]",
        )
    here = read_snapshot(borrowed.environ, int(context.now()))
    inputs = Inputs(here, context.aws_files(here.original_env), context.settings(here.original_env))
    signer = signer_of(borrowed, inputs, context.environ)
    profile = signer.profile
    endpoint = endpoints.configured(borrowed.environ, profile, "signin")
    endpoints.non_aws_host(endpoint, "signin")
    held = borrowed.environ
    region = held.get(env.REGIONS[0]) or held.get(env.REGIONS[1])
    principal = _principal(borrowed, signer, inputs, context)
    site = console_signin.endpoint_for(principal, endpoint, region)
    transport.check(site.federation, held, profile)
    token = console_signin.signin_token(
        site.federation,
        Credentials(held[env.KEY_ID], held[env.SECRET], env.token(held)),
        command.seconds,
        held.get("AWS_CA_BUNDLE") or (profile.get("ca_bundle") if profile else None),
    )
    service = command.service and command.service.lower()
    return site.login(token, site.destination(service, region))


def signer_of(borrowed: ChildSession, inputs: Inputs, environ: dict[str, str]) -> SourceCredentials:
    """Return the session with the profile that it came from, whose endpoint settings apply.

    The profile of another tool's session is unknown: the shell's `environ` names one.
    """
    level = borrowed.level
    if level is not None and level.credentials is not None:
        return session_source.of_session(level.credentials, level.origin, inputs)
    signer = session_source.of_foreign(inputs)
    assert signer is not None  # noqa: S101 - what was borrowed is a session
    return signer.replace(profile=precedence.profile_of(environ, inputs.profiles))


def _principal(
    borrowed: ChildSession, signer: SourceCredentials, inputs: Inputs, context: Context
) -> str:
    if borrowed.level is not None and borrowed.level.principal is not None:
        return borrowed.level.principal
    aws = context.aws(signer, None, inputs.original_env)
    return context.job(aws.caller, "waiting for AWS").result().arn

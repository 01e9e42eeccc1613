"""The checks of doctor, in the order in which problems would occur."""

from __future__ import annotations

from aws_session import environment as env
from aws_session import shells
from aws_session.aws.source_credentials import SourceCredentials
from aws_session.commands.doctor import (
    clock_and_network,
    files,
    identity,
    local_checks,
    policy_demands,
    programs,
    variables,
)
from aws_session.commands.doctor.findings import OK, WARNING, Finding, of_error
from aws_session.config import role_chain
from aws_session.config.profile import ROLE
from aws_session.context import Context
from aws_session.environment import ENVIRONMENT, stack
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import LeftoverError, SessionError
from aws_session.model import utc
from aws_session.model.mfa import DEFAULT_SESSION_TOKEN_SECONDS, capped
from aws_session.session import (
    key_hints,
    perform_request,
    precedence,
    session_source,
)
from aws_session.session import mfa_device as mfa_devices
from aws_session.session.precedence import Inputs
from aws_session.shells import detect, hints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.commands.doctor.aws_checks import AwsChecks
    from aws_session.config.profile import Profile
    from aws_session.model.identity import CallerIdentity

_ANY = "us-east-1"
"""The region for which calls are signed if none is set."""


class Checks:
    """The checks of one run: each uses only what the previous ones left open."""

    def __init__(
        self, context: Context, profile: str | None, *, offline: bool, loaded: bool
    ) -> None:
        """Take the profile that was named; `loaded` is whether the shell function called."""
        self._context = context
        self._profile = profile
        self._offline = offline
        self._loaded = loaded
        self._here = read_snapshot(context.environ, int(context.now()))
        self._local = local_checks.read(context.environ)
        self._shell = detect.find(context.environ)
        self._endpoint: str | None = None
        self._role_region: str | None = None

    def findings(self) -> Iterator[Finding]:
        """Yield the findings, each remedy written for the shell that this runs in."""
        dialect = shells.dialect(self._shell)
        for found in self._examine():
            remedy = found.remedy and hints.in_own_words(found.remedy, dialect)
            yield found.replace(remedy=remedy)

    def _examine(self) -> Iterator[Finding]:
        here, local = self._here, self._local
        inputs, error = self._inputs()
        known = inputs.profiles.by_name if inputs else None
        yield from variables.examine(here, local.universal, self._unset, known)
        yield from programs.examine(local)
        yield from programs.of_python_path(local, self._unset)
        yield from programs.of_start(local)
        yield from programs.of_function(local, self._shell, loaded=self._loaded)
        if error is not None:
            yield of_error("files", error)
        if inputs is not None:
            yield from files.examine(inputs, local, self._unset)
            yield from self._of_aws(inputs)
            serving, refused = self._context.serving_store(inputs.settings.keep_in)
            yield _of_store(serving, refused, wanted=inputs.settings.keep)
        yield Finding("versions", OK, local_checks.versions())

    def _inputs(self) -> tuple[Inputs | None, SessionError | None]:
        """Return the inputs, or why they cannot be read."""
        base = self._here.original_env
        try:
            files_read = self._context.aws_files(base)
            return Inputs(self._here, files_read, self._context.settings(base)), None
        except SessionError as error:
            return None, error

    def _of_aws(self, inputs: Inputs) -> Iterator[Finding]:
        signer, error = self._signer(inputs)
        profile = signer.profile if signer else self._named_profile(inputs)
        settings = inputs.settings.of_profile(profile.name if profile else None)
        own = profile.get("region") if profile else None
        named = (self._role_region, settings.region, own)
        region = precedence.region_named(None, inputs, None, *named)
        self._endpoint = clock_and_network.other_endpoint(inputs.original_env, profile)
        if self._offline:
            yield from clock_and_network.of_region(self._region(region), self._endpoint)
            if error is not None:
                yield of_error("identity", error)
        else:
            yield from self._online(inputs, signer, error, region)
        local, bundle = self._local, profile.get("ca_bundle") if profile else None
        why = local_checks.no_bundle(bundle)
        if profile is not None and why:
            told = f"ca_bundle of {profile.place_of('ca_bundle')} names {bundle}"
            local = local.replace(unreadable=(*local.unreadable, (told, why)))
        found = self._region(region)
        yield from clock_and_network.examine(inputs, local, profile, self._unset, found)

    def _signer(self, inputs: Inputs) -> tuple[SourceCredentials | None, SessionError | None]:
        """Return the credentials that sign before there is a session, or why there are none."""
        try:
            chosen = session_source.for_new_session(self._profile, inputs)
            if chosen.key is None and chosen.profile and chosen.profile.kind == ROLE:
                self._role_region = chosen.profile.get("region")
                chain = role_chain.of(chosen.profile, inputs.profiles)
                chosen = (
                    session_source.of_credential_source(chain.source, inputs)
                    if chain.from_environment
                    else precedence.of_source(chain.source)
                )
            return self._keyed(chosen, inputs), None
        except LeftoverError as error:
            error.hint = error.hint_with(self._unset(*error.names))
            return None, error
        except SessionError as error:
            return None, error

    def _named_profile(self, inputs: Inputs) -> Profile | None:
        """Return the profile whose settings apply although it cannot sign."""
        name = self._profile or precedence.profile_named(inputs.original_env)[0]
        return inputs.profiles.by_name.get(name or inputs.settings.default_profile or "default")

    def _unset(self, *names: str) -> str:
        """Return the function that says how to unset variables in the calling shell."""
        return shells.dialect(self._shell).typed_unset(names)

    def _keyed(self, chosen: SourceCredentials, inputs: Inputs) -> SourceCredentials:
        if self._offline:
            key_hints.check_has_key(chosen, inputs)
            return chosen
        return perform_request.with_key(chosen, inputs, self._context, asks=False)

    def _online(
        self,
        inputs: Inputs,
        signer: SourceCredentials | None,
        error: SessionError | None,
        region: str | None,
    ) -> Iterator[Finding]:
        # Even without a key, it can be checked whether AWS answers, and with which time.
        anybody = signer or SourceCredentials(ENVIRONMENT, None, None)
        try:
            off = self._examination(anybody, region, inputs).clock_off()
        except SessionError as unreachable:
            yield from clock_and_network.of_region(self._region(region), self._endpoint)
            if error is not None:
                yield of_error("identity", error)
            yield clock_and_network.of_unreachable(unreachable)
            return
        yield clock_and_network.of_clock(off)
        yield from clock_and_network.of_region(self._region(region), self._endpoint)
        foreign = list(self._of_foreign(inputs))
        if signer is None:
            assert error is not None  # noqa: S101 - one of the two there is
            yield self._without_signer(error, foreign)
            yield from foreign
            return
        # The endpoint's check reports that none is set; the rest can still be checked.
        exam = self._examination(signer, region or (_ANY if self._endpoint else None), inputs)
        try:
            caller = exam.caller()
        except SessionError as refused:
            yield of_error("identity", refused)
            yield from foreign
            return
        found, reader = self._in_session(inputs)
        reader = reader or exam
        yield from identity.of_caller(caller, signer)
        yield from self._of_key_age(reader, caller, signer, off)
        yield from self._of_device(exam, caller, signer, inputs)
        yield from foreign
        yield from found
        yield from self._of_policies(reader, caller, signer, inputs, off)

    def _without_signer(self, error: SessionError, foreign: list[Finding]) -> Finding:
        """Report why no session can be started; with an active one, roles can still be assumed."""
        if any(finding.level == OK for finding in foreign):
            hint = f"{error.hint}; to use the session of this shell: aws-session pose TARGET"
            return Finding("identity", WARNING, error.message, hint)
        return of_error("identity", error)

    def _of_foreign(self, inputs: Inputs) -> Iterator[Finding]:
        """Check whether another tool's session is still valid, unless it has expired."""
        try:
            signer = session_source.of_foreign(inputs)
        except LeftoverError:
            # Named with the variables.
            return
        if signer is None or signer.key is None or variables.is_past(self._here):
            return
        try:
            region = self._region(None) or _ANY
            caller = self._examination(signer, region, inputs).caller()
        except SessionError as error:
            names = (env.KEY_ID, env.SECRET, env.TOKEN)
            there = tuple(name for name in (*names, env.OLD_TOKEN) if self._here.environ.get(name))
            if error.hint == signer.renewal:
                error.hint = (
                    f"renew it with the tool that set it, or remove it: {self._unset(*there)}"
                )
            yield of_error("session", error)
        else:
            yield identity.of_foreign(caller, signer.key.key_id)

    def _of_key_age(
        self, reader: AwsChecks, caller: CallerIdentity, signer: SourceCredentials, off: int
    ) -> Iterator[Finding]:
        key = signer.key
        if key is None or key.temporary or ":user/" not in caller.arn:
            return
        created = reader.key_created(caller, key.key_id)
        if created is not None:
            yield identity.of_key_age(key.key_id, self._here.now - off - created, signer.holder)

    def _region(self, wished: str | None) -> str | None:
        """Return the region that programs find here, or else the one that a session would set."""
        environ = self._here.environ
        return next((environ[name] for name in env.REGIONS if environ.get(name)), wished)

    def _examination(
        self, signer: SourceCredentials, region: str | None, inputs: Inputs
    ) -> AwsChecks:
        from aws_session.commands.doctor.aws_checks import AwsChecks

        return AwsChecks(signer, region, inputs.original_env)

    def _of_device(
        self, exam: AwsChecks, caller: CallerIdentity, signer: SourceCredentials, inputs: Inputs
    ) -> Iterator[Finding]:
        if signer.key is not None and signer.key.temporary:
            what = f"{signer.description} is temporary: it is exported without a code"
            yield Finding("device", OK, what)
            return
        try:
            listing = exam.devices(caller)
            levels = stack.levels(self._here)
            same = levels[0] if levels and levels[0].origin == signer.origin else None
            device, name = precedence.device(None, inputs, precedence.mfa_profile(signer), same)
            yield identity.of_device(
                device or mfa_devices.found(name, listing, caller), caller.account
            )
            yield identity.of_listing(listing)
        except SessionError as error:
            yield of_error("device", error)

    def _in_session(self, inputs: Inputs) -> tuple[list[Finding], AwsChecks | None]:
        """Check whether this shell's session is valid; with a code it may read more than a key."""
        top = identity.of_session(self._here)
        if not top:
            return [], None
        level = self._here.state.top
        assert level is not None  # noqa: S101 - it is what was found
        try:
            key = stack.levels(self._here)[-1].credentials
            assert key is not None  # noqa: S101 - the environment holds the top's
            session = session_source.of_session(key, level.origin, inputs)
            there = self._examination(session, level.region, inputs)
            there.caller()
        except SessionError as error:
            return [of_error("session", error)], None
        alone = level.kind == "mfa" and len(self._here.state.levels) == 1
        return top, there if alone else None

    def _of_policies(
        self,
        exam: AwsChecks,
        caller: CallerIdentity,
        signer: SourceCredentials,
        inputs: Inputs,
        off: int,
    ) -> Iterator[Finding]:
        own = next((level for level in stack.levels(self._here) if level.kind == "mfa"), None)
        if ":user/" not in caller.arn or (signer.key is not None and signer.key.temporary):
            return
        settings = inputs.settings.of_profile(signer.profile_name)
        seconds = capped(settings.duration or DEFAULT_SESSION_TOKEN_SECONDS, settings.mfa_age)
        session_facts = policy_demands.Session(
            # By AWS's clock: the policy's time is AWS's, that of the session is this machine's.
            issued=utc(own.issued - off) if own else None,
            old=self._here.now - own.issued if own else 0,
            seconds=seconds,
        )
        documents, whole = exam.policies(caller)
        if not documents and not whole:
            what = "your policies cannot be read, which is usual where MFA is required"
            yield Finding("policies", OK, what)
            return
        yield from policy_demands.judge(documents, session_facts, whole=whole)


def _of_store(serving: str | None, refused: tuple[SessionError, ...], *, wanted: bool) -> Finding:
    """Return where a session would be stored, and why not in a better place."""
    why = "; ".join(error.message for error in refused)
    remedy = next((error.hint for error in refused if error.hint), None)
    if serving is None:
        level, remedy = WARNING if wanted else OK, remedy or "use a session without --keep"
        return Finding("store", level, f"sessions cannot be stored: {why}", remedy)
    what = f"--keep stores sessions in {serving}"
    return Finding("store", OK, f"{what}, as {why}" if why else what, remedy)

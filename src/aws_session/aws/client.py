"""Calls to AWS through boto3, each signed with the same source credentials."""

from __future__ import annotations

import os
import time
from copy import copy
from threading import Lock
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from aws_session import __version__
from aws_session import environment as env
from aws_session.aws import (
    access_denied,
    answers,
    botocore_errors,
    credential_errors,
    credential_process,
    endpoints,
    error_causes,
    parsers,
    preconnect,
    revocation,
    sdk_session,
    source_credentials,
    transport,
)
from aws_session.aws.access_denied import NOTHING, Asked
from aws_session.aws.botocore_errors import RAISED, Call
from aws_session.config import self_reference
from aws_session.errors import SessionError
from aws_session.model import partitions
from aws_session.model.account import ListingUnavailable
from aws_session.model.credentials import Credentials
from aws_session.model.identity import AssumedRole, CallerIdentity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import botocore.session
    from botocore.credentials import ReadOnlyCredentials

    from aws_session.aws.preconnect import Connections
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.config.profiles import Profile
    from aws_session.model.account import Account
    from aws_session.model.mfa import SessionTokenRequest
    from aws_session.model.role import AssumeRoleRequest

_ANSWERS = {
    "AccessDenied": revocation.FORBIDDEN,
    "LimitExceeded": revocation.FULL,
    "NoSuchEntity": revocation.GONE,
}
_FOR_CREDENTIALS = "the request for credentials"
"""What is called where a profile's source is asked, as a sentence names it."""

_ONCE = Config(
    connect_timeout=preconnect.CONNECT_SECONDS,
    read_timeout=preconnect.CONNECT_SECONDS,
    retries={"total_max_attempts": 1, "mode": "standard"},
)
_SERVICES = ("iam", "organizations", "sts")
"""The services that are called with a known key; botocore finds those that keys come from."""

_SOURCES = ("credential_process", "sso_session", "sso_start_url", "web_identity_token_file")


class AwsClient:
    """STS and IAM for one signer. It caches answers; its methods may run in parallel."""

    def __init__(
        self,
        signer: SourceCredentials,
        region: str | None,
        base: dict[str, str],
        connections: Connections | None = None,
        refused: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Take the connections that are already open, to be used if a call goes there.

        `refused` is called with the ID of a temporary key that AWS does not accept.
        """
        _take_environment(base, signer)
        self._connections = connections
        self._refused = refused
        self._signer = signer
        self._region = region
        self._key = signer.key
        self._lock = Lock()
        self._session: boto3.session.Session | None = None
        self._clients: dict[tuple[str, bool], Any] = {}
        self._caller: CallerIdentity | None = None
        self._devices: tuple[str, ...] | None = None

    def signed_by(self, signer: SourceCredentials) -> AwsClient:
        """Return the client for another signer, who has a key; this client must not be used again.

        The new one uses what was made and opened for this one, because the time after a code was
        typed is the time that a person waits.
        """
        key = signer.key
        assert key is not None  # noqa: S101 - a call's result has one
        with self._lock:
            held = self._opened().get_credentials()
            assert held is not None  # noqa: S101 - a session is opened with a key
            # All clients of a session share one object and sign each call with it.
            held.access_key, held.secret_key = key.key_id, key.secret_key
            held.token = key.session_token
            other = copy(self)
        other._signer, other._key = signer, key
        other._lock = Lock()
        other._caller = other._devices = None
        return other

    def caller(self) -> CallerIdentity:
        if self._caller is None:
            self._caller = answers.caller(self._call("sts", "get_caller_identity", {}))
        return self._caller

    def devices(self, caller: CallerIdentity) -> tuple[str, ...] | None:
        # Policies that allow access only to one's own user require the name.
        who = {} if caller.is_root else {"UserName": caller.name}

        def page(token: str | None) -> Any:
            return self._client("iam").list_mfa_devices(
                **who, **({"Marker": token} if token else {})
            )

        try:
            pages = answers.pages(answers.DEVICES, page, "Marker", "IsTruncated")
            return tuple(serial for found in pages for serial in answers.devices(found))
        except RAISED as error:
            if botocore_errors.code_of(error) in {"AccessDenied", "InvalidClientTokenId"}:
                return None
            raise botocore_errors.explain(error, self._as(answers.DEVICES)) from error

    def prepare(self) -> None:
        self._client("sts", once=True)

    def session_token(self, serial: str, code: str, request: SessionTokenRequest) -> Credentials:
        parameters = {
            "SerialNumber": serial,
            "TokenCode": code,
            "DurationSeconds": request.seconds,
        }
        answer = self._call("sts", "get_session_token", parameters, once=True)
        return answers.session(answer, _later(answer))

    def assume_role(
        self, role: AssumeRoleRequest, caller: CallerIdentity, serial: str | None, code: str | None
    ) -> AssumedRole:
        _check_partition(role, caller)
        parameters: dict[str, Any] = {
            "RoleArn": role.arn_in(caller.partition),
            "RoleSessionName": role.session_name or legal_name(caller.name),
            "DurationSeconds": role.seconds,
            "ExternalId": role.external_id,
            "SourceIdentity": role.source_identity,
            "Tags": [{"Key": key, "Value": value} for key, value in role.tags],
            "TransitiveTagKeys": list(role.all_transitive_keys),
            "Policy": role.policy,
            "PolicyArns": [{"arn": arn} for arn in role.policy_arns],
            "SerialNumber": serial,
            "TokenCode": code,
        }
        given = {name: value for name, value in parameters.items() if value}
        options = (
            ("--external-id", role.external_id),
            ("--source-identity", role.source_identity),
            ("--tag", role.tags),
        )
        asked = Asked(
            role=given["RoleArn"],
            given=tuple(option for option, value in options if value),
            by_role=":assumed-role/" in caller.arn and code is None,
        )
        answer = self._call("sts", "assume_role", given, once=code is not None, asked=asked)
        return answers.role(answer, role.account, _later(answer))

    def denies_key(self, user: str, role: str) -> bool:
        # The context of a long-term key with a code given just now, without a temporary session.
        keys = (
            ("aws:MultiFactorAuthPresent", "true", "boolean"),
            ("aws:MultiFactorAuthAge", "0", "numeric"),
        )
        try:
            answer = self._client("iam", once=True).simulate_principal_policy(
                PolicySourceArn=user,
                ActionNames=[answers.ROLE],
                ResourceArns=[role],
                ContextEntries=[
                    {"ContextKeyName": name, "ContextKeyValues": [value], "ContextKeyType": kind}
                    for name, value, kind in keys
                ],
            )
        except (*RAISED, SessionError):
            # If this is not allowed, the call itself will show.
            return False
        results = answer.get("EvaluationResults") or [{}]
        return all(result.get("EvalDecision") == "explicitDeny" for result in results)

    def server_time(self) -> int:
        answer = self._call("sts", "get_caller_identity", {})
        return botocore_errors.date_of(answer) or int(time.time())

    def put_user_policy(self, user: str, name: str, document: str) -> str:
        parameters = {"UserName": user, "PolicyName": name, "PolicyDocument": document}
        try:
            self._client("iam").put_user_policy(**parameters)
        except RAISED as error:
            answer = _ANSWERS.get(botocore_errors.code_of(error))
            if answer is None:
                raise botocore_errors.explain(error, self._as("iam:PutUserPolicy")) from error
            denial = access_denied.read(botocore_errors.message_of(error), "iam:PutUserPolicy")
            if denial.is_quarantine:
                return revocation.QUARANTINED
            if denial.explicit and denial.kind in {"", access_denied.IDENTITY}:
                return revocation.REVOKED
            above = revocation.ABOVE.format(denial.kind, denial.owner)
            return above if denial.explicit else answer
        return revocation.DONE

    def account_pages(self) -> Iterator[Iterable[Account] | ListingUnavailable]:
        from aws_session.aws import organizations

        with self._lock:
            session = self._opened()
        found = organizations.pages(session, self._as(answers.ACCOUNTS))
        if isinstance(found, ListingUnavailable):
            yield found
        else:
            yield from found

    def resolve(self) -> Credentials:
        with self._lock:
            self._opened()
            assert self._key is not None  # noqa: S101 - opening resolves it or raises
            return self._key

    def _call(
        self,
        service: str,
        operation: str,
        parameters: dict[str, Any],
        *,
        once: bool = False,
        asked: Asked = NOTHING,
    ) -> Any:
        name = f"{service}:{''.join(word.capitalize() for word in operation.split('_'))}"
        try:
            return getattr(self._client(service, once=once), operation)(**parameters)
        except RAISED as error:
            call = self._as(name, code_sent=once, asked=asked)
            if botocore_errors.is_unknown_key(error):
                call = call.replace(valid_in=self._valid_in(name))
            key = self._key
            is_refused = botocore_errors.is_refused_key(error) and not call.valid_in
            if is_refused and key is not None and key.temporary:
                self._refused(key.key_id)
            raise botocore_errors.explain(error, call) from error

    def _as(self, operation: str, *, code_sent: bool = False, asked: Asked = NOTHING) -> Call:
        """Return a call of ours for explaining its failure."""
        signer = self._signer
        source = signer.profile.place_of(*_SOURCES) if signer.profile else ""
        with_mfa = code_sent or signer.with_mfa
        # A key that was resolved, from a credential_process or by SSO, is temporary, too.
        renewal = signer.replace(key=signer.key or self._key).renewal
        asked = asked.replace(with_code=code_sent, fresh=signer.origin == source_credentials.NEW)
        return Call(
            operation,
            signer.description,
            code_sent,
            with_mfa,
            source=source,
            renewal=renewal,
            asked=asked,
        )

    def _valid_in(self, operation: str) -> str:
        """Tell where GetCallerIdentity accepts the key: here, in the global region, or nowhere."""
        for region, where in (
            (None, error_causes.HERE),
            (partitions.of_region(self._region).global_region, error_causes.ELSEWHERE),
        ):
            if where == error_causes.HERE and operation == "sts:GetCallerIdentity":
                continue
            try:
                self._opened().client("sts", region_name=region, config=_ONCE).get_caller_identity()
            except RAISED:
                continue
            return where
        return ""

    def _client(self, service: str, *, once: bool = False) -> Any:
        """Return a client; with `once` it sends each call at most once."""
        with self._lock:
            if (service, once) not in self._clients:
                session = self._opened()
                self.check_way(service)
                attempts = {"total_max_attempts": 1 if once else 2, "mode": "standard"}
                config = Config(
                    connect_timeout=preconnect.CONNECT_SECONDS,
                    read_timeout=preconnect.READ_SECONDS,
                    retries=attempts,  # type: ignore[arg-type] # the stubs know fewer keys
                    user_agent_extra=f"aws-session/{__version__}",
                )
                try:
                    client = session.client(service, config=config)  # type: ignore[call-overload] # named at run time
                except ValueError as error:
                    if isinstance(error, BotoCoreError):
                        raise
                    raise botocore_errors.no_endpoint(error) from error
                if self._connections is not None:
                    client.meta.events.register("before-send", self._connections.send)
                self._clients[service, once] = client
            return self._clients[service, once]

    def check_way(self, service: str) -> None:
        """Raise SessionError if no call to a service can be sent."""
        environ, profile = dict(os.environ), self._signer.profile
        configured = endpoints.configured(environ, profile, service)
        endpoints.non_aws_host(configured)
        transport.check(configured or f"https://{service}.amazonaws.com", environ, profile)

    def _opened(self) -> boto3.session.Session:
        if self._session is None:
            try:
                self._key = self._key or self._found()
                self._session = session_of(self._key, self._signer, self._region)
            except RAISED as error:
                raise botocore_errors.explain(error, self._as(_FOR_CREDENTIALS)) from error
        return self._session

    def _found(self) -> Credentials:
        call = self._as(_FOR_CREDENTIALS)
        if self._signer.profile is not None:
            credential_process.check(self._signer.profile)
        profile = self._signer.profile_name
        if profile:
            above = dict(os.environ)
            os.environ[self_reference.RESOLVING] = self_reference.resolving(above, profile)
        frozen, expiry = self._resolved(profile)
        if frozen is None or not (frozen.access_key and frozen.secret_key):
            raise credential_errors.nothing_found(self._signer, call)
        if not all(isinstance(text, str | None) for text in frozen[:3]):
            raise botocore_errors.no_text(call)
        key = Credentials(frozen.access_key, frozen.secret_key, frozen.token, expiry)
        if key.misfit:
            raise botocore_errors.misfit(key, call)
        if key.flaw:
            raise credential_errors.flawed(key, call)
        return key

    def _resolved(self, profile: str | None) -> tuple[ReadOnlyCredentials | None, int | None]:
        """Let botocore find the credentials, and return when they end, in Unix seconds."""
        call = self._as(_FOR_CREDENTIALS)
        try:
            below = sdk_session.Session()
            session = boto3.session.Session(
                profile_name=profile, region_name=self._region, botocore_session=below
            )
            _choose_regional_sts(below)
            _let_inherit(below, self._signer.profile)
            _refuse_questions(below, self._signer)
            credential_process.watch(below, call)
            found = session.get_credentials()
            frozen = found.get_frozen_credentials() if found else None
            expiry = getattr(found, "_expiry_time", None)
            return frozen, int(expiry.timestamp()) if expiry else None
        except SessionError:
            raise
        except Exception as error:  # noqa: BLE001 - any failure of botocore is the profile's
            explained = credential_errors.explain(error, self._signer.profile, call)
            # The text of an error that is not botocore's is not quoted: it may contain a secret.
            raise explained from (error if isinstance(error, RAISED) else None)


def _check_partition(role: AssumeRoleRequest, caller: CallerIdentity) -> None:
    """Refuse a role that no identity of the caller's partition can assume."""
    arn = role.arn_in(caller.partition)
    partition = arn.split(":")[1]
    if partition != caller.partition:
        raise SessionError(
            f"the role {arn} is in partition {partition}, but {caller.arn} is in partition "
            f"{caller.partition}",
            hint="name a profile with a key of that partition: aws-session --profile NAME",
        )


def _choose_regional_sts(session: botocore.session.Session) -> None:
    """Use the region's own STS unless something else is set, as botocore does since 1.40."""
    if not (
        os.environ.get("AWS_STS_REGIONAL_ENDPOINTS")
        or session.get_scoped_config().get("sts_regional_endpoints")
    ):
        session.set_config_variable("sts_regional_endpoints", "regional")


def _let_inherit(session: botocore.session.Session, profile: Profile | None) -> None:
    """Show botocore the settings that a profile inherits by other tools' rules."""
    if profile is not None and profile.inherited:
        own = session.full_config["profiles"].setdefault(profile.name, {})
        own.update((name, profile.get(name)) for name in profile.inherited if profile.get(name))


def _refuse_questions(session: botocore.session.Session, signer: SourceCredentials) -> None:
    """Keep botocore from asking for a code: aws-session asks, or says why not."""

    def refuse(_: str) -> str:
        raise source_credentials.would_ask(signer)

    provider = session.get_component("credential_provider").get_provider("assume-role")
    if not callable(provider._prompter):
        raise TypeError("this version of botocore asks for a code in another way")
    provider._prompter = refuse


def session_of(
    key: Credentials, signer: SourceCredentials, region: str | None
) -> boto3.session.Session:
    """Return a boto3 session that signs with a key, using the settings of the signer's profile."""
    below = sdk_session.Session()
    parsers.guard(below)
    session = boto3.session.Session(
        aws_access_key_id=key.key_id,
        aws_secret_access_key=key.secret_key,
        aws_session_token=key.session_token,
        profile_name=signer.profile_name,
        region_name=region,
        botocore_session=below,
    )
    _choose_regional_sts(below)
    # Otherwise it searches four hundred folders to learn that STS exists.
    loader = below.get_component("data_loader")
    loader.list_available_services = lambda type_name: _SERVICES  # noqa: ARG005 - botocore's name for it
    return session


def legal_name(name: str) -> str:
    """Return a user's name as a role session name: 2 to 64 characters that AssumeRole accepts."""
    legal = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "_+=,.@-") else "-"
        for letter in name
    )
    return legal[:64].ljust(2, "-")


_NO_METADATA = "AWS_EC2_METADATA_DISABLED"


def _take_environment(base: dict[str, str], signer: SourceCredentials) -> None:
    """Show boto3 the environment without sessions: a signer names profile and key explicitly."""
    gone = {*env.SESSION, *env.PROFILES}
    clean = {name: value for name, value in base.items() if name not in gone}
    os.environ.clear()
    os.environ.update(clean)
    source = signer.profile.get("credential_source") if signer.profile else None
    if source != "Ec2InstanceMetadata":
        # If there is no such service, asking for it costs seconds of silence.
        os.environ[_NO_METADATA] = os.environ.get(_NO_METADATA) or "true"


def _later(answer: Any) -> float:
    """Return the time by this machine's clock or by AWS's, whichever is ahead."""
    return max(time.time(), botocore_errors.date_of(answer) or 0)

"""Calls to AWS through boto3, each signed with the same source credentials."""

from __future__ import annotations

import os
import time
from copy import copy
from threading import Lock
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from aws_session import __version__
from aws_session import environment as env
from aws_session.aws import (
    access_denied,
    botocore_errors,
    endpoints,
    error_messages,
    organizations,
    preconnect,
    responses,
    revocation,
    sdk_session,
    source_credentials,
    transport,
)
from aws_session.aws.access_denied import NOTHING, Asked
from aws_session.aws.botocore_errors import RAISED, UNMADE, Call
from aws_session.config.profile import LOGIN, ROLE, SSO, WEB_IDENTITY
from aws_session.errors import SessionError
from aws_session.model import partitions
from aws_session.model.account import ListingUnavailable
from aws_session.model.credentials import Credentials
from aws_session.model.identity import AssumedRole, CallerIdentity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import boto3

    from aws_session.aws.preconnect import Connections
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.model.account import Account
    from aws_session.model.mfa import SessionTokenRequest
    from aws_session.model.role import AssumeRoleRequest

_ONCE = Config(
    connect_timeout=preconnect.CONNECT_SECONDS,
    read_timeout=preconnect.CONNECT_SECONDS,
    retries={"total_max_attempts": 1, "mode": "standard"},
)

SERVICES_OF = {
    ROLE: ("sts",),
    WEB_IDENTITY: ("sts",),
    SSO: ("sso", "sso_oidc"),
    LOGIN: ("signin",),
}
"""The services that botocore asks for the credentials of a profile, by their kind."""

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
        sdk_session.take_environment(base, signer)
        self._base = base
        self._connections = connections
        self._refused = refused
        self._signer = signer
        # Boto3 reads only one of the two variables.
        self._region = region or next(filter(None, map(base.get, env.REGIONS)), None)
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
            self._caller = responses.caller(self._call("sts", "get_caller_identity", {}))
        return self._caller

    def devices(self, caller: CallerIdentity) -> tuple[str, ...] | None:
        # Policies that allow access only to one's own user require the name.
        who = {} if caller.is_root else {"UserName": caller.name}

        def page(token: str | None) -> Any:
            return self._client("iam").list_mfa_devices(
                **who, **({"Marker": token} if token else {})
            )

        try:
            pages = responses.pages(responses.DEVICES, page, "Marker", "IsTruncated")
            return tuple(serial for found in pages for serial in responses.devices(found))
        except RAISED as error:
            if botocore_errors.code_of(error) in {"AccessDenied", "InvalidClientTokenId"}:
                return None
            raise botocore_errors.explain(error, self._as(responses.DEVICES)) from error

    def prepare(self) -> None:
        self._client("sts", once=True)

    def session_token(self, serial: str, code: str, request: SessionTokenRequest) -> Credentials:
        parameters = {
            "SerialNumber": serial,
            "TokenCode": code,
            "DurationSeconds": request.seconds,
        }
        answer = self._call("sts", "get_session_token", parameters, once=True)
        return responses.session(answer, _later(answer))

    def assume_role(
        self, role: AssumeRoleRequest, caller: CallerIdentity, serial: str | None, code: str | None
    ) -> AssumedRole:
        caller.check_partition(role.arn_in(caller.partition))
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
            # In a chain, the caller is whoever began it.
            by_role=code is None and (self._signer.of_role or ":assumed-role/" in caller.arn),
        )
        answer = self._call("sts", "assume_role", given, once=code is not None, asked=asked)
        return responses.role(answer, role.account, _later(answer))

    def denies_key(self, user: str, role: str) -> bool:
        # The context of a long-term key with a code given just now, without a temporary session.
        keys = (
            ("aws:MultiFactorAuthPresent", "true", "boolean"),
            ("aws:MultiFactorAuthAge", "0", "numeric"),
        )
        try:
            answer = self._client("iam", once=True).simulate_principal_policy(
                PolicySourceArn=user,
                ActionNames=[responses.ROLE],
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
            denial = access_denied.read(botocore_errors.message_of(error), "iam:PutUserPolicy")
            refusal = revocation.refusal(botocore_errors.code_of(error), denial)
            if refusal is None:
                raise botocore_errors.explain(error, self._as("iam:PutUserPolicy")) from error
            return refusal
        return revocation.DONE

    def account_pages(self) -> Iterator[Iterable[Account] | ListingUnavailable]:
        found = organizations.pages(self._for_listing, self._as(responses.ACCOUNTS))
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
            if botocore_errors.is_unknown_key(error) and call.misplaced is None:
                call = call.replace(valid_in=self._valid_in(name))
            key = self._key
            is_refused = botocore_errors.is_refused_key(error)
            is_valid = call.valid_in or call.misplaced
            if is_refused and not is_valid and key is not None and key.temporary:
                self._refused(key.key_id)
            raise botocore_errors.explain(error, call) from error

    def _as(self, operation: str, *, code_sent: bool = False, asked: Asked = NOTHING) -> Call:
        """Return a call of ours for explaining its failure."""
        signer = self._signer
        source = signer.profile.place_of(*_SOURCES) if signer.profile else ""
        with_mfa = code_sent or signer.with_mfa
        # A key that was resolved, from a credential_process or by SSO, is temporary, too.
        signer = signer.replace(key=signer.key or self._key)
        asked = asked.replace(with_code=code_sent, fresh=signer.origin == source_credentials.NEW)
        there = partitions.of_region(self._region).name
        region = self._region if signer.partition not in {"", there} else None
        return Call(
            operation,
            signer.description,
            code_sent,
            with_mfa,
            source=source,
            renewal=signer.renewal,
            misplaced=(region, signer.partition) if region else None,
            key_id=signer.key.key_id if signer.key else "",
            profile=signer.holder,
            asked=asked,
        )

    def _valid_in(self, operation: str) -> str:
        """Tell where GetCallerIdentity accepts the key: here, in the global region, or nowhere."""
        for region, where in (
            (None, error_messages.HERE),
            (partitions.of_region(self._region).global_region, error_messages.ELSEWHERE),
        ):
            if where == error_messages.HERE and operation == "sts:GetCallerIdentity":
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
                attempts = {"total_max_attempts": 1 if once else 2, "mode": "standard"}
                config = Config(
                    connect_timeout=preconnect.CONNECT_SECONDS,
                    read_timeout=preconnect.READ_SECONDS,
                    retries=attempts,  # type: ignore[arg-type] # the stubs know fewer keys
                    user_agent_extra=f"aws-session/{__version__}",
                )
                client = self._made(service, config)
                if self._connections is not None:
                    client.meta.events.register("before-send", self._connections.send)
                self._clients[service, once] = client
            return self._clients[service, once]

    def client(self, service: str, config: Config, region: str | None = None) -> Any:
        """Return a boto3 client of its own; SessionError if no call to the service can be sent."""
        with self._lock:
            return self._made(service, config, region)

    def _made(self, service: str, config: Config, region: str | None = None) -> Any:
        session = self._opened()
        self.check_way(service)
        try:
            return session.client(service, region_name=region, config=config)  # type: ignore[call-overload] # named at run time
        except UNMADE as error:
            fault = botocore_errors.no_client(error, service, self._signer.profile)
            if fault is None:
                raise
            raise fault from error

    def check_way(self, service: str) -> None:
        """Raise SessionError if no call to a service can be sent."""
        environ, profile = dict(os.environ), self._signer.profile
        configured = endpoints.configured(environ, profile, service)
        endpoints.non_aws_host(configured, service)
        transport.check(configured or f"https://{service}.amazonaws.com", environ, profile)

    def _for_listing(self) -> Any:
        # A global service; but if an endpoint is configured, botocore needs a region as well.
        with self._lock:
            region = self._region or self._opened().region_name or "us-east-1"
            return self._made("organizations", organizations.CONFIG, region)

    def _asked_for_key(self) -> tuple[str, ...]:
        """Return the services that the key is requested from, which are sent a token or a key."""
        profile = self._signer.profile
        return SERVICES_OF.get(profile.kind, ()) if profile else ()

    def _opened(self) -> boto3.session.Session:
        if self._session is None:
            try:
                call = self._as(error_messages.FOR_CREDENTIALS)
                if self._key is None:
                    for service in self._asked_for_key():
                        self.check_way(service)
                    # Imported late, 4 ms: a known key is not searched for.
                    from aws_session.aws.profile_credentials import resolve

                    self._key = resolve(self._signer, self._region, call, self._base)
                self._session = sdk_session.signing(self._key, self._signer, self._region)
            except RAISED as error:
                raise botocore_errors.explain(error, call) from error
        return self._session


def legal_name(name: str) -> str:
    """Return a user's name as a role session name: 2 to 64 characters that AssumeRole accepts."""
    legal = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "_+=,.@-") else "-"
        for letter in name
    )
    return legal[:64].ljust(2, "-")


def _later(answer: Any) -> float:
    """Return the time by this machine's clock or by AWS's, whichever is ahead."""
    return max(time.time(), botocore_errors.date_of(answer) or 0)

"""Calls to AWS through boto3, each signed by one signer."""

from __future__ import annotations

import os
import time
from json import JSONDecodeError
from threading import Lock
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from aws_session import __version__, refusals
from aws_session import environment as env
from aws_session import signer as signers
from aws_session.accounts import Unlisted
from aws_session.caller import Caller
from aws_session.credentials import Credentials
from aws_session.edge import connection, failures
from aws_session.edge.failures import Call
from aws_session.grants import Assumed
from aws_session.lending import own_process
from aws_session.policies import revocation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aws_session.accounts import Account
    from aws_session.edge.connection import Connections
    from aws_session.roles import RoleCall
    from aws_session.signer import Signer

_ANSWERS = {
    "AccessDenied": revocation.FORBIDDEN,
    "LimitExceeded": revocation.FULL,
    "NoSuchEntity": revocation.GONE,
}
_ONCE = Config(
    connect_timeout=connection.CONNECT_SECONDS,
    read_timeout=connection.CONNECT_SECONDS,
    retries={"total_max_attempts": 1, "mode": "standard"},
)
_SERVICES = ("iam", "organizations", "sts")
"""What is ever asked with a key in hand; the services that keys come from are found by botocore."""

_SOURCES = ("credential_process", "sso_session", "sso_start_url", "web_identity_token_file")


class Calls:
    """STS and IAM for one signer. What it learns it keeps; its methods may run side by side."""

    def __init__(
        self,
        signer: Signer,
        region: str | None,
        base: dict[str, str],
        connections: Connections | None = None,
    ) -> None:
        """Take what is opened already, to be used where a call goes there."""
        _take_environment(base, signer)
        self._connections = connections
        self._signer = signer
        self._region = region
        self._key = signer.key
        self._lock = Lock()
        self._session: boto3.session.Session | None = None
        self._clients: dict[tuple[str, bool], Any] = {}
        self._caller: Caller | None = None
        self._devices: tuple[str, ...] | None = None

    def caller(self) -> Caller:
        if self._caller is None:
            answer = self._call("sts", "get_caller_identity", {})
            self._caller = Caller(answer["Arn"], answer["Account"])
        return self._caller

    def devices(self, caller: Caller) -> tuple[str, ...] | None:
        # Policies that allow only one's own user ask for the name.
        who = {} if caller.is_root else {"UserName": caller.name}
        try:
            pages = self._client("iam").get_paginator("list_mfa_devices").paginate(**who)
            return tuple(device["SerialNumber"] for page in pages for device in page["MFADevices"])
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in {
                "AccessDenied",
                "InvalidClientTokenId",
            }:
                return None
            raise failures.explain(error, self._as("iam:ListMFADevices")) from error
        except BotoCoreError as error:
            raise failures.explain(error, self._as("iam:ListMFADevices")) from error

    def prepare(self) -> None:
        self._client("sts", once=True)

    def session_token(self, serial: str, code: str, seconds: int) -> Credentials:
        parameters = {"SerialNumber": serial, "TokenCode": code, "DurationSeconds": seconds}
        answer = self._call("sts", "get_session_token", parameters, once=True)
        return _credentials(answer["Credentials"])

    def assume_role(
        self, role: RoleCall, caller: Caller, serial: str | None, code: str | None
    ) -> Assumed:
        parameters: dict[str, Any] = {
            "RoleArn": role.arn_in(caller.partition),
            "RoleSessionName": role.session_name or legal_name(caller.name),
            "DurationSeconds": role.seconds,
            "ExternalId": role.external_id,
            "SourceIdentity": role.source_identity,
            "Tags": [{"Key": key, "Value": value} for key, value in role.tags],
            "TransitiveTagKeys": [key for key, _ in role.tags] if role.transitive else [],
            "Policy": role.policy,
            "PolicyArns": [{"arn": arn} for arn in role.policy_arns],
            "SerialNumber": serial,
            "TokenCode": code,
        }
        given = {name: value for name, value in parameters.items() if value}
        answer = self._call("sts", "assume_role", given, once=code is not None)
        return Assumed(_credentials(answer["Credentials"]), answer["AssumedRoleUser"]["Arn"])

    def server_time(self) -> int:
        answer = self._call("sts", "get_caller_identity", {})
        headers = answer["ResponseMetadata"]["HTTPHeaders"]
        return failures.date(headers.get("date")) or int(time.time())

    def put_user_policy(self, user: str, name: str, document: str) -> str:
        parameters = {"UserName": user, "PolicyName": name, "PolicyDocument": document}
        try:
            self._client("iam").put_user_policy(**parameters)
        except ClientError as error:
            details = error.response.get("Error", {})
            denied = "explicit deny" in (details.get("Message") or "")
            answer = _ANSWERS.get(details.get("Code", ""))
            if answer is None:
                raise failures.explain(error, self._as("iam:PutUserPolicy")) from error
            return revocation.REVOKED if denied else answer
        except BotoCoreError as error:
            raise failures.explain(error, self._as("iam:PutUserPolicy")) from error
        return revocation.DONE

    def account_pages(self) -> Iterator[Iterable[Account] | Unlisted]:
        from aws_session.edge import organizations

        with self._lock:
            session = self._opened()
        found = organizations.pages(session, self._signer.whose)
        if isinstance(found, Unlisted):
            yield found
        else:
            yield from found

    def resolve(self) -> Credentials:
        with self._lock:
            self._opened()
            assert self._key is not None  # noqa: S101 - opening resolves it or raises
            return self._key

    def _call(
        self, service: str, operation: str, parameters: dict[str, Any], *, once: bool = False
    ) -> Any:
        name = f"{service}:{''.join(word.capitalize() for word in operation.split('_'))}"
        try:
            return getattr(self._client(service, once=once), operation)(**parameters)
        except ResponseParserError:
            # Its text quotes the answer, which holds a session's secrets.
            raise failures.garbled(self._as(name, code_sent=once)) from None
        except (ClientError, BotoCoreError) as error:
            call = self._as(name, code_sent=once)
            if failures.is_unknown_key(error):
                call = call.but(alive=self._alive(name))
            raise failures.explain(error, call) from error

    def _as(self, operation: str, *, code_sent: bool = False) -> Call:
        """Return a call of ours as its failure is explained."""
        signer = self._signer
        source = signer.profile.place_of(*_SOURCES) if signer.profile else ""
        with_mfa = code_sent or signer.with_mfa
        return Call(operation, signer.whose, code_sent, with_mfa, source=source)

    def _alive(self, operation: str) -> str:
        """Tell where GetCallerIdentity takes the key: here, in the usual region, or nowhere."""
        for region, where in ((None, refusals.HERE), (_usual(self._region), refusals.ELSEWHERE)):
            if where == refusals.HERE and operation == "sts:GetCallerIdentity":
                continue
            try:
                self._opened().client("sts", region_name=region, config=_ONCE).get_caller_identity()
            except (ClientError, BotoCoreError, ResponseParserError):
                continue
            return where
        return ""

    def _client(self, service: str, *, once: bool = False) -> Any:
        """Return a client; one with `once` sends a call at most one time."""
        with self._lock:
            if (service, once) not in self._clients:
                session = self._opened()
                attempts = {"total_max_attempts": 1 if once else 2, "mode": "standard"}
                config = Config(
                    connect_timeout=connection.CONNECT_SECONDS,
                    read_timeout=connection.READ_SECONDS,
                    retries=attempts,  # type: ignore[arg-type] # the stubs know fewer keys
                    user_agent_extra=f"aws-session/{__version__}",
                )
                try:
                    client = session.client(service, config=config)  # type: ignore[call-overload] # named at run time
                except ValueError as error:
                    if isinstance(error, BotoCoreError):
                        raise
                    raise failures.no_endpoint(error) from error
                if self._connections is not None:
                    client.meta.events.register("before-send", self._connections.send)
                self._clients[service, once] = client
            return self._clients[service, once]

    def _opened(self) -> boto3.session.Session:
        if self._session is None:
            name = self._signer.profile_name
            try:
                self._key = self._key or self._found(
                    boto3.session.Session(profile_name=name, region_name=self._region)
                )
                self._session = session_of(self._key, self._signer, self._region)
            except (ClientError, BotoCoreError) as error:
                raise failures.explain(error, self._as("credentials")) from error
            except OSError as error:
                raise failures.unreadable(error, self._as("credentials")) from error
            except JSONDecodeError:
                raise failures.no_json(self._as("credentials")) from None
        return self._session

    def _found(self, session: boto3.session.Session) -> Credentials:
        if self._signer.profile_name:
            name = own_process.RESOLVING
            os.environ[name] = own_process.resolving(dict(os.environ), self._signer.profile_name)
        found = session.get_credentials()
        frozen = found.get_frozen_credentials() if found else None
        if frozen is None or not (frozen.access_key and frozen.secret_key):
            raise signers.nothing_there(self._signer)
        expiry = getattr(found, "_expiry_time", None)
        return Credentials(
            frozen.access_key,
            frozen.secret_key,
            frozen.token,
            int(expiry.timestamp()) if expiry else None,
        )


def session_of(key: Credentials, signer: Signer, region: str | None) -> boto3.session.Session:
    """Return a session of boto3 that signs with a key, in the settings of the signer's profile."""
    below = botocore.session.get_session()
    session = boto3.session.Session(
        aws_access_key_id=key.key_id,
        aws_secret_access_key=key.secret_key,
        aws_session_token=key.session_token,
        profile_name=signer.profile_name,
        region_name=region,
        botocore_session=below,
    )
    # By itself it looks into four hundred folders to learn that there is an STS.
    loader = below.get_component("data_loader")
    loader.list_available_services = lambda type_name: _SERVICES  # noqa: ARG005 - botocore's name for it
    return session


def _usual(region: str | None) -> str | None:
    """Return a region of the same partition that nobody has to enable."""
    for beginning, usual in (("cn-", "cn-north-1"), ("us-gov-", "us-gov-west-1")):
        if (region or "").startswith(beginning):
            return usual
    own = region and (region.startswith("eusc-") or "-iso" in region)
    return region if own else "us-east-1"


def legal_name(name: str) -> str:
    """Return a user's name as AssumeRole takes it for a session's: 2 to 64 letters of its set."""
    legal = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "_+=,.@-") else "-"
        for letter in name
    )
    return legal[:64].ljust(2, "-")


_NO_METADATA = "AWS_EC2_METADATA_DISABLED"


def _take_environment(base: dict[str, str], signer: Signer) -> None:
    """Let boto3 see the environment without sessions: a signer names profile and key in full."""
    gone = {*env.SESSION, *env.PROFILES}
    clean = {name: value for name, value in base.items() if name not in gone}
    os.environ.clear()
    os.environ.update(clean)
    source = signer.profile.get("credential_source") if signer.profile else None
    if source != "Ec2InstanceMetadata":
        # Where there is no such service, asking for it costs seconds of silence.
        os.environ[_NO_METADATA] = os.environ.get(_NO_METADATA) or "true"


def _credentials(answer: Any) -> Credentials:
    return Credentials(
        answer["AccessKeyId"],
        answer["SecretAccessKey"],
        answer["SessionToken"],
        int(answer["Expiration"].timestamp()),
    )

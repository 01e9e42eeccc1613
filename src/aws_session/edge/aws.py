"""Calls to AWS through boto3, signed as a plan says."""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from aws_session import __version__, signer
from aws_session import environment as env
from aws_session.credentials import Credentials
from aws_session.devices import Caller
from aws_session.edge import failures

if TYPE_CHECKING:
    from aws_session.plan import Plan

_CONNECT_SECONDS = 5
_READ_SECONDS = 20


class Calls:
    """STS and IAM for one plan. What it learns it keeps; its methods may run side by side."""

    def __init__(self, plan: Plan, base: dict[str, str]) -> None:
        _take_environment(base)
        self._plan = plan
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
            raise failures.explain(error, "iam:ListMFADevices", self._plan.signer.whose) from error
        except BotoCoreError as error:
            raise failures.explain(error, "iam:ListMFADevices", self._plan.signer.whose) from error

    def session_token(self, serial: str, code: str, seconds: int) -> Credentials:
        parameters = {"SerialNumber": serial, "TokenCode": code, "DurationSeconds": seconds}
        answer = self._call("sts", "get_session_token", parameters, once=True)
        return _credentials(answer["Credentials"])

    def _call(
        self, service: str, operation: str, parameters: dict[str, Any], *, once: bool = False
    ) -> Any:
        name = f"{service}:{''.join(word.capitalize() for word in operation.split('_'))}"
        try:
            return getattr(self._client(service, once=once), operation)(**parameters)
        except (ClientError, BotoCoreError) as error:
            raise failures.explain(error, name, self._plan.signer.whose) from error

    def _client(self, service: str, *, once: bool = False) -> Any:
        """Return a client; one with `once` sends a call at most one time."""
        with self._lock:
            if (service, once) not in self._clients:
                if self._session is None:
                    self._session = self._open()
                attempts = {"total_max_attempts": 1 if once else 2, "mode": "standard"}
                config = Config(
                    connect_timeout=_CONNECT_SECONDS,
                    read_timeout=_READ_SECONDS,
                    retries=attempts,  # type: ignore[arg-type] # the stubs know fewer keys
                    user_agent_extra=f"aws-session/{__version__}",
                )
                self._clients[service, once] = self._session.client(service, config=config)  # type: ignore[call-overload] # named at run time
            return self._clients[service, once]

    def _open(self) -> boto3.session.Session:
        plan = self._plan
        try:
            session = boto3.session.Session(
                profile_name=plan.signer.profile_name, region_name=plan.region
            )
            key = plan.signer.key or self._resolve(session)
        except BotoCoreError as error:
            raise failures.explain(error, "credentials", plan.signer.whose) from error
        return boto3.session.Session(
            aws_access_key_id=key.key_id,
            aws_secret_access_key=key.secret_key,
            aws_session_token=key.session_token,
            profile_name=plan.signer.profile_name,
            region_name=plan.region,
        )

    def _resolve(self, session: boto3.session.Session) -> Credentials:
        found = session.get_credentials()
        if found is None:
            raise signer.nothing_there(self._plan.signer)
        frozen = found.get_frozen_credentials()
        if not (frozen.access_key and frozen.secret_key):
            raise signer.nothing_there(self._plan.signer)
        key = Credentials(frozen.access_key, frozen.secret_key, frozen.token)
        if key.temporary:
            raise signer.temporary(self._plan.signer)
        return key


def _take_environment(base: dict[str, str]) -> None:
    """Let boto3 see the environment without sessions: a plan names profile and key in full."""
    gone = {*env.SESSION, *env.PROFILES}
    clean = {name: value for name, value in base.items() if name not in gone}
    os.environ.clear()
    os.environ.update(clean)
    # Where there is no such service it costs seconds of silence; a profile that needs it says so.
    os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")


def _credentials(answer: Any) -> Credentials:
    return Credentials(
        answer["AccessKeyId"],
        answer["SecretAccessKey"],
        answer["SessionToken"],
        int(answer["Expiration"].timestamp()),
    )

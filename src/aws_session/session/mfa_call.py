"""A call with an MFA code, repeated with another code or device if that can help."""

from __future__ import annotations

from aws_session import environment as states
from aws_session.environment import State
from aws_session.errors import SessionError
from aws_session.model.identity import AssumedRole, CallerIdentity, SessionCredentials
from aws_session.model.mfa import Device
from aws_session.model.recoverable_errors import (
    PerhapsSpentError,
    WrongCodeError,
    WrongDeviceError,
)
from aws_session.model.role import AssumeRoleRequest
from aws_session.session import mfa_device as mfa_devices
from aws_session.session import precedence
from aws_session.session.mfa_code import CodeSource
from aws_session.session.request import SessionRequest
from aws_session.session.throttling import retry_throttled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from aws_session.session.ports import Aws, Ports

    T = TypeVar("T")

_TRIES = 3
_NAMED_BY = {
    precedence.OF_PROFILE: "mfa_serial of the profile",
    precedence.OF_SETTINGS: "mfa_serial in the settings",
    f"from {precedence.DEVICE_VARIABLE}": precedence.DEVICE_VARIABLE,
}
"""What to correct if the device is not the user's, by what named it."""


class MfaCall:
    """One call with a code, from the plan to AWS's answer."""

    def __init__(
        self,
        plan: SessionRequest,
        aws: Aws,
        ports: Ports,
        check: Callable[[CallerIdentity], None] | None = None,
        usual: str | None = None,
    ) -> None:
        """Register a check to run before a code is sent; `check` raises SessionError.

        `usual` is the serial number that [default] names, for profiles that name none.
        """
        self._check = check
        self._usual = usual
        self._plan = plan
        self._aws = aws
        self._ports = ports
        self._identity = ports.job(self._identify, "waiting for AWS")
        self._device = plan.device
        self._corrected = False

    def session(self, state: State) -> SessionCredentials:
        """Return an MFA session of the signer: GetSessionToken."""
        request = self._plan.token
        return self._grant(
            state,
            lambda device, code: AssumedRole(
                self._aws.session_token(device.serial, code, request),
                self._identity.result()[0].arn,
            ),
        )

    def role(self, state: State, role: AssumeRoleRequest) -> SessionCredentials:
        """Return a role session for a code: AssumeRole with the long-term key itself."""

        def assume(device: Device, code: str) -> AssumedRole:
            caller, _ = self._identity.result()
            return self._aws.assume_role(role, caller, device.serial, code)

        return self._grant(state, assume)

    def _grant(
        self, state: State, call: Callable[[Device, str], AssumedRole]
    ) -> SessionCredentials:
        """Call until it succeeds; raises the last SessionError after three codes."""
        codes = CodeSource(self._ports, self._plan.code, self._plan.code_command)
        codes.answered(state.spent_code, "you used", state.spent_at)
        if not codes.typed:
            self._identity.begin()
        for tries_left in reversed(range(_TRIES)):
            code = codes.next(self._plan.question, self._identity)
            at = int(self._ports.now())
            mark = states.digest(code)
            try:
                assumed = self._send_to_right_device(call, code)
            except (WrongCodeError, PerhapsSpentError) as error:
                if not tries_left:
                    raise
                codes.answered(mark, "AWS was sent", at)
                codes.after(error)
            else:
                caller, device = self._identity.result()
                return SessionCredentials(
                    assumed.credentials, caller, self._device or device, mark, at, assumed.principal
                )
        raise AssertionError("unreachable: the last try raises")

    def _identify(self) -> tuple[CallerIdentity, Device]:
        caller = self._aws.caller()
        # Now, while a code is being typed, and not after it.
        self._aws.prepare()
        if self._check is not None:
            self._check(caller)
        for role in self._plan.roles:
            caller.check_partition(role.arn_in(caller.partition))
        if self._plan.device is not None:
            return caller, self._plan.device
        listing = self._aws.devices(caller)
        return caller, mfa_devices.found(self._plan.device_name, listing, caller, self._usual)

    def _send_to_right_device(
        self, call: Callable[[Device, str], AssumedRole], code: str
    ) -> AssumedRole:
        device = self._device or self._announced()
        try:
            return self._send(call, device, code)
        except WrongDeviceError as error:
            if self._corrected:
                raise
            self._corrected = True
            self._device = self._other_device(device, error)
        # AWS has not checked the code: it may be sent once more, with another serial number.
        return self._send(call, self._device, code)

    def _announced(self) -> Device:
        _, device = self._identity.result()
        self._device = device
        for line in device.notices or ((f"MFA device {device.serial}: {device.reason}",)):
            self._ports.tell(line)
        return device

    def _other_device(self, refused: Device, error: SessionError) -> Device:
        caller, _ = self._identity.result()
        key = self._plan.source.key
        if refused.reason == precedence.LAST_DEVICE and key is not None:
            self._ports.remember_device(key.key_id, None)
        other = mfa_devices.another(refused, self._aws.devices(caller), caller)
        if other is not None:
            self._ports.tell(f"{error.message}; trying {other.serial}")
            return other
        if not self._ports.has_terminal():
            raise error
        self._ports.tell(error.message)
        return mfa_devices.typed(self._ports.ask("ARN or serial number of your device: "), caller)

    def _send(
        self, call: Callable[[Device, str], AssumedRole], device: Device, code: str
    ) -> AssumedRole:
        try:
            return retry_throttled(self._ports, lambda: call(device, code))
        except WrongDeviceError as error:
            error.message = f"{error.message}: {device.serial} ({device.reason})"
            named = (what for by, what in _NAMED_BY.items() if device.reason.startswith(by))
            wrong = next(named, None)
            if wrong is not None:
                error.hint = (
                    "find its ARN in the IAM console, under your security credentials, and correct "
                    f"{wrong}"
                )
            raise

"""MFA devices: creating, enabling, listing."""

from aws_session.sandbox.device import Device, Kind
from aws_session.sandbox.errors import (
    AwsError,
    already_exists,
    delete_conflict,
    limit_exceeded,
    no_such_entity,
)
from aws_session.sandbox.iam import users
from aws_session.sandbox.iam.entities import find_user, find_user_or_caller, is_taken, path
from aws_session.sandbox.iam.pages import page
from aws_session.sandbox.operation import Call, Operations, Output
from aws_session.sandbox.principals import User

operations = Operations()

DEVICES_PER_USER = 8


@operations.answers("CreateVirtualMFADevice")
def create_virtual_mfa_device(call: Call) -> Output:
    serial = call.account.arn("iam", f"mfa{path(call)}{call['VirtualMFADeviceName']}")
    call.authorize(serial)
    if is_taken(serial, call.account.virtual_devices):
        raise already_exists("MFADevice entity at the same path and name already exists.")
    device = Device(serial, Kind.VIRTUAL)
    call.account.virtual_devices[serial] = device
    seed = device.base32_seed.encode()
    return {"VirtualMFADevice": {"SerialNumber": serial, "Base32StringSeed": seed}}


@operations.answers("DeleteVirtualMFADevice")
def delete_virtual_mfa_device(call: Call) -> Output:
    serial = call["SerialNumber"]
    call.authorize(serial)
    device = _find(call, serial)
    if device.enabled_at is not None:
        raise delete_conflict("MFA VirtualDevice in use. Must deactivate first.")
    del call.account.virtual_devices[serial]
    return {}


@operations.answers("EnableMFADevice")
def enable_mfa_device(call: Call) -> Output:
    """Enable a device with two codes of consecutive steps, which are then used."""
    user = find_user(call)
    device = _find(call, call["SerialNumber"])
    if device.enabled_at is not None:
        raise already_exists("MFADevice entity at the same path and name already exists.")
    if len(user.devices) >= DEVICES_PER_USER:
        raise limit_exceeded(f"Cannot exceed quota for MFADevicesPerUser: {DEVICES_PER_USER}")
    _check_codes(call, device)
    device.enabled_at = call.now()
    user.devices[device.serial] = device
    return {}


@operations.answers("ResyncMFADevice")
def resync_mfa_device(call: Call) -> Output:
    _check_codes(call, _find_own(find_user(call), call["SerialNumber"]))
    return {}


@operations.answers("DeactivateMFADevice")
def deactivate_mfa_device(call: Call) -> Output:
    user = find_user_or_caller(call)
    device = _find_own(user, call["SerialNumber"])
    device.enabled_at = None
    del user.devices[device.serial]
    return {}


@operations.answers("ListMFADevices")
def list_mfa_devices(call: Call) -> Output:
    user = _listed_user(call)
    devices = [] if user is None else [_enabled(user, d) for d in user.devices.values()]
    return page(call, "MFADevices", devices)


@operations.answers("GetMFADevice")
def get_mfa_device(call: Call) -> Output:
    user = find_user_or_caller(call)
    device = _find_own(user, call["SerialNumber"])
    return _enabled(user, device)


@operations.answers("ListVirtualMFADevices")
def list_virtual_mfa_devices(call: Call) -> Output:
    call.authorize(call.account.arn("iam", "mfa/"))
    wanted = call.get("AssignmentStatus", "Any")
    devices = [
        device
        for device in call.account.virtual_devices.values()
        if wanted == "Any" or (wanted == "Assigned") is (device.enabled_at is not None)
    ]
    return page(call, "VirtualMFADevices", [_virtual(call, device) for device in devices])


def _listed_user(call: Call) -> User | None:
    """Without a name, IAM requires the right to list everyone's, then answers for the caller."""
    if call.get("UserName") is not None:
        return find_user(call)
    call.authorize("*")
    principal = call.caller.principal
    return principal if isinstance(principal, User) else None


def _find(call: Call, serial: str) -> Device:
    device = call.account.virtual_devices.get(serial)
    if device is None:
        raise no_such_entity(f"VirtualMFADevice with serial number {serial} doesn't exist.")
    return device


def _find_own(user: User, serial: str) -> Device:
    device = user.devices.get(serial)
    if device is None:
        raise no_such_entity("MFA Device invalid for user.")
    return device


def _check_codes(call: Call, device: Device) -> None:
    codes = call["AuthenticationCode1"], call["AuthenticationCode2"]
    if not device.accept_pair(*codes, call.now()):
        raise AwsError(
            "InvalidAuthenticationCode", "Authentication code for device is not valid.", 403
        )


def _enabled(user: User, device: Device) -> Output:
    return {
        "UserName": user.name,
        "SerialNumber": device.serial,
        "EnableDate": device.enabled_at,
    }


def _virtual(call: Call, device: Device) -> Output:
    output: Output = {"SerialNumber": device.serial}
    if device.enabled_at is not None:
        output["EnableDate"] = device.enabled_at
        output["User"] = next(
            (
                users.listed(user)
                for user in call.account.users.values()
                if device.serial in user.devices
            ),
            None,
        )
    return output

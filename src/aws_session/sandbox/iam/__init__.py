"""AWS IAM: users, keys, devices, groups, policies and roles."""

from aws_session.sandbox.iam import (
    access_keys,
    attached_policies,
    devices,
    groups,
    inline_policies,
    managed_policies,
    roles,
    simulation,
    users,
)
from aws_session.sandbox.operation import Operations

operations = Operations()
for _room in (
    access_keys,
    attached_policies,
    devices,
    groups,
    inline_policies,
    managed_policies,
    roles,
    simulation,
    users,
):
    operations.handlers.update(_room.operations.handlers)

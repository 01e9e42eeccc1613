"""A strict fake AWS on loopback: STS, IAM and Organizations, to try and to test against."""

from aws_session.sandbox import faults, scenario
from aws_session.sandbox.clock import Clock
from aws_session.sandbox.cloud import Cloud
from aws_session.sandbox.device import Code, Device, Kind, Wait
from aws_session.sandbox.mfa_policies import MFA_POLICIES
from aws_session.sandbox.serve import serve
from aws_session.sandbox.server import Server

__all__ = [
    "MFA_POLICIES",
    "Clock",
    "Cloud",
    "Code",
    "Device",
    "Kind",
    "Server",
    "Wait",
    "faults",
    "scenario",
    "serve",
]

"""The usual commands against an independent fake AWS."""

from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer

from real.journeys.place import Place, Sitting
from real.shells.interpreters import Interpreter
from unit.sandbox.clients import Clients, Credentials


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def test_a_session_is_granted_used_and_ended(
    place: Place, dash: Interpreter, endpoint: str
) -> None:
    administrator = Clients(endpoint, Credentials("AKIAIOSFODNN7EXAMPLE", "unused"))("iam")
    administrator.create_user(UserName="alice")
    key = administrator.create_access_key(UserName="alice")["AccessKey"]
    serial = administrator.create_virtual_mfa_device(VirtualMFADeviceName="phone")[
        "VirtualMFADevice"
    ]["SerialNumber"]
    administrator.enable_mfa_device(
        UserName="alice",
        SerialNumber=serial,
        AuthenticationCode1="123456",
        AuthenticationCode2="654321",
    )
    place.credentials(
        f"[default]\nregion = eu-west-1\naws_access_key_id = {key['AccessKeyId']}\n"
        f"aws_secret_access_key = {key['SecretAccessKey']}\n"
    )
    sitting = Sitting.at(place, dash, {"AWS_ENDPOINT_URL": endpoint})
    before = dict(sitting.environ)
    status = sitting.enter("aws-session 492039")

    assert status == 0, sitting.notices
    assert "alice in account 123456789012, region eu-west-1: session until" in sitting.notices
    held = Credentials(*(sitting.aws(name) or "" for name in _KEYS))
    assert held.key_id != key["AccessKeyId"]
    assert Clients(endpoint, held)("sts").get_caller_identity()["Account"] == "123456789012"
    assert sitting.enter("aws-session end") == 0
    assert sitting.environ == before


_KEYS = ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")

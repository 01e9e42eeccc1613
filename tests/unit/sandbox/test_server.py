import json
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import SSLError

from aws_session.sandbox import Server, scenario
from aws_session.sandbox.scenario import MEMBERS, Company
from certificates import self_signed

from .clients import Clients, Credentials, refusal


def fetch(url: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if data is not None and "Content-Type" not in sent:
        sent["Content-Type"] = "application/json"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, sent)) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_it_listens_on_loopback_only(server: Server) -> None:
    assert server.endpoint.startswith("http://127.0.0.1:")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", server.port), timeout=2)


def test_connections_are_kept_alive(alice: Clients) -> None:
    sts = alice("sts")
    before = threading.active_count()
    for _ in range(5):
        assert sts.get_caller_identity()

    assert threading.active_count() <= before + 1


def test_many_clients_are_served_at_once(alice: Clients) -> None:
    sts = alice("sts")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: sts.get_session_token(), range(40)))

    assert len({answer["Credentials"]["AccessKeyId"] for answer in answers}) == 40


def test_a_stopped_server_is_gone(company: Company) -> None:
    with Server(company.cloud) as server:
        clients = Clients(server.endpoint, Credentials.of_key(company.key))
        assert clients("sts").get_caller_identity()

    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port), timeout=2)


def test_it_speaks_tls_when_given_a_certificate(company: Company, tmp_path: Path) -> None:
    certificate, tls = self_signed(tmp_path)
    with Server(company.cloud, tls=tls) as server:
        clients = Clients(server.endpoint, Credentials.of_key(company.key))

        assert server.endpoint.startswith("https://127.0.0.1:")
        assert clients("sts", verify=str(certificate)).get_caller_identity()
        with pytest.raises(SSLError):
            clients("sts").get_caller_identity()


def test_each_answer_has_a_request_id(alice: Clients) -> None:
    answer = alice("sts").get_caller_identity()["ResponseMetadata"]

    assert answer["RequestId"] == answer["HTTPHeaders"]["x-amzn-requestid"]


def test_the_side_door_shows_codes_that_work(
    server: Server, company: Company, alice: Clients
) -> None:
    serial = company.device.serial
    url = f"{server.endpoint}/sandbox/code?serial={serial}"
    for _ in range(2):
        status, shown = fetch(url)
        assert status == 200
        assert alice("sts").get_session_token(SerialNumber=serial, TokenCode=shown["code"])

    status, shown = fetch(url)

    assert status == 200
    assert 0 < shown["wait"] <= 30


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example.com"},
        {"Origin": "http://example.com"},
        {"Content_Type": "text/plain"},
    ],
)
def test_web_pages_cannot_use_the_side_door(server: Server, headers: dict[str, str]) -> None:
    status, _ = fetch(f"{server.endpoint}/sandbox/faults", {"action": "*"}, **headers)

    assert status == 403


def test_the_side_door_adds_devices_and_faults(
    server: Server, company: Company, alice: Clients
) -> None:
    door = f"{server.endpoint}/sandbox"
    device = {"account": company.account.id, "user": "alice", "kind": "u2f", "name": "key"}
    status, made = fetch(f"{door}/devices", device)
    assert (status, made["serial"].partition("u2f/")[2][:14]) == (200, "user/alice/key")
    fault = {"action": "GetCallerIdentity", "fault": "refused", "code": "X", "message": "y"}
    assert fetch(f"{door}/faults", fault) == (200, {})

    assert refusal(alice("sts").get_caller_identity).code == "X"
    assert fetch(f"{door}/faults/clear", {}) == (200, {})
    assert fetch(f"{door}/faults", {"action": "*", "fault": "flood"})[0] == 400
    assert fetch(f"{door}/cloud", {"skew": 90})[1] == {"skew": 90, "policy_delay": 0}
    assert company.cloud.skew == 90
    assert fetch(f"{door}/nothing")[0] == 404
    assert fetch(f"{door}/code?serial=GAHT00000000")[0] == 400


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_the_process_says_how_to_reach_it_and_stops_when_asked(asked: signal.Signals) -> None:
    command = [sys.executable, "-m", "aws_session.sandbox", "--partition", "aws-cn"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        own = Credentials(facts["access_key_id"], facts["secret_access_key"])
        clients = Clients(facts["endpoint"], own, facts["region"])
        arn = clients("sts").get_caller_identity()["Arn"]
        process.send_signal(asked)
        rest, complaints = process.communicate(timeout=10)

    assert arn == f"arn:aws-cn:iam::{facts['account']}:user/administrator"
    assert (process.returncode, rest, complaints) == (0, b"", b"")


def test_a_taken_port_is_reported(server: Server) -> None:
    command = [sys.executable, "-m", "aws_session.sandbox", "--port", str(server.port)]

    finished = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)

    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith(f"cannot serve on port {server.port}: ")


def test_the_company_has_a_dozen_accounts_whose_ids_differ() -> None:
    company = scenario.company(path="/people/")

    assert len({member.id for member in MEMBERS} | {company.account.id}) == 12
    assert company.user.arn == "arn:aws:iam::111122223333:user/people/alice"
    assert company.device.serial == "arn:aws:iam::111122223333:mfa/alice"


def test_an_unknown_policy_name_is_an_error() -> None:
    with pytest.raises(KeyError, match="no-such-policy"):
        scenario.company(policy="no-such-policy")

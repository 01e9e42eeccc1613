from __future__ import annotations

import errno
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from aws_session.aws import reachable
from aws_session.config import profiles
from aws_session.errors import SessionError

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = "cannot reach 127.0.0.1: connection refused"


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def said(environ: dict[str, str], region: str | None = "eu-west-1") -> str | None:
    try:
        reachable.check(region, environ, None)
    except SessionError as error:
        return error.message
    return None


@pytest.fixture
def no_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a default route."""
    monkeypatch.setattr(reachable, "_leads_to", lambda *_: False)
    monkeypatch.setattr("urllib.request.getproxies", dict)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("tail", ["", "/", "/sts?x=1"])
def test_a_closed_port_of_this_machine_is_reported(scheme: str, tail: str) -> None:
    url = f"{scheme}://127.0.0.1:{closed_port()}{tail}"

    assert said({"AWS_ENDPOINT_URL": url}) == REFUSED
    assert said({"AWS_ENDPOINT_URL_STS": url}) == REFUSED


def test_the_name_of_this_machine_is_out_of_reach_where_all_its_addresses_are() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        open_one = said({"AWS_ENDPOINT_URL": f"http://localhost:{port}"})

    assert open_one is None
    assert said({"AWS_ENDPOINT_URL": f"http://localhost:{port}"}) == (
        "cannot reach localhost: connection refused"
    )


def test_an_open_port_is_not_reported() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"https://127.0.0.1:{server.getsockname()[1]}"

        assert said({"AWS_ENDPOINT_URL": url}) is None


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "http_proxy"])
def test_where_a_proxy_goes_in_between_nothing_is_known(name: str) -> None:
    environ = {"AWS_ENDPOINT_URL": f"https://127.0.0.1:{closed_port()}", name: "http://proxy:1"}

    assert said(environ) is None


@pytest.mark.parametrize(
    "url", ["", "nonsense", "http://", "https://[::1", "http://127.0.0.1:99999", "http://a:b:c",
            "http://127.0.0.1:-1", "http://127.0.0.1:" + "9" * 5000, "https://\0", "https://é"]
)  # fmt: skip
def test_what_is_not_an_address_is_left_to_the_call(url: str) -> None:
    assert said({"AWS_ENDPOINT_URL": url}) is None


def test_a_configured_endpoint_needs_a_region() -> None:
    environ = {"AWS_ENDPOINT_URL": "https://sts.example.com"}
    profile = profiles.read("[profile work]\nregion = eu-west-1\n", "", "", "").find("work")
    reachable.check(None, environ, profile)

    with pytest.raises(SessionError) as caught:
        reachable.check(None, environ, None)
    assert caught.value.message == "no region is set"
    assert caught.value.hint == "set one, then repeat the command: export AWS_REGION=eu-west-1"
    assert said({}, None) is None


@pytest.mark.usefixtures("no_way")
def test_without_a_way_to_anywhere_the_host_itself_decides() -> None:
    environ = {"AWS_ENDPOINT_URL": "https://nowhere.invalid"}

    assert said(environ) == "cannot reach nowhere.invalid: the name cannot be resolved"


@pytest.mark.usefixtures("no_way")
def test_a_name_that_is_found_all_the_same_is_within_reach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = server.getsockname()
        real = socket.create_connection
        monkeypatch.setattr(socket, "create_connection", lambda *_: real(place))

        assert said({"AWS_ENDPOINT_URL": "https://own.example"}) is None


@pytest.mark.usefixtures("no_way")
def test_a_slow_name_lookup_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def dawdle(*_: object) -> None:
        time.sleep(1)
        raise OSError(errno.ENETUNREACH, "")

    monkeypatch.setattr(reachable, "_SECONDS", 0.05)
    monkeypatch.setattr(socket, "create_connection", dawdle)

    assert said({"AWS_ENDPOINT_URL": "https://own.example"}) is None


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.ENETUNREACH, "the network is unreachable"),
        (errno.EHOSTUNREACH, "the network is unreachable"),
        (errno.ECONNREFUSED, "connection refused"),
    ],
)
@pytest.mark.usefixtures("no_way")
def test_why_a_connection_failed_is_reported(
    monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, "")

    monkeypatch.setattr(socket, "create_connection", fail)

    assert said({}) == f"cannot reach sts.eu-west-1.amazonaws.com: {why}"


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")
def test_a_machine_without_a_network_knows_it_at_once() -> None:
    code = (
        "import time; from aws_session.aws import reachable as reach; begun = time.monotonic()\n"
        "try: reach.check('eu-west-1', {}, None)\n"
        "except Exception as error: print(error.message)\n"
        "print(time.monotonic() - begun < 1.5)"
    )
    words = ["unshare", "--net", "--map-root-user", sys.executable, "-c", code]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if "unshare" in done.stderr:
        pytest.skip(f"no network namespace is given here: {done.stderr.strip()}")

    assert done.stdout.splitlines() == [
        "cannot reach sts.eu-west-1.amazonaws.com: the name cannot be resolved",
        "True",
    ]


HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
DEFAULT = "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
LOCAL = "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
REJECTED = "*\t00000000\t00000000\t0201\t0\t0\t1024\t00000000\t0\t0\t0\n"
HALF = "tun0\t00000000\t0100080A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n"


@pytest.mark.parametrize(
    ("routes", "found"),
    [
        (HEAD + LOCAL + DEFAULT, True),
        (HEAD + REJECTED + DEFAULT, True),
        (HEAD + LOCAL, False),
        (HEAD + REJECTED, False),
        (HEAD + HALF, False),
        (HEAD, False),
        ("", False),
        ("no table\nat all\n", False),
    ],
)
def test_a_default_route_is_one_to_every_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, routes: str, *, found: bool
) -> None:
    (tmp_path / "route").write_text(routes)
    monkeypatch.setattr(reachable, "_ROUTES", str(tmp_path / "route"))

    assert reachable._has_default_route() == found


def test_where_no_routes_can_be_read_a_socket_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = reachable._leads_to("192.0.2.1")
    monkeypatch.setattr(reachable, "_ROUTES", str(tmp_path / "missing"))

    assert not reachable._has_default_route()
    assert reachable._leads_to("192.0.2.1") == way
    assert reachable._leads_to("127.0.0.1")

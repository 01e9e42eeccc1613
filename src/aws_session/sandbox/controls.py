"""What a sandbox needs and AWS does not have: codes, other devices, faults, a wrong clock.

Paths below /sandbox/. Web pages cannot use it: a foreign Host, any Origin and any body that is not
declared as JSON are refused.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from aws_session.sandbox.cloud import Cloud
from aws_session.sandbox.device import Kind, Wait
from aws_session.sandbox.faults import Dropped, Fault, Refused, Slow, Truncated
from aws_session.sandbox.http_message import HttpRequest, HttpResponse

PREFIX = "/sandbox/"
_LOCAL_NAMES = {"127.0.0.1", "localhost"}

_FAULTS: dict[str, type[Refused | Slow | Dropped | Truncated]] = {
    "refused": Refused,
    "slow": Slow,
    "dropped": Dropped,
    "truncated": Truncated,
}


def is_for(request: HttpRequest) -> bool:
    return request.path.startswith(PREFIX)


def answer(cloud: Cloud, request: HttpRequest) -> HttpResponse:
    if not _is_local(request):
        return _json(403, {"error": "only for programs on this machine"})
    act = _ACTIONS.get((request.method, request.path.removeprefix(PREFIX)))
    if act is None:
        return _json(404, {"error": "no such path"})
    try:
        return _json(200, act(cloud, _arguments(request)))
    except (KeyError, TypeError, ValueError) as error:
        return _json(400, {"error": f"{type(error).__name__}: {error}"})


def _code(cloud: Cloud, arguments: dict[str, Any]) -> dict[str, Any]:
    """`{"code": "123456"}`, or `{"wait": 12.5}` if every code that could work has been used."""
    found = cloud.code(str(arguments["serial"]))
    return {"wait": found.seconds} if isinstance(found, Wait) else {"code": found.digits}


def _add_device(cloud: Cloud, arguments: dict[str, Any]) -> dict[str, Any]:
    """Add a device of a kind that IAM's API cannot create, enabled for a user."""
    with cloud.lock:
        user = cloud.accounts[str(arguments["account"])].users[str(arguments["user"])]
        device = user.add_device(Kind(arguments["kind"]), arguments.get("name"))
    return {"serial": device.serial}


def _add_fault(cloud: Cloud, arguments: dict[str, Any]) -> dict[str, Any]:
    action, times = str(arguments.pop("action")), arguments.pop("times", 1)
    fault: Fault = _FAULTS[arguments.pop("fault")](**arguments)
    cloud.faults.add(action, fault, times=times)
    return {}


def _clear_faults(cloud: Cloud, _: dict[str, Any]) -> dict[str, Any]:
    cloud.faults.clear()
    return {}


def _change_cloud(cloud: Cloud, arguments: dict[str, Any]) -> dict[str, Any]:
    """Set how far the clock is ahead and how long policy writes take, in seconds."""
    with cloud.lock:
        cloud.skew = float(arguments.get("skew", cloud.skew))
        cloud.policy_delay = float(arguments.get("policy_delay", cloud.policy_delay))
    return {"skew": cloud.skew, "policy_delay": cloud.policy_delay}


_ACTIONS: dict[tuple[str, str], Callable[[Cloud, dict[str, Any]], dict[str, Any]]] = {
    ("GET", "code"): _code,
    ("POST", "cloud"): _change_cloud,
    ("POST", "devices"): _add_device,
    ("POST", "faults"): _add_fault,
    ("POST", "faults/clear"): _clear_faults,
}


def _is_local(request: HttpRequest) -> bool:
    host = urlsplit(f"//{request.header('host') or ''}").hostname
    if host not in _LOCAL_NAMES or request.header("origin") is not None:
        return False
    return request.method == "GET" or request.header("content-type") == "application/json"


def _arguments(request: HttpRequest) -> dict[str, Any]:
    if request.method == "GET":
        return dict(request.query)
    arguments = json.loads(request.body or b"{}")
    if not isinstance(arguments, dict):
        raise TypeError("the body must be a JSON object")
    return arguments


def _json(status: int, body: dict[str, Any]) -> HttpResponse:
    return HttpResponse(status, "application/json", json.dumps(body).encode())

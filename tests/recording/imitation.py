"""The fake AWS of one lane, as a process: at a fixed port and time, with its contents."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from . import signed
from .signed import Key, Scope

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

MANAGEMENT = "111122223333"
REGIONS = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
}
_PINNED = "pinned"
_SHOW = (
    'echo "$AWS_ENDPOINT_URL"; cat "$AWS_SHARED_CREDENTIALS_FILE"; echo "[end]"; '
    "exec cat >/dev/null"
)


class Kind(NamedTuple):
    """The kind of imitation: its partition, its user's policy, whether strangers named accounts."""

    partition: str = "aws"
    policy: str = "deny-without-mfa"
    strange: bool = False


class Program(NamedTuple):
    """The program to run, its environment, and the folder with the code that pins it."""

    path: Path
    folder: Path
    environ: dict[str, str]


class Settled(NamedTuple):
    """Another user of an imitation, with its policies and devices."""

    name: str
    policy: dict[str, Any] | None = None
    administrator: bool = False
    devices: tuple[tuple[str, str], ...] = ()


_DENY_LISTING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "iam:ListMFADevices", "Resource": "*"}],
}

SETTLERS = (
    Settled("keeper", administrator=True),
    Settled(
        "many",
        administrator=True,
        devices=(("virtual", "many"), ("virtual", "tablet"), ("u2f", "yubi"), ("hardware", "")),
    ),
    Settled("fido", administrator=True, devices=(("u2f", "yubi"),)),
    Settled("bare", administrator=True),
    Settled("barred", _DENY_LISTING, administrator=True, devices=(("virtual", "barred"),)),
    Settled("nobody", devices=(("virtual", "nobody"),)),
)

STRANGE_NAMES = (
    "$(touch PWNED)",
    "it's",
    'say "hi"; ls',
    "a`id`b",
    "-rf",
    "two  blanks ",
    "%PATH%!x!",
    "prod/../../etc",
    "*?[a]{b,c}~",
)
"""Names that AWS lets a stranger give an account, in ASCII."""


class Imitation:
    """A company behind a port; its keys and seeds follow from `chance`."""

    def __init__(self, kind: Kind, port: int, program: Program, now: int) -> None:
        self.kind = kind
        self.port = port
        self.endpoint = f"http://127.0.0.1:{port}"
        self.region = REGIONS[kind.partition]
        self.keys: dict[str, Key] = {}
        self.serials: dict[str, str] = {}
        self._program = program
        self._now = now
        self._told = program.folder / f"chance-{port}"
        self._begun = 0
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.chance("beginning")
        environ = self._program.environ | {
            "PYTHONPATH": str(self._program.folder / _PINNED),
            "RECORDING_PORT": str(self.port),
            "RECORDING_CHANCE": str(self._told),
            "TMPDIR": str(self._program.folder),
        }
        kind = ("--policy", self.kind.policy, "--partition", self.kind.partition)
        self._process = subprocess.Popen(
            [str(self._program.path), "sandbox", *kind, "--", "sh", "-c", _SHOW],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        shown = ""
        while (line := self._process.stdout.readline()) not in {"[end]\n", ""}:
            shown += line
        if not shown.startswith(self.endpoint):
            raise RuntimeError(f"the imitation does not serve at {self.endpoint}: {shown!r}")
        found = dict(re.findall(r"^(aws_\w+) = (.+)$", shown, re.MULTILINE))
        alice = Key(found["aws_access_key_id"], found["aws_secret_access_key"])
        self.keys["alice"] = alice
        self.serials["alice"] = self._arn("mfa/alice")
        self.keys["session"] = self._with_mfa(alice)
        self._settle()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait(timeout=30)

    def chance(self, text: str) -> None:
        """Restart the random generator, so that the same text is followed by the same keys."""
        self._begun += 1
        self._told.write_text(f"{self._begun} {text}", "utf-8")

    def code(self, user: str = "alice") -> str:
        """Return the unused code that a user's device shows now."""
        self._new_device(user)
        return self._shown(user)

    def fault(self, action: str, fault: str, **told: Any) -> None:
        self._door("POST", "faults", {"action": action, "fault": fault, **told})

    def calm(self) -> None:
        self._door("POST", "faults/clear", {})

    def clock(self, ahead: int) -> None:
        self._door("POST", "cloud", {"skew": ahead})

    def forget_revocations(self, user: str = "alice") -> None:
        """Remove the policies that ending sessions at AWS has written, whatever their names."""
        own = {self.kind.policy}
        listed = self._call("ListUserPolicies", UserName=user)
        for name in re.findall(r"<member>([^<]+)</member>", listed):
            if name not in own:
                self._call("DeleteUserPolicy", UserName=user, PolicyName=name)

    def _shown(self, user: str) -> str:
        return str(self._door("GET", f"code?serial={quote(self.serials[user])}")["code"])

    def _with_mfa(self, key: Key) -> Key:
        code = self._shown("alice")
        answer = self._send(
            "sts",
            key,
            Action="GetSessionToken",
            Version="2011-06-15",
            SerialNumber=self.serials["alice"],
            TokenCode=code,
        )
        return Key(
            *(_element(answer, name) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
        )

    def _settle(self) -> None:
        """Add the other users, with calls signed by alice's session; then the keeper signs."""
        self.keys["keeper"] = self.keys["session"]
        for settled in SETTLERS:
            self.chance(f"settler {settled.name}")
            self._call("CreateUser", UserName=settled.name)
            if settled.administrator:
                arn = f"arn:{self.kind.partition}:iam::aws:policy/AdministratorAccess"
                self._call("AttachUserPolicy", UserName=settled.name, PolicyArn=arn)
            if settled.policy is not None:
                self._call(
                    "PutUserPolicy",
                    UserName=settled.name,
                    PolicyName="own",
                    PolicyDocument=json.dumps(settled.policy),
                )
            answer = self._call("CreateAccessKey", UserName=settled.name)
            for kind, name in settled.devices:
                serial = self._device(settled.name, kind, name)
                self.serials.setdefault(settled.name, serial)
            key = Key(_element(answer, "AccessKeyId"), _element(answer, "SecretAccessKey"))
            self.keys[settled.name] = key
        self._call(
            "CreateRole",
            RoleName="Tagged",
            Path="/team/",
            AssumeRolePolicyDocument=json.dumps(self._trust()),
            MaxSessionDuration="43200",
        )
        self._call(
            "AttachRolePolicy",
            RoleName="Tagged",
            PolicyArn=f"arn:{self.kind.partition}:iam::aws:policy/AdministratorAccess",
        )
        self.chance("strangers")
        for name in STRANGE_NAMES if self.kind.strange else ():
            self._create_account(name)

    def _trust(self) -> dict[str, Any]:
        """Return the trust policy of a role that also accepts tags and a source identity."""
        actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
        whom = {"AWS": self._arn("root")}
        allow = {"Effect": "Allow", "Principal": whom, "Action": actions}
        return {"Version": "2012-10-17", "Statement": [allow]}

    def _create_account(self, name: str) -> None:
        body = json.dumps({"AccountName": name, "Email": "stranger@example.com"}).encode()
        self._post(
            "organizations",
            self.keys["keeper"],
            body,
            **{
                "content-type": "application/x-amz-json-1.1",
                "x-amz-target": "AWSOrganizationsV20161128.CreateAccount",
            },
        )

    def _new_device(self, user: str) -> None:
        """Replace a device whose code was used with an equal one."""
        serial = self.serials[user]
        self._call("DeactivateMFADevice", UserName=user, SerialNumber=serial)
        self._call("DeleteVirtualMFADevice", SerialNumber=serial)
        self._device(user, "virtual", serial.rpartition("/")[2])

    def _device(self, user: str, kind: str, name: str) -> str:
        told = {"account": MANAGEMENT, "user": user, "kind": kind}
        found = self._door("POST", "devices", {**told, **({"name": name} if name else {})})
        return str(found["serial"])

    def _arn(self, resource: str) -> str:
        return f"arn:{self.kind.partition}:iam::{MANAGEMENT}:{resource}"

    def _call(self, action: str, **parameters: str) -> str:
        named = {"Action": action, "Version": "2010-05-08", **parameters}
        return self._send("iam", self.keys["keeper"], **named)

    def _send(self, service: str, key: Key, **parameters: str) -> str:
        body = urlencode(parameters).encode()
        form = "application/x-www-form-urlencoded; charset=utf-8"
        return self._post(service, key, body, **{"content-type": form})

    def _post(self, service: str, key: Key, body: bytes, **plain: str) -> str:
        host = f"127.0.0.1:{self.port}"
        scope = Scope(service, self.region, host, self._now)
        headers = signed.headers(key, scope, body)
        status, text = self._request("POST", "/", body, {**headers, **plain})
        if status != 200:
            raise RuntimeError(f"the imitation refuses {body[:80]!r}: {text}")
        return text

    def _door(self, method: str, path: str, told: dict[str, Any] | None = None) -> dict[str, Any]:
        body = None if told is None else json.dumps(told).encode()
        headers = {"content-type": "application/json"} if body is not None else {}
        status, text = self._request(method, f"/sandbox/{path}", body, headers)
        found: dict[str, Any] = json.loads(text)
        if status != 200:
            raise RuntimeError(f"the imitation refuses {path}: {text}")
        return found

    def _request(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def _element(xml: str, name: str) -> str:
    found = re.search(f"<{name}>([^<]+)</{name}>", xml)
    if found is None:
        raise RuntimeError(f"no {name} in {xml}")
    return found.group(1)

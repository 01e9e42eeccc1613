"""The page of errors and the program: every row occurs, with exactly this message."""

from __future__ import annotations

import ast
import datetime
import hashlib
import ipaddress
import re
import socket
import ssl
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore import exceptions as boto

import aws_session
from aws_session.aws import botocore_errors
from aws_session.aws.botocore_errors import Call
from aws_session.cli import help_errors
from aws_session.sandbox import MFA_POLICIES, Kind, Server, faults, scenario
from aws_session.sandbox.faults import Refused
from aws_session.sandbox.policy import identity_policy
from aws_session.sandbox.scenario import DEFAULT_ROLE
from hostile_endpoint import HostileEndpoint, xml
from real.journeys.place import Sitting
from real.shells.interpreters import ALL
from unit.sandbox.clients import Clients, Credentials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aws_session.cli.help_errors import Row
    from aws_session.sandbox.account import Account
    from aws_session.sandbox.device import Device
    from aws_session.sandbox.principals import User
    from real.journeys.place import Place

PROD, STAGING = "210987654321", "432109876543"
PLACEHOLDERS = (
    *(help_errors.HOST, "WHOSE", "FILE", "PROXY", "ROLE", "POLICY", "CALL", "REASON", "USER"),
    "NAME",
)
"""Words that stand for a value, which differs from case to case."""

ROWS = {row.name: row for _, rows in help_errors.sections() for row in rows}
EVERYTHING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


OWN = "111122223333"
NO_POSING = {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*"}


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def trusting(account: Account, action: str = "sts:AssumeRole") -> dict[str, Any]:
    trust = scenario.trust(account)
    trust["Statement"][0]["Action"] = action
    return trust


@dataclass
class Scene:
    """A person at a place, who types one line."""

    place: Place
    folder: Path

    def says(self, words: str, **environ: str) -> str:
        done = self.place.program(*words.split(), "--shell", "sh", environ=environ)

        assert done.returncode in (1, 2), done.stderr
        assert "Traceback" not in done.stderr
        for secret in (self.place.company.key.secret, "hunter2"):
            assert secret not in done.stderr
        assert done.stdout.startswith("command test x")
        return done.stderr

    def session(self, words: str = "--code 123456", **environ: str) -> str:
        return self.says(words, **environ)

    @property
    def device(self) -> str:
        return self.place.company.device.serial

    def with_mfa(self, words: str = "", **environ: str) -> str:
        return self.says(f"{words} --code {self.place.fresh_code()}".strip(), **environ)

    def refusing(self, action: str, code: str, message: str = "", times: int | None = None) -> None:
        self.place.company.cloud.faults.add(action, Refused(code, message, 403), times=times)

    def allowed(self) -> Scene:
        self.place.company.user.put_policy("deny-without-mfa", EVERYTHING)
        return self

    def in_session(self, *lines: str, device: Device | None = None) -> str:
        """Type lines in a shell with a session; return the message of the last one, which fails."""
        dash = next(shell for shell in ALL if shell.name == "dash")
        sitting = Sitting.at(self.place, dash)
        for line in (self.place.fresh_code(device), *lines[:-1]):
            sitting.enter(f"aws-session {line}")

            assert sitting.status == 0, sitting.notices
        return self.says(lines[-1], **{n: v.decode() for n, v in sitting.environ.items()})

    def beside(self, user: User, words: str) -> str:
        """Type a line in a shell in which another tool left a user's session without a code."""
        key = Credentials.of_key(user.add_key())
        clients = Clients(self.place.server.endpoint, key, "us-east-1")
        answer = clients("sts").get_session_token()["Credentials"]
        return self.says(
            words,
            AWS_REGION="us-east-1",
            AWS_ACCESS_KEY_ID=answer["AccessKeyId"],
            AWS_SECRET_ACCESS_KEY=answer["SecretAccessKey"],
            AWS_SESSION_TOKEN=answer["SessionToken"],
        )

    @property
    def own(self) -> Account:
        return self.place.company.account

    @property
    def prod(self) -> Account:
        return self.place.company.cloud.accounts[PROD]

    def ruled(self, *statements: dict[str, Any]) -> Scene:
        """Attach control policies to all member accounts, in addition to one that allows all."""
        documents = (document(statement) for statement in statements)
        self.place.company.organization.put_control_policies(EVERYTHING, *documents)
        return self

    def member(self) -> tuple[User, Device]:
        """Switch to a user of a member account, to which control policies apply."""
        bob = self.prod.add_user("bob")
        bob.attach(scenario.administrator_access(self.place.company.cloud))
        self.place.credentials(default=bob.add_key())
        return bob, bob.add_device()

    def revoking(self, code: str, message: str = "") -> str:
        self.refusing("PutUserPolicy", code, message)
        return self.in_session("end --revoke")


@contextmanager
def answering(handle: Callable[[socket.socket], object]) -> Iterator[int]:
    """Serve connections, each by a function, on a port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    try:
                        handle(connection)
                    except OSError:
                        continue

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def answer(text: bytes) -> Callable[[socket.socket], object]:
    def handle(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(text)

    return handle


def by_proxy(scene: Scene, status: bytes, given: str = "me:hunter2@") -> str:
    with answering(answer(b"HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n" % status)) as port:
        return scene.session(
            AWS_ENDPOINT_URL="https://sts.example.com",
            HTTPS_PROXY=f"http://{given}127.0.0.1:{port}",
        )


def by_tls(scene: Scene, host: str = "127.0.0.1", days: int = 1, *, trusted: bool = True) -> str:
    """Speak TLS with a certificate for a host that is valid for some days, past or future."""
    key, certificate = certified(scene.folder, host, days)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    bundle = {"AWS_CA_BUNDLE": str(certificate)} if trusted else {}
    with Server(scenario.company().cloud, tls=context) as server:
        return scene.session(AWS_ENDPOINT_URL=server.endpoint, **bundle)


def certified(folder: Path, host: str, days: int) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    ends = now + datetime.timedelta(days=days)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(ends - datetime.timedelta(days=30))
        .not_valid_after(ends)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret, public = folder / "key.pem", folder / "certificate.pem"
    pem = serialization.Encoding.PEM
    secret.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    public.write_bytes(made.public_bytes(pem))
    return secret, public


def profile(scene: Scene, text: str, words: str = "-p work --code 123456") -> str:
    scene.place.config(f"[profile work]\nregion = us-east-1\n{text}\n")
    return scene.says(words)


def with_token(scene: Scene, token: str, region: str = "us-east-1") -> str:
    """Start a session of an SSO profile whose token file has this text."""
    cache = scene.place.home / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    name = hashlib.sha1(b"my", usedforsecurity=False).hexdigest()
    (cache / f"{name}.json").write_text(token)
    return profile(scene, f"{SSO}sso_start_url = https://example.com/start\nsso_region = {region}")


def broken_token(scene: Scene) -> str:
    return with_token(scene, "{}")


def by_login(name: str) -> str:
    """Return the message for an error of botocore's: raising it needs a missing library."""
    error = botocore_errors.explain(getattr(boto, name)(), Call("credentials", "profile 'work'"))
    return f"{error.message}\n  {error.hint}"


def wrong_secret(scene: Scene) -> str:
    file = scene.place.home / ".aws" / "credentials"
    text = file.read_text().replace(scene.place.company.key.secret, "hunter2")
    scene.place.credentials(text)
    return scene.session()


def without_region(scene: Scene) -> str:
    key = scene.place.company.key
    scene.place.credentials(
        f"[default]\naws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"
    )
    return scene.session()


def without_services(scene: Scene) -> str:
    address = scene.place.environ.pop("AWS_ENDPOINT_URL")
    scene.place.config(
        f"[default]\nregion = us-east-1\nendpoint_url = {address}\n[profile work]\n"
        f"source_profile = default\nregion = us-east-1\nendpoint_url = {address}\n"
        "services = local\n"
    )
    return scene.session("-p work --code 123456")


def keys_only(scene: Scene) -> str:
    scene.allowed()
    user = scene.place.company.user
    user.devices.clear()
    user.add_device(Kind.U2F, "yubikey")
    return scene.session()


def no_device(scene: Scene) -> str:
    scene.allowed().place.company.user.devices.clear()
    return scene.session()


def root(scene: Scene) -> str:
    user = scene.place.company.account.root
    device = user.add_device()
    scene.place.credentials(default=user.add_key())
    code = scene.place.fresh_code(device)
    return scene.says(f"pose {PROD} Admin --code {code}", AWS_MFA_SERIAL=device.serial)


def chained(scene: Scene) -> str:
    text = (
        "The requested DurationSeconds exceeds the 1 hour session limit for roles by role chaining"
    )
    scene.refusing("AssumeRole", "ValidationError", text)
    return scene.in_session(f"pose {PROD} Admin")


def not_trusting(scene: Scene, end: str = "") -> str:
    scene.allowed().own.add_role("Theirs", scenario.trust(scene.prod))
    line = f"pose {OWN} Theirs{end}"
    return scene.says(line) if end else scene.in_session(line)


def not_trusting_a_role(scene: Scene) -> str:
    scene.prod.add_role("Inner", scenario.trust(scene.own))
    return scene.in_session(f"pose {PROD} Admin", f"pose {PROD} Inner --chain")


def not_trusting_another_tool(scene: Scene) -> str:
    user = scene.allowed().place.company.user
    scene.own.add_role("Theirs", scenario.trust(scene.prod))
    return scene.beside(user, f"pose {OWN} Theirs")


def denying_role(scene: Scene) -> str:
    trust = scenario.trust(scene.own)
    trust["Statement"].append(trust["Statement"][0] | {"Effect": "Deny"})
    scene.own.add_role("Closed", trust)
    return scene.in_session(f"pose {OWN} Closed")


def denied_from_above(scene: Scene) -> str:
    _, device = scene.member()
    return scene.ruled(NO_POSING).in_session(f"pose {PROD} Admin", device=device)


def denied_from_above_without_a_code(scene: Scene) -> str:
    scene.member()
    return scene.ruled(NO_POSING).says(f"pose {PROD} Admin --no-mfa")


def denied_from_above_to_another_tool(scene: Scene) -> str:
    bob, _ = scene.member()
    return scene.ruled(NO_POSING).beside(bob, f"pose {PROD} Admin")


def role_denied_to_a_role(scene: Scene) -> str:
    scene.ruled(NO_POSING)
    return scene.in_session(f"pose {PROD} Admin", f"pose {PROD} ReadOnly --chain")


def by_network(scene: Scene) -> str:
    denies = NO_POSING | {"Principal": "*"}
    scene.place.company.cloud.put_endpoint_policy(
        document(denies, denies | {"Effect": "Allow", "Action": "*"})
    )
    return scene.in_session(f"pose {PROD} Admin")


def own_role_by_network(scene: Scene) -> str:
    scene.own.add_role("Plain", scenario.trust(scene.own))
    allow = {"Effect": "Allow", "Principal": "*", "Action": "iam:*", "Resource": "*"}
    scene.place.company.cloud.put_endpoint_policy(document(allow))
    return scene.in_session(f"pose {OWN} Plain")


def refused_name(scene: Scene) -> str:
    text = "1 validation error detected: Value 'x' at 'roleSessionName' failed to satisfy"
    scene.refusing("AssumeRole", "ValidationError", text)
    return scene.in_session(f"pose {PROD} Admin")


def published(scene: Scene, action: str, words: str) -> str:
    cloud = scene.place.company.cloud
    quarantine = cloud.aws_managed["arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"]
    denies = identity_policy(document({"Effect": "Deny", "Action": action, "Resource": "*"}))
    scene.place.company.user.attach(replace(quarantine, document=denies))
    return scene.in_session(words)


def denied_long_term_key(scene: Scene) -> str:
    scene.place.company.user.attached.remove(
        scenario.administrator_access(scene.place.company.cloud).arn or "", 0
    )
    chosen = MFA_POLICIES["deny-long-term-keys"]
    scene.place.company.user.put_policy("deny-without-mfa", chosen.document)
    return scene.with_mfa(f"pose {PROD} ReadOnly -d 8h", AWS_MFA_SERIAL=scene.device)


def denied_new_session(scene: Scene) -> str:
    scene.place.company.user.put_policy("no-posing", document(NO_POSING))
    return scene.with_mfa(f"pose {PROD} Admin")


def denied_revocation(scene: Scene) -> str:
    _, device = scene.member()
    scene.ruled(NO_POSING | {"Action": "iam:PutUserPolicy"})
    return scene.in_session("end --revoke", device=device)


def denied_tags(scene: Scene) -> str:
    scene.place.company.user.put_policy("no-tags", document(NO_POSING | {"Action": "sts:TagS*"}))
    scene.prod.add_role("Tagged", trusting(scene.own, "sts:*"))
    return scene.in_session(f"pose {PROD} Tagged --tag a=b")


def without_identity_of_before(scene: Scene) -> str:
    scene.prod.add_role("First", trusting(scene.own, "sts:*")).attach(
        scenario.administrator_access(scene.place.company.cloud)
    )
    scene.prod.add_role("Second", trusting(scene.prod))
    return scene.in_session(
        f"pose {PROD} First --source-identity me", f"pose {PROD} Second --chain"
    )


def inherited_tags(scene: Scene) -> str:
    full = scenario.administrator_access(scene.place.company.cloud)
    scene.prod.add_role("First", trusting(scene.own, "sts:*")).attach(full)
    scene.prod.add_role("Second", trusting(scene.prod, "sts:*"))
    return scene.in_session(
        f"pose {PROD} First --tag team=red --transitive",
        f"pose {PROD} Second --chain --tag Team=blue",
    )


def many_tags(scene: Scene) -> str:
    scene.prod.add_role("Tagged", trusting(scene.own, "sts:*"))
    tags = " ".join(f"--tag {number:0128}={'v' * 256}" for number in range(20))
    return scene.in_session(f"pose {PROD} Tagged {tags}")


def policy_of_none(scene: Scene) -> str:
    file = scene.folder / "policy.json"
    file.write_text('{"Statement": {"Effect": "Allow"}}')
    return scene.in_session(f"pose {PROD} Admin --policy {file}")


def unallowed_role(scene: Scene, end: str = "") -> str:
    scene.own.add_role("Plain", scenario.trust(scene.own))
    user = scene.place.company.user
    user.attached.remove(scenario.administrator_access(scene.place.company.cloud).arn or "", 0)
    user.put_policy(
        "deny-without-mfa", document(NO_POSING | {"Effect": "Allow", "Action": "iam:*"})
    )
    line = f"pose {OWN} Plain{end}"
    return scene.says(line) if end else scene.in_session(line)


def invalid_role(scene: Scene) -> str:
    scene.refusing("AssumeRole", "ValidationError", "Request ARN is invalid")
    return scene.in_session(f"pose {PROD} Admin")


def contained(scene: Scene) -> str:
    scene.place.credentials("[default]\nregion = us-east-1\n")
    return scene.session(AWS_CONTAINER_CREDENTIALS_FULL_URI="http://127.0.0.1:1/")


def rejected_token(scene: Scene) -> str:
    file = scene.folder / "token"
    file.write_text("not.a.token")
    role = f"arn:aws:iam::{PROD}:role/x"
    return profile(scene, f"web_identity_token_file = {file}\nrole_arn = {role}")


def expired_by_clock(scene: Scene) -> str:
    scene.place.company.cloud.skew = 600.5
    scene.refusing("GetSessionToken", "ExpiredToken")
    return scene.with_mfa()


def denied_in_session(scene: Scene) -> str:
    statement = {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    scene.place.company.user.put_policy("AWSRevokeOlderSessions", document)
    return scene.in_session(f"pose {PROD} Admin")


def expired(scene: Scene) -> str:
    scene.refusing("AssumeRole", "ExpiredToken", "The security token included is expired")
    return scene.in_session(f"pose {PROD} Admin")


def at_sts(scene: Scene) -> str:
    scene.refusing("AssumeRole", "InvalidClientTokenId")
    return scene.in_session(f"pose {PROD} Admin")


def without_a_code(scene: Scene) -> str:
    dash = next(shell for shell in ALL if shell.name == "dash")
    sitting = Sitting.at(scene.place, dash)
    sitting.enter(f"aws-session {scene.place.fresh_code()}")
    scene.refusing("AssumeRole", "InvalidClientTokenId")
    # Another tool's session, of which is not known how it was started.
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    environ = {name: sitting.environ[name].decode() for name in names}
    return scene.says(f"pose {PROD} Admin", **environ)


def elsewhere(scene: Scene) -> str:
    scene.refusing("GetCallerIdentity", "InvalidClientTokenId", times=1)
    return scene.session()


def clock(scene: Scene) -> str:
    scene.place.company.cloud.skew = -1860.5
    return scene.session()


def forgotten_key(scene: Scene) -> str:
    scene.place.company.user.keys.clear()
    scene.place.company.cloud.keys.clear()
    return scene.session()


def forgotten_session(scene: Scene) -> str:
    dash = next(shell for shell in ALL if shell.name == "dash")
    sitting = Sitting.at(scene.place, dash)
    sitting.enter(f"aws-session {scene.place.fresh_code()}")
    assert sitting.status == 0, sitting.notices
    scene.refusing("AssumeRole", "InvalidClientTokenId")
    scene.refusing("GetCallerIdentity", "InvalidClientTokenId")
    environ = {name: value.decode() for name, value in sitting.environ.items()}
    return scene.says(f"pose {PROD} Admin", **environ)


def late(scene: Scene) -> str:
    # With a shorter time limit: a third of a minute is too long here.
    program = (
        "from aws_session.aws import preconnect as connection; connection.READ_SECONDS = 0.5\n"
        "from aws_session.main import main; main()"
    )
    import subprocess

    scene.place.company.cloud.faults.add("GetCallerIdentity", faults.Slow(5), times=None)
    done = subprocess.run(
        [sys.executable, "-c", program, "status", "--verify"],
        env={**scene.place.environ, "AWS_ACCESS_KEY_ID": scene.place.company.key.id,
             "AWS_SECRET_ACCESS_KEY": scene.place.company.key.secret, "AWS_REGION": "us-east-1"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert done.returncode == 1
    return done.stderr


def hung_up(scene: Scene) -> str:
    with answering(lambda connection: connection.recv(65536)) as port:
        return scene.session(AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}")


def senseless_answer(scene: Scene) -> str:
    inside = "<AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>"
    answer = xml("GetSessionToken", f"<Credentials>{inside}</Credentials>")
    with HostileEndpoint(GetSessionToken=answer) as endpoint:
        return scene.session(AWS_ENDPOINT_URL=endpoint.url)


def no_answer(scene: Scene) -> str:
    with answering(answer(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")) as port:
        return scene.session(AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}")


def tls_closed(scene: Scene) -> str:
    with answering(lambda connection: connection.recv(65536)) as port:
        return scene.session(AWS_ENDPOINT_URL=f"https://127.0.0.1:{port}")


def no_tls(scene: Scene) -> str:
    with answering(answer(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")) as port:
        return scene.session(AWS_ENDPOINT_URL=f"https://127.0.0.1:{port}")


def sdk_with_fewer_modes(scene: Scene) -> str:
    data = scene.folder / "sdk-default-configuration.json"
    data.write_text('{"version": 1, "base": {}, "modes": {}}')
    return scene.session(AWS_DATA_PATH=str(scene.folder), AWS_DEFAULTS_MODE="mobile")


def no_bundle(scene: Scene) -> str:
    with answering(lambda connection: connection.recv(65536)) as port:
        return scene.session(
            AWS_ENDPOINT_URL=f"https://127.0.0.1:{port}", AWS_CA_BUNDLE="/nowhere/ca.pem"
        )


def throttled(scene: Scene) -> str:
    scene.place.company.cloud.faults.add("GetCallerIdentity", faults.throttled(), times=None)
    key = scene.place.company.key
    return scene.place.program(
        "status", "--verify",
        environ={"AWS_ACCESS_KEY_ID": key.id, "AWS_SECRET_ACCESS_KEY": key.secret,
                 "AWS_REGION": "us-east-1"},
    ).stderr  # fmt: skip


def perhaps_spent(scene: Scene) -> str:
    scene.place.company.cloud.faults.add("GetSessionToken", faults.internal_failure())
    return scene.with_mfa()


def faulted(action: str, code: str, message: str = "") -> Callable[[Scene], str]:
    def play(scene: Scene) -> str:
        scene.refusing(action, code, message)
        return scene.with_mfa()

    return play


def credentials(text: str) -> Callable[[Scene], str]:
    def play(scene: Scene) -> str:
        scene.place.credentials(text)
        return scene.session()

    return play


SSO = "sso_session = my\nsso_account_id = 1\nsso_role_name = x\n[sso-session my]\n"
KEY = "aws_access_key_id = {name}\naws_secret_access_key = hunter2\n"
PRINTED = (
    '{"Version": 1, "AccessKeyId": "AKIAFAKEFAKEFAKEFAKE", "SecretAccessKey": "hunter2", '
    '"SessionToken": TOKEN}'
)
PLAYS: dict[str, Callable[[Scene], str]] = {
    "wrong code": lambda s: s.session(f"--code {s.place.wrong_code()}"),
    "wrong device": lambda s: s.with_mfa("mfa arn:aws:iam::111122223333:mfa/other"),
    "code without a device": faulted(
        "GetSessionToken",
        "AccessDenied",
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass "
        "code.",
    ),
    "code perhaps spent": perhaps_spent,
    "only security keys": keys_only,
    "no device": no_device,
    "unknown key": forgotten_key,
    "unknown session": forgotten_session,
    "session of another partition": lambda s: s.in_session(
        "region cn-north-1", f"pose {PROD} Admin"
    ),
    "key without a code at IAM": without_a_code,
    "session with a code at STS": at_sts,
    "key in another region": elsewhere,
    "wrong secret key": wrong_secret,
    "region of another endpoint": lambda s: s.with_mfa("mfa --region eu-xest-9"),
    "endpoint of another service": faulted(
        "GetSessionToken",
        "SignatureDoesNotMatch",
        "Credential should be scoped to correct service: 's3'. ",
    ),
    "account not active": faulted(
        "GetSessionToken", "OptInRequired", "The AWS Access Key Id needs a subscription"
    ),
    "not an access key ID": credentials(
        "[default]\nregion = us-east-1\n"
        "aws_access_key_id = YOUR_ACCESS_KEY\naws_secret_access_key = YOUR_SECRET_KEY\n"
    ),
    "expired": expired,
    "expired by the clock": expired_by_clock,
    "credentials from elsewhere": lambda s: profile(
        s, f"role_arn = arn:aws:iam::{PROD}:role/x\ncredential_source = Ec2InstanceMetadata"
    ),
    "credentials of a container": contained,
    "no region's name": lambda s: s.session(AWS_REGION="123"),
    "policy malformed": lambda s: s.revoking("MalformedPolicyDocument", "Syntax errors in policy."),
    "malformed call": faulted("GetSessionToken", "ValidationError", "1 validation error detected"),
    "unheard of": faulted("GetSessionToken", "Unheard", "of"),
    "setting without sense": lambda s: s.session(AWS_RETRY_MODE="nonsense"),
    "settings of the SDK": sdk_with_fewer_modes,
    "temporary already": faulted(
        "GetSessionToken", "AccessDenied", "Cannot call GetSessionToken with session credentials"
    ),
    "SSO logged out": lambda s: profile(
        s, f"{SSO}sso_start_url = https://example.com/start\nsso_region = us-east-1"
    ),
    "SSO token broken": broken_token,
    "aws login ended": lambda s: by_login("LoginRefreshRequired"),
    "aws login without its permission": lambda s: by_login("LoginInsufficientPermissions"),
    "credential_process failed": lambda s: profile(s, "credential_process = ls /nowhere"),
    "credential_process says nothing": lambda s: profile(s, "credential_process = echo hunter2"),
    "credential_process without text": lambda s: profile(
        s, "credential_process = echo '" + PRINTED.replace("TOKEN", "5") + "'"
    ),
    "credential_process of two kinds": lambda s: profile(
        s, "credential_process = echo '" + PRINTED.replace("TOKEN", '"x"') + "'"
    ),
    "senseless credentials": lambda s: profile(s, "credential_process = echo []"),
    "web identity rejected": rejected_token,
    "aws login without its library": lambda s: profile(
        s, "login_session = arn:aws:iam::111122223333:user/alice"
    ),
    "token file": lambda s: profile(
        s, "web_identity_token_file = /nowhere\nrole_arn = arn:aws:iam::1:role/x"
    ),
    "no key": credentials(""),
    "profile without a key": lambda s: profile(s, "output = text"),
    "half a key in a file": credentials("[default]\naws_access_key_id = AKIAFAKEFAKEFAKEFAKE\n"),
    "half a key in the environment": lambda s: s.session(AWS_ACCESS_KEY_ID="AKIAFAKEFAKEFAKEFAKE"),
    "key and token of two kinds in a file": lambda s: profile(
        s, f"{KEY.format(name='AKIAFAKEFAKEFAKEFAKE')}aws_session_token = hunter2"
    ),
    "key and token of two kinds in the environment": lambda s: s.session(
        AWS_ACCESS_KEY_ID="AKIAFAKEFAKEFAKEFAKE",
        AWS_SECRET_ACCESS_KEY="hunter2",
        AWS_SESSION_TOKEN="hunter2",
    ),
    "session's key without its token": lambda s: s.session(
        AWS_ACCESS_KEY_ID="ASIAFAKEFAKEFAKEFAKE", AWS_SECRET_ACCESS_KEY="hunter2"
    ),
    "unknown profile": lambda s: s.session("-p Default --code 123456"),
    "malformed file": credentials("region = us-east-1\n"),
    "services section missing": without_services,
    "denied without a code": lambda s: s.says(f"pose {PROD} --no-mfa"),
    "denied to a session": denied_in_session,
    "denied to a new session": denied_new_session,
    "denied from above": denied_from_above,
    "denied from above without a code": denied_from_above_without_a_code,
    "denied from above to another tool's session": denied_from_above_to_another_tool,
    "denied by the network": by_network,
    "denied to an exposed key": lambda s: published(s, "sts:AssumeRole", f"pose {PROD} Admin"),
    "not allowed": faulted("GetSessionToken", "AccessDenied"),
    "role refused": lambda s: s.in_session(f"pose {PROD} Missing"),
    "role not allowed": unallowed_role,
    "role not allowed without a code": lambda s: unallowed_role(s, " --no-mfa"),
    "role not let through by the network": own_role_by_network,
    "role not trusting": not_trusting,
    "role not trusting without a code": lambda s: not_trusting(s, " --no-mfa"),
    "role not trusting another tool's session": not_trusting_another_tool,
    "role not trusting a role": not_trusting_a_role,
    "role that denies": denying_role,
    "role denied to a role": role_denied_to_a_role,
    "role denied to a key with a code": denied_long_term_key,
    "role without tags": lambda s: s.in_session(f"pose {PROD} {DEFAULT_ROLE} --tag a=b"),
    "role without a source identity": lambda s: s.in_session(
        f"pose {PROD} {DEFAULT_ROLE} --source-identity me"
    ),
    "role without the source identity of the role before": without_identity_of_before,
    "tags denied": denied_tags,
    "session policy too large": many_tags,
    "tags that cannot be": inherited_tags,
    "role that cannot be": invalid_role,
    "session name that cannot be": refused_name,
    "role for an hour": chained,
    "role for less": lambda s: s.with_mfa(f"pose {PROD} Admin -d 2h"),
    "session policy malformed": policy_of_none,
    "session policy missing": lambda s: s.in_session(
        f"pose {PROD} Admin --policy-arn arn:aws:iam::aws:policy/NoSuch"
    ),
    "root": root,
    "clock": clock,
    "no region": without_region,
    "region switched off": faulted("GetSessionToken", "RegionDisabledException"),
    "unreachable": lambda s: s.session(AWS_ENDPOINT_URL="http://127.0.0.1:1"),
    "unknown host": lambda s: s.session(AWS_ENDPOINT_URL="https://sts.nowhere.invalid"),
    "too late": late,
    "hung up": hung_up,
    "unreadable answer": no_answer,
    "senseless answer": senseless_answer,
    "throttled": throttled,
    "certificate unknown": lambda s: by_tls(s, trusted=False),
    "certificate out of date": lambda s: by_tls(s, days=-1),
    "certificate of another": lambda s: by_tls(s, host="192.0.2.1"),
    "TLS closed": tls_closed,
    "no TLS": no_tls,
    "CA bundle": no_bundle,
    "proxy silent": lambda s: s.session(
        AWS_ENDPOINT_URL="https://sts.example.com", HTTPS_PROXY="http://me:hunter2@127.0.0.1:1"
    ),
    "proxy wants a password": lambda s: by_proxy(s, b"407 Proxy Authentication Required", ""),
    "proxy refuses the password": lambda s: by_proxy(s, b"407 Proxy Authentication Required"),
    "proxy refuses": lambda s: by_proxy(s, b"403 Forbidden"),
    "proxy is no address": lambda s: s.session(
        AWS_ENDPOINT_URL="https://sts.example.com", HTTPS_PROXY="http://me:hunter2@host:port"
    ),
    "proxy is SOCKS": lambda s: s.session(
        AWS_ENDPOINT_URL="https://sts.example.com", HTTPS_PROXY="socks5h://127.0.0.1:1080"
    ),
    "proxy's password": lambda s: s.session(
        AWS_ENDPOINT_URL="https://sts.example.com", HTTPS_PROXY="http://me:hunter2@#@host:1"
    ),
    "endpoint is no address": lambda s: s.session(AWS_ENDPOINT_URL="https://[sts"),
    "revocation denied": lambda s: s.revoking("AccessDenied", "with an explicit deny in a policy"),
    "revocation denied from above": denied_revocation,
    "revocation denied to an exposed key": lambda s: published(
        s, "iam:PutUserPolicy", "end --revoke"
    ),
    "revocation forbidden": lambda s: s.revoking("AccessDenied"),
    "no room for a policy": lambda s: s.revoking("LimitExceeded"),
    "no such user": lambda s: s.revoking("NoSuchEntity"),
}


@pytest.fixture
def scene(place: Place, tmp_path: Path) -> Scene:
    place.environ.update({"NO_PROXY": "", "no_proxy": ""})
    return Scene(place, tmp_path)


@pytest.mark.parametrize("name", ROWS)
def test_every_row_of_the_page_happens_in_its_words(scene: Scene, name: str) -> None:
    row = ROWS[name]
    said = PLAYS[name](scene)

    assert re.search(_pattern(row), said), said
    assert _plain(_next_line(row)) in _plain(said), said


def test_nothing_is_played_that_is_not_on_the_page() -> None:
    assert PLAYS.keys() == ROWS.keys()


def _pattern(row: Row) -> str:
    pattern = re.escape(row.error.message.replace("OTHER-NAME", "NAME"))
    for word in PLACEHOLDERS:
        pattern = pattern.replace(re.escape(word), ".+")
    return re.sub(r"\d+", r"\\d+", pattern.replace("connection\\ refused", ".+"))


def _next_line(row: Row) -> str:
    """Return the certain part of the hint, up to the first placeholder."""
    hint = str(row.error.hint)
    own = {"unknown host", "unknown profile", "policy malformed"}
    if row.name in own:
        return ""
    cut = min((hint.find(word) for word in PLACEHOLDERS if word in hint), default=None)
    words = "inline policy" if row.error.message.startswith("not revoked") else hint[:cut]
    return words.partition("(")[0]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def test_what_the_code_says_of_aws_and_the_network_is_on_the_page() -> None:
    """Every line that builds an error in the modules about calls is used for the page."""
    built: set[tuple[str, int]] = set()

    def watch(frame: object, event: str, _: object) -> object:
        code = getattr(frame, "f_code", None)
        if event == "line" and code is not None:
            built.add((code.co_filename, frame.f_lineno))  # type: ignore[attr-defined]
        return watch

    before = sys.gettrace()
    sys.settrace(watch)  # type: ignore[arg-type]
    try:
        help_errors.sections()
    finally:
        sys.settrace(before)
    package = Path(aws_session.__file__).parent
    missing = [
        f"{file.name}:{node.lineno}"
        for file in (
            package / "aws" / f"{name}.py"
            for name in ("access_denied", "botocore_errors", "error_messages", "network_errors")
        )
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("Error")
        if not any(
            (str(file), line) in built for line in range(node.lineno, (node.end_lineno or 0) + 1)
        )
    ]

    assert missing == []


def test_help_prints_the_page(place: Place) -> None:
    done = place.program("help", "errors")
    page = _plain(done.stdout)

    assert (done.returncode, done.stderr) == (0, "")
    for row in ROWS.values():
        assert _plain(row.error.message) in page
        assert _plain(str(row.error.hint)) in page

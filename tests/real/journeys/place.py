"""A home directory whose AWS is a company at its own server."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import aws_session
from aws_session.sandbox import Clock, Device, Server, scenario, totp
from aws_session.sandbox.principals import AccessKey
from aws_session.sandbox.scenario import Company
from real.shells.interpreters import Interpreter, bare_environment
from unit.sandbox.clients import Clients, Credentials

SESSION = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_SESSION_EXPIRES",
    "AWS_SESSION_LABEL",
    "AWS_SESSION_STATE",
    "AWS_ACCOUNT_ID",
)
SECRET = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SESSION_STATE")

Environ = Mapping[str, bytes]


@dataclass(frozen=True)
class Place:
    """A person's AWS files, device, and connection to AWS.

    `environ` is what every shell here has in addition to the bare minimum.
    """

    folder: Path
    company: Company
    server: Server
    environ: dict[str, str]

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def credentials(self, text: str | None = None, **profiles: AccessKey) -> None:
        """Write the credentials file: a text, or keys by profile."""
        self._write("credentials", _keys(profiles, self.company.region) if text is None else text)

    def config(self, text: str) -> None:
        self._write("config", text)

    def fresh_code(self, device: Device | None = None) -> str:
        """Return a code that has not been given yet, now or earlier."""
        cloud, asked = self.company.cloud, device or self.company.device
        # The cloud's clock is moved forward, as if someone had waited for the next step.
        assert isinstance(cloud.clock, Clock)
        cloud.clock.advance(totp.STEP_SECONDS)
        return totp.code_for(asked.seed, totp.step_at(cloud.now()))

    def code_now(self, *, at_least: float) -> str:
        """Return the code that the device shows, valid for at least so many more seconds."""
        left = totp.STEP_SECONDS - time.time() % totp.STEP_SECONDS
        if left < at_least:
            time.sleep(left)
        return self.company.code()

    def wrong_code(self) -> str:
        return self.wrong_codes(1)[0]

    def wrong_codes(self, count: int) -> list[str]:
        seed, now = self.company.device.seed, self.company.cloud.now()
        candidates = (digit * 6 for digit in "0123456789")
        return [code for code in candidates if not totp.matching_steps(seed, code, now)][:count]

    def with_session(self, environ: Environ) -> Clients:
        """Return clients that sign with the credentials in an environment."""
        held = Credentials(
            environ["AWS_ACCESS_KEY_ID"].decode(),
            environ["AWS_SECRET_ACCESS_KEY"].decode(),
            environ["AWS_SESSION_TOKEN"].decode() if "AWS_SESSION_TOKEN" in environ else None,
        )
        return Clients(self.server.endpoint, held, self.company.region)

    def with_long_term_key(self) -> Clients:
        key = Credentials.of_key(self.company.key)
        return Clients(self.server.endpoint, key, self.company.region)

    def everything_under_home(self) -> dict[str, tuple[int, bytes]]:
        return {
            str(file.relative_to(self.home)): (file.stat().st_mtime_ns, _content(file))
            for file in sorted(self.home.rglob("*"))
        }

    def program(
        self,
        *words: str,
        environ: Mapping[str, str] | None = None,
        typed: str = "",
        stdout: IO[str] | int = subprocess.PIPE,
    ) -> subprocess.CompletedProcess[str]:
        """Run the program itself, without a shell and without a terminal."""
        return subprocess.run(
            ["aws-session", *words],
            env=bare_environment(self.home) | self.environ | dict(environ or {}),
            cwd=self.folder,
            input=typed,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            timeout=90,
            check=False,
        )

    def _write(self, name: str, text: str) -> None:
        folder = self.home / ".aws"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)


@dataclass
class Sitting:
    """An environment that is passed from one typed line to the next, in any shells.

    `said` is what the last line wrote to stderr; there is no terminal.
    """

    place: Place
    shell: Interpreter
    environ: dict[str, bytes]
    status: int | None = None
    notices: str = ""
    _lines: int = field(default=0, repr=False)

    @classmethod
    def at(
        cls, place: Place, shell: Interpreter, environ: Mapping[str, str] | None = None
    ) -> "Sitting":
        sitting = cls(place, shell, {})
        started = place.environ | dict(environ or {})
        sitting.environ = {name: os.fsencode(value) for name, value in started.items()}
        return sitting

    def enter(self, command: str, shell: Interpreter | None = None) -> int | None:
        """Evaluate a command's output with the documented line; return the status."""
        used = shell or self.shell
        return self.carry_out(used.evaluate(command), used)

    def carry_out(self, line: str, shell: Interpreter | None = None) -> int | None:
        """Let a shell run a line that may change the environment; return the status."""
        used = shell or self.shell
        self._lines += 1
        file = self.place.folder / f"environ-{self._lines}"
        script = (
            used.language.cell.replace("FORGET", "")
            .replace("FILE", str(file))
            .replace("SETTING", used.settings[""])
            .replace("LINE", line)
        )
        decoded = {name: os.fsdecode(value) for name, value in self.environ.items()}
        done = used.run(f"{script}\n", cwd=self.place.folder, env=decoded, timeout=90)
        after = read_environment(file)
        self.notices = done.stderr.decode()
        self.status = int(after.pop("STATUS"))
        # Variables of the shell itself were not set by the line.
        ours = ("AWS_", "AMAZON_")
        self.environ = {n: v for n, v in after.items() if n in self.environ or n.startswith(ours)}
        return self.status

    def aws(self, name: str) -> str | None:
        """Return an AWS variable's value."""
        value = self.environ.get(f"AWS_{name}")
        return None if value is None else os.fsdecode(value)


@contextmanager
def in_front_of(folder: Path, company: Company) -> Iterator[Place]:
    """Make a home with the user's key in it, and serve the company."""
    for name in ("home", "shell"):
        (folder / name).mkdir()
    scripts = Path(sys.executable).parent
    with Server(company.cloud) as server:
        elsewhere = {
            name: str(folder / "shell")
            for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
        }
        environ = {
            "HOME": str(folder / "home"),
            "PATH": f"{scripts}:{os.environ['PATH']}",
            "AWS_ENDPOINT_URL": server.endpoint,
            "HISTFILE": str(folder / "shell" / "history"),
            **elsewhere,
        }
        place = Place(folder, company, server, environ)
        place.credentials(default=company.key)
        yield place


def without(package: str, folder: Path) -> str:
    """Return a PYTHONPATH with this program, and with a package that cannot be imported."""
    source = Path(aws_session.__file__).parent
    left_out = shutil.ignore_patterns("sandbox", "__pycache__")
    shutil.copytree(source, folder / "aws_session", ignore=left_out)
    (folder / package).mkdir()
    text = "print('on stdout')\nraise ImportError('half installed')\n"
    (folder / package / "__init__.py").write_text(text)
    return str(folder)


def company(**options: Any) -> Company:
    return scenario.company(clock=Clock(), **options)


def read_environment(file: Path) -> dict[str, bytes]:
    pairs = (entry.partition(b"=") for entry in file.read_bytes().split(b"\0") if entry)
    return {os.fsdecode(name): value for name, _, value in pairs}


def _keys(profiles: Mapping[str, AccessKey], region: str) -> str:
    return "".join(
        f"[{name}]\nregion = {region}\n"
        f"aws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"
        for name, key in profiles.items()
    )


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""

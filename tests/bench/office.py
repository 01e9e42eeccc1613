"""A workplace: a home, a device, and AWS behind a link."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_session.model.account import ORGANIZATION, Account
from aws_session.sandbox import Server, scenario
from aws_session.storage.account_cache import AccountCache
from bench.stopwatch import Program
from certificates import self_signed
from link import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from aws_session.sandbox.scenario import Company

ROLE = "arn:aws:iam::210987654321:role/OrganizationAccountAccessRole"
ACCOUNTS = 10_000
PROFILES = 3_000


@dataclass(frozen=True)
class Office:
    """Programs find AWS through their environment; `endpoint` is at the end of the link."""

    folder: Path
    programs: Path
    company: Company
    endpoint: str
    certificate: Path

    @property
    def environ(self) -> dict[str, str]:
        return {
            "HOME": str(self.folder),
            "PATH": f"{self.programs}:/usr/local/bin:/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm",
            "SHELL": "/bin/bash",
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_CA_BUNDLE": str(self.certificate),
        }

    @property
    def keys(self) -> dict[str, str]:
        """The long-term key, for programs that read it from the environment."""
        key = self.company.key
        return {
            "AWS_ACCESS_KEY_ID": key.id,
            "AWS_SECRET_ACCESS_KEY": key.secret,
            "AWS_REGION": self.company.region,
            "AWS_DEFAULT_REGION": self.company.region,
        }

    @property
    def serial(self) -> str:
        return self.company.device.serial

    def code(self) -> str:
        """Return a code for the next call; here, each code works any number of times."""
        self.company.device.forget_spent_codes()
        return self.company.code()

    def guest(self, name: str) -> dict[str, str]:
        """Return the environment of a program that gets its own home, because it writes there."""
        home = self.folder / name
        shutil.copytree(self.folder / ".aws", home / ".aws", dirs_exist_ok=True)
        return {**self.environ, "HOME": str(home)}

    def ours(self, *words: str, environ: Mapping[str, str] | None = None) -> Program:
        program = str(self.programs / "aws-session")
        return Program((program, *words), {**self.environ, **(environ or {})})

    def ours_at_aws(self) -> Program:
        """Return the program with AWS's own endpoint, for what ends before a call."""
        return Program((str(self.programs / "aws-session"),), self.environ_at_aws)

    @property
    def environ_at_aws(self) -> dict[str, str]:
        own = {"AWS_ENDPOINT_URL", "AWS_CA_BUNDLE"}
        return {name: value for name, value in self.environ.items() if name not in own}

    def after(self, *lines: str, environ: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return bash's environment after it has evaluated lines of our program."""
        evaluated = "".join(f'eval "$(aws-session {line})" && ' for line in lines)
        done = subprocess.run(
            ["bash", "-c", f"{evaluated}env -0"],
            env={**self.environ, **(environ or {})},
            stdout=subprocess.PIPE,
            check=True,
        )
        pairs = (entry.partition(b"=") for entry in done.stdout.split(b"\0") if entry)
        return {os.fsdecode(name): os.fsdecode(value) for name, _, value in pairs}

    def with_profiles(self, count: int) -> dict[str, str]:
        """Return the folder with so many additional profiles, as `granted` writes them."""
        config = self.folder / f"config-{count}"
        own = (self.folder / ".aws" / "config").read_text()
        written = "".join(
            f"\n[profile team-{number}/Admin]\n"
            "granted_sso_start_url      = https://corp.awsapps.com/start\n"
            "granted_sso_region         = eu-west-1\n"
            f"granted_sso_account_id     = {number:012}\n"
            "granted_sso_role_name      = Admin\n"
            "common_fate_generated_from = aws-sso\n"
            "credential_process         = granted credential-process "
            f"--profile team-{number}/Admin\n"
            for number in range(count)
        )
        config.write_text(own + written)
        return {"AWS_CONFIG_FILE": str(config)}

    def with_accounts(self, count: int) -> dict[str, str]:
        """Return the folder with a cached list of so many accounts."""
        cache = self.folder / f"cache-{count}"
        listed = (
            Account(f"{number:012}", f"team-{number}", "", "ACTIVE", (), (ORGANIZATION,), ())
            for number in range(1, count + 1)
        )
        environ = {"AWS_SESSION_CACHE": str(cache)}
        caller = self.company.account.id
        AccountCache(environ, "aws", caller, self.endpoint).write(listed, time.time())
        return environ


@contextmanager
def opened(folder: Path, programs: Path, round_trip: float) -> Iterator[Office]:
    """Make a home and serve it; `round_trip` is in seconds, 0 for no delay."""
    folder.mkdir()
    company = scenario.company()
    certificate, tls = self_signed(folder / "tls")
    with ExitStack() as stack:
        server = stack.enter_context(Server(company.cloud, tls=tls))
        port = server.port
        if round_trip:
            port = stack.enter_context(Link(port, round_trip)).port
        office = Office(folder, programs, company, f"https://127.0.0.1:{port}", certificate)
        aws = folder / ".aws"
        aws.mkdir()
        (aws / "config").write_text(
            f"[default]\nregion = {company.region}\nmfa_serial = {office.serial}\n"
        )
        key = company.key
        pair = f"aws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"
        # The second section is for one of the other tools.
        (aws / "credentials").write_text(f"[default]\n{pair}[default-long-term]\n{pair}")
        yield office

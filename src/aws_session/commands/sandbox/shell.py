"""The shell or command that a sandbox opens: its files, its environment, and the first message."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from aws_session import environment as states
from aws_session import paths, shells
from aws_session.aws import endpoints
from aws_session.commands.doctor import local_checks
from aws_session.commands.sandbox.code import LOOPBACK
from aws_session.environment import EnvironmentChange, sdk_identities
from aws_session.errors import SessionError
from aws_session.processes import starting
from aws_session.processes.program import Program
from aws_session.sandbox import Server, scenario
from aws_session.sandbox.scenario import Company
from aws_session.shells import detect, interactive, sandbox_shell
from aws_session.storage import stores
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.commands.sandbox import Sandbox
    from aws_session.terminal.output import Output

_OTHERS = ("AWS", "AMAZON_", "SAML2AWS_", "GRANTED_", "BOTO_")
"""Prefixes of the variables that control AWS tools."""

_USUAL = (
    *states.SESSION,
    *states.PROFILES,
    *states.REGIONS,
    *states.IDENTITIES,
    states.ACCOUNT,
    states.VARIABLE,
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_CA_BUNDLE",
    "AWS_CREDENTIAL_FILE",
    *sdk_identities.CONTAINER,
    "AWS_DEFAULT_OUTPUT",
    "AWS_ENDPOINT_URL_IAM",
    "AWS_ENDPOINT_URL_ORGANIZATIONS",
    "AWS_ENDPOINT_URL_STS",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_SESSION_MFA_COMMAND",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_VAULT",
)
"""Variables that rc files may export even if the caller has none of them."""

_OUTSIDE = "  programs that ignore AWS_ENDPOINT_URL call the real AWS: aws-session help sandbox"
_PROXIES = ("NO_PROXY", "no_proxy")
POLICIES = {
    "deny-without-mfa": "everything is denied without MFA",
    "deny-long-term-keys": "everything is denied to her long-term key",
    "require-mfa-age": "everything is denied without a code from the last 8 hours",
    "allow-with-mfa": "nothing is allowed without MFA",
    "revoke-older-sessions": "sessions started before now are refused, new ones are not",
}
"""The policies that its user may have, and what each means."""


def enter(command: Sandbox, output: Output, environ: dict[str, str]) -> int:
    """Run a shell, or the command that was given, in a new sandbox; return its status."""
    if command.trailing is None:
        _refuse_to_hide(output)
    company = scenario.company(partition=command.partition, policy=command.policy)
    company.cloud.has_console = True
    place = tempfile.TemporaryDirectory(prefix="aws-session-sandbox-", ignore_cleanup_errors=True)
    with place as name, Server(company.cloud) as server, _forgetting(Path(name)):
        folder = Path(name)
        _furnish(folder, company, server)
        change = _change(folder, company, server, environ)
        inside = _inside(folder, change, environ)
        if command.trailing is not None:
            return starting.run(Program(command.trailing, inside), output.for_child)
        program = _shell(command, inside)
        opened = sandbox_shell.opening(program, name, inside, change)
        for file, text in opened.files.items():
            _write(folder / file, text)
        _greet(command, program, company, environ)
        return starting.run(Program(opened.argv, opened.environ, True), output.for_child)


def _cache(folder: Path) -> dict[str, str]:
    return {paths.CACHE_VARIABLE: str(folder / "cache")}


@contextmanager
def _forgetting(folder: Path) -> Iterator[None]:
    """Delete from the secret store what was stored in here: it is useless outside."""
    try:
        yield
    finally:
        stores.forget_all(_cache(folder), time.time())


def _refuse_to_hide(output: Output) -> None:
    if sys.stdin is not None and sys.stdin.isatty() and not output.data_is_shown:
        raise SessionError(
            "a shell needs a terminal, and stdout is not one",
            hint="do not redirect its output, or run a command: aws-session sandbox -- COMMAND",
        )


def _furnish(folder: Path, company: Company, server: Server) -> None:
    """Write the AWS files, and the program under its name; all is fake, and deleted at the end."""
    _write(
        folder / "config",
        f"[default]\nregion = {company.region}\nendpoint_url = {server.endpoint}\n",
    )
    _write(
        folder / "credentials",
        f"[default]\naws_access_key_id = {company.key.id}\n"
        f"aws_secret_access_key = {company.key.secret}\n",
    )
    (folder / "credentials").chmod(0o600)
    (folder / "bin").mkdir()
    # Not the folder that this program was installed in: that may contain another python as well.
    for name in ("aws-session", "aws-session-shell"):
        starting.write_starter(str(folder / "bin" / name))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8", "surrogateescape")


def _change(
    folder: Path, company: Company, server: Server, environ: dict[str, str]
) -> EnvironmentChange:
    """Return the change that makes an environment the sandbox's; the shells set the PATH."""
    ours = {
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        # The AWS SDK for Java 1 would find the user's real key.
        "AWS_CREDENTIAL_PROFILES_FILE": str(folder / "credentials"),
        "AWS_ENDPOINT_URL": server.endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        # The user's settings and role history are about other accounts.
        paths.SETTINGS_VARIABLE: str(folder / "settings.toml"),
        **_cache(folder),
        endpoints.SANDBOX: f"{server.endpoint}/sandbox/code?serial={quote(company.device.serial)}",
        sandbox_shell.FOLDER: str(folder),
        # Windows has one variable for both names, and either may be read.
        **{
            name: _with_loopback(environ.get(name) or environ.get(_PROXIES[0])) for name in _PROXIES
        },
    }
    others = {name for name in environ if name.startswith(_OTHERS) and name.isidentifier()}
    gone = others.union(_USUAL).difference(ours)
    return EnvironmentChange(tuple(sorted(gone)), tuple(ours.items()))


def _with_loopback(hosts: str | None) -> str:
    return f"{hosts},{LOOPBACK}" if hosts else LOOPBACK


def _inside(folder: Path, change: EnvironmentChange, environ: dict[str, str]) -> dict[str, str]:
    bare = sdk_identities.without(environ)
    kept = {name: value for name, value in bare.items() if not name.startswith(_OTHERS)}
    path = kept.get("PATH", os.defpath)
    return kept | dict(change.assign) | {"PATH": f"{folder / 'bin'}{os.pathsep}{path}"}


def _shell(command: Sandbox, inside: dict[str, str]) -> str:
    """Return the program of the shell to open: the named one, the current one, the login shell."""
    path = inside["PATH"]
    if command.shell is not None:
        return sandbox_shell.named(command.shell, path)
    typed_in = interactive.typed_in()
    if typed_in is not None:
        return typed_in if Path(typed_in).is_absolute() else sandbox_shell.named(typed_in, path)
    login = detect.login_shell(inside)
    return login if shells.by_process(login) else sandbox_shell.named(interactive.USUAL, path)


def _greet(command: Sandbox, program: str, company: Company, environ: dict[str, str]) -> None:
    """Print what to type next in this shell: with our function, or with eval."""
    name = shells.by_process(program) or "sh"
    dialect = shells.dialect(name)
    has_function = any(place.shell in {name, ""} for place in local_checks.read(environ).functions)

    def line(words: str) -> str:
        return words if has_function else dialect.invocation(words)

    rows = (
        (line(f"aws-session {company.code()}"), "start a session; or without the code"),
        (line("aws-session pose prod Admin"), "assume a role; or: pose data-lake ReadOnly"),
        ("aws-session status", "who you are"),
        (line("aws-session end"), "end the session"),
        ("aws-session sandbox code", "the next code from your phone"),
        ("exit", "leave the sandbox"),
    )
    width = max(len(typed) for typed, _ in rows)
    lines = (f"  {typed.ljust(width)}   {what}" for typed, what in rows)
    tell(
        f"fake AWS running; you are user alice; policy {command.policy}: "
        f"{POLICIES[command.policy]}",
        "\n".join([*lines, _OUTSIDE]).lstrip(),
    )

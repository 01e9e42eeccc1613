"""The table of waiting times: the targets, next to a plain program and similar tools."""

from __future__ import annotations

import os
import platform
import shutil
import ssl
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path
from shlex import join
from urllib.parse import urlsplit

import secret_service
from bench import aws_vault, venvs
from bench import office as offices
from bench.office import ROLE, Office
from bench.powershell import powershell
from bench.raw import signed
from bench.stopwatch import Conversation, Program, in_turn, processor_seconds, ratio, seconds
from bench.table import Table
from connect_proxy import ConnectProxy

_HERE = Path(__file__).parent
_ROUNDS = 30
_PROMPTS = 15
_CALLS = 7
_PAIRS = 15
_TYPING = 1.2
"""Seconds from a prompt to a code: no person can read and type one faster."""

_ROUND_TRIP = 0.08
_PASS = "python -c pass"
_OURS = "aws-session"
_OF_AWS = "prompt, AWS itself"
_NEAR = "0 ms"
_QUESTION = "(?i)(code|token).*: ?"


@dataclass(frozen=True)
class Store:
    """Where a session is stored; `vault` makes aws-vault use the store that is most like it."""

    name: str
    limit: float
    environ: dict[str, str]
    vault: dict[str, str]


def main() -> None:
    print("making the virtual environments …", file=sys.stderr)
    ours = venvs.of_this_program()
    installed = ((name, venvs.of_peer(name)) for name in ("awsume", "aws-mfa", "awscli"))
    peers = {name: programs for name, programs in installed if programs is not None}
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {cores} cores, load {load:.1f} before the start")
    table = Table()
    with tempfile.TemporaryDirectory() as scratch:
        with offices.opened(Path(scratch, "near"), ours, 0) as near:
            without_network(table, near, peers)
            tab(table, near)
            stored(table, near, aws_vault.on_path())
            growth(table, near)
            prompts(table, near, peers)
            after_code(table, near, peers, _NEAR)
            picker(table, near)
            powershell(table, near)
        with offices.opened(Path(scratch, "far"), ours, _ROUND_TRIP) as far:
            after_code(table, far, peers, "80 ms")
            role_after_code(table, far, "80 ms")
    print(f"\nnot met: {', '.join(table.missed) or 'nothing'}")


def without_network(table: Table, office: Office, peers: dict[str, Path]) -> None:
    """What every shell's start costs, and every end."""
    session = office.after(office.code(), f"pose {ROLE}")
    lines = ("end", "back", "region eu-west-1", "init bash", "status")
    peer, plain = "awsume -u", "plain typer and boto3: end"
    programs = {_PASS: python(office)}
    programs |= {line: office.ours(*line.split(), environ=session) for line in lines}
    programs[plain] = usual(office, "end")
    if "awsume" in peers:
        program = str(peers["awsume"] / "awsumepy")
        programs[peer] = Program((program, "-u"), office.guest("awsume"))
    taken = in_turn(programs, _ROUNDS)
    table.heading("no network", "median", "x pass", "limit", "")
    table.row(_PASS, taken[_PASS])
    for line in lines:
        found = ratio(taken[line], taken[_PASS])
        table.held(line, taken[line], f"{found:.2f}", "1.40", met=found <= 1.4)
    for name in [name for name in programs if name not in (_PASS, *lines)]:
        table.row(name, taken[name], f"{ratio(taken[name], taken[_PASS]):.2f}")


def tab(table: Table, office: Office) -> None:
    """TAB after `aws-session pose`, with a cached list of an organization's accounts."""
    line = ("complete", "bash", "aws-session pose ", "")
    few, many = "100 accounts", f"{offices.ACCOUNTS:,} accounts"
    taken = in_turn(
        {
            _PASS: python(office),
            few: office.ours(*line, environ=office.with_accounts(100)),
            many: office.ours(*line, environ=office.with_accounts(offices.ACCOUNTS)),
        },
        _ROUNDS,
    )
    found = ratio(taken[few], taken[_PASS])
    over = (statistics.median(taken[many]) - statistics.median(taken[few])) * 1000
    table.heading("TAB", "median", "", "limit", "")
    table.row(_PASS, taken[_PASS])
    table.held(few, taken[few], f"{found:.2f}", "1.40", met=found <= 1.4)
    table.held(many, taken[many], f"+{over:.0f} ms", "+60 ms", met=over <= 60)


def stored(table: Table, office: Office, vault: str | None) -> None:
    """A session that another terminal has stored, and how fast a tool gets it."""
    table.heading("stored session", "median", "x pass", "limit", "")
    _keep(office, {})
    _stored(table, office, Store("kernel", 2.0, {}, aws_vault.FILE), vault)
    if all(map(shutil.which, secret_service.NEEDED)):
        with secret_service.bus(office.folder, office.environ) as service:
            service.start()
            bus = service.environ
            _keep(office, bus)
            assert service.items(), "the session is not in the Secret Service"
            peers = {**aws_vault.SECRET_SERVICE, **bus}
            _stored(table, office, Store("Secret Service", 3.5, bus, peers), vault)


def _keep(office: Office, environ: dict[str, str]) -> None:
    keeping = {**environ, "AWS_SESSION_MFA_COMMAND": f"echo {office.code()}"}
    seconds(office.ours("pose", ROLE, "--keep", "--shell", "json", environ=keeping))


def _stored(table: Table, office: Office, store: Store, vault: str | None) -> None:
    # A request for a code fails here: there is nobody to type one.
    finding = store.environ
    shell, tool = f"to shell, {store.name}", f"process, {store.name}"
    role = f"process with a role, {store.name}"
    programs = {
        _PASS: python(office),
        shell: office.ours(environ=finding),
        tool: office.ours("process", environ=finding),
        role: office.ours("process", ROLE, environ=finding),
    }
    peers = {} if vault is None else aws_vault.stored(vault, office, store.vault)
    taken = in_turn({**programs, **peers}, _ROUNDS)
    for name in (shell, tool, role):
        found = ratio(taken[name], taken[_PASS])
        met = found <= store.limit
        table.held(name, taken[name], f"{found:.2f}", f"{store.limit:.2f}", met=met)
    for name in peers:
        table.row(name, taken[name], f"{ratio(taken[name], taken[_PASS]):.2f}")
    seconds(office.ours("end", "--all", "--shell", "json", environ=finding))


def growth(table: Table, office: Office) -> None:
    """What thousands of other tools' profiles cost if they are not used."""
    session = office.after(office.code())
    held = {name: value for name, value in session.items() if name != "AWS_CONFIG_FILE"}
    few, many = office.with_profiles(10), office.with_profiles(offices.PROFILES)
    lines = {
        "code given": ("CODE",),
        "pose": ("pose", ROLE),
        "exec": ("exec", "--", "true"),
        "process --show": ("process", "--show", "tool", ROLE),
        "doctor": ("doctor", "--offline"),
    }

    def used(program: Program) -> float:
        words = tuple(word.replace("CODE", office.code()) for word in program.argv)
        return processor_seconds(Program(words, program.environ), None)

    # What else runs on the machine can only add to it, so the least of all rounds is compared.
    table.heading(f"processor time, {offices.PROFILES:,} profiles", "least", "", "limit", "")
    for name, words in lines.items():
        environ = {} if name == "code given" else held
        taken = in_turn(
            {
                "few": office.ours(*words, environ={**environ, **few}),
                "many": office.ours(*words, environ={**environ, **many}),
            },
            _PAIRS,
            used,
        )
        least = min(taken["many"])
        over = (least - min(taken["few"])) * 1000
        table.held(name, [least], f"{over:+.0f} ms", "+30 ms", met=over <= 30)


def prompts(table: Table, office: Office, peers: dict[str, Path]) -> None:
    """From Enter to the question for the code."""
    asking = askers(office, peers)
    # Without an endpoint of one's own there is nothing to try to reach; it ends before any call.
    asking[_OF_AWS] = office.ours_at_aws()
    taken: dict[str, list[float]] = {name: [] for name in (_PASS, *asking)}
    for number in range(_PROMPTS + 1):
        found = {_PASS: seconds(python(office))}
        for name, program in asking.items():
            talk = converse(name, program)
            found[name] = talk.until(_QUESTION)
            talk.stop()
        for name, one in found.items():
            taken[name] += [one] if number else []
    table.heading("until the prompt", "median", "x pass", "limit", "")
    table.row(_PASS, taken[_PASS])
    for name in asking:
        times = ratio(taken[name], taken[_PASS])
        if name in {_OURS, _OF_AWS}:
            row = "prompt" if name == _OURS else _OF_AWS
            table.held(row, taken[name], f"{times:.2f}", "1.50", met=times <= 1.5)
        else:
            table.row(name, taken[name], f"{times:.2f}")
    talk = converse(_OURS, office.ours())
    talk.until(_QUESTION)
    time.sleep(_TYPING)
    table.size("memory at the prompt, everything loaded", talk.memory(), 60)
    talk.stop()


def after_code(table: Table, office: Office, peers: dict[str, Path], link: str) -> None:
    """From the code to the shell's next prompt, also without time to prepare."""
    held = office.after(office.code())
    session = {name: value for name, value in held.items() if "PROFILE" not in name}
    raw_session, raw_role = "raw request, a session", "raw request, a role"
    code, pose = f"code given at once, {link}", f"pose, {link}"
    cli, plain = "awscli and jq, code given", "plain typer and boto3: pose"
    against = {code: raw_session, cli: raw_session, pose: raw_role, plain: raw_role}
    once = {
        raw_session: raw(office, "GetSessionToken"),
        code: office.ours("CODE"),
        raw_role: raw(office, "AssumeRole", session),
        pose: office.ours("pose", ROLE, environ=held),
        plain: usual(office, "pose", ROLE, environ=session),
    }
    if "awscli" in peers and shutil.which("jq"):
        once[cli] = awscli(office, peers["awscli"])
    asking = askers(office, peers)
    taken: dict[str, list[float]] = {name: [] for name in once}
    typed: dict[str, list[float]] = {name: [] for name in asking}
    floor = []
    for _ in range(_CALLS):
        floor.append(round_trip(office))
        for name, program in asking.items():
            typed[name].append(_typed(office, program, name))
        for name, program in once.items():
            words = tuple(word.replace("CODE", office.code()) for word in program.argv)
            taken[name].append(seconds(Program(words, program.environ)))
    table.heading(f"after the code, {link} away, TLS", "median", "over", "limit", "")
    table.row("a request over an open connection", floor)
    for name, found in typed.items():
        over = over_floor(found, floor)
        if name == _OURS:
            what = f"code to shell, {link}"
            table.held(what, found, f"+{over:.0f} ms", "+15 ms", met=over <= 15)
        else:
            table.row(name, found, f"+{over:.0f} ms")
    for name, found in taken.items():
        if name not in against:
            table.row(name, found)
            continue
        times = ratio(found, taken[against[name]])
        if link != _NEAR and name in {code, pose}:
            table.held(name, found, f"{times:.2f} x", "1.05 x", met=times <= 1.05)
        else:
            table.row(name, found, f"{times:.2f} x")


def role_after_code(table: Table, office: Office, link: str) -> None:
    """From the code to a role, which needs a session first: directly, and behind a proxy."""
    with ConnectProxy("ops:hunter2") as proxy:
        ways = {
            f"pose after the code, {link}": {},
            f"the same behind a proxy, {link}": {"HTTPS_PROXY": proxy.address},
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        floor = []
        for number in range(_CALLS + 1):
            twice = round_trip(office) + round_trip(office)
            found = {
                name: _typed(office, office.ours("pose", ROLE, environ=environ))
                for name, environ in ways.items()
            }
            if number:
                floor.append(twice)
                for name, one in found.items():
                    taken[name].append(one)
    table.heading(f"a role after the code, {link} away, TLS", "median", "over", "limit", "")
    table.row("two requests over an open connection", floor)
    for name, found_all in taken.items():
        over = over_floor(found_all, floor)
        table.held(name, found_all, f"+{over:.0f} ms", "+25 ms", met=over <= 25)


def _typed(office: Office, program: Program, name: str = _OURS) -> float:
    """Return the seconds from a code, typed with time to prepare, to the end of a program."""
    talk = converse(name, program)
    talk.until(_QUESTION)
    time.sleep(_TYPING)
    return talk.answer(office.code())


def picker(table: Table, office: Office) -> None:
    """The first screen of a list of ten thousand cached accounts."""
    session = office.after(office.code())
    environ = {**session, **office.with_accounts(offices.ACCOUNTS)}
    library = Program(
        (str(office.programs / "python"), "-c", "import prompt_toolkit"), office.environ
    )
    shown, imported = [], []
    for number in range(_CALLS + 1):
        talk = converse(_OURS, office.ours("pose", environ=environ))
        screen = talk.until("team-1")
        if number:
            shown.append(screen)
            imported.append(seconds(library))
        memory = talk.memory()
        talk.stop()
    over = over_floor(shown, imported)
    table.heading("the picker, 10,000 accounts kept", "median", "over", "limit", "")
    table.row("importing its library", imported)
    table.held("its first screen", shown, f"+{over:.0f} ms", "+100 ms", met=over <= 100)
    table.size("memory in the picker", memory, 100)


def askers(office: Office, peers: dict[str, Path]) -> dict[str, Program]:
    """Return the programs that ask for a code."""
    asking = {
        _OURS: office.ours(),
        "plain typer and boto3": usual(office, "session", office.serial),
    }
    if "awsume" in peers:
        program = str(peers["awsume"] / "awsumepy")
        asking["awsume"] = Program((program, "-r", "default"), office.guest("awsume"))
    if "aws-mfa" in peers:
        program = str(peers["aws-mfa"] / "aws-mfa")
        words = (program, "--force", "--device", office.serial)
        asking["aws-mfa"] = Program(words, office.guest("aws-mfa"))
    return asking


def converse(name: str, program: Program) -> Conversation:
    return Conversation(program, on_terminal=name == "aws-mfa")


def over_floor(taken: list[float], floor: list[float]) -> float:
    """Return the median of the milliseconds by which one exceeds the other, round by round."""
    return statistics.median(map(float.__sub__, taken, floor)) * 1000


def python(office: Office) -> Program:
    return Program((str(office.programs / "python"), "-c", "pass"), office.environ)


def usual(office: Office, *words: str, environ: dict[str, str] | None = None) -> Program:
    command = (str(office.programs / "python"), str(_HERE / "usual.py"), *words)
    return Program(command, {**office.environ, **(environ or {})})


def raw(office: Office, action: str, environ: dict[str, str] | None = None) -> Program:
    serial = (f"SerialNumber={office.serial}", "TokenCode=CODE")
    role = (f"RoleArn={ROLE}", "RoleSessionName=alice")
    words = (f"Action={action}", *(role if environ else serial))
    command = (str(office.programs / "python"), str(_HERE / "raw.py"), *words)
    return Program(command, {**office.environ, **office.keys, **(environ or {})})


def awscli(office: Office, programs: Path) -> Program:
    asked = join([str(programs / "aws"), "sts", "get-session-token"])
    options = f"--serial-number {office.serial} --token-code CODE --output json"
    line = f"{asked} {options} | jq -r '.Credentials | .AccessKeyId, .SecretAccessKey'"
    return Program(("/bin/sh", "-c", line), office.environ)


def round_trip(office: Office) -> float:
    """Return the seconds that a session takes over a connection that is already open."""
    url = urlsplit(office.endpoint)
    context = ssl.create_default_context(cafile=str(office.certificate))
    connection = HTTPSConnection(url.hostname or "", url.port, context=context)
    taken = 0.0
    for _ in range(2):
        code = office.code()
        parameters = {"Action": "GetSessionToken", "SerialNumber": office.serial, "TokenCode": code}
        body, headers = signed(url.netloc, parameters, office.keys)
        begun = time.perf_counter()
        connection.request("POST", "/", body, headers)
        answer = connection.getresponse()
        answer.read()
        taken = time.perf_counter() - begun
        assert answer.status == 200
    connection.close()
    return taken


if __name__ == "__main__":
    main()

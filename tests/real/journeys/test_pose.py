"""Roles in accounts, by every kind of name, and back."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_session.cli.examples import EXAMPLES
from aws_session.model import partitions
from aws_session.sandbox import scenario
from aws_session.sandbox.scenario import DEFAULT_ROLE, EXTERNAL_ID
from real.journeys.place import Place, Sitting, company, in_front_of
from real.journeys.terminal import INTERACTIVE, Terminal
from real.shells.interpreters import ALL, Interpreter
from unit.sandbox.clients import refusal

PROD, STAGING, AUDIT = "210987654321", "432109876543", "765432109876"
ADMIN = f"arn:aws:iam::{PROD}:role/Admin"
HOSTILE = "x; touch PWNED; $(touch PWNED) `touch PWNED` & "
ENTER, ESCAPE, INTERRUPT, DOWN = "\r", "\x1b", "\x03", "\x1b[B"
# The shells' own line editors print less on a dumb terminal, but a list needs a real one.
CHOOSING = "env TERM=xterm-256color aws-session pose"


@pytest.fixture(params=[s for s in INTERACTIVE if s.name in {"bash", "zsh", "fish"}], ids=str)
def shell(request: pytest.FixtureRequest) -> Interpreter:
    found: Interpreter = request.param
    found.require()
    return found


def type_(terminal: Terminal, shell: Interpreter, words: str, said: str) -> None:
    """Type a command that must succeed, and wait for its message."""
    terminal.enter(shell.evaluate(f"aws-session {words}"))
    terminal.expect(said)
    terminal.ready()
    assert terminal.status() == 0


def identity(place: Place, terminal: Terminal) -> str:
    environ = terminal.environment()
    return str(place.with_session(environ)("sts").get_caller_identity()["Arn"])


def test_the_whole_way_through_accounts_and_home_again(place: Place, shell: Interpreter) -> None:
    place.config(
        "[profile audit]\nsource_profile = default\nregion = eu-west-1\n"
        f"role_arn = arn:aws:iam::{AUDIT}:role/audit/Audit\nexternal_id = {EXTERNAL_ID}\n"
    )
    home = place.everything_under_home()
    arns = []
    with Terminal.of(place, shell, {"AWS_REGION": "us-east-1"}) as terminal:
        before = terminal.environment()
        terminal.answer(shell.evaluate("aws-session"), place.fresh_code())
        terminal.expect("session until")
        terminal.ready()
        session = terminal.environment()
        for words, said in (
            (f"pose {PROD} Admin", f"using account {PROD}, matched by its ID"),
            ("pose staging", f"using account staging ({STAGING}), matched by its name"),
            ("back", "back to alice in account 111122223333"),
            (f"pose {ADMIN}", "by the role's ARN"),
            ("pose audit", "by the AWS profile 'audit'"),
            ("renew", "audit/Audit in account"),
            ("region ap-south-1", "region ap-south-1"),
        ):
            type_(terminal, shell, words, said)
            arns.append(identity(place, terminal).rpartition("::")[2])
        posed = terminal.environment()
        type_(terminal, shell, "back", "back to alice")
        below = terminal.environment()
        type_(terminal, shell, "pose prod", f"using account prod ({PROD}), matched by its name")
        type_(terminal, shell, "end", "session ended")
        after = terminal.environment()

    audit = f"{AUDIT}:assumed-role/Audit/alice"
    assert arns == [
        f"{PROD}:assumed-role/Admin/alice",
        f"{STAGING}:assumed-role/{DEFAULT_ROLE}/alice",
        "111122223333:user/alice",
        f"{PROD}:assumed-role/Admin/alice",
        audit,
        audit,
        audit,
    ]
    assert (posed["AWS_REGION"], posed["AWS_DEFAULT_REGION"]) == (b"ap-south-1", b"ap-south-1")
    assert {n: v for n, v in below.items() if n != "AWS_SESSION_STATE"} == {
        n: v for n, v in session.items() if n != "AWS_SESSION_STATE"
    }
    assert after == before
    assert place.everything_under_home() == home


def test_part_of_a_name_and_a_chosen_role_are_enough(place: Place, shell: Interpreter) -> None:
    with Terminal.of(place, shell) as terminal:
        before = terminal.environment()
        terminal.answer(shell.evaluate(CHOOSING), place.fresh_code())
        terminal.expect("11 of 11")
        terminal.process.send(f"lake{ENTER}")
        terminal.expect("role in data-lake:")
        terminal.expect("choose one")
        # No role is selected yet, so Enter alone chooses none.
        terminal.process.send(f"{ENTER}{DOWN}{ENTER}")
        terminal.expect(f"data-lake/{DEFAULT_ROLE} in account 543210987654")
        terminal.ready()
        arn = identity(place, terminal)
        type_(terminal, shell, "back", "back to alice")
        type_(terminal, shell, "end", "session ended")
        after = terminal.environment()

    assert arn == f"arn:aws:sts::543210987654:assumed-role/{DEFAULT_ROLE}/alice"
    assert after == before
    assert "old-billing" not in terminal.transcript


READ_ONLY = (
    f"[profile prod-ro]\nsource_profile = default\nrole_arn = arn:aws:iam::{PROD}:role/ReadOnly\n"
)


def test_enter_on_a_profile_is_that_profile(place: Place) -> None:
    place.config(READ_ONLY)
    bash = next(shell for shell in ALL if shell.name == "bash")
    with Terminal.of(place, bash) as terminal:
        terminal.answer(bash.evaluate(CHOOSING), place.fresh_code())
        terminal.expect("profile or account:")
        terminal.expect("2 of 12")
        terminal.process.send(f"prod-ro{ENTER}")
        terminal.expect(f"prod-ro/ReadOnly in account {PROD}")
        terminal.ready()

        assert identity(place, terminal) == f"arn:aws:sts::{PROD}:assumed-role/ReadOnly/alice"


SETTINGS = """
[accounts.research]
id = "654321098765"
role = "ReadOnly"
"""


@pytest.mark.parametrize("asked", ["from the network", "from the cache", "denied"])
def test_an_abbreviation_does_not_assume_an_unnamed_role(
    place: Place, sitting: Sitting, asked: str
) -> None:
    place.config(
        f"{READ_ONLY}[profile audit]\nsource_profile = default\n"
        f"role_arn = arn:aws:iam::{AUDIT}:role/audit/Audit\nexternal_id = {EXTERNAL_ID}\n"
    )
    settings = place.folder / "settings.toml"
    settings.write_text(SETTINGS)
    sitting.environ["AWS_SESSION_CONFIG"] = os.fsencode(settings)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    if asked == "from the cache":
        sitting.enter("aws-session accounts")
    if asked == "denied":
        deny = {"Effect": "Deny", "Action": "organizations:*", "Resource": "*"}
        place.company.user.put_policy("no", {"Version": "2012-10-17", "Statement": [deny]})
    found = {}
    for words in ("aud", "prod-", "rese", "6543", "2109", "21", "stag", "staging"):
        status = sitting.enter(f"aws-session pose {words}")
        found[words] = (status, sitting.aws("SESSION_LABEL"), sitting.notices.splitlines()[-1])
        if status == 0:
            sitting.enter("aws-session back")

    end = "in account {}, region us-east-1: session until"
    for words, label, account in (
        ("aud", "audit/Audit", AUDIT),
        ("prod-", "prod-ro/ReadOnly", PROD),
        ("rese", "research/ReadOnly", "654321098765"),
    ):
        assert found[words][:2] == (0, label)
        assert end.format(account) in found[words][2]
    nobody = "alice@111122223333"
    assert found["21"][:2] == (2, nobody)
    if asked == "denied":
        assert found["6543"][:2] == (0, "research/ReadOnly")
        assert found["2109"] == (2, nobody, f"  name one: aws-session pose {PROD} ROLE")
        assert [found[words][:2] for words in ("stag", "staging")] == [(2, nobody)] * 2
    else:
        assert found["6543"][:2] == (2, nobody), "staging's id has 6543 at no end, 654321098765"
        assert found["2109"][:2] == (2, nobody)
        assert found["stag"] == (2, nobody, f"  name one: aws-session pose {STAGING} ROLE")
        assert found["staging"][:2] == (0, f"staging/{DEFAULT_ROLE}")


@pytest.mark.parametrize("key", [INTERRUPT, ESCAPE], ids=["Ctrl-C", "Escape"])
def test_leaving_the_list_runs_nothing_after_it(place: Place, shell: Interpreter, key: str) -> None:
    with Terminal.of(place, shell) as terminal:
        terminal.answer(shell.evaluate("aws-session"), place.fresh_code())
        terminal.expect("session until")
        terminal.ready()
        before = terminal.environment()
        terminal.enter(shell.guarded(shell.evaluate(CHOOSING), "touch RAN"))
        terminal.expect("11 of 11")
        terminal.process.send(key)
        terminal.ready()
        status = terminal.status()

        assert status == 130
        assert terminal.environment() == before
    assert not list(place.folder.rglob("RAN"))


@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {"TERM": "xterm", "ACCESSIBLE": "1"}])
def test_a_plain_terminal_gets_a_list_by_number(
    place: Place, shell: Interpreter, environ: dict[str, str]
) -> None:
    given = " ".join(f"{name}={value}" for name, value in environ.items())
    line = shell.evaluate(f"env {given} aws-session pose")
    with Terminal.of(place, shell) as terminal:
        terminal.answer(shell.evaluate("aws-session"), place.fresh_code())
        terminal.expect("session until")
        terminal.ready()
        before = terminal.environment()
        terminal.enter(shell.guarded(line, "touch RAN"))
        terminal.expect("Enter alone leaves: ")
        terminal.process.send("\r")
        terminal.ready()
        status = terminal.status()
        after = terminal.environment()
        terminal.enter(line)
        terminal.expect("11 of 11")
        terminal.expect("Enter alone leaves: ")
        terminal.process.send("staging\r")
        terminal.expect("role in staging: number, or letters to search; Enter alone goes back: ")
        # Back to the accounts, and in again.
        terminal.process.send("\r")
        terminal.expect("Enter alone leaves: ")
        terminal.process.send("staging\r")
        terminal.expect("Enter alone goes back: ")
        terminal.process.send(f"{DEFAULT_ROLE}\r")
        terminal.expect("session until")
        terminal.ready()
        posed = terminal.environment()["AWS_SESSION_LABEL"].decode()

    assert status == 130
    assert after == before
    assert posed == f"staging/{DEFAULT_ROLE}"
    assert not list(place.folder.rglob("RAN"))


def test_two_hours_take_a_code_with_the_role(place: Place, shell: Interpreter) -> None:
    with Terminal.of(place, shell) as terminal:
        before = terminal.environment()
        terminal.answer(shell.evaluate("aws-session"), place.fresh_code())
        terminal.expect("session until")
        terminal.ready()
        terminal.enter(shell.evaluate(f"aws-session pose {STAGING} Admin -d 2h"))
        terminal.expect("2 h needs your long-term key and a new code")
        terminal.expect("MFA code")
        terminal.reply(place.fresh_code())
        terminal.expect("(2 h")
        terminal.ready()
        arn = identity(place, terminal)
        type_(terminal, shell, "back", "back to alice")
        type_(terminal, shell, "end", "session ended")

        assert terminal.environment() == before
    assert arn == f"arn:aws:sts::{STAGING}:assumed-role/Admin/alice"


def test_a_fresh_shell_gives_a_code_and_then_has_two_levels(
    place: Place, shell: Interpreter
) -> None:
    with Terminal.of(place, shell) as terminal:
        before = terminal.environment()
        terminal.answer(shell.evaluate("aws-session pose prod Admin"), place.fresh_code())
        terminal.expect("prod/Admin in account")
        terminal.ready()
        arn = identity(place, terminal)
        terminal.enter("aws-session status")
        terminal.expect("alice@111122223333")
        terminal.expect("prod/Admin")
        terminal.ready()
        type_(terminal, shell, "end", "session ended")

        assert terminal.environment() == before
    assert arn == f"arn:aws:sts::{PROD}:assumed-role/Admin/alice"


# Every mode in every shell.


@pytest.mark.parametrize("shell", ALL, ids=str)
def test_every_mode_works_in_every_shell(place: Place, shell: Interpreter) -> None:
    shell.require()
    sitting = Sitting.at(place, shell)
    before = dict(sitting.environ)
    found = []
    for words in (
        f"--code {place.fresh_code()}",
        f"pose {PROD} Admin",
        "region eu-west-1",
        "renew",
        "back",
        "end",
    ):
        assert sitting.enter(f"aws-session {words}") == 0, sitting.notices
        found.append((sitting.aws("SESSION_LABEL"), sitting.aws("REGION")))

    role = f"{PROD}/Admin"
    assert found == [
        ("alice@111122223333", "us-east-1"),
        (role, "us-east-1"),
        (role, "eu-west-1"),
        (role, "eu-west-1"),
        ("alice@111122223333", "us-east-1"),
        (None, None),
    ]
    assert sitting.environ == before


# What foreign names can do.

_PRINTING = ("status", "status --json", "accounts", "accounts --json", "devices")


@pytest.fixture
def in_hostile_account(place: Place, dash: Interpreter) -> Sitting:
    """A role in an account with a malicious name, on top of a session."""
    place.company.cloud.accounts[PROD].name = HOSTILE
    sitting = Sitting.at(place, dash)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    assert sitting.enter(f"aws-session pose '{HOSTILE.strip()[:12]}' Admin") == 0, sitting.notices
    return sitting


def test_no_shell_executes_what_a_command_prints(place: Place, in_hostile_account: Sitting) -> None:
    env = {name: value.decode() for name, value in in_hostile_account.environ.items()}
    folder = place.folder / "empty"
    folder.mkdir()
    for number, words in enumerate(_PRINTING):
        printed = place.program(*words.split(), environ=env)
        file = place.folder / f"printed-{number}"
        file.write_text(printed.stdout)

        assert printed.returncode == 0, printed.stderr
        assert ("touch" in printed.stdout) == words.startswith("accounts")
        assert (f"{PROD}/Admin" in printed.stdout) == words.startswith("status")
        for shell in (shell for shell in ALL if shell.installed()):
            for form in shell.forms:
                shell.run(f"{shell.evaluate(f'cat {file}', form)}\n", cwd=folder, env=env)

                assert [entry.name for entry in folder.iterdir()] == [".shell"], (shell, words)


_PROMPTS = {
    "bash": "shopt -s promptvars; PS1='$AWS_SESSION_LABEL`echo \"$AWS_SESSION_LABEL\"` ready> '",
    "zsh": "setopt PROMPT_SUBST; PS1='$AWS_SESSION_LABEL$(echo \"$AWS_SESSION_LABEL\") ready> '",
    "fish": "function fish_prompt; eval echo -n $AWS_SESSION_LABEL; echo -n ' ready> '; end",
}


def test_a_prompt_that_evaluates_the_label_runs_nothing(
    place: Place, in_hostile_account: Sitting, shell: Interpreter
) -> None:
    env = {name: value.decode() for name, value in in_hostile_account.environ.items()}
    with Terminal.of(place, shell, env) as terminal:
        terminal.enter(_PROMPTS[shell.name])
        terminal.expect(f"{PROD}/Admin")
        terminal.ready()
        terminal.enter("")
        terminal.ready()

    assert not list(place.folder.rglob("PWNED"))
    assert env["AWS_SESSION_LABEL"] == f"{PROD}/Admin"


# Profiles of every kind, and other partitions.


def test_a_role_profile_gives_a_session_along_its_chain(place: Place, sitting: Sitting) -> None:
    place.config(
        f"[profile admin]\nsource_profile = default\nrole_arn = {ADMIN}\nregion = eu-west-1\n"
    )
    before = dict(sitting.environ)
    status = sitting.enter(f"aws-session -p admin --code {place.fresh_code()}")
    label, region = sitting.aws("SESSION_LABEL"), sitting.aws("REGION")
    sitting.enter("aws-session back")
    below = sitting.aws("SESSION_LABEL")
    sitting.enter("aws-session end")

    assert (status, label, region) == (0, "admin/Admin", "eu-west-1")
    assert below == "alice@111122223333"
    assert sitting.environ == before


@pytest.fixture
def process(place: Place) -> str:
    """A profile whose program returns a role session, like a sign-in in a browser."""
    session = place.with_long_term_key()("sts").get_session_token(
        SerialNumber=place.company.device.serial, TokenCode=place.fresh_code()
    )["Credentials"]
    place.company.device.forget_spent_codes()
    file = place.folder / "process.json"
    file.write_text(
        f'{{"Version":1,"AccessKeyId":"{session["AccessKeyId"]}",'
        f'"SecretAccessKey":"{session["SecretAccessKey"]}",'
        f'"SessionToken":"{session["SessionToken"]}",'
        f'"Expiration":"{session["Expiration"].isoformat()}"}}'
    )
    place.config(f"[profile process]\nregion = us-east-1\ncredential_process = cat {file}\n")
    return "process"


def test_a_processs_credentials_are_exported_with_their_expiry_and_a_way_back(
    place: Place, sitting: Sitting, process: str
) -> None:
    before = dict(sitting.environ)
    status = sitting.enter("aws-session -p process")
    expires, handed = sitting.aws("CREDENTIAL_EXPIRATION"), sitting.aws("SESSION_LABEL")
    posed = sitting.enter(f"aws-session pose {PROD} Admin")
    sitting.enter("aws-session back")
    below = sitting.aws("SESSION_LABEL")
    sitting.enter("aws-session end")

    assert (status, posed) == (0, 0)
    assert expires is not None
    assert (handed, below) == ("alice@111122223333", "alice@111122223333")
    assert sitting.environ == before


def test_a_role_is_assumed_from_a_process_in_a_fresh_shell(
    place: Place, sitting: Sitting, process: str
) -> None:
    status = sitting.enter(f"aws-session pose {PROD} Admin -p process")

    assert status == 0, sitting.notices
    assert place.with_session(sitting.environ)("sts").get_caller_identity()["Account"] == PROD


@pytest.fixture(params=["aws-cn", "aws-us-gov"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with in_front_of(tmp_path, company(partition=request.param)) as made:
        yield made


def test_the_partition_is_the_callers(elsewhere: Place, dash: Interpreter) -> None:
    sitting = Sitting.at(elsewhere, dash)
    sitting.enter(f"aws-session pose prod Admin --code {elsewhere.fresh_code()}")
    partition = elsewhere.company.cloud.partition

    assert sitting.status == 0, sitting.notices
    arn = elsewhere.with_session(sitting.environ)("sts").get_caller_identity()["Arn"]
    assert arn == f"arn:{partition}:sts::{PROD}:assumed-role/Admin/alice"


@pytest.mark.parametrize(
    "line",
    [
        *("pose prod Admin", "pose 210987654321 Admin", "exec 210987654321 Admin -- true"),
        *("accounts", "devices", "status --verify", "console 210987654321 Admin --url"),
    ],
)
def test_a_region_of_another_partition_is_the_fault_and_not_the_session(
    elsewhere: Place, dash: Interpreter, line: str
) -> None:
    sitting = Sitting.at(elsewhere, dash)
    sitting.enter(f"aws-session --code {elsewhere.fresh_code()}")
    sitting.enter("aws-session region us-east-1")
    partition = elsewhere.company.cloud.partition

    sitting.enter(f"aws-session {line}")

    assert sitting.notices.endswith(
        "aws-session: error: region us-east-1 is in partition aws, but the session of this shell "
        f"belongs to partition {partition}\n"
        f"  name a region of {partition} with --region, or for this shell: aws-session region "
        f"{partitions.named(partition).global_region}\n"  # type: ignore[union-attr]
    )
    remedy = sitting.notices.rpartition("for this shell: ")[2].strip()
    assert sitting.enter(remedy) == 0
    assert sitting.enter("aws-session pose 210987654321 Admin") == 0, sitting.notices


def test_a_policy_and_tags_reach_aws(place: Place, sitting: Sitting) -> None:
    trust = scenario.trust(place.company.account)
    trust["Statement"][0]["Action"] = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    role = place.company.cloud.accounts[PROD].add_role("Tagged", trust)
    role.attach(scenario.administrator_access(place.company.cloud))
    policy = place.folder / "policy.json"
    policy.write_text(
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",'
        ' "Action": "iam:ListUsers", "Resource": "*"}]}'
    )
    sitting.enter(
        f"aws-session pose {PROD} Tagged --policy {policy} --tag team=ops --transitive "
        f"--source-identity alice --session-name shift --code {place.fresh_code()}"
    )
    made = place.company.cloud.sessions[sitting.aws("ACCESS_KEY_ID") or ""].role_session
    clients = place.with_session(sitting.environ)

    assert sitting.status == 0, sitting.notices
    assert made is not None
    assert (made.name, made.source_identity, dict(made.tags)) == ("shift", "alice", {"team": "ops"})
    assert made.transitive == {"team"}
    assert clients("iam").list_users()
    assert refusal(clients("iam").list_roles).code == "AccessDenied"


LAKE = "543210987654"


def test_the_helps_example_of_a_long_role_works_in_a_fresh_shell(place: Place) -> None:
    bash = next(shell for shell in ALL if shell.name == "bash")
    (line,) = (words for words, _ in EXAMPLES["pose"] if "-d 8h" in words)
    with Terminal.of(place, bash) as terminal:
        terminal.answer(bash.evaluate(line), place.fresh_code())
        terminal.expect("8 h needs your long-term key and a new code")
        terminal.expect("MFA code")
        terminal.enter(place.fresh_code())
        terminal.expect(f"data-lake/ReadOnly in account {LAKE}")
        terminal.ready()

        assert identity(place, terminal) == f"arn:aws:sts::{LAKE}:assumed-role/ReadOnly/alice"
    said = "listing the accounts needs a session and one code, the role needs the next one"
    assert said in terminal.transcript


def test_a_chain_knows_the_names_that_the_session_below_lists(
    place: Place, sitting: Sitting
) -> None:
    assert sitting.enter(f"aws-session --code {place.fresh_code()}") == 0
    assert sitting.enter(f"aws-session pose {PROD} Admin") == 0
    assert sitting.enter("aws-session pose data-lake Admin --chain") == 1

    assert f"using account data-lake ({LAKE}), matched by its name" in sitting.notices
    assert f"is not allowed to assume the role arn:aws:iam::{LAKE}:role/Admin" in sitting.notices


@pytest.mark.parametrize("words", ["lake", "4444", "lake/Admin"])
def test_an_account_newer_than_the_cached_list_is_found(
    place: Place, sitting: Sitting, words: str
) -> None:
    cloud, management = place.company.cloud, place.company.account
    old = cloud.add_account("444400000000", "lake-legacy")
    place.company.organization.add([old])
    assert sitting.enter(f"aws-session {place.fresh_code()}") == 0, sitting.notices
    sitting.carry_out("aws-session accounts >/dev/null")
    new = cloud.add_account("555500004444", "lake")
    place.company.organization.add([new])
    for account in (old, new):
        account.add_role("Admin", scenario.trust(management))
    status = sitting.enter(f"aws-session pose {words}{'' if '/' in words else ' Admin'}")

    if words == "4444":
        assert status == 2
        assert "4444 matches 2 accounts" in sitting.notices
    else:
        assert (status, sitting.aws("SESSION_LABEL")) == (0, "lake/Admin")
        assert sitting.aws("ACCOUNT_ID") == new.id

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import regenerate
from aws_session.aws.policies import every
from aws_session.cli import completion
from aws_session.cli._options_table import TABLE
from aws_session.cli.completion import COMMAND, FILES, WORDS
from aws_session.cli.completion_targets import TargetNames
from aws_session.commands import load
from aws_session.config import AccountSettings, Settings
from aws_session.config import profiles as profile_rules
from aws_session.errors import UsageError
from aws_session.model import account as accounts
from aws_session.model.account import Account, Pose
from aws_session.model.partitions import REGIONS
from aws_session.sandbox import MFA_POLICIES
from aws_session.sandbox.mfa_policies import REVOKE_OLDER_SESSIONS
from aws_session.session import target as targets
from aws_session.session.known_accounts import Known
from aws_session.session.target_search import among
from aws_session.shells import completion as shell_completion
from aws_session.shells import shells_with

if TYPE_CHECKING:
    from collections.abc import Iterable

PROD, DEV, DATA = "210987654321", "321098765432", "432109876543"


class InMemory:
    """Known names in memory."""

    def __init__(
        self,
        *,
        profiles: Iterable[tuple[str, str, str, str]] = (),
        aliases: Iterable[tuple[str, str, str]] = (),
        listed: Iterable[tuple[str, str, bool]] = (),
        poses: Iterable[tuple[str, str, str]] = (),
        devices: Iterable[str] = (),
        default_role: str = "",
    ) -> None:
        self._profiles = tuple(profiles)
        self._aliases = tuple(aliases)
        self._listed = tuple(listed)
        self._poses = tuple(poses)
        self._devices = tuple(devices)
        self._default_role = default_role

    def profiles(self) -> Iterable[tuple[str, str, str, str]]:
        return self._profiles

    def aliases(self) -> Iterable[tuple[str, str, str]]:
        return self._aliases

    def default_role(self) -> str:
        return self._default_role

    def accounts(self) -> Iterable[tuple[str, str, bool]]:
        return self._listed

    def poses(self) -> Iterable[tuple[str, str, str]]:
        return self._poses

    def devices(self) -> Iterable[str]:
        return self._devices


LOADING = shells_with("init")
KNOWN = InMemory(
    profiles=[
        ("work", "", "", "eu-west-1"),
        ("audit", DEV, "team/Reader", ""),
        ("bad\x1b", "", "", ""),
    ],
    aliases=[("prod", PROD, "Admin")],
    listed=[
        (PROD, "Production", True),
        (DATA, "R&D data", True),
        ("555555555555", "twin", True),
        ("666666666666", "Twin", True),
        ("777777777777", "gone", False),
        ("888888888888", "steer\x1b[2J", True),
        ("999999999999", "--evil", True),
    ],
    poses=[(PROD, "Deployer", "prod"), (DEV, "Reader", "")],
    devices=[
        "arn:aws:iam::111122223333:mfa/alice",
        "arn:aws:iam::111122223333:mfa/123456",
        "arn:aws:iam::111122223333:u2f/user/alice/key",
        "GAHT12345678",
    ],
    default_role="Reader",
)


def complete(*words: str, known: InMemory = KNOWN) -> list[str]:
    """Return candidates for the last word."""
    found = completion.answer(words[:-1], words[-1], known)
    return [name for name, _ in shell_completion.preferred(found.candidates, words[-1])]


def complete_options(command: str) -> list[str]:
    options = [option for _, option in load(command).options if option.spellings]
    return [*(option.spellings[0] for option in options), "--help"]


@pytest.mark.parametrize(
    ("words", "candidates"),
    [
        (("po",), ["pose", "policy"]),
        (("-p", "work", "e"), ["end", "exec"]),
        (("--re",), ["--region"]),
        (("end", "--re"), ["--revoke"]),
        (("end", "--revoke", "--re"), []),
        (("pose", "--tag", "a=b", "--ta"), ["--tag"]),
        (("-p", "w"), ["work"]),
        (("-p", ""), ["work", "audit"]),
        (("pose", "-p", "w"), ["work"]),
        (("--profile=w",), ["--profile=work"]),
        (("-p", "-d", "w"), []),
        (("region", "eu-w"), ["eu-west-1", "eu-west-2", "eu-west-3"]),
        (("pose", "-r", "us-gov"), ["us-gov-east-1", "us-gov-west-1"]),
        (("-d", "1"), ["15m", "1h", "12h"]),
        (("console", "--service", "cf"), ["cf", "cfn"]),
        (("console", "--service=log"), ["--service=logs"]),
        (("pose", "--duration=1"), ["--duration=15m", "--duration=1h", "--duration=12h"]),
        (("status", "--at-least", "1"), ["10m", "15m", "1h"]),
        (("-s", "z"), ["zsh"]),
        (("-s", "d"), ["dotenv"]),
        (("init", ""), LOADING),
        (("help", "ren"), ["renew"]),
        (("help", "err"), ["errors"]),
        (("policy", "deny-l"), ["deny-long-term-keys"]),
        (("sandbox", "--policy", "deny-l"), ["deny-long-term-keys"]),
        (("sandbox", "s"), ["serve"]),
        (("config", ""), ["import"]),
        (("mfa", ""), ["alice", "arn:aws:iam::111122223333:mfa/123456", "GAHT12345678"]),
        (("mfa", "al"), ["alice"]),
        (("123456", ""), []),
        (("123456", "--reg"), ["--region"]),
        (("mfa", "phone", ""), []),
        (("end", ""), complete_options("end")),
        (("nonsense", ""), ["--help"]),
    ],
    ids=str,
)
def test_what_may_be_typed_there_is_offered(words: tuple[str, ...], candidates: list[str]) -> None:
    assert complete(*words) == candidates


@pytest.mark.parametrize(
    ("words", "candidates"),
    [
        (("pose", "pr"), ["prod"]),
        (("pose", "Pr"), ["Production"]),
        (("pose", "PR"), ["prod", "Production"]),
        (("pose", "duct"), ["Production"]),
        (("pose", "r&d"), ["R&D data"]),
        (("pose", "au"), ["audit"]),
        # An ambiguous name, or one that cannot be typed, is replaced by its ID.
        (("pose", "tw"), ["555555555555", "666666666666"]),
        (("pose", "steer"), ["888888888888"]),
        (("pose", "--"), [n for n in complete("pose", "--") if n.startswith("--")]),
        (("pose", "evil"), ["999999999999"]),
        (("pose", "gone"), []),
        (("pose", "4321"), ["432109876543"]),
        (("exec", "prodc"), []),
        (("console", "Prodc"), []),
        (("exec", "produ"), ["Production"]),
        (("pose", "prod", ""), ["Admin", "Deployer", "Reader", "OrganizationAccountAccessRole"]),
        (("pose", PROD, "De"), ["Deployer"]),
        (("pose", "2109", "De"), ["Deployer"]),
        (("pose", "audit", "R"), ["Reader"]),
        (("pose", "audit", "te"), ["team/Reader"]),
        (("pose", "audit", "De"), ["Deployer"]),
        (("pose", "arn:aws:iam::210987654321:role/x", ""), []),
        (("pose", "prod", "Admin", ""), []),
        (("pose", "-d", "1h", "prod", "-r", "eu-west-1", "Ad"), ["Admin"]),
    ],
    ids=str,
)
def test_accounts_and_their_roles_are_offered(
    words: tuple[str, ...], candidates: list[str]
) -> None:
    assert complete(*words) == candidates


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("pose", "--policy", ""), FILES),
        (("pose", "--policy=x",), FILES),
        (("sandbox", "--policy", ""), WORDS),
        (("sandbox", "--", "l"), COMMAND),
        (("exec", "prod", "--", "ls", ""), COMMAND),
        (("pose", "prod", "--", ""), WORDS),
        (("--", "l"), WORDS),
        (("pose", ""), WORDS),
    ],
    ids=str,
)  # fmt: skip
def test_files_and_other_programs_are_for_the_shell(words: tuple[str, ...], kind: int) -> None:
    found = completion.answer(words[:-1], words[-1], KNOWN)

    assert found.kind == kind
    assert not ((kind or "--" in words) and found.candidates)


def test_a_candidates_description_cannot_control_the_terminal() -> None:
    found = dict(completion.answer(("pose",), "", KNOWN).candidates)

    assert found["prod"] == PROD
    assert found["888888888888"] == "steer\ufffd[2J"
    assert all(about.isprintable() for about in found.values())


ANYTHING = {
    "pid",
    *("code", "session_name", "external_id", "source_identity", "tag", "policy_arn", "before"),
    *("cmd", "service", "lines_for", "port"),
}
"""Fields without candidates."""


def test_every_field_has_candidates_or_is_declared_free() -> None:
    undecided = {
        f"{command} {field}"
        for command in TABLE
        for field, option in load(command).options
        if not (option.is_flag or option.completes or field in ANYTHING)
    }

    assert undecided == set()


@pytest.mark.locked
def test_the_regions_are_regions() -> None:
    import botocore.loaders

    partitions = botocore.loaders.create_loader().load_data("partitions")["partitions"]
    known = {region for partition in partitions for region in partition["regions"]}

    assert set(REGIONS) <= known
    assert {"sa-west-1", "me-west-1", "eusc-de-east-1"} <= set(REGIONS)
    assert len(set(REGIONS)) == len(REGIONS)


def test_the_sandbox_is_offered_its_policies() -> None:
    offered = {*MFA_POLICIES, REVOKE_OLDER_SESSIONS}
    assert set(complete("sandbox", "--policy", "")) == offered
    assert set(complete("policy", "")) == {p.name for p in every(max_age=None, before="")}


NOT_FROM_SCRIPTS = ("", "nonsense 1", "fish", "fish x", f"fish {'9' * 5000}", "bash x", "zsh -1")


@pytest.mark.parametrize("handed", [tuple(line.split()) for line in NOT_FROM_SCRIPTS])
def test_a_call_by_hand_is_explained(handed: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="complete"):
        completion.complete(handed, KNOWN)


def test_the_packaged_scripts_and_those_of_init_are_one_text() -> None:
    folder = regenerate.ROOT / "completions"

    assert {path.name for path in folder.iterdir()} == {
        path.name for path in regenerate.GENERATED if path.parent == folder
    }
    assert all("@" + "PROGRAM@" not in path.read_text() for path in folder.iterdir())


NAMES = st.sampled_from(
    ["prod", "Prod", "pro", "PROD", "a b", "12", PROD, "arn:x", "-x", "é", "É", "x\x1b", " ", "ß"]
)
IDS = st.sampled_from([PROD, DEV, DATA])


@given(
    st.dictionaries(NAMES, IDS, max_size=3),
    st.dictionaries(st.sampled_from(["prod", "PROD", "other", "é", "12"]), IDS, max_size=2),
    st.lists(st.tuples(IDS, NAMES, st.booleans()), max_size=5, unique_by=lambda row: row[0]),
    st.lists(st.tuples(IDS, st.just("Admin"), NAMES), max_size=3),
    st.sampled_from(["", "p", "P", "1", "2", "é", "b"]),
)
@example({}, {}, [(DEV, "prod", False)], [(PROD, "Admin", "prod")], "")
@example({}, {"prod": PROD, "PROD": PROD}, [], [(PROD, "Admin", "Prod")], "")
def test_every_word_that_is_offered_means_the_account_it_is_offered_for(
    aliases: dict[str, str],
    posing: dict[str, str],
    listed: list[tuple[str, str, bool]],
    poses: list[tuple[str, str, str]],
    word: str,
) -> None:
    known = InMemory(
        profiles=[(name, account, "Admin", "") for name, account in posing.items()],
        aliases=[(name, account, "") for name, account in aliases.items()],
        listed=listed,
        poses=poses,
    )
    mine = Settings({}, {n: AccountSettings(id_) for n, id_ in aliases.items()})
    text = "[profile {}]\nrole_arn = arn:aws:iam::{}:role/Admin\n"
    config = "".join(text.format(*pair) for pair in posing.items())
    files = profile_rules.read(config, "config", "", "credentials")
    posed = [Pose(account, role, 0, name) for account, role, name in poses]
    world = Known(
        mine,
        files,
        tuple(_listed(*row) for row in listed),
        accounts.of_poses(posed, mine, files),
    )

    for name, about in completion.answer(("pose",), word, known).candidates:
        meant = targets.known_target(name, None, mine, files) or among(name, None, world)

        assert name.isprintable()
        assert meant.account == (name if accounts.is_id(name) else about)
        assert TargetNames(known).account(name) == meant.account


def _listed(account: str, name: str, is_open: bool) -> Account:
    state = "ACTIVE" if is_open else "SUSPENDED"
    return Account(account, name, "", state, (), (accounts.ORGANIZATION,))

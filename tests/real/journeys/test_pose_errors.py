"""The messages about a refused role, and that nothing is lost."""

from collections.abc import Callable

import pytest

from aws_session.sandbox import MFA_POLICIES, scenario
from real.journeys.place import Place, Sitting
from real.shells.interpreters import Interpreter

PROD, STAGING, AUDIT, OLD = "210987654321", "432109876543", "765432109876", "999900001234"
USUAL = "likely reasons: "
GOV = "arn:aws-us-gov:iam::210987654321:role/ReadOnly"

Refused = Callable[[str], str]


@pytest.fixture
def refused(place: Place, sitting: Sitting) -> Refused:
    """Return a function that types a line in a session that must fail, and returns its message."""
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    assert sitting.status == 0, sitting.notices

    def refuse(words: str) -> str:
        before = dict(sitting.environ)
        sitting.enter(f"aws-session {words}")

        assert sitting.status == 1, sitting.notices
        assert sitting.environ == before
        return sitting.notices

    return refuse


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (f"pose {PROD} Missing", f"arn:aws:iam::{PROD}:role/Missing"),
        (f"pose {AUDIT} audit/Audit", "--external-id"),
        (f"pose {AUDIT} audit/Audit --external-id wrong", "--external-id"),
        (f"pose {OLD}", f"arn:aws:iam::{OLD}:role/OrganizationAccountAccessRole"),
        ("pose 999999999999 Admin", "the role does not exist in that account"),
    ],
)
def test_a_role_that_cannot_be_taken_is_named_with_the_usual_reasons(
    refused: Refused, words: str, named: str
) -> None:
    said = refused(words)

    assert "the session of this shell is not allowed to assume the role" in said
    assert USUAL in said
    assert named in said


def test_a_role_that_trusts_another_principal(place: Place, refused: Refused) -> None:
    accounts = place.company.cloud.accounts
    accounts[PROD].add_role("Theirs", scenario.trust(accounts[STAGING]))

    assert "its trust policy does not name you" in refused(f"pose {PROD} Theirs")


def test_a_role_that_allows_no_longer_sessions(place: Place, refused: Refused) -> None:
    said = refused(f"pose {PROD} Admin -d 2h --code {place.fresh_code()}")

    assert "the role does not allow sessions that long" in said
    assert "-d 1h" in said


def test_a_session_that_was_revoked(place: Place, refused: Refused) -> None:
    revoked = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}],
    }
    place.company.user.put_policy("AWSRevokeOlderSessions", revoked)
    said = refused(f"pose {PROD} Admin")

    role = f"arn:aws:iam::{PROD}:role/Admin"
    assert (
        f"an identity-based policy denies sts:AssumeRole on {role} to the session of this shell"
    ) in said
    assert said.endswith(
        "the session may have been revoked, or its code may be too old; if a new one is "
        "denied, too, ask the administrator of your IAM user. To start one: aws-session\n"
    )


def test_a_code_that_is_too_old(place: Place, refused: Refused) -> None:
    scenario.demand_mfa(place.company.user, "require-mfa-age")
    place.company.cloud.age_sessions(9 * 3600)

    assert "its code may be too old" in refused(f"pose {PROD} Admin")


def test_a_session_that_aws_calls_expired(place: Place, refused: Refused) -> None:
    place.company.cloud.age_sessions(13 * 3600)

    assert "the session of this shell has expired" in refused(f"pose {PROD} Admin")


def test_a_malformed_session_policy(place: Place, refused: Refused) -> None:
    file = place.folder / "policy.json"
    file.write_text('{"Statement": {"Effect": "Allow"}}')

    assert "AWS rejected the session's policy" in refused(f"pose {PROD} Admin --policy {file}")


def test_a_root_user_cannot_assume_a_role(place: Place, sitting: Sitting) -> None:
    root = place.company.account.root
    device = root.add_device()
    place.credentials(default=root.add_key())
    sitting.environ["AWS_MFA_SERIAL"] = device.serial.encode()
    before = dict(sitting.environ)
    sitting.enter(f"aws-session pose {PROD} Admin --code {place.fresh_code(device)}")

    assert sitting.status == 1
    assert sitting.environ == before
    assert "the root user cannot assume roles" in sitting.notices


def test_a_name_that_is_only_a_part_of_another_is_refused_without_a_terminal(
    sitting: Sitting, refused: Refused
) -> None:
    before = dict(sitting.environ)
    sitting.enter("aws-session pose lake")

    assert (sitting.status, sitting.environ) == (2, before)
    assert "'lake' is only part of the name 'data-lake'" in sitting.notices
    sitting.enter("aws-session pose pro Admin")
    assert sitting.status == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == "prod/Admin"


GONE = "the role does not exist in that account"
TRUST = "its trust policy does not name you or requires"
NEW_ID = "an external ID (--external-id)"


def hint(first: str, wanted: str, behind: str = "") -> str:
    own = "or your own policies do not allow it"
    return f"  likely reasons: {first}, {TRUST} {wanted}, {own}{behind}\n"


@pytest.mark.parametrize("end", ["", " --duration 8h --code CODE"])
def test_a_refusal_says_that_the_account_is_closed_if_the_list_has_it_so(
    place: Place, sitting: Sitting, refused: Refused, end: str
) -> None:
    line = f"pose 999900001234 Admin{end}"
    unlisted = refused(line.replace("CODE", place.fresh_code()))
    sitting.carry_out("aws-session accounts >/dev/null")
    listed = refused(line.replace("CODE", place.fresh_code()))

    assert "likely reasons: " in unlisted
    assert listed.endswith(
        "  account 'old-billing' (999900001234) is suspended in the organization: roles can be "
        "assumed only in active accounts\n"
    )


def test_one_line_has_the_possible_reasons_and_the_earlier_roles(
    place: Place, sitting: Sitting, refused: Refused
) -> None:
    first = refused(f"pose {PROD} Nope")
    for role in ("ReadOnly", "Admin"):
        assert sitting.enter(f"aws-session pose {PROD} {role}") == 0
    there = "; roles used before in this account: Admin, ReadOnly"
    chained = refused(f"pose {PROD} Nope --chain")
    after = refused(f"pose {PROD} Nope")
    other = refused(f"pose {PROD} Nope --external-id xy")
    place.company.cloud.accounts[PROD].roles.pop("ReadOnly")
    gone = refused(f"pose {PROD} ReadOnly")

    role = f"arn:aws:iam::{PROD}:role/"
    said = f"aws-session: error: the session of this shell is not allowed to assume the role {role}"
    assert first.endswith(f"{said}Nope\n{hint(GONE, NEW_ID)}")
    of_role = f"{NEW_ID} or MFA, which a role session does not have"
    assert chained.endswith(f"{said}Nope\n{hint(GONE, of_role, there)}")
    assert after.endswith(f"{said}Nope\n{hint(GONE, NEW_ID, there)}")
    assert other.endswith(f"{said}Nope\n{hint(GONE, NEW_ID.replace('an', 'another', 1), there)}")
    before = "; roles used before in this account: Admin"
    assert gone.endswith(f"{said}ReadOnly\n{hint('the role was deleted', NEW_ID, before)}")


def test_a_key_without_a_code_gets_a_hint_about_the_code(place: Place) -> None:
    done = place.program("pose", PROD, "Nope", "--no-mfa", "--shell", "json")

    assert done.stderr.endswith(hint(GONE, f"{NEW_ID} or a code (--mfa)"))


def test_a_session_of_another_tool_may_lack_a_code(place: Place, sitting: Sitting) -> None:
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    names = ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")
    foreign = {f"AWS_{name}": sitting.aws(name) or "" for name in names}

    done = place.program("pose", PROD, "Nope", "--shell", "json", environ=foreign)

    assert done.stderr.endswith(hint(GONE, f"{NEW_ID} or an MFA session (aws-session)"))


@pytest.fixture
def without_long_term_keys(place: Place) -> Place:
    user = place.company.user
    user.attached.remove(scenario.administrator_access(place.company.cloud).arn or "", 0)
    user.put_policy("deny-without-mfa", MFA_POLICIES["deny-long-term-keys"].document)
    place.environ["AWS_MFA_SERIAL"] = place.company.device.serial
    return place


@pytest.mark.parametrize(
    "words", [f"pose {PROD} ReadOnly -d 8h", f"console {PROD} ReadOnly -d 8h --url"]
)
def test_no_code_is_spent_on_a_role_that_the_long_term_key_is_denied(
    without_long_term_keys: Place, dash: Interpreter, words: str
) -> None:
    place = without_long_term_keys
    sitting = Sitting.at(place, dash)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    assert sitting.status == 0, sitting.notices
    code = place.fresh_code()
    environ = {name: value.decode() for name, value in sitting.environ.items()}
    done = place.program(*words.split(), "--code", code, environ=environ)

    assert done.returncode == 1
    assert done.stderr.endswith(
        "aws-session: error: your policies deny sts:AssumeRole to profile 'default', even with "
        "a code\n"
        "  the code was not used; assume the role for one hour, from the session of this "
        "shell: leave out --duration and --mfa\n"
    )
    assert place.company.cloud.calls.count("AssumeRole") == 0
    sitting.enter(f"aws-session pose {PROD} ReadOnly")
    assert sitting.status == 0, sitting.notices


def test_a_role_that_the_long_term_key_may_assume_uses_the_code(
    place: Place, sitting: Sitting
) -> None:
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    sitting.enter(f"aws-session pose {PROD} ReadOnly -d 8h --code {place.fresh_code()}")

    assert sitting.status == 0, sitting.notices
    assert place.company.cloud.calls.count("SimulatePrincipalPolicy") == 1


def test_a_role_that_a_profiles_source_was_refused_is_not_sent_for_a_code(
    place: Place, sitting: Sitting
) -> None:
    admin, read_only = (f"arn:aws:iam::{PROD}:role/{name}" for name in ("Admin", "ReadOnly"))
    place.config(
        f"[profile first]\nsource_profile = default\nrole_arn = {admin}\n"
        f"[profile then]\nsource_profile = first\nrole_arn = {read_only}\n"
    )
    assert sitting.enter(f"aws-session pose then --code {place.fresh_code()}") == 1
    told = sitting.notices.splitlines()

    assert told[-3:-1] == [
        (
            f"aws-session: error: first is not allowed to assume the role {read_only}: its trust "
            "policy does not allow it"
        ),
        (
            "  it must name you, cannot require MFA of a role session, and may require an external "
            "ID (--external-id); otherwise ask the administrator of the role"
        ),
    ]


@pytest.mark.parametrize("role", ["", " Admin"])
def test_a_name_that_two_aliases_share_costs_no_code(
    place: Place, sitting: Sitting, role: str
) -> None:
    settings = place.folder / "settings.toml"
    settings.write_text(
        f'[accounts.Prod-One]\nid = "{PROD}"\n[accounts.prod-one]\nid = "{STAGING}"\n'
    )
    sitting.environ["AWS_SESSION_CONFIG"] = str(settings).encode()
    sitting.enter(f"aws-session pose PROD-ONE{role} --code {place.fresh_code()}")

    assert sitting.status == 2
    assert sitting.notices == (
        "aws-session: error: 'PROD-ONE' is the name of 2 aliases\n"
        f"  one of: {PROD} Prod-One, {STAGING} prod-one\n"
    )
    assert place.company.cloud.calls.actions == []


@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.parametrize("line", ["pose gov", f"pose {GOV}", f"pose {GOV} -d 2h"])
def test_a_role_in_another_partition_costs_no_code(
    place: Place, sitting: Sitting, line: str, *, is_named: bool
) -> None:
    place.config(f"[profile gov]\nrole_arn = {GOV}\nsource_profile = default\n")
    if is_named:
        sitting.environ["AWS_MFA_SERIAL"] = place.company.device.serial.encode()

    assert sitting.enter(f"aws-session {line} --code {place.fresh_code()}") == 1
    assert f"the role {GOV} is in partition aws-us-gov, but " in sitting.notices
    assert not {"GetSessionToken", "AssumeRole"} & {*place.company.cloud.calls.actions}

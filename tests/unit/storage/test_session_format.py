from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_session.commands.mfa import Mfa
from aws_session.config import NONE, ProfileSettings, Settings, profiles
from aws_session.environment import StackEntry
from aws_session.environment.state_format import read_snapshot
from aws_session.model.credentials import Credentials
from aws_session.session import mfa_session
from aws_session.session.precedence import Inputs
from aws_session.session.request import SessionRequest, StoreOptions
from aws_session.storage import session_format
from aws_session.storage.session_format import SessionMetadata
from memory import KEYS

NOW = 1_000_000
KEY = "[{name}]\naws_access_key_id = {key}\naws_secret_access_key = s\n"
LEVEL = StackEntry(
    kind="mfa",
    key_id="ASIA1",
    issued=NOW - 60,
    expires=NOW + 3_600,
    account="111122223333",
    principal="arn:aws:iam::111122223333:user/alice",
    region="eu-west-1",
    origin="profile:work",
    device="arn:aws:iam::111122223333:mfa/alice",
    request_params=(("seconds", "43200"),),
    credentials=Credentials("ASIA1", "secret", "to/ken+=", NOW + 3_600),
    label="alice@111122223333",
    exported_settings=(("AWS_CA_BUNDLE", "/x"),),
)


def holder(
    environ: dict[str, str] | None = None,
    config: str = "",
    keys: str = KEY.format(name="default", key="AKIA1"),
    **wish: str,
) -> str | None:
    base = {**(environ or {})}
    files = profiles.read(config, base.get("CONFIG", "CONFIG"), keys, "CREDENTIALS")
    inputs = Inputs(read_snapshot(base, NOW), files, NONE)
    command = Mfa(**wish)  # type: ignore[arg-type] # profile and region
    request = command.request
    plan = mfa_session.prepare(request, inputs, mfa_session.choose(request, inputs))
    return session_format.cache_key(plan, inputs)


TWO = KEY.format(name="default", key="AKIA1") + KEY.format(name="other", key="AKIA1")
PROCESS = "[profile pass]\ncredential_process = pass aws\n"


@pytest.mark.parametrize(
    "differing",
    [
        (holder(keys=TWO), holder(keys=TWO, profile="other")),
        (holder(), holder(keys=KEY.format(name="default", key="AKIA2"))),
        (holder(region="eu-west-1"), holder(region="cn-north-1")),
        (holder(region="us-east-1"), holder(region="us-gov-west-1")),
        (holder(), holder({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"})),
        (
            holder({"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:2"}),
            holder({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}),
        ),
        (holder(), holder(KEYS)),
        (
            holder(config=PROCESS, profile="pass"),
            holder(config=PROCESS.replace("pass aws", "pass aws2"), profile="pass"),
        ),
        (
            holder(config=PROCESS, profile="pass"),
            holder({"CONFIG": "ELSEWHERE"}, config=PROCESS, profile="pass"),
        ),
    ],
    ids=[
        "profiles of one key", "keys of one profile", "China", "GovCloud", "endpoint",
        "endpoints", "environment", "programs", "files",
    ],
)  # fmt: skip
def test_sessions_of_different_requests_never_share_a_key(
    differing: tuple[str | None, str | None],
) -> None:
    one, other = differing

    assert one is not None
    assert other is not None
    assert session_format.file_name(one) != session_format.file_name(other)
    assert one != other


def test_regions_of_a_partition_share_a_session() -> None:
    assert holder(region="eu-west-1") == holder(region="us-east-2") == holder()


def test_no_secret_is_in_a_name() -> None:
    assert "fake-secret" not in (holder(KEYS) or "")


@pytest.mark.parametrize(
    "config", ["[profile x]\nsso_session = s\n", "[profile x]\nlogin_session = l\n"]
)
def test_a_session_without_a_code_is_not_stored(config: str) -> None:
    assert holder(config=config, profile="x") is None


@pytest.mark.parametrize(
    ("wish", "least", "left", "does"),
    [
        (StoreOptions(), 900, 900, True),
        (StoreOptions(), 900, 899, False),
        (StoreOptions(), 60, 61, True),
        (StoreOptions(skip_stored=True), 900, 40_000, False),
        (StoreOptions(min_remaining=3_600), 900, 3_599, False),
        (StoreOptions(min_remaining=3_600), 900, 3_600, True),
        (StoreOptions(min_remaining=60), 900, 899, False),
        (StoreOptions(), 900, 0, False),
    ],
)
def test_when_a_stored_session_is_used(
    wish: StoreOptions, least: int, left: int, does: bool
) -> None:
    marker = SessionMetadata("holder", NOW - 100, NOW + left, "alice@1", "1")

    assert marker.does(*_planned(wish, least)) is does


def test_a_session_whose_code_is_too_old_for_a_policy_is_not_used() -> None:
    marker = SessionMetadata("holder", NOW - 7 * 3_600, NOW + 5 * 3_600, "alice@1", "1")

    assert marker.does(*_planned(StoreOptions(), 900))
    assert marker.does(*_planned(StoreOptions(), 900, mfa_age=8 * 3_600))
    assert not marker.does(*_planned(StoreOptions(), 900, mfa_age=7 * 3_600 + 800))


def _planned(
    wish: StoreOptions, least: int, mfa_age: int | None = None
) -> tuple[SessionRequest, Inputs]:
    own = Settings({"default": ProfileSettings(mfa_age=mfa_age)}, {}, keep_at_least=least)
    files = profiles.read("", "CONFIG", KEY.format(name="default", key="AKIA1"), "CREDENTIALS")
    inputs = Inputs(read_snapshot({}, NOW), files, own)
    command = Mfa()
    request = command.request
    plan = mfa_session.prepare(request, inputs, mfa_session.choose(request, inputs))
    return plan.replace(keeping=wish), inputs


@pytest.mark.parametrize(
    ("command", "anew"),
    [
        (Mfa(), False),
        (Mfa(keep=True), False),
        (Mfa(duration="1h"), False),
        (Mfa(fresh=True), True),
        (Mfa(word="phone"), True),
        (Mfa(word="123456"), True),
        (Mfa(code="123456"), True),
        (Mfa(code="-"), True),
    ],
)
def test_options_on_the_command_line_ask_for_a_new_session(command: Mfa, anew: bool) -> None:
    files = profiles.read("", "CONFIG", KEY.format(name="default", key="AKIA1"), "CREDENTIALS")
    inputs = Inputs(read_snapshot({}, NOW), files, NONE)
    request = command.request
    plan = mfa_session.prepare(request, inputs, mfa_session.choose(request, inputs))

    assert plan.keeping.skip_stored is anew


@pytest.mark.parametrize("name", ["a b", "a\N{NO-BREAK SPACE}b", "👩\N{ZERO WIDTH JOINER}💻"])
def test_a_marker_comes_back_from_its_text(name: str) -> None:
    marker = session_format.metadata(f"aws AKIA1 AWS profile:{name}", LEVEL)
    found = session_format.read_metadata(session_format.metadata_text(marker))

    assert found == marker
    assert marker.origin == f"profile {name}"
    assert session_format.read_metadata(session_format.metadata_text(marker)[:-3]) is None
    assert "secret" not in session_format.metadata_text(marker)


def test_a_session_comes_back_from_its_text_without_what_belongs_to_a_terminal() -> None:
    found = session_format.opened(session_format.sealed(LEVEL))

    assert found == LEVEL.replace(region=None, origin="", exported_settings=())


@pytest.mark.parametrize("text", ["", "x", ".2,", session_format.sealed(LEVEL)[:-20], "-,", ":,=,"])
def test_any_other_text_is_not_a_session(text: str) -> None:
    assert session_format.opened(text) is None


@given(st.text(min_size=1, max_size=400), st.none() | st.integers(17, 100))
def test_a_text_comes_back_from_its_parts(text: str, most: int | None) -> None:
    parts = session_format.cut(text, most)

    assert session_format.parts_of(parts[0]) == len(parts)
    assert session_format.joined(parts) == text
    assert most is not None or len(parts) == 1
    assert all(len(part) <= (most or len(part)) for part in parts)


def test_parts_of_different_texts_are_not_joined() -> None:
    one, other = session_format.cut("a" * 60, 40), session_format.cut("b" * 60, 40)

    assert session_format.joined((one[0], *other[1:])) is None
    assert session_format.joined(one[:-1]) is None
    assert session_format.parts_of("x") == 0


def test_a_session_of_the_greatest_token_fits_a_windows_store_in_parts() -> None:
    assert LEVEL.credentials is not None
    long = LEVEL.replace(credentials=LEVEL.credentials.replace(session_token="T" * 4_096))
    parts = session_format.cut(session_format.sealed(long), 1_200)

    assert len(parts) > 3
    assert all(len(part.encode("utf-16-le")) <= 2_560 for part in parts)


def test_a_part_is_as_long_as_windows_counts_it() -> None:
    text = "\U0001f600" * 3000

    parts = session_format.cut(text, 1200)

    assert max(len(part.encode("utf-16-le")) // 2 for part in parts) <= 1200
    assert session_format.joined(parts) == text

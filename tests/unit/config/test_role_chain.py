from __future__ import annotations

import pytest

from aws_session.aws import source_credentials
from aws_session.config import profiles, role_chain
from aws_session.config.profile import LONG_TERM, ROLE, TEMPORARY
from aws_session.config.role_chain import Chain
from aws_session.errors import SessionError
from aws_session.model.credentials import Credentials
from aws_session.session import precedence

COMMENT = ": AWS's tools read a comment after a value as part of it"
KEY = "aws_access_key_id = A\naws_secret_access_key = s\n"


def role(name: str, rest: str) -> str:
    return f"[profile {name}]\nrole_arn = arn:aws:iam::012345678901:role/{name}\n{rest}\n"


def chain_of(name: str, config: str) -> Chain:
    found = profiles.read(config, "CONFIG", "", "CREDENTIALS")
    return role_chain.of(found.by_name[name], found)


def names(chain: Chain) -> tuple[str, list[str]]:
    return chain.source.name, [profile.name for profile in chain.roles]


def test_a_profile_without_a_role_is_its_own_source() -> None:
    assert names(chain_of("a", f"[profile a]\n{KEY}")) == ("a", [])


def test_roles_follow_from_the_source_to_the_profile() -> None:
    config = role("c", "source_profile = b") + role("b", "source_profile = a")

    assert names(chain_of("c", f"{config}[profile a]\n{KEY}")) == ("a", ["b", "c"])


def test_a_source_with_its_own_key_starts_the_chain_whatever_else_it_says() -> None:
    config = role("c", "source_profile = b") + role("b", f"source_profile = a\n{KEY}")

    assert names(chain_of("c", config)) == ("b", ["c"])


def test_a_role_may_name_itself_as_the_source_of_its_key() -> None:
    assert names(chain_of("a", role("a", f"source_profile = a\n{KEY}"))) == ("a", ["a"])


def test_a_credential_source_is_left_to_botocore() -> None:
    config = role("b", "source_profile = a") + role("a", "credential_source = Environment")

    assert names(chain_of("a", config)) == ("a", [])
    assert names(chain_of("b", config)) == ("a", ["b"])


def test_a_role_from_the_environment_is_assumed_by_us() -> None:
    config = role("b", "source_profile = a") + role("a", "credential_source = Environment")
    alone, chained = chain_of("a", config), chain_of("b", config)

    assert (alone.from_environment, chained.from_environment) == (True, True)
    assert [profile.name for profile in alone.assumed] == ["a"]
    assert [profile.name for profile in chained.assumed] == ["a", "b"]


def test_another_credential_source_is_assumed_by_botocore() -> None:
    config = role("b", "source_profile = a") + role("a", "credential_source = EcsContainer")
    chain = chain_of("b", config)

    assert not chain.from_environment
    assert [profile.name for profile in chain.assumed] == ["b"]


def test_a_source_with_a_key_begins_whatever_its_credential_source() -> None:
    config = role("b", "source_profile = a") + role("a", f"credential_source = Environment\n{KEY}")
    chain = chain_of("b", config)

    assert not chain.from_environment
    assert [profile.name for profile in chain.assumed] == ["b"]


@pytest.mark.parametrize(
    ("rest", "message", "hint"),
    [
        (
            "source_profile = b\ncredential_source = Environment",
            "profile 'a' has both source_profile and credential_source",
            "keep one of them: CONFIG, line 4",
        ),
        (
            "credential_source = environment",
            "'environment' is not a credential_source (profile 'a')",
            "name one of Environment, Ec2InstanceMetadata, EcsContainer: CONFIG, line 3",
        ),
    ],
)
def test_an_impossible_credential_source_is_reported_with_its_line(
    rest: str, message: str, hint: str
) -> None:
    with pytest.raises(SessionError) as caught:
        chain_of("a", role("a", rest))

    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_source_may_be_an_sso_profile() -> None:
    config = role("b", "source_profile = a") + "[profile a]\nsso_session = s\n"

    assert names(chain_of("b", config)) == ("a", ["b"])


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (role("a", "source_profile = a"), "leads back to itself: a -> a"),
        (
            role("a", "source_profile = b") + role("b", "source_profile = a"),
            "leads back to itself: a -> b -> a",
        ),
        (
            role("a", "source_profile = b")
            + role("b", "source_profile = c")
            + role("c", "source_profile = b"),
            "leads back to itself: a -> b -> c -> b",
        ),
        (role("a", ""), "profile 'a' has role_arn but neither source_profile nor"),
        (
            role("a", "source_profile = b") + role("b", "source_profile = gone"),
            "profile 'b' names the source_profile 'gone', which does not exist",
        ),
    ],
)
def test_a_cycle_and_a_missing_link_are_named(config: str, message: str) -> None:
    with pytest.raises(SessionError, match=message) as caught:
        chain_of("a", config)

    assert "CONFIG" in str(caught.value.hint)


def test_half_a_key_in_a_source_is_named() -> None:
    config = role("a", "source_profile = b") + "[profile b]\naws_access_key_id = A\n"
    with pytest.raises(SessionError, match="no aws_secret_access_key"):
        chain_of("a", config)


@pytest.mark.parametrize("token", ["", "aws_session_token = t\n"])
def test_the_key_of_a_source_signs_whatever_role_it_names(token: str) -> None:
    config = role("c", "source_profile = b") + role("b", f"source_profile = b\n{KEY}{token}")
    source = precedence.of_source(chain_of("c", config).source)

    assert source == source_credentials.SourceCredentials(
        "profile:b", Credentials("A", "s", "t" if token else None), source.profile
    )
    assert source.profile is not None
    assert source.profile.kind_as_source == (TEMPORARY if token else LONG_TERM)
    assert source.profile.kind == ROLE


def test_a_source_without_a_key_is_what_it_is() -> None:
    source = chain_of("a", role("a", "credential_source = EcsContainer")).source

    assert source.kind_as_source == ROLE
    assert precedence.of_source(source).key is None


@pytest.mark.parametrize(
    ("rest", "what"),
    [
        ("source_profile = work  # mine",
         f"names the source_profile 'work  # mine', which does not exist{COMMENT}"),
        ("credential_source = Environment ; CI",
         f"'Environment ; CI' is not a credential_source (profile 'dev'){COMMENT}"),
        ("source-profile = work",
         ("neither source_profile nor credential_source: 'source-profile' is not read as "
          "source_profile")),
        ("source_profiel = work", "'source_profiel' is not read as source_profile"),
        ("source_profile = main", "names the source_profile 'main', which does not exist"),
        ("source_profile = mfa-n",
         "names the source_profile 'mfa-n', which does not exist; did you mean 'n'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_source_is_named(rest: str, what: str) -> None:
    with pytest.raises(SessionError) as caught:
        chain_of("dev", f"{role('dev', rest)}[profile work]\n{KEY}[profile n]\n{KEY}")

    assert caught.value.message.endswith(what)

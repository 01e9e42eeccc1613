"""If profile `default` has no key: a mistyped name, and the profiles that have keys."""

from __future__ import annotations

import pytest

from real.journeys.place import Place, Sitting

WITH_KEYS = "name a profile with a long-term key (work): aws-session --profile NAME"
NO_KEY = "and no key to list accounts with"
ROLE = "role_arn = arn:aws:iam::210987654321:role/{}\nsource_profile = work\n"
CONFIG = f"[profile prod-ro]\n{ROLE.format('ReadOnly')}[profile prod-admin]\n{ROLE.format('Admin')}"


@pytest.fixture(autouse=True, params=["", "[default]\nregion = us-east-1\n"])
def files(request: pytest.FixtureRequest, place: Place) -> str:
    place.credentials(work=place.company.key)
    place.config(str(request.param) + CONFIG)
    return str(request.param)


@pytest.mark.parametrize("command", ["pose", "exec", "console", "process", "exec --refresh"])
@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("prod-rx", "; did you mean 'prod-ro'?"),
        ("prd-admin", "; did you mean 'prod-admin'?"),
        ("prod-x1234", "; did you mean 'prod-ro' or 'prod-admin'?"),
        ("wrok", "; did you mean 'work'?"),
        ("nowhere", ""),
    ],
)
def test_a_mistyped_name_is_named_with_the_near_ones(
    place: Place, command: str, word: str, meant: str
) -> None:
    done = place.program(*command.split(), word)

    said = f"no alias or profile named {word!r}, {NO_KEY}{meant}\n  {WITH_KEYS}\n"
    assert done.stderr == f"aws-session: error: {said}"


@pytest.mark.parametrize("words", ["", "mfa", "devices", "accounts", "exec -- true"])
def test_the_profiles_that_have_keys_are_named(place: Place, files: str, words: str) -> None:
    done = place.program(*words.split())

    what = "no AWS credentials found: none in the environment, and no profile 'default'"
    if files:
        what = f"profile 'default' has no credentials in {place.home}/.aws/credentials"
    assert done.stderr == f"aws-session: error: {what}\n  {WITH_KEYS}\n"


def test_a_folder_in_place_of_the_credentials_file_is_named(place: Place) -> None:
    folder = place.home / "folder"
    folder.mkdir()
    place.config("[profile work]\nregion = eu-west-1\n")
    done = place.program("-p", "work", environ={"AWS_SHARED_CREDENTIALS_FILE": str(folder)})

    assert done.stderr == (
        f"aws-session: error: profile 'work' has no credentials in {folder}\n"
        f"  {folder} is a folder: put a file in its place\n"
    )


def test_what_signs_without_a_long_term_key_is_named_too(place: Place) -> None:
    place.credentials("")
    place.config("[profile vault]\ncredential_process = cat answer\n")

    named = "name a profile with credentials (vault): aws-session --profile NAME"
    assert place.program().stderr.endswith(f"\n  {named}\n")


def test_an_abbreviated_profile_name_selects_that_profile(sitting: Sitting) -> None:
    sitting.enter(f"aws-session pose prod-r --code {sitting.place.fresh_code()}")

    assert sitting.status == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == "prod-ro/ReadOnly"

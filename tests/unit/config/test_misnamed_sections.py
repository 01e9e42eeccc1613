from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session.commands.mfa import Mfa
from aws_session.config import NONE, aws_files, profiles, role_chain
from aws_session.config.profile import MAKING_CREDENTIALS
from aws_session.config.profile_faults import nothing_there
from aws_session.config.profiles import Profiles
from aws_session.errors import SessionError, UsageError
from aws_session.session import target
from walk import Walk

if TYPE_CHECKING:
    from pathlib import Path

PAIR = "aws_access_key_id = A\naws_secret_access_key = s\n"


def read(config: str = "", credentials: str = "") -> Profiles:
    return profiles.read(config, "CONFIG", credentials, "CREDENTIALS")


@pytest.mark.parametrize(
    ("heading", "profile", "right"),
    [
        ("work", "work", "profile work"),
        ("Profile work", "work", "profile work"),
        (" profile work ", "work", "profile work"),
        ("profile my work", "my work", 'profile "my work"'),
        ('"work"', "work", "profile work"),
        ("default ", "default", "default"),
        ("Default", "default", "default"),
        ("'default'", "default", "default"),
        ("Profile default", "default", "profile default"),
        ("profile x\ty", "x y", 'profile "x y"'),
        ("profile x\ty", "x\ty", 'profile "x y"'),
        ("x\ty", "x y", 'profile "x y"'),
        ("profile\tx y", "x y", 'profile "x y"'),
        ("Profile\twork", "work", "profile work"),
        ("profile Bob's", "Bob's", 'profile "Bob\'s"'),
        ('profile 6" disk', '6" disk', 'profile "6\\" disk"'),
    ],
)
def test_a_heading_that_the_config_file_does_not_have_is_named(
    heading: str, profile: str, right: str
) -> None:
    (found,) = read(f"# mine\n\n[{heading}]\nregion = r\n").not_read(profile)

    meant = profile.replace("\t", " ")
    assert found.message == f"CONFIG, line 3: [{heading}] is not read as profile {meant!r}"
    assert found.hint == f"write it [{right}]"
    assert not read(f"[{right}]\nregion = r\n").not_read(profile)
    assert meant in read(f"[{right}]\nregion = r\n")


@pytest.mark.parametrize("heading", ["profilework", "profile:work", "Profile-work", "profile=work"])
def test_a_heading_without_its_space_is_known_by_the_profile_of_the_credentials(
    heading: str,
) -> None:
    files = read(f"[{heading}]\nregion = r\n", f"[work]\n{PAIR}")
    (found,) = files.not_read("work")

    assert found.hint == "write it [profile work]"
    assert not read(f"[{heading}]\nregion = r\n", f"[other]\n{PAIR}").not_read("work")


@pytest.mark.parametrize(
    ("heading", "profile"),
    [
        ("profile work", "work"),
        ("Profile  work", "work"),
        ("profile default", "default"),
        (" work ", "work"),
        ('"my work"', "my work"),
        ('profile "my work"', "my work"),
        (" default", "default"),
        ("Default", "default"),
        ("profile Default", "default"),
    ],
)
def test_a_heading_that_the_credentials_file_does_not_have_is_named(
    heading: str, profile: str
) -> None:
    (found,) = read(credentials=f"[{heading}]\n{PAIR}").not_read(profile)

    assert found.message == f"CREDENTIALS, line 1: [{heading}] is not read as profile {profile!r}"
    assert found.hint == f"write it [{profile}]"


@pytest.mark.parametrize(
    "config",
    [
        "[default]\nregion = r\n",
        "[profile default]\nregion = r\n",
        "[profile work]\nregion = r\n",
        "[profile 'my work']\nregion = r\n",
        "[sso-session corp]\nsso_region = r\n",
        "[services s]\nsts =\n  endpoint_url = u\n",
        "[plugins]\ncli_legacy_plugin_path = p\n",
        "[foobar]\nmorestuff = 2\n",
        "[DEFAULT]\nregion = r\n",
    ],
)
def test_what_is_read_or_was_never_meant_as_a_profile_is_not_named(config: str) -> None:
    assert read(config, f"[default]\n{PAIR}[my work]\n{PAIR}").misnamed == ()


def test_a_profile_that_is_only_misnamed_is_reported_with_its_line() -> None:
    files = read(credentials=f"[profile work]\n{PAIR}")

    with pytest.raises(UsageError) as caught:
        files.find("work")
    assert caught.value.message == (
        "there is no AWS profile 'work': CREDENTIALS, line 1: [profile work] is not read as "
        "profile 'work'"
    )
    assert caught.value.hint == "write it [work]"


def test_a_source_that_is_only_misnamed_is_reported_with_its_line() -> None:
    files = read("[profile a]\nrole_arn = r\nsource_profile = work\n", f"[profile work]\n{PAIR}")

    with pytest.raises(SessionError) as caught:
        role_chain.of(files.find("a"), files)
    assert caught.value.message == (
        "profile 'a' names the source_profile 'work': CREDENTIALS, line 1: [profile work] is not "
        "read as profile 'work'"
    )


def test_a_source_that_is_mistyped_is_reported_with_the_near_name_and_its_line() -> None:
    files = read("[profile a]\nrole_arn = r\nsource_profile = profile work\n", f"[work]\n{PAIR}")

    with pytest.raises(SessionError) as caught:
        role_chain.of(files.find("a"), files)
    assert caught.value.message == (
        "profile 'a' names the source_profile 'profile work', which does not exist; did you mean "
        "'work'?"
    )
    assert caught.value.hint == "correct it: CONFIG, line 3"


def test_a_key_in_a_section_that_is_not_read_is_reported_with_its_line() -> None:
    files = read("[profile work]\nregion = r\n", f'["work"]\n{PAIR}')
    error = nothing_there(files.find("work"), "profile 'work'", MAKING_CREDENTIALS)

    assert error.message == (
        "profile 'work' has no credentials: CREDENTIALS, line 1: [\"work\"] is not read as "
        "profile 'work'"
    )
    assert error.hint == "write it [work]"


def test_a_default_profile_that_is_only_misnamed_is_reported_with_its_line() -> None:
    walk = Walk({}, f"[Default]\n{PAIR}")

    with pytest.raises(SessionError) as caught:
        walk.go(Mfa(), "111111")
    assert caught.value.message == "CONFIG, line 1: [Default] is not read as profile 'default'"
    assert caught.value.hint == "write it [default]"


def test_a_profile_called_default_in_another_case_is_a_separate_profile() -> None:
    files = read(credentials=f"[Default]\n{PAIR}[default]\n{PAIR}")

    assert files.misnamed == ()
    assert tuple(files.by_name) == ("Default", "default")


def test_a_target_with_its_role_in_quotes_is_reported_with_its_line() -> None:
    arn = "arn:aws:iam::111122223333:role/Admin"
    files = read(f"[profile a]\nrole_arn = '{arn}'\nsource_profile = work\n")

    with pytest.raises(SessionError) as caught:
        target.known_target("a", None, NONE, files)
    assert caught.value.message == (
        "role_arn of profile 'a' is in quotes, which AWS's tools read as part of it"
    )
    assert caught.value.hint == "remove the quotes: CONFIG, line 2"


@pytest.mark.parametrize(
    "setting",
    [
        *("region", "role_arn", "source_profile", "credential_source", "sso_session"),
        *("mfa_serial", "external_id", "role_session_name", "duration_seconds"),
    ],
)
@pytest.mark.parametrize("quote", ["'", '"'])
def test_quotes_are_named_with_their_line(setting: str, quote: str) -> None:
    with pytest.raises(SessionError) as caught:
        read(f"[profile a]\n{setting} = {quote}x{quote}\n").find("a").check()
    assert caught.value.message == (
        f"{setting} of profile 'a' is in quotes, which AWS's tools read as part of it"
    )
    assert caught.value.hint == "remove the quotes: CONFIG, line 2"


@pytest.mark.parametrize(
    ("lines", "setting", "what", "line"),
    [
        ('aws_access_key_id = "AKIAX"\naws_secret_access_key = s', "aws_access_key_id",
         "is in quotes", 2),
        ("aws_access_key_id = AKIAX\naws_secret_access_key = 's'", "aws_secret_access_key",
         "is in quotes", 3),
        ("aws_access_key_id = AKIAX # old\naws_secret_access_key = s", "aws_access_key_id",
         "contains a space", 2),
        ("aws_access_key_id = AKIAX\naws_secret_access_key = s\n  more", "aws_secret_access_key",
         "contains a line break or another control character", 3),
        ("aws_access_key_id = AKIAX\naws_secret_access_key = \u201cs\u201d",
         "aws_secret_access_key", "is in quotes", 3),
        ("aws_access_key_id = a/b\naws_secret_access_key = s", "aws_access_key_id",
         "contains a slash", 2),
        ("aws_access_key_id = ASIAX\naws_secret_access_key = s\naws_session_token = 't'",
         "aws_session_token", "is in quotes", 4),
    ],
)  # fmt: skip
def test_an_unusable_key_is_reported_with_its_line(
    lines: str, setting: str, what: str, line: int
) -> None:
    with pytest.raises(SessionError) as caught:
        read(credentials=f"[work]\n{lines}\n").find("work").static_key()
    assert caught.value.message == f"{setting} of profile 'work' {what}, which a key cannot have"
    assert caught.value.hint == f"fix the line: CREDENTIALS, line {line}"


@pytest.mark.parametrize(
    ("text", "line"), [("\ufeff[default]\n", 1), ("\ufeff# mine\n", 1), ("[a]\n\ufeff[b]\n", 2)]
)
@pytest.mark.parametrize("name", ["CONFIG", "CREDENTIALS"])
def test_a_byte_order_mark_is_called_by_its_name(text: str, line: int, name: str) -> None:
    with pytest.raises(SessionError) as caught:
        read(text) if name == "CONFIG" else read("", text)
    assert caught.value.message == (
        f"{name}, line {line}: the file begins with a byte order mark (BOM), which AWS's tools "
        "cannot read"
    )
    assert caught.value.hint == "save the file as UTF-8 without a byte order mark"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_is_called_so(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "config"
    file.write_bytes(f"\ufeff[default]\n{PAIR}".encode(encoding))
    environ = {"AWS_CONFIG_FILE": str(file), "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}

    with pytest.raises(SessionError) as caught:
        aws_files.read(environ)
    assert caught.value.message == (
        f"{file}, line 1: not UTF-8 text, but UTF-16 with a byte order mark (BOM)"
    )


def test_a_key_whose_parts_are_swapped_is_named_with_its_line() -> None:
    lines = "aws_access_key_id = w/JalrXUtnFEMI\naws_secret_access_key = AKIAIOSFODNN7EXAMPLE"
    with pytest.raises(SessionError) as caught:
        read(credentials=f"[work]\n{lines}\n").find("work").static_key()

    assert caught.value.message == (
        "aws_access_key_id and aws_secret_access_key of profile 'work' are swapped"
    )
    assert caught.value.hint == "swap the two values: CREDENTIALS, line 2"


@pytest.mark.parametrize(
    ("lines", "message", "setting"),
    [
        (
            "aws-access-key-id = A\naws-secret-access-key = s",
            "has no credentials",
            "aws-access-key-id",
        ),
        (
            "export aws_access_key_id = A\naws_secret_access_key = s",
            "has only half a key",
            "export aws_access_key_id",
        ),
        (
            "accessKeyId = A\naws_secret_access_key = s",
            "has only half a key",
            "accesskeyid",
        ),
    ],
)
def test_a_setting_that_was_meant_for_the_key_is_named_with_its_line(
    lines: str, message: str, setting: str
) -> None:
    walk = Walk({}, f"[default]\n{lines}\n")

    with pytest.raises(SessionError) as caught:
        walk.go(Mfa(), "111111")
    assert caught.value.message == (
        f"profile 'default' {message}: {setting!r} is not read as aws_access_key_id"
    )
    assert caught.value.hint == (f"write aws_access_key_id instead of {setting!r}: CONFIG, line 2")


@pytest.mark.parametrize(
    ("earlier", "later", "name"),
    [
        ("profile x", 'profile "x"', "x"),
        ("profile  x", "profile x", "x"),
        ("profile x", "profile 'x'", "x"),
        ("default", "profile default", "default"),
        ("profile default", "default", "default"),
    ],
)
def test_of_two_sections_for_one_profile_the_earlier_is_named(
    earlier: str, later: str, name: str
) -> None:
    found = read(f"[{earlier}]\nregion = a\n\n[{later}]\nregion = b\n")
    (section,) = found.not_read(name)

    assert found.find(name).get("region") == "b"
    assert found.find(name).misnamed == (section,)
    assert (section.message, section.hint) == (
        f"CONFIG, line 1: [{earlier}] is not read, because [{later}], line 4, replaces it",
        "keep one of the two sections",
    )


INDENTED = (
    "[default]\nregion = r\n[profile a]\nregion = r\n{} = v\n\n  # x\n  [profile b]\n  region = q\n"
)


@pytest.mark.parametrize("setting", ["output", "role_arn", "credential_process", "mfa_serial"])
def test_an_indented_section_is_named_for_itself_and_for_the_profile_that_has_it(
    setting: str,
) -> None:
    found = read(INDENTED.format(setting))
    (section,) = found.not_read("b")

    assert "b" not in found
    assert section.message == (
        f"CONFIG, line 8: [profile b] is indented, so it is read as part of {setting}"
    )
    assert section.hint == "remove the blanks before it"
    assert found.find("a").misnamed == (section,)
    assert found.find("default").misnamed == ()
    if setting == "output":
        found.find("a").check()
    else:
        with pytest.raises(SessionError) as caught:
            found.find("a").check()
        assert (caught.value.message, caught.value.hint) == (section.message, section.hint)


def test_an_indented_section_in_the_credentials_is_named_instead_of_a_broken_key() -> None:
    found = read("", f"[default]\n{PAIR}\n\t[other]\n\taws_access_key_id = B\n")

    with pytest.raises(SessionError, match=r"CREDENTIALS, line 5: \[other\] is indented, so it"):
        found.find("default").check()
    assert len(found.not_read("other")) == 1


def test_a_list_in_a_value_is_no_section() -> None:
    assert (
        read("[default]\nx =\n  a = [1]\n[profile b]\ny = 1\n  [2]\n  [two words]\n").misnamed == ()
    )

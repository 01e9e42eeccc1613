from __future__ import annotations

import re
import tomllib

from hypothesis import given
from hypothesis import strategies as st

from aws_session.config import (
    NONE,
    AccountSettings,
    ProfileSettings,
    Settings,
    settings_schema,
    settings_template,
)
from aws_session.config.settings_template import TEMPLATE, Table


def uncommented() -> str:
    return re.sub(r"^# (\[|\w+ = )", r"\1", TEMPLATE, flags=re.MULTILINE)


def test_the_template_sets_nothing() -> None:
    assert settings_schema.check(tomllib.loads(TEMPLATE), TEMPLATE, "CONFIG") == NONE


def test_without_its_comment_marks_the_template_is_valid_and_complete() -> None:
    table = tomllib.loads(uncommented())
    found = settings_schema.check(table, uncommented(), "CONFIG")

    assert table.keys() == Settings.__annotations__.keys()
    assert table["profiles"]["work"].keys() == ProfileSettings.__annotations__.keys()
    assert table["accounts"]["prod"].keys() == AccountSettings.__annotations__.keys()
    assert found.accounts["prod"].id == "210987654321"


def test_tables_are_written_as_toml() -> None:
    tables = (
        Table("profiles", "work", (("mfa_serial", "GAHT12345678"),)),
        Table("accounts", "R&D [x]", (("id", "012345678901"),)),
    )

    assert settings_template.written(tables) == (
        '\n[profiles.work]\nmfa_serial = "GAHT12345678"\n'
        '\n[accounts."R&D [x]"]\nid = "012345678901"\n'
    )


@given(name=st.text(min_size=1), value=st.text())
def test_any_text_survives(name: str, value: str) -> None:
    text = settings_template.written((Table("profiles", name, (("region", value),)),))

    assert tomllib.loads(text) == {"profiles": {name: {"region": value}}}

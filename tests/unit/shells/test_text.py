"""The exact text that each dialect prints."""

import json
import re

import pytest
from hypothesis import given

from aws_session.environment import EnvironmentChange
from aws_session.shells import PLAIN, PROCESSES, CannotCarryError, dialect
from unit.shells import hostile

GUARD = "command test x0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz/=:+-.,@%'x'"
UTILITY = "Microsoft.PowerShell.Utility\\"
ZSH_GUARD = GUARD.replace("command", "builtin", 1)
CODE = [name for name in PROCESSES if not dialect(name).data]
BOURNE = ("bash", "zsh", "ksh", "sh")

EMPTY = EnvironmentChange()
PLAINLY = EnvironmentChange(
    ("AWS_PROFILE", "AWS_SECURITY_TOKEN"),
    (("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE")),
)
OTHERWISE = EnvironmentChange((), (("AWS_X", "it's 50% \u00e9\n"),))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bash", f"{GUARD};\n"),
        ("zsh", f"{ZSH_GUARD};\n"),
        ("ksh", f" 'command'{GUARD[7:]};\n"),
        ("sh", f"{GUARD};\n"),
        ("fish", "true;\n"),
        ("tcsh", "true;\n"),
        ("elvish", "\n"),
        ("nu", '{"set":{},"unset":[]}\n'),
        ("xonsh", "pass;\n"),
        ("powershell", ";\n"),
        ("cmd", "cmd /c exit 0\n"),
        ("json", "{}\n"),
        ("dotenv", ""),
    ],
)
def test_an_empty_change(name: str, text: str) -> None:
    assert dialect(name).render(EMPTY) == text


_PLAINLY = (
    "unset AWS_PROFILE AWS_SECURITY_TOKEN&&"
    "export ''AWS_REGION='eu-west-1'&&export ''AWS_ACCESS_KEY_ID='ASIAEXAMPLE';\n"
)
_PLAINLY_IN_ZSH = (
    "unset AWS_PROFILE AWS_SECURITY_TOKEN&&"
    "export AWS_REGION='eu-west-1'&&export AWS_ACCESS_KEY_ID='ASIAEXAMPLE';\n"
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bash", f"{GUARD}&&{_PLAINLY}"),
        ("zsh", f"{ZSH_GUARD}&&{_PLAINLY_IN_ZSH}"),
        ("ksh", f" 'command'{GUARD[7:]}&&{_PLAINLY}"),
        ("sh", f"{GUARD}&&{_PLAINLY}"),
        (
            "fish",
            (
                "set -ge AWS_PROFILE;set -ge AWS_SECURITY_TOKEN;set -gx AWS_REGION 'eu-west-1';"
                "set -gx AWS_ACCESS_KEY_ID 'ASIAEXAMPLE';true;\n"
            ),
        ),
        (
            "tcsh",
            (
                "unsetenv AWS_PROFILE;unsetenv AWS_SECURITY_TOKEN;setenv AWS_REGION 'eu-west-1';"
                "setenv AWS_ACCESS_KEY_ID 'ASIAEXAMPLE';\n"
            ),
        ),
        (
            "elvish",
            (
                "unset-env AWS_PROFILE;unset-env AWS_SECURITY_TOKEN;"
                'set-env AWS_REGION "eu-west-1";set-env AWS_ACCESS_KEY_ID "ASIAEXAMPLE";\n'
            ),
        ),
        (
            "nu",
            (
                '{"set":{"AWS_REGION":"eu-west-1","AWS_ACCESS_KEY_ID":"ASIAEXAMPLE"},'
                '"unset":["AWS_PROFILE","AWS_SECURITY_TOKEN"]}\n'
            ),
        ),
        (
            "xonsh",
            (
                "__xonsh__.env.pop('AWS_PROFILE',None);__xonsh__.env.pop('AWS_SECURITY_TOKEN',None);"
                "__xonsh__.env['AWS_REGION']='eu-west-1';"
                "__xonsh__.env['AWS_ACCESS_KEY_ID']='ASIAEXAMPLE';\n"
            ),
        ),
        (
            "powershell",
            (
                "$Env:AWS_PROFILE=$null;$Env:AWS_SECURITY_TOKEN=$null;"
                "$Env:AWS_REGION='eu-west-1';$Env:AWS_ACCESS_KEY_ID='ASIAEXAMPLE';\n"
            ),
        ),
        (
            "cmd",
            (
                'set "AWS_PROFILE="\nset "AWS_SECURITY_TOKEN="\nset "AWS_REGION=eu-west-1"\n'
                'set "AWS_ACCESS_KEY_ID=ASIAEXAMPLE"\ncmd /c exit 0\n'
            ),
        ),
        ("json", '{"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE"}\n'),
        ("dotenv", "AWS_REGION=eu-west-1\nAWS_ACCESS_KEY_ID=ASIAEXAMPLE\n"),
    ],
)
def test_plain_values_and_names_to_remove(name: str, text: str) -> None:
    assert dialect(name).render(PLAINLY) == text


def _guards(characters: str, word: str = "command") -> str:
    return "".join(f"{word} test {_guard(character)}&&" for character in characters)


def _guard(character: str) -> str:
    return "'\"x\"' != ' x '" if character == '"' else f"'x{character}x' != 'x x'"


_BASH = '"$();{}'
_SH = '"$()\\{}'
_ANSI = "$\\"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "bash",
            (
                f"{GUARD}&&{_guards(_BASH)}"
                """AWS_X="$(printf %q ';')"&&AWS_X="${AWS_X%;}"&&"""
                """AWS_X="$(printf "it${AWS_X}047s${AWS_X}04050${AWS_X}045${AWS_X}040"""
                """${AWS_X}303${AWS_X}251${AWS_X}012_")"&&export ''AWS_X="${AWS_X%_}";\n"""
            ),
        ),
        (
            "zsh",
            (
                f"{ZSH_GUARD}&&{_guards(_ANSI, 'builtin')}"
                "export AWS_X=$'it\\047s\\04050\\045\\040\\303\\251\\012';\n"
            ),
        ),
        (
            "ksh",
            (
                f" 'command'{GUARD[7:]}&&{_guards(_ANSI)}"
                "export ''AWS_X=$'it\\047s\\04050\\045\\040\\303\\251\\012';\n"
            ),
        ),
        (
            "sh",
            (
                f"{GUARD}&&{_guards(_SH)}"
                "AWS_X=$(printf 'it\\047s\\04050\\045\\040\\303\\251\\012_')&&"
                'command test "${AWS_X%_}" != "$AWS_X"&&AWS_X=${AWS_X%_}&&export AWS_X;\n'
            ),
        ),
        ("fish", "set -gx AWS_X it\\X27s\\X2050\\X25\\X20\\Xc3\\Xa9\\X0a;true;\n"),
        ("tcsh", "setenv AWS_X $'it\\047s\\04050\\045\\040\u00e9\\012';\n"),
        ("elvish", 'set-env AWS_X "it\\U00000027s 50% \\U000000e9\\U0000000a";\n'),
        ("nu", '{"set":{"AWS_X":"it\\u0027s 50% \\u00e9\\u000a"},"unset":[]}\n'),
        ("xonsh", "__xonsh__.env['AWS_X']=\"it's 50% \\xe9\\n\";\n"),
        ("powershell", "$Env:AWS_X=-join('it''s 50% ',[char]233,[char]10);\n"),
        ("json", '{"AWS_X": "it\\u0027s 50% \\u00e9\\u000a"}\n'),
    ],
)
def test_any_other_value(name: str, text: str) -> None:
    assert dialect(name).render(OTHERWISE) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bash", f"{GUARD}&&command sh -c 'exit 130';\n"),
        ("zsh", f"{ZSH_GUARD}&&command sh -c 'exit 130';\n"),
        ("ksh", f" 'command'{GUARD[7:]}&&command sh -c 'exit 130';\n"),
        ("sh", f"{GUARD}&&command sh -c 'exit 130';\n"),
        ("fish", "command sh -c 'exit 130';\n"),
        ("tcsh", "/bin/sh -c 'exit 130';\n"),
        ("elvish", ""),
        ("nu", ""),
        ("xonsh", ""),
        (
            "powershell",
            (
                "$global:LASTEXITCODE=130;"
                f"{UTILITY}Invoke-Expression '{UTILITY}Write-Error ''status 130'' "
                "-CategoryActivity aws-session -ErrorAction Stop';\n"
            ),
        ),
        ("cmd", "cmd /c exit 130\n"),
        ("json", ""),
        ("dotenv", ""),
    ],
)
def test_a_failure(name: str, text: str) -> None:
    assert dialect(name).failure(130) == text


@pytest.mark.parametrize(
    ("name", "text", "status"),
    [
        ("bash", f"{GUARD}&&unset A&&command sh -c 'exit 1';\n", 1),
        ("zsh", f"{ZSH_GUARD}&&unset A&&command sh -c 'exit 1';\n", 1),
        ("ksh", f" 'command'{GUARD[7:]}&&unset A&&command sh -c 'exit 1';\n", 1),
        ("sh", f"{GUARD}&&unset A&&command sh -c 'exit 1';\n", 1),
        ("fish", "set -ge A;command sh -c 'exit 1';\n", 1),
        ("tcsh", "unsetenv A;/bin/sh -c 'exit 1';\n", 1),
        ("elvish", "unset-env A;fail 'aws-session: status 1';\n", 0),
        ("nu", '{"set":{},"unset":["A"],"fail":1}\n', 0),
        (
            "xonsh",
            (
                "__xonsh__.env.pop('A',None);"
                "raise __import__('subprocess').CalledProcessError(1,'aws-session');\n"
            ),
            0,
        ),
        (
            "powershell",
            (
                "$Env:A=$null;$global:LASTEXITCODE=1;"
                f"{UTILITY}Invoke-Expression '{UTILITY}Write-Error ''status 1'' "
                "-CategoryActivity aws-session -ErrorAction Stop';\n"
            ),
            0,
        ),
        ("cmd", 'set "A="\ncmd /c exit 1\n', 1),
        ("json", "{}\n", 1),
        ("dotenv", "", 1),
    ],
)
def test_a_change_and_then_a_failure(name: str, text: str, status: int) -> None:
    change = EnvironmentChange(("A",))

    assert dialect(name).render_then_fail(change, 1) == (text, status)


@pytest.mark.parametrize(
    ("name", "tests"),
    [
        ("bash", "command export ''A=\"${A-}\" ''B=\"${B-}\"&&command unset C"),
        ("zsh", 'builtin export A="${A-}" B="${B-}"&&builtin unset C'),
        ("ksh", "command export ''A=\"${A-}\" ''B=\"${B-}\"&&command unset C"),
        ("sh", "command export ''A=\"${A-}\" ''B=\"${B-}\"&&command unset C"),
    ],
)
def test_variables_are_tested_before_the_first_one_changes(name: str, tests: str) -> None:
    change = EnvironmentChange(("A",), (("B", "1"), ("C", "2"))).replace(present=("A", "B", "D"))
    text = dialect(name).render(change)
    guards = _guards('"${}', "builtin" if name == "zsh" else "command")

    assert f"&&{guards}{tests}&&unset A&&export " in text


def test_an_end_tests_the_credentials_and_changes_them_first() -> None:
    change = EnvironmentChange(
        ("AWS_REGION", "AWS_SESSION_TOKEN"),
        (("AWS_PROFILE", "p"), ("AWS_ACCESS_KEY_ID", "AKIA")),
        ("AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SESSION_TOKEN"),
        leaves=True,
    )
    credentials = (
        """&&command export ''AWS_SESSION_TOKEN="${AWS_SESSION_TOKEN-}" """
        """''AWS_ACCESS_KEY_ID="${AWS_ACCESS_KEY_ID-}"&&unset AWS_SESSION_TOKEN"""
        """&&export ''AWS_ACCESS_KEY_ID='AKIA'"""
    )
    others = "&&unset AWS_REGION&&export ''AWS_PROFILE='p';\n"

    assert dialect("bash").render(change).endswith(credentials + others)


@pytest.mark.parametrize("name", [name for name in PROCESSES if name not in BOURNE])
def test_other_shells_print_no_tests(name: str) -> None:
    change = EnvironmentChange(("A",), (("B", "1"),))

    assert dialect(name).render(change.replace(present=("A", "B"))) == dialect(name).render(change)


@pytest.mark.parametrize("name", ["json", "dotenv"])
def test_a_data_form_leaves_our_state_out(name: str) -> None:
    change = EnvironmentChange((), (("AWS_SESSION_STATE", "eyJ9"), ("AWS_REGION", "eu-west-1")))
    text = dialect(name).render(change)

    assert "AWS_SESSION_STATE" not in text
    assert "eu-west-1" in text


def _printed(name: str, value: str) -> str | None:
    try:
        return dialect(name).render(EnvironmentChange((), (("AWS_X", value),)))
    except CannotCarryError:
        return None


@pytest.mark.parametrize("name", PROCESSES)
@given(hostile.values)
def test_the_text_is_ascii_without_control_characters(name: str, value: str) -> None:
    text = _printed(name, value)
    if text is None:
        return
    spelt = text.encode("utf-8", "surrogateescape")
    if name == "tcsh":
        # An octal escape is a code point there.
        spelt = bytes(octet for octet in spelt if octet < 0x80)

    assert set(spelt) <= {0x0A, *range(0x20, 0x7F)}


@pytest.mark.parametrize("name", [name for name in CODE if name != "cmd"])
@given(hostile.values)
def test_the_text_is_one_line(name: str, value: str) -> None:
    text = _printed(name, value)

    assert text is None or text.index("\n") == len(text) - 1


@pytest.mark.parametrize("name", BOURNE)
@given(hostile.values)
def test_splitting_and_expanding_leave_the_line_unchanged(name: str, value: str) -> None:
    text = _printed(name, value)

    assert text is not None
    line = text.removesuffix("\n").removeprefix(" ")
    assert " ".join(line.split()) == line
    assert not set(line) & set("*?[]~^#<>|`")


@given(hostile.values)
def test_bash_gets_no_backslash(value: str) -> None:
    assert "\\" not in (_printed("bash", value) or "\\")


@pytest.mark.parametrize("name", BOURNE)
@given(hostile.values)
def test_every_character_of_the_line_is_guarded_before_it_is_needed(name: str, value: str) -> None:
    text = _printed(name, value)

    assert text is not None
    guards, _, statements = text.partition("&&")
    while found := re.match(r"\w+ test '\S+' != '[x ]+'&&", statements):
        guards += found[0]
        statements = statements[found.end() :]
    plain = set(PLAIN + "' &!")
    others = set(statements.strip().removesuffix(";")) - plain
    assert all(f" test {_guard(other)}" in guards for other in others)


@pytest.mark.parametrize("separator", PLAIN + "'")
def test_each_plain_character_splits_the_word_of_the_first_guard(separator: str) -> None:
    word = GUARD.removeprefix("command test ")

    # A separator at the end of a word is dropped without a trace.
    assert separator in word[:-1]


@given(hostile.values)
def test_cmd_gets_lines_that_it_reads_one_way_only(value: str) -> None:
    text = _printed("cmd", value)
    if text is None:
        return
    first, *others = text.split("\n")

    assert others == ["cmd /c exit 0", ""]
    assert first == f'set "AWS_X={value}"'
    assert first.count('"') == 2
    assert "!" not in first


@pytest.mark.parametrize("name", ["json", "nu"])
@given(hostile.values)
def test_json_is_json(name: str, value: str) -> None:
    text = _printed(name, value)
    if text is None:
        assert not hostile.is_utf8(value)
        return
    found = json.loads(text)

    assert (found["set"] if name == "nu" else found) == {"AWS_X": value}

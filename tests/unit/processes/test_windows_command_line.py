from __future__ import annotations

from subprocess import list2cmdline

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_session.processes import windows_command_line

CMD = r"C:\Windows\System32\cmd.exe"
START = f'"{CMD}" /e:on /v:off /d /s /c '


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("", []),
        ("  ", []),
        ("notepad", ["notepad"]),
        (r"C:\tools\brow.cmd -new", [r"C:\tools\brow.cmd", "-new"]),
        (r'"C:\sp ace\ed 2.cmd" -n', [r"C:\sp ace\ed 2.cmd", "-n"]),
        (r'C:\sp" "ace\x.exe', [r"C:\sp ace\x.exe"]),
        ("a\tb  c", ["a", "b", "c"]),
        ('""', [""]),
        (r'"\"quoted\"" x', ['"quoted"', "x"]),
        (r'"end\\" x', ["end\\", "x"]),
        ('"a""b"', ['a"b']),
        ("it's 'one' word", ["it's", "'one'", "word"]),
        (r"\\server\share\x", [r"\\server\share\x"]),
    ],
)
def test_a_command_line_is_split_as_the_c_library_does(command: str, words: list[str]) -> None:
    assert windows_command_line.split(command) == words


@pytest.mark.parametrize("command", ['"', r'"C:\sp ace\x.exe', r'x "end\"'])
def test_a_quote_that_is_left_open_is_refused(command: str) -> None:
    with pytest.raises(ValueError, match=r'^ends within quotes, "$'):
        windows_command_line.split(command)


@given(st.lists(st.text(alphabet='ab \t"\\&%', max_size=8), min_size=1, max_size=4))
def test_what_is_joined_is_split_into_the_same_words(words: list[str]) -> None:
    assert windows_command_line.split(windows_command_line.joined(words)) == words
    assert windows_command_line.joined(words) == list2cmdline(words)


def test_a_line_of_cmd_keeps_its_quotes() -> None:
    line = windows_command_line.by_cmd(CMD, r'"C:\sp ace\otp.cmd" "x" | more')

    assert line == rf'"{CMD}" /d /s /c ""C:\sp ace\otp.cmd" "x" | more"'


@pytest.mark.parametrize(
    ("argument", "quoted"),
    [
        ("plain", "plain"),
        ("--name=x", '"--name=x"'),
        ("", '""'),
        ("a b", '"a b"'),
        ("x&calc", '"x&calc"'),
        ("a|b<c>d^e", '"a|b<c>d^e"'),
        ("(x86)", '"(x86)"'),
        ("wow!", '"wow!"'),
        ("a,b;c", '"a,b;c"'),
        ("C:\\dir\\", "C:\\dir\\"),
        ("C:\\my dir\\", '"C:\\my dir\\\\"'),
        ("Jürgen", "Jürgen"),
    ],
)
def test_a_batch_file_gets_each_argument_quoted_for_cmd(argument: str, quoted: str) -> None:
    line = windows_command_line.of_batch_file(CMD, r"C:\a&b\x.cmd", (argument,))

    assert line == rf'{START}""C:\a&b\x.cmd" {quoted}"'


@pytest.mark.parametrize("argument", ['a"&echo INJECTED', "%PATH:~0,3%", "100%", "a\nb", "a\rb"])
def test_what_cmd_cannot_pass_on_is_refused(argument: str) -> None:
    with pytest.raises(ValueError, match=r"^a batch file cannot be given an argument with a "):
        windows_command_line.of_batch_file(CMD, r"C:\x.cmd", ("fine", argument))


def test_a_batch_file_whose_path_cmd_would_expand_is_refused() -> None:
    with pytest.raises(ValueError, match="its path has a percent sign"):
        windows_command_line.of_batch_file(CMD, r"C:\100%\x.cmd", ())


def test_a_line_that_cmd_would_cut_is_refused() -> None:
    with pytest.raises(ValueError, match="no more than 8191 characters"):
        windows_command_line.of_batch_file(CMD, r"C:\x.cmd", ("x" * 8200,))


def test_a_credential_process_is_quoted_for_cmd_and_for_the_c_library() -> None:
    words = (r"C:\sp ace\aws-session.exe", "process", "R&D", "", "prod", "--profile", "本番")

    line = windows_command_line.in_profile(words)

    assert line == r'"C:\sp ace\aws-session.exe" process "R&D" "" prod --profile 本番'
    assert windows_command_line.split(line) == list(words)


@pytest.mark.parametrize("word", ['a"b', "%PATH%", "100%"])
def test_a_word_that_tools_would_read_in_two_ways_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="contains a double quote or a percent sign"):
        windows_command_line.in_profile(("aws-session", "process", word))

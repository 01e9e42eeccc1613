from __future__ import annotations

import ast

import messages


def test_every_kind_of_text_is_printed() -> None:
    everything = "\n".join(messages.everything())

    for text in (
        "no session here",
        "to list them, type: aws-session help",
        "this line makes {name} work without eval in new shells; run it once",
        "Start a session with an MFA code; the default command.",
        "== aws-session help errors",
        "== aws-session help storing",
    ):
        assert text in everything, text
    assert "The command `version`: the program's version, as data." not in everything


def test_names_replace_what_differs() -> None:
    tree = ast.parse('def f(x):\n    """Doc string here."""\n    g(f"no {x!r} in here")')

    assert list(messages.texts(tree)) == ["no {x} in here"]

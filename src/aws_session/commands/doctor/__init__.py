"""The command `doctor`: problems in the order in which they would occur, and how to fix them."""

from __future__ import annotations

from aws_session import shells
from aws_session.commands import JSON, PROFILE, Command, flag
from aws_session.commands.doctor.checks import Checks
from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding
from aws_session.context import Context
from aws_session.model import inert_text, terminal_text, validation
from aws_session.shells import detect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rich.text import Text

    from aws_session.terminal.output import Output
    from aws_session.terminal.page import Page

_MARKS = str.maketrans({"'": None, '"': None, ";": ","})
_SIGNS = {OK: ("✓", "ok", "green"), WARNING: ("!", "!!", "yellow"), PROBLEM: ("✗", "XX", "red")}


class Doctor(Command):
    """What will go wrong in this shell; `offline` makes no call to AWS."""

    json: bool = JSON
    offline: bool = flag("--offline", help="Do not call AWS.")
    profile: str | None = PROFILE

    summary = "Check your setup for problems and say how to fix them; changes nothing."

    def validate(self) -> None:
        validation.no_blank(self.profile, "--profile")

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        checks = Checks(
            Context(environ), self.profile, offline=self.offline, loaded=output.has_eval_fd
        )
        if self.json:
            found = list(checks.findings())
            output.write_data(inert_text.json(_data(finding) for finding in found))
        elif output.data_is_shown:
            # Imported late: it imports rich.
            from aws_session.terminal.page import Page

            found = _shown(checks, output, Page(output.for_child, environ))
        else:
            found = list(checks.findings())
            plain = shells.dialect(detect.find(environ)).plain_in_data
            output.write_data(inert_text.tsv((_row(finding) for finding in found), plain))
        return int(any(finding.level == PROBLEM for finding in found))


def _shown(checks: Checks, output: Output, page: Page) -> list[Finding]:
    """Show each finding as soon as it is known: AWS may be slow."""
    found = []
    before = ""
    for finding in checks.findings():
        found.append(finding)
        title = "" if finding.about == before else finding.about
        before = finding.about
        output.write_data(page.text(_lines(finding, title, page)))
    counts = [sum(finding.level == level for finding in found) for level in (PROBLEM, WARNING)]
    words = f"{_counted(counts[0], 'problem')}, {_counted(counts[1], 'warning')}"
    output.write_data("\n" + page.text(page.paragraph(words, style="bold")))
    return found


def _counted(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def _lines(finding: Finding, title: str, page: Page) -> list[Text]:
    from rich.text import Text

    fine, plain, colour = _SIGNS[finding.level]
    margin = Text.assemble((page.sign(fine, plain), colour), f" {title:<10} ")
    lines = page.paragraph(terminal_text.plain(finding.what), margin)
    if finding.remedy:
        below = " " * len(margin) + page.sign("→ ", "> ")
        lines += page.paragraph(terminal_text.plain(finding.remedy), below)
    return lines


def _data(finding: Finding) -> dict[str, str | None]:
    return {
        "level": finding.level,
        "check": finding.about,
        "what": finding.what,
        "remedy": finding.remedy,
    }


def _row(finding: Finding) -> tuple[str, str, str, str]:
    """Return a line's columns, without characters that would have to be escaped; JSON has them."""
    what, remedy = (text.translate(_MARKS) for text in (finding.what, finding.remedy or ""))
    return finding.level, finding.about, what, remedy

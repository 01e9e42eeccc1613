"""The typer app, the one truth about the grammar: words to an Intent, nothing else."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from aws_session import intent as intents
from aws_session.cli import suggestions
from aws_session.cli.tokenize import tokenize
from aws_session.errors import UsageError

Shell = Annotated[
    str | None,
    typer.Option("--shell", "-s", metavar="NAME", help="Dialect to print; else it is found out."),
]
Show = Annotated[bool, typer.Option("--print", help="Print even where nothing evaluates it.")]
Debug = Annotated[bool, typer.Option("--debug", help="Say what went on inside when it fails.")]
Profile = Annotated[
    str | None,
    typer.Option("--profile", "-p", metavar="NAME", help="AWS profile whose key signs."),
]
Region = Annotated[
    str | None, typer.Option("--region", "-r", metavar="NAME", help="Region for this shell.")
]
Code = Annotated[
    str | None,
    typer.Option("--code", "-m", "--mfa-code", metavar="DIGITS", help="The code; - reads stdin."),
]
Duration = Annotated[
    str | None,
    typer.Option("--duration", "-d", metavar="TIME", help="900, 15m, 12h (the default), 36h."),
]
Keep = Annotated[
    bool, typer.Option("--keep", help="Keep it in the system's secret store, for every terminal.")
]
Fresh = Annotated[bool, typer.Option("--fresh", help="A new session, even where one is kept.")]


class AnyOrder(TyperGroup):
    """Takes options on either side of the command word; without a command word it is `mfa`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        words = tokenize(tuple(args), options_with_value(self))
        return super().parse_args(ctx, [words.command, *words.rest])


app = typer.Typer(
    cls=AnyOrder,
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="Puts a valid AWS session into the shell you are in.",
)


@app.command()
def mfa(
    word: Annotated[
        str | None,
        typer.Argument(metavar="[DEVICE|CODE]", help="Device (ARN, serial, name) or six digits."),
    ] = None,
    code: Code = None,
    profile: Profile = None,
    region: Region = None,
    duration: Duration = None,
    keep: Keep = False,
    fresh: Fresh = False,
    shell: Shell = None,
    show: Show = False,
    debug: Debug = False,
) -> intents.Command:
    """Start a session: asks for a code. This is what `aws-session` alone does."""
    return intents.Mfa(**locals())


@app.command()
def pose(
    target: Annotated[
        str | None,
        typer.Argument(metavar="[TARGET]", help="Account (id, some digits, name), ARN, profile."),
    ] = None,
    role: Annotated[
        str | None,
        typer.Argument(
            metavar="[ROLE]", help="Role, with its path; else the settings', the profile's."
        ),
    ] = None,
    duration: Annotated[
        str | None, typer.Option("--duration", "-d", metavar="TIME", help="15m to 12h; else 1h.")
    ] = None,
    session_name: Annotated[
        str | None, typer.Option(metavar="NAME", help="How AWS's logs call the session.")
    ] = None,
    external_id: Annotated[str | None, typer.Option(metavar="ID", help="For the trust.")] = None,
    source_identity: Annotated[
        str | None, typer.Option(metavar="NAME", help="Stays through every further role.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="A session tag; repeatable.")
    ] = None,
    transitive: Annotated[
        bool, typer.Option("--transitive", help="The tags stay through every further role.")
    ] = False,
    policy: Annotated[
        str | None, typer.Option(metavar="FILE", help="A policy that limits the session.")
    ] = None,
    policy_arn: Annotated[
        list[str] | None, typer.Option(metavar="ARN", help="The same, managed; repeatable.")
    ] = None,
    code: Code = None,
    mfa: Annotated[bool, typer.Option("--mfa", help="Send a code with the role's call.")] = False,
    no_mfa: Annotated[
        bool, typer.Option("--no-mfa", help="Pose with the key alone, without a session first.")
    ] = False,
    no_back: Annotated[
        bool, typer.Option("--no-back", help="Keep nothing of the session below.")
    ] = False,
    chain: Annotated[
        bool, typer.Option("--chain", help="Pose from the role that this shell is in.")
    ] = False,
    profile: Profile = None,
    region: Region = None,
    keep: Keep = False,
    fresh: Fresh = False,
    shell: Shell = None,
    show: Show = False,
    debug: Debug = False,
) -> intents.Command:
    """Take a role, in any account; without a TARGET choose from a list."""
    words = {**locals(), "tag": tuple(tag or ()), "policy_arn": tuple(policy_arn or ())}
    return intents.Pose(**words)


@app.command()
def back(shell: Shell = None, show: Show = False, debug: Debug = False) -> intents.Command:
    """Return to the session below, without a code."""
    return intents.Back(**locals())


@app.command()
def renew(
    code: Code = None,
    duration: Duration = None,
    keep: Keep = False,
    shell: Shell = None,
    show: Show = False,
    debug: Debug = False,
) -> intents.Command:
    """Start the session of this shell again, with all that was asked for."""
    return intents.Renew(**locals())


@app.command()
def region(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="For example eu-west-1.")
    ] = None,
    shell: Shell = None,
    show: Show = False,
    debug: Debug = False,
) -> intents.Command:
    """Change the region of this shell."""
    return intents.Region(**locals())


@app.command()
def resume(
    profile: Profile = None,
    region: Region = None,
    shell: Shell = None,
    show: Show = False,
    debug: Debug = False,
) -> intents.Command:
    """Take the kept session if there is one; for rc files: says and asks nothing."""
    return intents.Resume(**locals())


@app.command()
def end(
    revoke: Annotated[
        bool, typer.Option("--revoke", help="Kill at AWS every session issued so far.")
    ] = False,
    all: Annotated[  # noqa: A002 - the option's name
        bool, typer.Option("--all", help="Forget what is kept for other terminals, too.")
    ] = False,
    foreign: Annotated[
        bool, typer.Option("--foreign", help="Remove a session of another tool, too.")
    ] = False,
    code: Code = None,
    shell: Shell = None,
    show: Show = False,
    debug: Debug = False,
) -> intents.Command:
    """Put everything back as it was before the first session."""
    return intents.End(**locals())


@app.command()
def status(
    verify: Annotated[bool, typer.Option("--verify", help="Ask AWS, too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    at_least: Annotated[
        str | None, typer.Option(metavar="TIME", help="Say nothing; 0 if so much is left, else 1.")
    ] = None,
    debug: Debug = False,
) -> intents.Command:
    """Show who this shell is, where, and for how long."""
    return intents.Status(**locals())


@app.command()
def accounts(
    refresh: Annotated[bool, typer.Option("--refresh", help="Ask AWS anew.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    profile: Profile = None,
    debug: Debug = False,
) -> intents.Command:
    """List the accounts there are to pose in."""
    return intents.Accounts(**locals())


@app.command()
def devices(
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    profile: Profile = None,
    debug: Debug = False,
) -> intents.Command:
    """List your MFA devices, and which of them can be used."""
    return intents.Devices(**locals())


@app.command()
def process(
    target: Annotated[
        str | None,
        typer.Argument(metavar="[TARGET]", help="AWS profile, or an account as for `pose`."),
    ] = None,
    role: Annotated[str | None, typer.Argument(metavar="[ROLE]", help="As for `pose`.")] = None,
    lines_for: Annotated[
        str | None,
        typer.Option("--show", metavar="NAME", help="Print an AWS profile's lines, to paste."),
    ] = None,
    profile: Profile = None,
    region: Region = None,
    show: Show = False,
    debug: Debug = False,
) -> intents.Command:
    """Hand a session to a tool: a profile's `credential_process`."""
    return intents.Process(**locals())


@app.command(hidden=True)
def clear(shell: Shell = None, show: Show = False, debug: Debug = False) -> intents.Command:
    """Do what `end` does."""
    return intents.End(**locals())


@app.command()
def policy(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Left out: the list of them.")
    ] = None,
    max_age: Annotated[
        str | None, typer.Option(metavar="TIME", help="How old a code may be; 8h by default.")
    ] = None,
    before: Annotated[
        str | None, typer.Option(metavar="TIME", help="Revoke what is older; now by default.")
    ] = None,
    debug: Debug = False,
) -> intents.Command:
    """Show the IAM policies that make MFA mandatory, as JSON to attach."""
    return intents.Policy(**locals())


@app.command()
def init(
    target: Annotated[
        str | None, typer.Argument(metavar="[SHELL]", help="Shell; left out: the line to add.")
    ] = None,
    cmd: Annotated[
        str, typer.Option("--cmd", metavar="NAME", help="What the function is called.")
    ] = "aws-session",
    warn: Annotated[
        bool, typer.Option("--warn", help="Say once when a session is about to end.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Take the kept session in every new shell.")
    ] = False,
    debug: Debug = False,
) -> intents.Command:
    """Print the function for a shell's rc file; after it no eval is typed."""
    return intents.Init(**locals())


@app.command()
def config(
    action: Annotated[
        str | None,
        typer.Argument(metavar="[import]", help="Take over the YAML of an earlier tool."),
    ] = None,
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="Which; else ~/.aws-mfa/config.yaml.")
    ] = None,
    editor: Annotated[
        str | None,
        typer.Option(metavar="PROGRAM", help="What to edit with; else $VISUAL, $EDITOR, vi."),
    ] = None,
    where: Annotated[bool, typer.Option("--path", help="Print where the settings are.")] = False,
    checks: Annotated[bool, typer.Option("--check", help="Say what is wrong with them.")] = False,
    debug: Debug = False,
) -> intents.Command:
    """Edit your settings; they are checked when the editor closes."""
    return intents.Config(**locals())


@app.command()
def doctor(
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask AWS nothing.")] = False,
    profile: Profile = None,
    debug: Debug = False,
) -> intents.Command:
    """Look for what will go wrong, and say what to do about it; changes nothing."""
    return intents.Doctor(**locals())


@app.command(name="help")
def help_(
    topic: Annotated[
        str | None,
        typer.Argument(metavar="[COMMAND]", help="A command, or `errors`: what can go wrong."),
    ] = None,
    shell: Shell = None,
    debug: Debug = False,
) -> intents.Command:
    """Print the help of a command."""
    return intents.Help(**locals())


@app.command(hidden=True)
def version(shell: Shell = None, debug: Debug = False) -> intents.Command:
    """Print the version."""
    return intents.Version(**locals())


Target = Annotated[
    str | None, typer.Argument(metavar="[TARGET]", help="As in pose: account, ARN or profile.")
]
Role = Annotated[str | None, typer.Argument(metavar="[ROLE]", help="As in pose.")]


@app.command(name="exec")
def exec_(
    target: Target = None,
    role: Role = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="For commands that outlast the session.")
    ] = False,
    code: Code = None,
    profile: Profile = None,
    region: Region = None,
    duration: Duration = None,
    shell: Shell = None,
    debug: Debug = False,
) -> intents.Command:
    """Run one command in a session, `-- COMMAND`; without one a shell."""
    return intents.Exec(**locals())


@app.command()
def console(
    target: Target = None,
    role: Role = None,
    service: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where to go: s3, ec2, ….")
    ] = None,
    url: Annotated[
        bool, typer.Option("--url", help="Print the address, which is a secret.")
    ] = False,
    code: Code = None,
    profile: Profile = None,
    region: Region = None,
    duration: Annotated[
        str | None,
        typer.Option("--duration", "-d", metavar="TIME", help="15m to 12h; takes a code."),
    ] = None,
    debug: Debug = False,
) -> intents.Command:
    """Open the AWS console in the browser, signed in as a role."""
    return intents.Console(**locals())


@app.command()
def sandbox(
    action: Annotated[
        str | None,
        typer.Argument(metavar="[serve|code]", help="Only serve; a code. Left out: a shell."),
    ] = None,
    policy: Annotated[
        str, typer.Option(metavar="NAME", help="The MFA policy its user lives under.")
    ] = "deny-without-mfa",
    partition: Annotated[
        str, typer.Option(metavar="NAME", help="aws, aws-cn or aws-us-gov.")
    ] = "aws",
    port: Annotated[str, typer.Option(metavar="N", help="Where `serve` listens; 0 picks.")] = "0",
    shell: Shell = None,
    debug: Debug = False,
) -> intents.Command:
    """Try everything against a strict AWS on this machine; `-- COMMAND` runs it there."""
    return intents.Sandbox(**locals())


def intent(argv: tuple[str, ...]) -> intents.Command:
    """Return what a command line asks for; UsageError where it asks for nothing sensible."""
    words = tokenize(argv, options_with_value(group()))
    if words.wants_help:
        return intents.Help(topic=words.command if words.named else None, instead=True)
    program = group()
    suggestions.refuse(words, program)
    try:
        asked = program.main([words.command, *words.rest], "aws-session", standalone_mode=False)
    except TyperException as error:
        raise UsageError(
            error.format_message().rstrip("."), hint=suggestions.remedy(words)
        ) from None
    return intents.with_trailing(asked, words.trailing)


def group() -> TyperGroup:
    command = typer.main.get_command(app)
    assert isinstance(command, TyperGroup)  # noqa: S101 - an app with several commands is a group
    return command


def options_with_value(commands: TyperGroup) -> frozenset[str]:
    return frozenset(
        spelling
        for command in commands.commands.values()
        for parameter in command.params
        if parameter.param_type_name == "option" and not getattr(parameter, "is_flag", False)
        for spelling in parameter.opts
    )

"""What was asked for, checked: a value for each command, as its words said it.

The command line's grammar is in `cli`; what a word may mean is decided here, once for every
way in which a line is read.
"""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.value import Value
from aws_session.words import Words, is_code

_SHORTEST = 2
_MOST_TAGS = 50
_MOST_POLICIES = 10
_POLICY_CHARACTERS = 2_048
_ALPHANUMERIC = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

ROLE_SECONDS = (900, 43_200)
"""What AssumeRole accepts (STS API reference, DurationSeconds)."""

SESSION_TOKEN_SECONDS = (900, 129_600)
"""What GetSessionToken accepts for a user (STS API reference, DurationSeconds)."""


class Intent(Value):
    """What any command line can say. `shell` is a dialect's name, None to find out."""

    shell: str | None = None
    show: bool = False
    debug: bool = False

    takes_terminal = False
    """Whether it cannot run inside a shell's `$(…)`."""

    failure = 0
    """The status of each failure of ours, where those of another program are to stand out."""


class Mode(Intent):
    """A command whose stdout a shell evaluates."""

    @property
    def reads_stdin(self) -> bool:
        return getattr(self, "code", None) == "-"


class Command(Intent):
    """A command whose stdout, if any, is for people or programs."""


class Mfa(Mode):
    """A session of one's own, with a code. `word` is a device or a code.

    `keep` keeps it for other terminals, `fresh` takes none that is kept; `least` is how many
    seconds one that is kept must have left where a program asks, not a person.
    """

    word: str | None = None
    code: str | None = None
    profile: str | None = None
    region: str | None = None
    duration: str | None = None
    keep: bool = False
    fresh: bool = False
    least: int = 0

    HIDDEN = ("word", "code")

    def check(self) -> None:
        if self.word is not None and not self.word.strip():
            raise UsageError("the device is an empty word", hint="name a device or leave it out")
        if self.code is not None and self.word is not None and is_code(self.word):
            raise UsageError("two codes were given", hint="give one, by word or by --code")
        if self.duration is not None:
            _check_within(self.duration, SESSION_TOKEN_SECONDS)
        _no_blank(self.profile, "--profile")
        _check_region(self.region)

    @property
    def device(self) -> str | None:
        return None if self.word is None or is_code(self.word) else self.word

    @property
    def given_code(self) -> str | None:
        """What the line gives as a code, `-` where it comes on stdin, None to ask."""
        return self.word if self.word is not None and is_code(self.word) else self.code

    @property
    def seconds(self) -> int | None:
        return _seconds(self.duration)


class Pose(Mode):
    """A role, in some account. `device` comes only with a profile that another mode named.

    `keep`, `fresh` and `least` are about the session below, as in `Mfa`.
    """

    target: str | None = None
    role: str | None = None
    code: str | None = None
    profile: str | None = None
    region: str | None = None
    duration: str | None = None
    session_name: str | None = None
    external_id: str | None = None
    source_identity: str | None = None
    tag: tuple[str, ...] = ()
    transitive: bool = False
    policy: str | None = None
    policy_arn: tuple[str, ...] = ()
    mfa: bool = False
    no_mfa: bool = False
    no_back: bool = False
    chain: bool = False
    keep: bool = False
    fresh: bool = False
    device: str | None = None
    least: int = 0

    HIDDEN = ("code",)

    def check(self) -> None:
        for value, option in ((self.target, "TARGET"), (self.role, "ROLE")):
            _no_blank(value, option)
        if self.mfa and self.no_mfa:
            raise UsageError("--mfa and --no-mfa exclude each other", hint="give one of them")
        if self.no_mfa and self.code is not None:
            raise UsageError("--no-mfa takes no code", hint="leave --code or --no-mfa out")
        if self.duration is not None:
            _check_within(self.duration, ROLE_SECONDS)
        _no_blank(self.profile, "--profile")
        _check_region(self.region)
        _check_role_parameters(self)

    @property
    def seconds(self) -> int | None:
        return _seconds(self.duration)

    @property
    def tags(self) -> tuple[tuple[str, str], ...]:
        pairs = (entry.partition("=") for entry in self.tag)
        return tuple((key, value) for key, _, value in pairs)


class Back(Mode):
    """The session below."""


class Renew(Mode):
    """The same session again, fresh."""

    code: str | None = None
    duration: str | None = None
    keep: bool = False

    HIDDEN = ("code",)

    def check(self) -> None:
        if self.duration is not None:
            _check_within(self.duration, SESSION_TOKEN_SECONDS)

    @property
    def seconds(self) -> int | None:
        return _seconds(self.duration)


class Region(Mode):
    """Another region, the same session."""

    name: str | None = None

    def check(self) -> None:
        if self.name is None:
            raise UsageError(
                "region needs a name", hint="for example: aws-session region eu-west-1"
            )
        _check_region(self.name)


class Resume(Mode):
    """The kept session, if there is one: silent, for rc files."""

    profile: str | None = None
    region: str | None = None

    def check(self) -> None:
        _no_blank(self.profile, "--profile")
        _check_region(self.region)


class End(Mode):
    """Everything as it was before the first session.

    `revoke` kills what was issued so far, `all` forgets what is kept for other terminals, too.
    """

    revoke: bool = False
    all: bool = False
    code: str | None = None

    HIDDEN = ("code",)


class Status(Command):
    """The sessions of this shell. `at_least` answers by the exit status alone."""

    verify: bool = False
    json: bool = False
    at_least: str | None = None

    def check(self) -> None:
        if self.at_least is not None:
            _seconds(self.at_least)


class Accounts(Command):
    """The accounts one knows of."""

    refresh: bool = False
    json: bool = False
    profile: str | None = None


class Process(Command):
    """A session for a tool, by the protocol of credential_process.

    `lines_for` is the AWS profile to print the lines for instead.
    """

    target: str | None = None
    role: str | None = None
    profile: str | None = None
    region: str | None = None
    lines_for: str | None = None

    def check(self) -> None:
        for value, option in (
            (self.target, "TARGET"),
            (self.role, "ROLE"),
            (self.profile, "--profile"),
            (self.lines_for, "--show"),
        ):
            _no_blank(value, option)
        _check_region(self.region)


class Devices(Command):
    """One's MFA devices."""

    json: bool = False
    profile: str | None = None


class Policy(Command):
    """The policies that make MFA mandatory. `before` is a UTC time."""

    name: str | None = None
    max_age: str | None = None
    before: str | None = None

    def check(self) -> None:
        if self.max_age is not None:
            _check_within(self.max_age, SESSION_TOKEN_SECONDS)
        if self.before is not None and not _is_utc(self.before):
            raise UsageError(
                f"{self.before!r} is no UTC time", hint="for example --before 2026-11-21T09:00:00Z"
            )


class Config(Command):
    """One's own settings: edited, or `where` they are, or `checks` only, or taken from a file."""

    takes_terminal = True

    action: str | None = None
    file: str | None = None
    editor: str | None = None
    where: bool = False
    checks: bool = False

    def check(self) -> None:
        if self.action not in {None, "import"}:
            raise UsageError(
                f"config knows no {self.action!r}",
                hint="aws-session config, or aws-session config import [FILE]",
            )
        wishes = (self.action is not None, self.editor is not None, self.where, self.checks)
        if sum(wishes) > 1:
            raise UsageError(
                "import, --editor, --path and --check exclude each other", hint="give one of them"
            )
        _no_blank(self.editor, "--editor")


class Doctor(Command):
    """What will go wrong in this shell. `offline` asks AWS nothing."""

    json: bool = False
    offline: bool = False
    profile: str | None = None

    def check(self) -> None:
        _no_blank(self.profile, "--profile")


class Help(Command):
    """The help text of a command, or of all. `instead` where an option asked in its place."""

    topic: str | None = None
    instead: bool = False


class Version(Command):
    """The program's version."""


class Init(Command):
    """The function of a shell, `target`; without one the line that loads it.

    With `resume` every new shell takes the kept session.
    """

    target: str | None = None
    cmd: str = "aws-session"
    warn: bool = False
    resume: bool = False

    def check(self) -> None:
        if self.target is not None and not self.target.strip():
            raise UsageError("SHELL is empty", hint="name a shell or leave it out")
        letters = self.cmd.replace("-", "").replace("_", "")
        if not (letters.isascii() and letters.isalnum() and self.cmd[0].isalpha()):
            raise UsageError(
                f"{self.cmd!r} cannot be a command's name",
                hint="a letter, then letters, digits, - and _",
            )


class Borrower(Command):
    """A command that works with a session which this shell need not hold."""

    target: str | None = None
    role: str | None = None
    code: str | None = None
    profile: str | None = None
    region: str | None = None
    duration: str | None = None

    HIDDEN = ("code",)

    needs_role = False
    """Whether a session of one's own will not do."""

    def check(self) -> None:
        _ = self.mode

    @property
    def mode(self) -> Mode:
        """What a shell would be told to hold that session."""
        if self.target is None:
            return Mfa(
                code=self.code, profile=self.profile, region=self.region, duration=self.duration
            )
        return Pose(
            target=self.target,
            role=self.role,
            code=self.code,
            profile=self.profile,
            region=self.region,
            duration=self.duration,
        )

    @property
    def is_particular(self) -> bool:
        """Whether the session that the shell holds will not do."""
        return any((self.target, self.code, self.profile, self.duration))


class Exec(Borrower):
    """The session for one command, `trailing`; for a shell where there is none.

    `refresh` lets the command ask for credentials whenever it needs some, instead.
    """

    takes_terminal = True
    # As env(1) says it, which also only becomes another program.
    failure = 125

    refresh: bool = False
    trailing: tuple[str, ...] | None = None

    def check(self) -> None:
        super().check()
        if self.refresh and self.duration is not None:
            raise UsageError(
                "--refresh and --duration exclude each other",
                hint="with --refresh a session ends when the command does",
            )
        if self.trailing is not None and not self.trailing:
            raise UsageError(
                "no command stands behind --",
                hint="aws-session exec -- COMMAND, or aws-session exec for a shell",
            )


class Console(Borrower):
    """The browser, signed in to the console as a role."""

    service: str | None = None
    url: bool = False

    needs_role = True

    def check(self) -> None:
        super().check()
        if self.duration is not None:
            _check_within(self.duration, ROLE_SECONDS)
        if self.duration is not None and self.target is None:
            raise UsageError(
                "--duration needs a role to sign in as",
                hint="aws-session console TARGET [ROLE] --duration 8h",
            )
        if self.service is not None and not _is_path(self.service):
            raise UsageError(
                f"{self.service!r} is no service of the console", hint="for example --service s3"
            )

    @property
    def mode(self) -> Mode:
        if self.target is None and self.profile is not None:
            return Mfa(code=self.code, profile=self.profile, region=self.region)
        return Pose(
            target=self.target,
            role=self.role,
            code=self.code,
            profile=self.profile,
            region=self.region,
            # A browser may stay signed in for longer only as a role that no session has taken.
            mfa=self.duration is not None,
        )

    @property
    def seconds(self) -> int | None:
        return _seconds(self.duration)


class Sandbox(Command):
    """A strict AWS on this machine, with a shell or a command in front of it."""

    takes_terminal = True

    action: str | None = None
    policy: str = "deny-without-mfa"
    partition: str = "aws"
    port: str = "0"
    trailing: tuple[str, ...] | None = None

    def check(self) -> None:
        if self.action not in {None, "serve", "code"}:
            raise UsageError(
                f"sandbox knows no {self.action!r}",
                hint="aws-session sandbox [serve|code], or aws-session sandbox -- COMMAND",
            )
        if not _is_port(self.port):
            raise UsageError(f"{self.port!r} is no port", hint="a number from 0 to 65535")
        if self.trailing is not None and (self.action or not self.trailing):
            raise UsageError(
                "no command stands where one is to be run",
                hint="aws-session sandbox -- COMMAND, or aws-session sandbox for a shell",
            )


INTENTS: dict[str, type[Intent]] = {
    "mfa": Mfa,
    "pose": Pose,
    "back": Back,
    "renew": Renew,
    "region": Region,
    "resume": Resume,
    "end": End,
    "clear": End,
    "status": Status,
    "policy": Policy,
    "accounts": Accounts,
    "devices": Devices,
    "process": Process,
    "init": Init,
    "config": Config,
    "doctor": Doctor,
    "help": Help,
    "version": Version,
    "exec": Exec,
    "console": Console,
    "sandbox": Sandbox,
}


_NAME_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-")
_PATTERNS = (
    ("session_name", "--session-name", _NAME_LETTERS, 64),
    ("source_identity", "--source-identity", _NAME_LETTERS, 64),
    ("external_id", "--external-id", _NAME_LETTERS | frozenset(":/"), 1224),
)
"""Letters and lengths that AssumeRole takes (STS API reference)."""


def _check_role_parameters(pose: Pose) -> None:
    for field, option, letters, most in _PATTERNS:
        _check_letters(getattr(pose, field), option, letters, most)
    if len(pose.tag) > _MOST_TAGS or len(pose.policy_arn) > _MOST_POLICIES:
        raise UsageError("too many tags or policies", hint="AWS takes 50 tags and 10 policy ARNs")
    for entry in pose.tag:
        key, equals, _ = entry.partition("=")
        if not key or not equals:
            raise UsageError(f"--tag {entry!r} is no KEY=VALUE", hint="for example --tag team=ops")
    if pose.transitive and not pose.tag:
        raise UsageError("--transitive is about --tag, and there is none", hint="leave it out")


def _check_letters(value: str | None, what: str, letters: frozenset[str], most: int) -> None:
    if value is not None and not (letters.issuperset(value) and _SHORTEST <= len(value) <= most):
        raise UsageError(
            f"{what} {value!r} is not what AWS takes",
            hint=f"2 to {most} letters, digits and {''.join(sorted(letters - _ALPHANUMERIC))}",
        )


def check_session_name(name: str, where: str) -> None:
    """Refuse a role session's name that AWS would refuse; `where` says who gave it."""
    _check_letters(name, where, *_PATTERNS[0][2:])


# A line without a duration or a time does not wait for what reads them.


def _seconds(duration: str | None) -> int | None:
    from aws_session import durations

    return None if duration is None else durations.seconds(duration)


def _check_within(duration: str, limits: tuple[int, int]) -> None:
    from aws_session import durations

    durations.seconds_within(duration, limits)


def _is_utc(text: str) -> bool:
    from aws_session import display

    return display.is_utc(text)


def _no_blank(value: str | None, option: str) -> None:
    if value is not None and not value.strip():
        raise UsageError(f"{option} is empty", hint=f"give {option} a value or leave it out")


def _check_region(region: str | None) -> None:
    """Refuse what cannot be a region: it becomes part of a host's name."""
    if region is None:
        return
    label = region.replace("-", "")
    good = label.isascii() and label.isalnum() and region == region.strip("-").lower()
    if not good or len(region) > 63:  # noqa: PLR2004 - a DNS label's limit
        raise UsageError(f"{region!r} is no region's name", hint="for example --region eu-west-1")


def _is_port(text: str) -> bool:
    # Python itself refuses to read numbers of thousands of digits.
    short = len(text) <= 5  # noqa: PLR2004 - 65535 is the greatest
    return short and text.isascii() and text.isdigit() and int(text) < 65_536  # noqa: PLR2004


def _is_path(text: str) -> bool:
    """Tell whether a text can stand in an address: words of small letters, digits, - and /."""
    words = text.replace("-", "").split("/")
    return all(word.isascii() and word.isalnum() for word in words) and text == text.lower()


def with_policy(pose: Pose, document: str) -> Pose:
    """Return the pose with a policy's text in the place of its file's name."""
    size = len(document) + sum(map(len, pose.policy_arn))
    if size > _POLICY_CHARACTERS:
        raise UsageError(
            f"the session's policy takes {size} characters, ARNs included",
            hint=f"AWS takes {_POLICY_CHARACTERS}: put it in a managed policy, --policy-arn",
        )
    return pose.but(policy=document)


def prints_code(words: Words) -> bool:
    """Tell whether a line that fails must say so in the language of the shell that reads it."""
    kind = INTENTS.get(words.command, Mode)
    return words.wants_help or issubclass(kind, Mode | Init)


def with_trailing(intent: Intent, trailing: tuple[str, ...] | None) -> Intent:
    """Hand the words behind a bare `--` to the command that takes them."""
    if trailing is None:
        return intent
    if not isinstance(intent, Sandbox | Exec):
        raise UsageError("nothing may follow -- here", hint="leave the words after -- out")
    return intent.but(trailing=trailing)

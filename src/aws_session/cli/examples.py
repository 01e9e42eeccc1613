"""What the help says in addition to the options: the order of commands, and examples."""

from __future__ import annotations

FIRST = ("mfa", "pose", "back", "renew", "end", "status", "init")
"""The daily commands, in the order of a day; with the purpose, they are the first ten lines."""

GROUPS = {
    "Every day": FIRST,
    "For programs and the browser": ("exec", "process", "console"),
    "In this shell": ("region", "resume"),
    "Accounts, profiles, devices, policies": ("accounts", "profiles", "devices", "policy"),
    "Setup and troubleshooting": ("config", "doctor", "sandbox", "help"),
}
"""The commands by task."""

PURPOSE = "Puts a temporary AWS session into your current shell."

ABOUT = (
    "Commands that change the session print shell code, for your shell to evaluate: in {shell} "
    "with {line}. With the shell function loaded (aws-session help init), aws-session alone is "
    "enough. No AWS file is ever written."
)
"""`line` is how a shell evaluates the output."""

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "mfa": (
        ("aws-session", "asks for a code; the session lasts 12 hours"),
        ("aws-session 123456", "give the code in the command"),
        ("aws-session -p work -d 36h", "with the key of AWS profile work, for 36 hours"),
        ("aws-session --keep", "one code a day for every terminal and tool"),
        ("aws-session mfa tablet", "with an MFA device other than the first"),
        ('eval "$(pass otp aws | aws-session --code -)"', "with a code from a program"),
    ),
    "pose": (
        ("aws-session pose", "choose account and role from a list"),
        ("aws-session pose prod Admin", "the role Admin in the account called prod"),
        ("aws-session pose prod", "the role from your settings, or OrganizationAccountAccessRole"),
        ("aws-session pose 1234", "an account by its first or last digits; choose the role"),
        ("aws-session pose arn:aws:iam::111122223333:role/audit/Reader", "by the role's ARN"),
        ("aws-session pose data-lake ReadOnly -d 8h", "for more than an hour; needs a code"),
    ),
    "back": (("aws-session back", "leave the role and return to the previous session"),),
    "renew": (
        ("aws-session renew", "renew the session; an MFA session needs a code, a role does not"),
        ("aws-session renew -d 2h", "renew it for two hours"),
    ),
    "resume": (
        ('eval "$(aws-session resume)"', "in an rc file: every new shell uses the stored session"),
        (
            'eval "$(aws-session resume prod Admin)"',
            "also assume a role, without ever asking for a code",
        ),
    ),
    "region": (("aws-session region eu-west-1", "for this shell only, without a call to AWS"),),
    "end": (
        ("aws-session end", "restore your environment; AWS accepts the session until it expires"),
        ("aws-session end --all", "also delete the stored sessions"),
        ("aws-session end --foreign", "remove a session that another tool set"),
        ("aws-session end --revoke", "also make AWS refuse every session issued so far"),
    ),
    "status": (
        ("aws-session status", "every session of this shell, the current one last"),
        (
            "aws-session status --at-least 15m || exit",
            "in a script: continue only with 15 minutes left",
        ),
        ("aws-session status --verify", "also ask AWS who you are"),
    ),
    "init": (
        ('eval "$(aws-session init bash)"', "in ~/.bashrc; likewise for zsh, ksh and sh"),
        ("aws-session init fish | source", "in ~/.config/fish/config.fish"),
        (
            "${function:AwsSessionInit} = aws-session init powershell; . AwsSessionInit",
            "in $PROFILE of PowerShell",
        ),
        ("aws-session init", "show the line for this shell, and where it goes"),
    ),
    "accounts": (
        (
            "aws-session accounts",
            "every known account; the organization's list is cached for a day",
        ),
        ("aws-session accounts --refresh", "ask AWS again"),
    ),
    "profiles": (
        ("aws-session profiles", "with the account, role and region of each"),
        ("aws-session profiles --json", "for a program: with the device and the last use"),
    ),
    "devices": (("aws-session devices", "list them, and whether AWS accepts their codes"),),
    "process": (
        ("aws-session process prod Admin", "for `credential_process` in an AWS profile"),
        (
            "aws-session process prod Admin --show prod-admin",
            "the lines of such a profile, to paste",
        ),
    ),
    "exec": (
        ("aws-session exec prod Admin -- terraform plan", "one command in a role"),
        (
            "aws-session exec prod -- sh -c 'aws s3 ls; aws ec2 describe-vpcs'",
            "several commands in a role",
        ),
    ),
    "console": (
        ("aws-session console prod", "open the browser in the account prod"),
        ("aws-session console prod ReadOnly --service s3", "open one service, as one role"),
    ),
    "policy": (
        ("aws-session policy", "list the policies, and what each is for"),
        ("aws-session policy deny-without-mfa >policy.json", "ready for aws iam put-user-policy"),
        (
            "aws-session policy require-mfa-age --max-age 4h",
            "require a code from the last four hours",
        ),
        ("aws-session policy deny-without-mfa --enrol", "so that new users can add a device"),
    ),
    "config": (
        ("aws-session config", "edit the settings; they are checked when the editor closes"),
        ("aws-session config --check", "check them, and show errors with line numbers"),
        ("aws-session config import", "import what other tools have set up"),
    ),
    "doctor": (
        ("aws-session doctor", "check everything"),
        ("aws-session doctor --offline --json", "without calling AWS, as JSON"),
    ),
    "sandbox": (
        ("aws-session sandbox", "a shell connected to a fake AWS"),
        ("aws-session sandbox code", "inside it: the code that a phone would show"),
        ("aws-session sandbox --policy require-mfa-age -- ./try.sh", "run one command inside it"),
    ),
    "help": (
        ("aws-session help pose", "a command's options and examples"),
        ("aws-session help storing", "a page on one topic"),
        ("aws-session help errors", "every error, its cause and its fix"),
    ),
}

SEVERAL = {
    "cmd": 'aws-session exec prod -- cmd /c "aws s3 ls & aws ec2 describe-vpcs"',
    "powershell": "aws-session exec prod -- pwsh -Command 'aws s3 ls; aws ec2 describe-vpcs'",
}
"""Several commands in one session, for shells on systems that may not have sh."""

NOTES = {
    "accounts": (
        "In a pipe, it prints tab-separated lines. Characters that a shell could misread are "
        "escaped as in JSON: R&D becomes R\\u0026D, and pose accepts both. To get the plain "
        "names for a program: aws-session accounts --json | jq"
    ),
    "process": (
        "Terraform waits 60 seconds for a credential_process: type the code in that time, or "
        "run aws-session --keep first. If a tool only says that it found no credentials, run "
        "the line yourself with >/dev/null after it to see why: the AWS SDKs for Java do not "
        "show it. The AWS SDK for Go 1 reads the profile only with AWS_SDK_LOAD_CONFIG=1; the "
        "AWS SDK for Java 1 reads it only from the file that AWS_CREDENTIAL_PROFILES_FILE "
        "names, or else from ~/.aws/credentials. AsyncAws for PHP cannot read it: use "
        "aws-session exec"
    ),
    "console": (
        "If the browser is signed in to another account, the console tells you to log out first, "
        "unless multi-session support is turned on in its account menu. "
        "The browser is started with a one-time localhost address, which every user of this "
        "machine can see in the process list. On Linux, only your own processes get an answer "
        "from it. On macOS, on Windows, in WSL, and where /proc/net/tcp cannot be read, the "
        "first process to connect is signed in. If other people use the machine, print the "
        "address and open it yourself: aws-session console --url"
    ),
    "sandbox": (
        "The sandbox knows STS, IAM, Organizations and sign-in, and answers UnknownService for "
        "every other service. Clients connect to it through AWS_ENDPOINT_URL. Those that do "
        "not read it call the real AWS with the fake key of the sandbox: the AWS SDKs for Go 1 "
        "and Java 1, older ones for Java 2 (2.27) and Ruby (3.168), the AWS CLI before 2.13, "
        "AsyncAws for PHP"
    ),
}
"""The notes at the end of a command's help."""

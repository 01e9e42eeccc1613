"""What the help says beside the grammar: which commands come first, and examples of each."""

from __future__ import annotations

FIRST = ("mfa", "pose", "back", "renew", "end", "status", "init")
"""What one needs every day, in the order of a day; with the purpose the first ten lines."""

GROUPS = {
    "Every day": FIRST,
    "For programs and the browser": ("exec", "process", "console"),
    "In this shell": ("region", "resume"),
    "Accounts, profiles, devices, policies": ("accounts", "profiles", "devices", "policy"),
    "Setup and trouble": ("config", "doctor", "sandbox", "help"),
}
"""The commands by what people want to do."""

PURPOSE = "Puts a temporary AWS session into your current shell."

ABOUT = (
    "Commands that change the session print shell code, which your shell evaluates: in {shell} by "
    "{line}. With the shell function loaded (aws-session help init), aws-session alone is enough. "
    "No AWS file is ever written."
)
"""`line` is how a shell evaluates what is printed."""

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "mfa": (
        ("aws-session", "asks for a code; the session lasts 12 hours"),
        ("aws-session 123456", "with the code at once"),
        ("aws-session -p work -d 36h", "with the key of the AWS profile work, for 36 hours"),
        ("aws-session --keep", "one code for every terminal and tool of the day"),
        ("aws-session mfa tablet", "with another device than the first"),
        ('eval "$(pass otp aws | aws-session --code -)"', "with a code from a program"),
    ),
    "pose": (
        ("aws-session pose", "choose account and role from a list"),
        ("aws-session pose prod Admin", "the role Admin in the account called prod"),
        ("aws-session pose prod", "in the role of the settings, or OrganizationAccountAccessRole"),
        ("aws-session pose 1234", "in the account whose id begins or ends so; choose the role"),
        ("aws-session pose arn:aws:iam::111122223333:role/audit/Reader", "by the role's ARN"),
        ("aws-session pose data-lake ReadOnly -d 8h", "longer than an hour: takes a code"),
    ),
    "back": (("aws-session back", "out of the role, into the session below"),),
    "renew": (
        ("aws-session renew", "the same again; a role takes no code, a session of one's own does"),
        ("aws-session renew -d 2h", "the same for two hours"),
    ),
    "resume": (
        ('eval "$(aws-session resume)"', "in an rc file: every new shell takes the kept session"),
    ),
    "region": (("aws-session region eu-west-1", "for this shell, asking nobody"),),
    "end": (
        ("aws-session end", "as it was before; at AWS the session lives on until its end"),
        ("aws-session end --all", "forget what is kept for other terminals, too"),
        ("aws-session end --foreign", "remove a session that another tool has set"),
        ("aws-session end --revoke", "at AWS, too: every session so far is refused from now on"),
    ),
    "status": (
        ("aws-session status", "every session of this shell, from bottom to top"),
        ("aws-session status --at-least 15m || exit", "in a script: go on with 15 minutes left"),
        ("aws-session status --verify", "ask AWS who this is"),
    ),
    "init": (
        ('eval "$(aws-session init bash)"', "in ~/.bashrc; zsh in ~/.zshrc, ksh and sh alike"),
        ("aws-session init fish | source", "in ~/.config/fish/config.fish"),
        (
            "aws-session init powershell | Out-String | Invoke-Expression",
            "in $PROFILE of PowerShell",
        ),
        ("aws-session init", "say which line goes where for this shell"),
    ),
    "accounts": (
        ("aws-session accounts", "all one knows of; the organization's are kept for a day"),
        ("aws-session accounts --refresh", "ask AWS anew"),
    ),
    "profiles": (
        ("aws-session profiles", "with the account, role and region of each"),
        ("aws-session profiles --json", "for a program: with the device and the last use"),
    ),
    "devices": (("aws-session devices", "each, and whether AWS takes codes from it"),),
    "process": (
        ("aws-session process prod Admin", "what `credential_process` of a profile may run"),
        ("aws-session process prod Admin --show prod-admin", "that profile's lines, to paste"),
    ),
    "exec": (
        ("aws-session exec prod Admin -- terraform plan", "one command in a role"),
        ("aws-session exec prod -- sh -c 'aws s3 ls; aws ec2 describe-vpcs'", "or several"),
    ),
    "console": (
        ("aws-session console prod", "the browser opens in the account called prod"),
        ("aws-session console prod ReadOnly --service s3", "at one service, in one role"),
    ),
    "policy": (
        ("aws-session policy", "what there is, and what each is for"),
        ("aws-session policy deny-without-mfa >policy.json", "ready for aws iam put-user-policy"),
        ("aws-session policy require-mfa-age --max-age 4h", "for a code of the last four hours"),
        ("aws-session policy deny-without-mfa --enrol", "so that new users can add a device"),
    ),
    "config": (
        ("aws-session config", "edit the settings; they are checked when the editor closes"),
        ("aws-session config --check", "say what is wrong with them, by the line"),
        ("aws-session config import", "take over the accounts of ~/.aws-mfa/config.yaml"),
    ),
    "doctor": (
        ("aws-session doctor", "look at everything"),
        ("aws-session doctor --offline --json", "without AWS, for a program"),
    ),
    "sandbox": (
        ("aws-session sandbox", "a shell in front of an AWS that is none"),
        ("aws-session sandbox code", "in there: the code that a phone would show"),
        ("aws-session sandbox --policy require-mfa-age -- ./try.sh", "one command in there"),
    ),
    "help": (
        ("aws-session help pose", "a command's options and examples"),
        ("aws-session help storing", "a page on one topic"),
        ("aws-session help errors", "what can go wrong, why, and what helps"),
    ),
}

NOTES = {
    "accounts": (
        "Into a pipe it writes lines with tabs. What a shell that evaluated them could "
        "misunderstand is written as in JSON: R&D is R\\u0026D. pose takes a name that is written "
        "so; --json is for programs, which read the name itself: aws-session accounts --json | jq"
    ),
    "process": (
        "Terraform gives a credential_process 60 seconds: type the code within them, or run "
        "aws-session --keep first. If a tool only says that it found no credentials, run the line "
        "by hand with >/dev/null behind it, and read what it says: the AWS SDKs for Java do not "
        "pass that on. The AWS SDK for Go 1 reads the profile only with AWS_SDK_LOAD_CONFIG=1, the "
        "AWS SDK for Java 1 only in the file that AWS_CREDENTIAL_PROFILES_FILE names, else in "
        "~/.aws/credentials. AsyncAws for PHP reads none; for that one there is aws-session exec"
    ),
    "console": (
        "Where the browser is signed in to another account, the console says that you must first "
        "log out, unless you have switched multi-session support on in its account menu. The "
        "browser is started with a one-time address on this machine, which every user of it "
        "can read in the list of processes. On Linux only your own processes are answered there. "
        "On macOS, on Windows, in WSL, and where /proc/net/tcp cannot be read, the first one to "
        "come is signed in: where others use the machine, print the address instead and open it "
        "yourself: aws-session console --url"
    ),
    "sandbox": (
        "The sandbox knows STS, IAM, Organizations and sign-in; every other service is answered "
        "with UnknownService. Clients come in by AWS_ENDPOINT_URL. Those that do not read it stay "
        "outside and ask the real AWS with the fake key of the sandbox: the AWS SDKs for Go 1 and "
        "Java 1, older ones for Java 2 (2.27) and Ruby (3.168), the AWS CLI before 2.13, AsyncAws "
        "for PHP"
    ),
}
"""What a command's help says at its end."""

"""Variables from which an SDK would get another identity than the session's."""

from __future__ import annotations

from aws_session import environment as env

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

BEARER = "AWS_BEARER_TOKEN_"
"""The prefix of variables with tokens that a service, such as Bedrock, prefers to any key."""

CONTAINER = (
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
)
"""Where ECS and EKS provide credentials: used after every key, before a profile that is not found.
"""

WEB_IDENTITY = "AWS_WEB_IDENTITY_TOKEN_FILE"

_OTHERS = frozenset({
    *env.PROFILES, *env.IDENTITIES,
    # botocore, s3cmd; Ansible and euca2ools.
    "AWS_CREDENTIAL_FILE", "EC2_ACCESS_KEY", "EC2_SECRET_KEY", "EC2_SECURITY_TOKEN",
})  # fmt: skip

_JAVA_KEYS = frozenset(
    {"aws.accessKeyId", "aws.secretKey", "aws.secretAccessKey", "aws.sessionToken"}
)
_JAVA_ENDINGS = ("_OPTS", "_OPTIONS")
_JAVA = tuple(
    f"-Daws.{name}="
    for name in (
        "accessKeyId",
        "secretKey",
        "secretAccessKey",
        "sessionToken",
        "roleArn",
        "webIdentityTokenFile",
        "roleSessionName",
        "profile",
    )
)


def provides(environ: dict[str, str]) -> bool:
    """Tell whether a container or a CI job provides credentials, as SDKs use without a profile."""
    return provider(environ) is not None


def provider(environ: dict[str, str]) -> str | None:
    """Return the variable through which they are provided, the first that botocore uses."""
    if environ.get("AWS_ROLE_ARN") and environ.get(WEB_IDENTITY):
        return WEB_IDENTITY
    return next((name for name in CONTAINER[:2] if environ.get(name)), None)


def without(environ: dict[str, str]) -> dict[str, str]:
    """Return an environment whose only identity is a session's key, if it has one."""
    return {
        name: without_java_options(value) if is_java(name) else value
        for name, value in environ.items()
        if not (name in _OTHERS or name.startswith(BEARER))
    }


def bearers(environ: dict[str, str]) -> tuple[str, ...]:
    return tuple(name for name, value in environ.items() if name.startswith(BEARER) and value)


def is_java(name: str) -> bool:
    """Tell whether a variable may have options for Java: JAVA_TOOL_OPTIONS, MAVEN_OPTS and more."""
    return name.endswith(_JAVA_ENDINGS)


def java_options(value: str) -> tuple[str, ...]:
    """Return the properties with which a variable gives Java's SDKs an identity."""
    return tuple(word[2:].partition("=")[0] for word in map(_bare, _words(value)) if _is_told(word))


def java_keys(value: str) -> tuple[str, ...]:
    """Return those that give them a key, which takes precedence over the environment's."""
    return tuple(name for name in java_options(value) if name in _JAVA_KEYS)


def without_java_options(value: str) -> str:
    """Return the options without these; a value that has none is returned unchanged."""
    words = list(_words(value))
    kept = [word for word in words if not _is_told(_bare(word))]
    return value if len(kept) == len(words) else " ".join(kept)


def _is_told(word: str) -> bool:
    return word.startswith(_JAVA)


def _bare(word: str) -> str:
    return word.replace('"', "").replace("'", "")


def _words(value: str) -> Iterator[str]:
    """Return the words as Java reads them, with quotes: spaces inside quotes do not separate."""
    word, quote = "", ""
    for letter in value:
        if not quote and letter.isspace():
            if word:
                yield word
            word = ""
            continue
        if letter in {'"', "'"} and quote in {"", letter}:
            quote = "" if quote else letter
        word += letter
    if word:
        yield word

"""Credentials that are not written down, had before it is decided what to ask for."""

from __future__ import annotations

from aws_session import signer as signers
from aws_session.profiles import NOTHING
from aws_session.signer import Signer
from aws_session.situation import Knowledge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.stories.outside import Outside


def with_key(signer: Signer, knowledge: Knowledge, outside: Outside) -> Signer:
    """Return the signer with its key: whether that takes a code shows only then."""
    if signer.key is not None or signer.profile is None:
        return signer
    if signer.profile.kind == NOTHING and not _in_container(knowledge.base):
        raise signers.nothing_there(signer)
    aws = outside.aws(signer, signer.profile.get("region"), knowledge.base)
    return signer.but(key=outside.job(aws.resolve, "waiting for credentials").result())


def _in_container(base: dict[str, str]) -> bool:
    """Tell whether ECS or EKS hand credentials to whoever has none (botocore's variables)."""
    return any(name.startswith("AWS_CONTAINER_CREDENTIALS_") for name in base)

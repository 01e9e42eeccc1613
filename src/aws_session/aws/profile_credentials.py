"""The credentials of a profile as botocore finds them, checked before anything is signed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import boto3

from aws_session.aws import (
    credential_process,
    profile_credential_errors,
    sdk_session,
)
from aws_session.aws.botocore_errors import RAISED
from aws_session.config import self_reference
from aws_session.config.profile import NOTHING
from aws_session.errors import SessionError
from aws_session.model.credentials import Credentials

if TYPE_CHECKING:
    import botocore.session
    from botocore.credentials import ReadOnlyCredentials

    from aws_session.aws.botocore_errors import Call
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.config.profile import Profile


def resolve(
    signer: SourceCredentials, region: str | None, call: Call, base: dict[str, str]
) -> Credentials:
    """Return the credentials of a signer's profile, or else those that botocore finds without one.

    `call` is the request for them, for the error if it fails; `base` is the environment of a
    program that is started for them. Every failure is a SessionError.
    """
    if signer.profile is not None:
        credential_process.check(signer.profile)
    profile = signer.profile_name
    if profile:
        mark = {self_reference.RESOLVING: self_reference.resolving(dict(os.environ), profile)}
        os.environ.update(mark)
        base = {**base, **mark}
    # Botocore does not look for a web identity in the environment if a profile is named.
    named = None if _is_provided(signer) else profile
    frozen, expiry = _found(signer, named, region, call, base)
    if frozen is None or not (frozen.access_key and frozen.secret_key):
        raise profile_credential_errors.nothing_found(signer, call)
    if not all(isinstance(text, str | None) for text in frozen[:3]):
        raise profile_credential_errors.unusable("credentials that are not text", signer, call)
    key = Credentials(frozen.access_key, frozen.secret_key, frozen.token, expiry)
    if key.misfit:
        raise profile_credential_errors.unusable(key.misfit, signer, call)
    if key.flaw:
        raise profile_credential_errors.flawed(key, call)
    return key


def _is_provided(signer: SourceCredentials) -> bool:
    """Tell whether credentials come from the environment, as for a default profile without any."""
    profile = signer.profile
    return profile is not None and profile.name == "default" and profile.kind == NOTHING


def _found(
    signer: SourceCredentials,
    profile: str | None,
    region: str | None,
    call: Call,
    base: dict[str, str],
) -> tuple[ReadOnlyCredentials | None, int | None]:
    """Let botocore find the credentials, and return when they end, in Unix seconds."""
    try:
        below = sdk_session.Session()
        session = boto3.session.Session(
            profile_name=profile, region_name=region, botocore_session=below
        )
        sdk_session.choose_regional_sts(below)
        _let_inherit(below, signer.profile)
        _refuse_questions(below, signer)
        credential_process.watch(below, call, base)
        found = session.get_credentials()
        frozen = found.get_frozen_credentials() if found else None
        expiry = getattr(found, "_expiry_time", None)
        return frozen, int(expiry.timestamp()) if expiry else None
    except SessionError:
        raise
    except Exception as error:  # noqa: BLE001 - any failure of botocore is the profile's
        explained = profile_credential_errors.explain(error, signer.profile, call)
        # The text of an error that is not botocore's may contain a secret, too.
        quoted = isinstance(error, RAISED) and not profile_credential_errors.may_quote_secret(error)
        raise explained from (error if quoted else None)


def _let_inherit(session: botocore.session.Session, profile: Profile | None) -> None:
    """Show botocore the settings that a profile inherits by other tools' rules."""
    if profile is not None and profile.inherited:
        own = session.full_config["profiles"].setdefault(profile.name, {})
        own.update((name, profile.get(name)) for name in profile.inherited if profile.get(name))


def _refuse_questions(session: botocore.session.Session, signer: SourceCredentials) -> None:
    """Keep botocore from asking for a code: aws-session asks, or says why not."""

    def refuse(_: str) -> str:
        raise _would_ask(signer)

    provider = session.get_component("credential_provider").get_provider("assume-role")
    if not callable(provider._prompter):
        raise TypeError("this version of botocore asks for a code in another way")
    provider._prompter = refuse


def _would_ask(signer: SourceCredentials) -> SessionError:
    """Explain that a role needs a code that no call can contain."""
    profile = signer.profile
    assert profile is not None  # noqa: S101 - only a profile names a role
    return SessionError(
        f"{signer.description} assumes its role with a code (mfa_serial), but its key comes "
        "from credential_source",
        hint="replace credential_source with source_profile and the profile that holds the key "
        f"({profile.place_of('mfa_serial')})",
    )

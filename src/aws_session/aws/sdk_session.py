"""Sessions of botocore and boto3, which read only the profiles they need from the AWS files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
from botocore.configloader import build_profile_map

from aws_session import environment as env
from aws_session.aws import botocore_parsers
from aws_session.config import aws_files, ini_parser
from aws_session.config.profiles import heading
from aws_session.errors import SessionError

if TYPE_CHECKING:
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.config import ini
    from aws_session.model.credentials import Credentials

_SERVICES = ("iam", "organizations", "sts")
"""The services that are called with a known key; botocore finds those that keys come from."""

_NO_METADATA = "AWS_EC2_METADATA_DISABLED"


class Session(botocore.session.Session):
    """A session that reads its own profile, the profiles it refers to, and other sections.

    For 3,000 profiles, botocore's parser takes 100 ms, each time that it reads them.
    """

    _config: dict[str, Any] | None
    reads_profiles = True
    """Whether it may read any: with a key alone, `[default]` does not apply."""

    @property
    def full_config(self) -> dict[str, Any]:
        if self._config is None:
            try:
                self._config = self._own_sections()
            except SessionError:
                # A file that botocore cannot read is reported elsewhere.
                return super().full_config
        return self._config

    def _own_sections(self) -> dict[str, Any]:
        config, shared = aws_files.sections(dict(os.environ))
        named = config.kinds(heading)
        own = {name: section for section, (kind, name) in named.items() if kind == "profile"}
        wanted: dict[str, None] = {}
        asked = self.get_config_variable("profile")
        name = asked or "default"
        while self.reads_profiles and name not in wanted and (name in own or name in shared):
            wanted[name] = None
            sources = (shared.get(name), config.get(own.get(name, "")))
            name = next((e["source_profile"].text for e in sources if "source_profile" in e), name)
        others = [section for section, (kind, _) in named.items() if kind != "profile"]
        sections = [*others, *(own[name] for name in wanted if name in own)]
        found: dict[str, Any] = build_profile_map({name: _plain(config[name]) for name in sections})
        for name in wanted:
            if name in shared:
                found["profiles"].setdefault(name, {}).update(_plain(shared[name]))
        if asked and not wanted:
            from aws_session.config.inherited_settings import LONG_TERM_SUFFIX

            # The section with the key (aws-mfa) makes a profile, too.
            if any(f"{asked}{LONG_TERM_SUFFIX}" in sections for sections in (own, shared)):
                found["profiles"][asked] = {}
        for profile in found["profiles"].values():
            if profile.get("region") == "":
                # Botocore would sign for it.
                del profile["region"]
        return found


def _plain(entries: ini.Section) -> dict[str, Any]:
    return {
        setting: ini_parser.nested(entry.text) if entry.text.startswith("\n") else entry.text
        for setting, entry in entries.items()
    }


def choose_regional_sts(session: botocore.session.Session) -> None:
    """Use the region's own STS unless something else is set, as botocore does since 1.40."""
    if not (
        os.environ.get("AWS_STS_REGIONAL_ENDPOINTS")
        or session.get_scoped_config().get("sts_regional_endpoints")
    ):
        session.set_config_variable("sts_regional_endpoints", "regional")


def session_of(signer: SourceCredentials) -> Session:
    """Return a session of botocore that reads the signer's profile, or none."""
    below = Session()
    below.reads_profiles = signer.profile is not None
    botocore_parsers.guard(below)
    return below


def named_profile(signer: SourceCredentials) -> str | None:
    """Return the profile for boto3, which must not hear of a default one that no file has."""
    profile = signer.profile
    if profile is None or (profile.name == "default" and not profile.settings):
        return None
    return profile.name


def signing(
    key: Credentials, signer: SourceCredentials, region: str | None
) -> boto3.session.Session:
    """Return a boto3 session that signs with a key, using the settings of the signer's profile."""
    below = session_of(signer)
    session = boto3.session.Session(
        aws_access_key_id=key.key_id,
        aws_secret_access_key=key.secret_key,
        aws_session_token=key.session_token,
        profile_name=named_profile(signer),
        region_name=region,
        botocore_session=below,
    )
    choose_regional_sts(below)
    # Otherwise it searches four hundred folders to learn that STS exists.
    loader = below.get_component("data_loader")
    loader.list_available_services = lambda type_name: _SERVICES  # noqa: ARG005 - botocore's name for it
    return session


def take_environment(base: dict[str, str], signer: SourceCredentials) -> None:
    """Show boto3 the environment without sessions: a signer names profile and key explicitly."""
    gone = {*env.SESSION, *env.PROFILES}
    gone.update(name for name in env.REGIONS if not base.get(name))
    clean = {name: value for name, value in base.items() if name not in gone}
    os.environ.clear()
    os.environ.update(clean)
    source = signer.profile.get("credential_source") if signer.profile else None
    if source != "Ec2InstanceMetadata":
        # If there is no such service, asking for it costs seconds of silence.
        os.environ[_NO_METADATA] = os.environ.get(_NO_METADATA) or "true"

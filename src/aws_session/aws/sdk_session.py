"""botocore's session, which reads only the profiles it needs from the AWS files."""

from __future__ import annotations

import os
from typing import Any

import botocore.session
from botocore.configloader import build_profile_map

from aws_session.config import aws_files, ini
from aws_session.config.profiles import heading
from aws_session.errors import SessionError


class Session(botocore.session.Session):
    """A session that reads its own profile, the profiles it refers to, and other sections.

    For 3,000 profiles, botocore's parser takes 100 ms, each time that it reads them.
    """

    _config: dict[str, Any] | None

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
        name = self.get_config_variable("profile") or "default"
        while name not in wanted and (name in own or name in shared):
            wanted[name] = None
            sources = (shared.get(name), config.get(own.get(name, "")))
            name = next((e["source_profile"].text for e in sources if "source_profile" in e), name)
        others = [section for section, (kind, _) in named.items() if kind != "profile"]
        sections = [*others, *(own[name] for name in wanted if name in own)]
        found: dict[str, Any] = build_profile_map({name: _plain(config[name]) for name in sections})
        for name in wanted:
            if name in shared:
                found["profiles"].setdefault(name, {}).update(_plain(shared[name]))
        return found


def _plain(entries: ini.Section) -> dict[str, Any]:
    return {
        setting: ini.nested(entry.text) if entry.text.startswith("\n") else entry.text
        for setting, entry in entries.items()
    }

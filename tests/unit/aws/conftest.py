"""A connection to the fake AWS over TLS, and an environment that uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session.sandbox import Server
from certificates import self_signed
from link import Link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aws_session.sandbox.scenario import Company


@pytest.fixture
def link(company: Company, tmp_path: Path) -> Iterator[Link]:
    """A connection to a server whose certificate is in `certificate.pem`."""
    _, tls = self_signed(tmp_path)
    with Server(company.cloud, tls=tls) as server, Link(server.port) as way:
        yield way


@pytest.fixture
def base(company: Company, link: Link, tmp_path: Path) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": company.key.id,
        "AWS_SECRET_ACCESS_KEY": company.key.secret,
        "AWS_ENDPOINT_URL": f"https://127.0.0.1:{link.port}",
        "AWS_CA_BUNDLE": str(tmp_path / "certificate.pem"),
        "AWS_REGION": "us-east-1",
    }

"""Signature Version 4 at a given time: a library would sign with the real clock."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import NamedTuple


class Key(NamedTuple):
    id: str
    secret: str
    token: str = ""


class Scope(NamedTuple):
    """What a request is signed for; `at` is in Unix seconds."""

    service: str
    region: str
    host: str
    at: int


def headers(key: Key, scope_of: Scope, body: bytes) -> dict[str, str]:
    """Return the headers of a signed POST to `/`."""
    stamp = datetime.fromtimestamp(scope_of.at, UTC).strftime("%Y%m%dT%H%M%SZ")
    signed = {"host": scope_of.host, "x-amz-date": stamp}
    if key.token:
        signed["x-amz-security-token"] = key.token
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    digest = hashlib.sha256(body).hexdigest()
    request = f"POST\n/\n\n{lines}\n{names}\n{digest}"
    scope = f"{stamp[:8]}/{scope_of.region}/{scope_of.service}/aws4_request"
    hashed = hashlib.sha256(request.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}"
    secret = f"AWS4{key.secret}".encode()
    for part in (*scope.split("/"), text):
        secret = hmac.digest(secret, part.encode(), "sha256")
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={key.id}/{scope}, SignedHeaders={names}, "
        f"Signature={secret.hex()}"
    )
    return {**signed, "authorization": authorization}

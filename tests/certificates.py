"""Self-signed certificates for servers on loopback."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def self_signed(folder: Path, name: str = "IP:127.0.0.1") -> tuple[Path, ssl.SSLContext]:
    """Return the file to trust and the server's files; `name` is the subject of the certificate."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    folder.mkdir(exist_ok=True)
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    options = ["-keyout", str(key), "-out", str(certificate), "-subj", "/CN=sandbox"]
    # Python is stricter from 3.13 on.
    usage = ["-addext", "keyUsage=critical,digitalSignature,keyCertSign"]
    names = ["-addext", f"subjectAltName={name}"]
    subprocess.run([*command, *options, *usage, *names], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context

"""One signed request to STS and nothing else, from the standard library: the floor."""

from __future__ import annotations

import hashlib
import hmac
import os
import ssl
import sys
import time
from http.client import HTTPSConnection
from urllib.parse import urlencode, urlsplit

# Not from typing, which takes as long to import as everything else.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def main() -> None:
    url = urlsplit(os.environ["AWS_ENDPOINT_URL"])
    parameters = dict(word.split("=", 1) for word in sys.argv[1:])
    body, headers = signed(url.netloc, parameters, os.environ)
    context = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
    connection = HTTPSConnection(url.hostname or "", url.port, context=context)
    connection.request("POST", "/", body, headers)
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 200, text
    os.write(1, text)
    os._exit(0)


def signed(
    host: str, parameters: Mapping[str, str], environ: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """Return a body, and its headers with a Signature Version 4."""
    body = urlencode({**parameters, "Version": "2011-06-15"})
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    scope = f"{now[:8]}/{environ['AWS_REGION']}/sts/aws4_request"
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "host": host,
        "x-amz-date": now,
    }
    if "AWS_SESSION_TOKEN" in environ:
        headers["x-amz-security-token"] = environ["AWS_SESSION_TOKEN"]
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = f"POST\n/\n\n{lines}\n{names}\n{_digest(body)}"
    text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{_digest(request)}"
    signing = f"AWS4{environ['AWS_SECRET_ACCESS_KEY']}".encode()
    for part in scope.split("/"):
        signing = hmac.digest(signing, part.encode(), "sha256")
    signature = hmac.digest(signing, text.encode(), "sha256").hex()
    credential = f"Credential={environ['AWS_ACCESS_KEY_ID']}/{scope}, SignedHeaders={names}"
    authorization = f"AWS4-HMAC-SHA256 {credential}, Signature={signature}"
    return body, {**headers, "authorization": authorization}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    main()

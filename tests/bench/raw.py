"""One signed request to STS and nothing else, from the standard library: the floor."""

import hashlib
import hmac
import os
import ssl
import sys
import time
from http.client import HTTPSConnection
from urllib.parse import urlencode, urlsplit


def main() -> None:
    url = urlsplit(os.environ["AWS_ENDPOINT_URL"])
    body = urlencode(dict(word.split("=", 1) for word in sys.argv[1:]) | {"Version": "2011-06-15"})
    context = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
    connection = HTTPSConnection(url.hostname or "", url.port, context=context)
    connection.request("POST", "/", body, _signed(url.netloc, body))
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 200, text
    os.write(1, text)
    os._exit(0)


def _signed(host: str, body: str) -> dict[str, str]:
    """Return the headers of Signature Version 4."""
    key, secret = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    scope = f"{now[:8]}/{os.environ['AWS_REGION']}/sts/aws4_request"
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "host": host,
        "x-amz-date": now,
    }
    if "AWS_SESSION_TOKEN" in os.environ:
        headers["x-amz-security-token"] = os.environ["AWS_SESSION_TOKEN"]
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = f"POST\n/\n\n{lines}\n{names}\n{_digest(body)}"
    text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{_digest(request)}"
    signing = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        signing = hmac.digest(signing, part.encode(), "sha256")
    signature = hmac.digest(signing, text.encode(), "sha256").hex()
    credential = f"Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "authorization": f"AWS4-HMAC-SHA256 {credential}"}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


main()

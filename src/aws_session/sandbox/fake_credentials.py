"""Key ids, secrets, tokens and unique ids: the shape of AWS's own, obviously fake."""

import base64
import secrets
import string

_SECRET_ALPHABET = string.ascii_letters + string.digits + "/+"

USER_TOKEN_BYTES = (262, 298)
ROLE_TOKEN_BYTES = (540, 730)


def access_key_id() -> str:
    return "AKIAFAKE" + _base32(12)


def session_key_id() -> str:
    return "ASIAFAKE" + _base32(12)


def secret_access_key() -> str:
    return "".join(secrets.choice(_SECRET_ALPHABET) for _ in range(40))


def session_token(size: tuple[int, int]) -> str:
    """Base64 with every character that causes trouble in shells and URLs: `/`, `+` and `=`."""
    while True:
        length = size[0] + secrets.randbelow(size[1] - size[0])
        token = base64.b64encode(secrets.token_bytes(length - length % 3 + 1)).decode()
        if "/" in token and "+" in token:
            return token


def unique_id(prefix: str) -> str:
    """`AIDA…` for users, `AROA…` for roles, `AGPA…` for groups, `ANPA…` for policies."""
    return f"{prefix}FAKE{_base32(13)}"


def _base32(length: int) -> str:
    return base64.b32encode(secrets.token_bytes(length)).decode()[:length]

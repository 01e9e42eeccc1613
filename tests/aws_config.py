"""Randomly generated AWS files, with emphasis on special syntax."""

from __future__ import annotations

from hypothesis import strategies as st

_NAMES = [
    "default", "profile a", "profile b", "profile 'a b'", 'profile "a"', "DEFAULT", "a", "b",
    "services s", "services 't u'", "sso-session x", "profile  c ", "profile", "profile a b",
]  # fmt: skip
_KEYS = [
    "region", "Region", "aws_access_key_id", "aws_secret_access_key", "services",
    "endpoint_url", "sts", "s3", "key with space",
]  # fmt: skip
_VALUES = ["x", "s", "", "a = b", "https://h", "# c", "x ; y", "x # y", "[z]", "é", "%(x)s", "'q'"]

_HEADINGS = st.builds(
    "{}[{}]{}".format,
    st.sampled_from(["", "", "", " "]),
    st.sampled_from(_NAMES) | st.text("a ]['\"\\", max_size=4),
    st.sampled_from(["", "", " ", " # c", "x", "]"]),
)
_SETTINGS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "", "", " ", "\t"]),
    st.sampled_from(_KEYS),
    st.sampled_from([" = ", "=", ": ", ":", " =", " "]),
    st.sampled_from(_VALUES),
)
_OTHER = st.sampled_from(
    [
        "",
        "",
        " ",
        "# c",
        "; c",
        "  # c",
        "  more",
        "    endpoint_url = https://n",
        "=x",
        "\x0b",
        "\x85",
    ]
) | st.text("ab=:[]#; \t\x0c", max_size=6)

files = st.builds(
    lambda lines, end: end.join(lines),
    st.lists(_HEADINGS | _SETTINGS | _SETTINGS | _OTHER, max_size=12),
    st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"]),
)
"""The text of an AWS config or credentials file; often wrong."""

"""How nushell loads the function."""

from __future__ import annotations

from aws_session.shells.init import Loading

# nu parses a whole file before it runs any of it.
LOADING = Loading(
    "nu",
    "aws-session init nu",
    "$nu.user-autoload-dirs.0",
    function="@NAME@",
    paste="mkdir FILE; LINE | save --force (FILE | path join aws-session.nu)",
    unload="hide aws-session",
    remove="delete the file: rm ($nu.user-autoload-dirs.0 | path join aws-session.nu)",
    rc_files=(".config/nushell/config.nu",),
)

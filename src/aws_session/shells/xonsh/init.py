"""How xonsh loads the function."""

from __future__ import annotations

from aws_session.shells.init import Loading

LOADING = Loading(
    "xsh",
    "if __import__('shutil').which('aws-session'): execx($(aws-session init xonsh))",
    "~/.xonshrc",
    source="exec(open(@FILE@).read(), "
    "{'program': @PROGRAM@, 'name': @NAME@, 'options': @OPTIONS@, 'folder': @FOLDER@})",
    unload="del aliases['aws-session']",
    rc_files=(".xonshrc",),
)

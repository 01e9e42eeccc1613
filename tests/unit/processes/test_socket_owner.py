from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import another_user
from aws_session.processes import socket_owner

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux says whose a connection is"
)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_a_peer_of_the_same_user_has_the_same_user_id(listening: socket.socket) -> None:
    here = listening.getsockname()
    with socket.create_connection(here) as peer:
        assert socket_owner.is_known(here)
        assert socket_owner.of(peer.getsockname(), here) == os.geteuid()


def test_a_peer_that_has_gone_has_no_owner(listening: socket.socket) -> None:
    here = listening.getsockname()
    with socket.create_connection(here) as peer:
        name = peer.getsockname()
        accepted, _ = listening.accept()
    with accepted:
        assert socket_owner.of(name, here) is None


def test_a_missing_socket_has_no_known_owner(listening: socket.socket) -> None:
    here = listening.getsockname()
    listening.close()

    assert not socket_owner.is_known(here)


HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
ROW = (
    "  {n}: {local} {remote} {state} 00000000:00000000 00:00000000 00000000 {uid:>5} 0 {inode} 1\n"
)


@pytest.mark.skipif(sys.byteorder == "big", reason="the rows are those of a little-endian machine")
@pytest.mark.parametrize("before", ["", "0000000000000000FFFF0000"])
def test_only_the_peers_row_is_used(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    table = tmp_path_factory.mktemp("net") / "tcp"
    peer, ours = f"{before}0100007F:D431", f"{before}0100007F:1F90"
    rows = (
        (ours, peer, "01", 1, 11),
        (peer, f"{before}0100007F:1F91", "01", 2, 12),
        (f"{before}0200007F:D431", ours, "01", 3, 13),
        (peer, ours, "06", 0, 0),
        (peer, ours, "01", 1000, 15),
    )
    table.write_text(HEAD + "".join(
        ROW.format(n=n, local=local, remote=remote, state=state, uid=uid, inode=inode)
        for n, (local, remote, state, uid, inode) in enumerate(rows)
    ))  # fmt: skip
    monkeypatch.setattr(socket_owner, "_TABLES", (str(table), "/nonexistent"))

    assert socket_owner.of(("127.0.0.1", 0xD431), ("127.0.0.1", 0x1F90)) == 1000


def test_another_user_is_recognized_by_the_user_id(listening: socket.socket) -> None:
    here = listening.getsockname()
    script = 'exec 3<>"/dev/tcp/127.0.0.1/$1"; read -r line <&3'
    words = [*another_user.words(), "bash", "-c", script, "bash", str(here[1])]
    with subprocess.Popen(words, cwd="/") as other:
        accepted, peer = listening.accept()
        with accepted:
            uid = socket_owner.of(peer, here)
        other.wait(20)

    assert uid == another_user.uid()

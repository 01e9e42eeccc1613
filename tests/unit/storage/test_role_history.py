import subprocess
import sys
from pathlib import Path

import pytest

from aws_session.model.account import Pose
from aws_session.storage import file_writing, role_history, tsv


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(tmp_path)}


def test_the_most_recent_pose_comes_first(environ: dict[str, str]) -> None:
    first, second = (
        Pose("111122223333", "Admin", 1, "prod\t\n"),
        Pose("444455556666", "a/Reader", 2),
    )
    role_history.remember(environ, first)
    role_history.remember(environ, second)

    assert role_history.read(environ) == (second, first)


def test_the_same_pose_again_only_moves_to_the_front(environ: dict[str, str]) -> None:
    for at, role in enumerate(("Admin", "Reader", "Admin")):
        role_history.remember(environ, Pose("111122223333", role, at))

    assert [(pose.role, pose.at) for pose in role_history.read(environ)] == [
        ("Admin", 2),
        ("Reader", 1),
    ]


def test_the_profile_is_remembered_and_separately_the_same_role_by_its_account(
    environ: dict[str, str],
) -> None:
    by_profile = Pose("111122223333", "Admin", 1, "prod", "prod-admin")
    by_account = Pose("111122223333", "Admin", 2, "prod")
    again = by_profile.replace(at=3)
    for pose in (by_profile, by_account, again):
        role_history.remember(environ, pose)

    assert role_history.read(environ) == (again, by_account)


def test_what_an_earlier_version_remembered_is_read(environ: dict[str, str]) -> None:
    row = ("111122223333", "Admin", "1", "prod")
    file_writing.write(environ, "poses", tsv.written("poses 1", [row]))
    role_history.remember(environ, Pose("111122223333", "Reader", 2, "", "ro"))

    assert role_history.read(environ) == (
        Pose("111122223333", "Reader", 2, "", "ro"),
        Pose("111122223333", "Admin", 1, "prod"),
    )


def test_at_most_two_hundred_are_remembered(environ: dict[str, str]) -> None:
    for at in range(205):
        role_history.remember(environ, Pose(f"{at:012}", "Admin", at))
    kept = role_history.read(environ)

    assert len(kept) == 200
    assert (kept[0].at, kept[-1].at) == (204, 5)


def test_a_damaged_history_counts_as_empty(environ: dict[str, str], tmp_path: Path) -> None:
    role_history.remember(environ, Pose("111122223333", "Admin", 1))
    file = next(file for file in tmp_path.rglob("*") if file.is_file())
    file.write_text(file.read_text().replace("Admin", "Owner"))

    assert role_history.read(environ) == ()


def test_a_place_that_cannot_be_written_is_not_an_error() -> None:
    role_history.remember({"XDG_CACHE_HOME": "/dev/null"}, Pose("111122223333", "Admin", 1))

    assert role_history.read({"XDG_CACHE_HOME": "/dev/null"}) == ()


def test_reading_it_imports_nothing_that_a_prompt_cannot_afford() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "from aws_session.storage import account_cache\n"
        "from aws_session.storage import role_history as pose_history\n"
        "account_cache.AccountCache({}, 'aws', '1' * 12).read(0); pose_history.read({})\n"
        "print(*sorted({n.partition('.')[0] for n in set(sys.modules) - before}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )

    assert set(done.stdout.split()) <= {"aws_session", "binascii", "__future__"}

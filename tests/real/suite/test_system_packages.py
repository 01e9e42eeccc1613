"""The system packages in clean systems made by debootstrap, which needs root and Debian."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

import aws_session

ROOT = Path(__file__).parents[3]
PACKAGES = ROOT / ".github" / "release" / "packages.py"
MIRROR = "http://deb.debian.org/debian"
SHELLS = "ca-certificates,bash-completion,zsh,fish,man-db,python3"
FILES = {"trixie": "aws-session_{}-1_all.deb", "bookworm": "aws-session_{}-1~bundled_all.deb"}
OLDER = "0.0.9"

_POSIX = """
eval "$(aws-session init SHELL)"
aws-session "$(aws-session sandbox code)" 2>/dev/null
test -n "$AWS_SESSION_TOKEN" && aws-session end 2>/dev/null
echo "done${AWS_SESSION_TOKEN-}"
"""
_FISH = """
aws-session init fish | source
aws-session (aws-session sandbox code) 2>/dev/null
test -n "$AWS_SESSION_TOKEN"; and aws-session end 2>/dev/null
echo "done$AWS_SESSION_TOKEN"
"""
DAYS = {name: _POSIX.replace("SHELL", name) for name in ("bash", "zsh")} | {"fish": _FISH}
TAB = {
    "bash": ". /usr/share/bash-completion/bash_completion; _completion_loader aws-session;"
    " COMP_LINE='aws-session pos' COMP_POINT=15 COMP_WORDS=(aws-session pos) COMP_CWORD=1;"
    " f=$(complete -p aws-session); f=${f#*-F }; ${f%% *} aws-session pos aws-session;"
    ' echo "${COMPREPLY[@]}"',
    "fish": "complete -C 'aws-session pos' | string split -f1 \\t",
}
ZSH = "autoload -U compinit; compinit -uD; echo $_comps[aws-session]"
PROCESS = """
aws-session process --show tool 2>/dev/null >>"$AWS_CONFIG_FILE"
AWS_SESSION_MFA_COMMAND='aws-session sandbox code'; export AWS_SESSION_MFA_COMMAND
AWS_PROFILE=tool PYTHONPATH=/usr/lib/aws-session python3 -c '
import boto3; print(boto3.client("sts").get_caller_identity()["Arn"].rpartition(":")[2])'
"""
UPGRADE = """
export BEFORE=kept AWS_REGION=eu-central-1
eval "$(aws-session init bash)"
aws-session "$(aws-session sandbox code)" 2>/dev/null && test -n "$AWS_SESSION_TOKEN" || exit 1
dpkg -i "$1" >/dev/null 2>&1 || exit 2
aws-session end 2>/dev/null || exit 3
echo "$BEFORE $AWS_REGION ${AWS_SESSION_TOKEN-ended}"
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root makes systems"),
    pytest.mark.skipif(not shutil.which("debootstrap"), reason="debootstrap is not here"),
]


def made_by(*words: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(words, capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, (words, done.stdout[-2000:], done.stderr[-2000:])
    return done


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All artefacts, and an older build of them; TEST_PACKAGES names a folder with both."""
    if os.environ.get("TEST_PACKAGES"):
        return Path(os.environ["TEST_PACKAGES"])
    folder = tmp_path_factory.mktemp("made")
    uv = Path(sys.executable).with_name("uv")
    made_by(uv, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT)
    (wheel,) = folder.glob("*.whl")
    made_by(sys.executable, PACKAGES, wheel, folder)
    made_by(sys.executable, PACKAGES, wheel, folder, "--version", OLDER)
    return folder


class System:
    """A Debian system in a folder, with its own processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, script: str, *words: str, status: int = 0) -> str:
        inside = shlex.join(["bash", "-c", script, "bash", *words])
        mounts = f"mount -t proc proc {self.folder}/proc && mount --rbind /dev {self.folder}/dev"
        done = subprocess.run(
            ["unshare", "--mount", "--pid", "--fork", "sh", "-c",
             f"{mounts} && exec chroot {self.folder} {inside}"],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8",
                 "DEBIAN_FRONTEND": "noninteractive", "TERM": "dumb"},
            capture_output=True, text=True, timeout=900, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == status, (script, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout

    def files(self) -> set[str]:
        kept = ("usr", "etc", "opt", "var/lib")
        own = ("var/lib/dpkg", "var/lib/apt")
        found = (
            str(path.relative_to(self.folder)) for top in kept
            for path in (self.folder / top).rglob("*")
        )  # fmt: skip
        return {name for name in found if not name.startswith(own) and "__pycache__" not in name}


@pytest.fixture(scope="module", params=list(FILES))
def suite(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def system(suite: str, tmp_path_factory: pytest.TempPathFactory) -> System:
    folder = tmp_path_factory.mktemp(suite) / "root"
    made_by("debootstrap", "--variant=minbase", f"--include={SHELLS}", suite, folder, MIRROR)
    return System(folder)


def test_a_package_passes_its_life(system: System, suite: str, made: Path) -> None:
    old, new = (FILES[suite].format(version) for version in (OLDER, aws_session.__version__))
    for name in (old, new):
        shutil.copy(made / name, system.folder / "tmp" / name)
    # Its dependencies stay when it is purged.
    system.run("apt-get update -qq")
    depends = system.run("dpkg-deb -f /tmp/$1 Depends", old).split(", ")
    named = " ".join(each.split()[0] for each in depends)
    system.run(f"apt-get install -qq --no-install-recommends {named}")
    before = system.files()
    system.run(f"apt-get install -qq --no-install-recommends /tmp/{old}")
    assert system.run(f"aws-session sandbox -- bash -c '{UPGRADE}' bash /tmp/{new}") == (
        "kept eu-central-1 ended\n"
    )
    version = aws_session.__version__
    assert system.run("dpkg -s aws-session | grep -c '^Version: '$1", version) == "1\n"
    assert system.run("aws-session version") == f"aws-session {version}\n"
    assert system.run("find /usr/lib/aws-session/aws_session -name 'main.*.pyc' | wc -l") == "1\n"
    for shell, script in DAYS.items():
        line = f"aws-session sandbox -- {shell} -c {shlex.quote(script)}"
        assert system.run(line) == "done\n", shell
    assert system.run(TAB["bash"]).split() == ["pose"]
    assert system.run(f"fish -c {shlex.quote(TAB['fish'])}").split() == ["pose"]
    assert system.run(f"zsh -fc {shlex.quote(ZSH)}") == "_aws-session\n"
    shown = system.run("man aws-session 2>/dev/null")
    assert "aws-session - put a temporary AWS session into your current shell" in shown
    assert system.run(f"aws-session sandbox -- sh -c {shlex.quote(PROCESS)}") == "user/alice\n"
    shown = system.run("cd /; aws-session sandbox -- aws-session process --show tool")
    assert "credential_process = /usr/bin/aws-session process default\n" in shown
    assert system.run("ln -s /usr/bin/aws-session /tmp/aws-session; cd /tmp;"
                      "python3 -I ./aws-session sandbox -- aws-session version"
                      ) == f"aws-session {version}\n"  # fmt: skip
    hint = "from aws_session.processes import installation as i; print(i.to_repair())"
    said = system.run(f"cd /usr/lib/aws-session && python3 -c '{hint}'")
    assert said == "sudo apt install --reinstall ./aws-session_VERSION.deb\n"

    system.run("apt-get purge -qq aws-session")
    assert system.files() - before == set()
    assert system.run("ls /usr/lib/aws-session 2>/dev/null | wc -l") == "0\n"


def test_the_archive_runs_from_wherever_it_is(system: System, made: Path) -> None:
    name = f"aws-session-{aws_session.__version__}"
    with tarfile.open(made / f"{name}.tar.gz") as archive:
        archive.extractall(system.folder / "opt", filter="data")
    line = f"/opt/{name}/bin/aws-session sandbox -- bash -c {shlex.quote(DAYS['bash'])}"

    assert system.run(line) == "done\n"
    assert system.run(f"/opt/{name}/bin/aws-session help --man | head -c 3") == ".TH"


def test_the_rpm_holds_the_same_tree(made: Path) -> None:
    if not shutil.which("rpm"):
        pytest.skip("rpm is not here")
    version = aws_session.__version__
    listed = made_by("rpm", "-qlp", made / f"aws-session-{version}-1.noarch.rpm").stdout.split()
    with tarfile.open(made / f"aws-session-{version}.tar.gz") as archive:
        names = [entry.name for entry in archive if not entry.isdir()]
    files = {f"/usr/{name.partition('/')[2]}" for name in names}

    folders = {str(parent) for file in files for parent in Path(file).parents}
    assert files <= set(listed)
    assert set(listed) - files <= folders
    asked = made_by("rpm", "-qp", "--requires", made / f"aws-session-{version}-1.noarch.rpm")
    assert "python3 >= 3.11" in asked.stdout

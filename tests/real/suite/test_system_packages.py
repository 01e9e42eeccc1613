"""The system packages in clean systems made by debootstrap, which needs root."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import sys
import tarfile
from pathlib import Path

import pytest

import aws_session
import debian_system
from debian_system import System, made_by
from real import programs

ROOT = Path(__file__).parents[3]
PACKAGES = ROOT / ".github" / "release" / "packages.py"
SHELLS = ("bash-completion", "zsh", "fish", "man-db")
_OWN, _BUNDLED = "aws-session_{}-1_all.deb", "aws-session_{}-1.bundled_all.deb"
FILES = {"trixie": _OWN, "resolute": _OWN, "bookworm": _BUNDLED, "noble": _BUNDLED}
RPM = "aws-session-{}-1.noarch.rpm"
OLDER = "0.0.9"

_POSIX = """
eval "$(aws-session init SHELL)"
aws-session "$(aws-session sandbox code)" 2>/dev/null
test -n "$AWS_SESSION_TOKEN" && aws-session pose prod Admin 2>/dev/null
echo "$AWS_SESSION_LABEL"
aws-session end 2>/dev/null
echo "done${AWS_SESSION_TOKEN-}"
"""
_FISH = """
aws-session init fish | source
aws-session (aws-session sandbox code) 2>/dev/null
test -n "$AWS_SESSION_TOKEN"; and aws-session pose prod Admin 2>/dev/null
echo "$AWS_SESSION_LABEL"
aws-session end 2>/dev/null
echo "done$AWS_SESSION_TOKEN"
"""
DAYS = {name: _POSIX.replace("SHELL", name) for name in ("bash", "zsh")} | {"fish": _FISH}
TAB = {
    "bash": ". /usr/share/bash-completion/bash_completion; _completion_loader aws-session;"
    " COMP_LINE='aws-session pos' COMP_POINT=15 COMP_WORDS=(aws-session pos) COMP_CWORD=1;"
    " f=$(complete -p aws-session); f=${f#*-F }; ${f%% *} aws-session pos aws-session;"
    ' echo "${COMPREPLY[@]}"',
    "zsh": """
zmodload zsh/zpty
zpty z "TERM=xterm zsh -f -i"
zpty -w z "fpath+=($1); autoload -U compinit; compinit -uD"
zpty -w -n z $'aws-session pos\t'
zpty -r z shown '*aws-session pose*'
echo pose
""",
    "fish": "complete -C 'aws-session pos' | string split -f1 \\t",
}
PROCESS = """
aws-session process --show tool 2>/dev/null >>"$AWS_CONFIG_FILE"
AWS_SESSION_MFA_COMMAND='aws-session sandbox code'; export AWS_SESSION_MFA_COMMAND
AWS_PROFILE=tool PYTHONPATH=$1 python3 -c '
import boto3; print(boto3.client("sts").get_caller_identity()["Arn"].rpartition(":")[2])'
"""
UPGRADE = """
export BEFORE=kept AWS_REGION=eu-central-1
eval "$(aws-session init bash)"
aws-session "$(aws-session sandbox code)" 2>/dev/null && test -n "$AWS_SESSION_TOKEN" || exit 1
"$@" >/dev/null 2>&1 || exit 2
aws-session end 2>/dev/null || exit 3
echo "$BEFORE $AWS_REGION ${AWS_SESSION_TOKEN-ended}"
"""
FORGOTTEN = "find /usr/lib/aws-session -name __pycache__ -prune -exec rm -r {} +"
COMPILED = "find /usr/lib/aws-session/aws_session -name 'main.*.pyc' | wc -l"

pytestmark = pytest.mark.slow


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


@pytest.fixture(scope="module", params=list(FILES))
def suite(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def system(suite: str, tmp_path_factory: pytest.TempPathFactory) -> System:
    if os.geteuid() != 0:
        pytest.skip("NOT TESTED: only root makes systems")
    programs.require("debootstrap")
    return debian_system.new(suite, tmp_path_factory.mktemp(suite) / "root", SHELLS)


def passes_a_day(system: System, top: str, zsh: str = "") -> None:
    """Use a session, a role and TAB in shells, read its man page, and start a boto3 session.

    `zsh` is the folder of zsh's functions, where Debian's zsh does not look.
    """
    version = f"aws-session {aws_session.__version__}\n"
    assert system.run("aws-session version", top=top) == version
    for shell, script in DAYS.items():
        line = f"aws-session sandbox -- {shell} -c {shlex.quote(script)}"
        assert system.run(line, top=top) == "prod/Admin\ndone\n", shell
    for shell, script in TAB.items():
        options = "-fc" if shell == "zsh" else "-c"
        line = f"timeout 60 {shell} {options} {shlex.quote(script)} {shell} {zsh}"
        assert system.run(line, top=top).split() == ["pose"], shell
    shown = system.run("man aws-session 2>/dev/null", top=top)
    assert "aws-session - put a temporary AWS session into your current shell" in shown
    line = f"aws-session sandbox -- sh -c {shlex.quote(PROCESS)} sh {top}/lib/aws-session"
    assert system.run(line, top=top) == "user/alice\n"
    line = "cd /; aws-session sandbox -- aws-session process --show tool"
    shown = system.run(line, top=top)
    assert f"credential_process = {top}/bin/aws-session process default\n" in shown
    by_link = "ln -sf $(command -v aws-session) /tmp/linked && cd /tmp && python3 -I ./linked"
    assert system.run(f"{by_link} sandbox -- aws-session version", top=top) == version
    read_only = "mount --rbind / /mnt && mount -o remount,bind,ro /mnt"
    read_only += " && mount -t tmpfs tmpfs /mnt/tmp && chroot /mnt"
    assert system.run(f"{read_only} aws-session sandbox -- aws-session version", top=top) == version


def test_a_package_is_installed_used_and_removed(system: System, suite: str, made: Path) -> None:
    old, new = (FILES[suite].format(version) for version in (OLDER, aws_session.__version__))
    for name in (old, new):
        shutil.copy(made / name, system.folder / "tmp" / name)
    # Its dependencies stay when it is purged.
    depends = system.run("dpkg-deb -f /tmp/$1 Depends", old).split(", ")
    named = " ".join(each.split()[0] for each in depends)
    system.run(f"apt-get install -qq --no-install-recommends {named}")
    before = system.files()
    system.run(f"apt-get install -qq --no-install-recommends /tmp/{old}")
    upgraded = system.run(f"aws-session sandbox -- bash -c '{UPGRADE}' bash dpkg -i /tmp/{new}")
    assert upgraded == "kept eu-central-1 ended\n"
    version = aws_session.__version__
    assert system.run("dpkg -s aws-session | grep -c '^Version: '$1", version) == "1\n"
    assert system.run(COMPILED) == "1\n"
    of = system.run("dpkg-query --show --showformat '${Version}' aws-session")
    assert of == f"{version}-1{'~bundled' if FILES[suite] == _BUNDLED else ''}"
    entry = system.run("zcat /usr/share/doc/aws-session/changelog.Debian.gz")
    assert entry.startswith(f"aws-session ({of}) unstable; urgency=medium\n\n  * ")
    passes_a_day(system, "/usr")
    system.run(FORGOTTEN)
    system.run("/usr/share/python3/runtime.d/aws-session.rtupdate rtupdate python3.11 python3.12")
    assert system.run(COMPILED) == "1\n"
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

    passes_a_day(system, f"/opt/{name}", f"/opt/{name}/share/zsh/site-functions")
    assert system.run(f"/opt/{name}/bin/aws-session help --man | head -c 3") == ".TH"


def test_the_rpm_is_installed_used_and_removed(
    system: System, suite: str, made: Path, tmp_path: Path
) -> None:
    """By Debian's rpm, which knows nothing of what is there: so without dependencies."""
    old, new = (RPM.format(version) for version in (OLDER, aws_session.__version__))
    python = a_newer_python(tmp_path)
    for file in (made / old, made / new, python):
        shutil.copy(file, system.folder / "tmp")
    system.run("apt-get install -qq --no-install-recommends rpm")
    before = system.files()
    query = "rpm --dbpath /tmp/rpmdb --query aws-session"
    # Debian's says until version 12 that apt is for packages.
    forced = " --force-debian" if suite == "bookworm" else ""
    rpm = f"rpm --dbpath /tmp/rpmdb --nodeps{forced}"
    system.run(f"{rpm} --install /tmp/{old}")
    assert system.run(COMPILED) == "1\n"
    line = f"aws-session sandbox -- bash -c '{UPGRADE}' bash {rpm} --upgrade /tmp/{new}"
    assert system.run(line) == "kept eu-central-1 ended\n"
    assert system.run(query) == f"{new.removesuffix('.rpm')}\n"
    assert system.run(COMPILED) == "1\n"
    passes_a_day(system, "/usr", "/usr/share/zsh/site-functions")
    system.run(FORGOTTEN)
    system.run(f"{rpm} --install /tmp/{python.name}")
    assert system.run(COMPILED) == "1\n"

    system.run(f"{rpm} --erase aws-session")
    assert system.files() - before == set()
    assert system.run("ls /usr/lib/aws-session 2>/dev/null | wc -l") == "0\n"


def a_newer_python(folder: Path) -> Path:
    """Return an empty package that says it is Python."""
    spec = folder / "python3.spec"
    spec.write_text(
        "Name: python3\nVersion: 3.99\nRelease: 1\nSummary: none\nLicense: none\n"
        "BuildArch: noarch\n%description\n%files\n"
    )
    made_by("rpmbuild", "-bb", "--quiet", "--define", f"_topdir {folder}", spec)
    (package,) = folder.glob("RPMS/*/*.rpm")
    return package


def test_no_name_of_a_file_is_one_that_github_changes(made: Path) -> None:
    # Those that `dist/*` uploads: uv writes a .gitignore beside what it builds.
    names = [file.name for file in made.glob("[!.]*")]

    assert len(names) > 4
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]+", name)] == []


def test_the_rpm_holds_the_same_tree(made: Path) -> None:
    package = made / RPM.format(aws_session.__version__)
    asked: tuple[str | Path, ...] = (programs.require("rpm"), "-qp", package)
    found = {
        name: (digest, mode[-4:], f"{owner}:{group}")
        for name, _, _, digest, mode, owner, group, *_ in map(str.split, lines(*asked, "--dump"))
    }
    expected = {}
    with tarfile.open(made / f"aws-session-{aws_session.__version__}.tar.gz") as archive:
        for entry in archive:
            file = archive.extractfile(entry) if entry.isfile() else None
            digest = hashlib.sha256(file.read()).hexdigest() if file else "0" * 64
            mode = "0777" if entry.issym() else f"{entry.mode:04o}"
            expected[f"/usr/{entry.name.partition('/')[2]}"] = (digest, mode, "root:root")
    folders = expected.keys() - found.keys()

    assert found == {name: expected[name] for name in found}
    assert {each for each in expected if expected[each][0] != "0" * 64} <= found.keys()
    assert not {each for each in folders if "aws-session" in each}
    assert "python3 >= 3.11" in lines(*asked, "--requires")


def lines(*words: str | Path) -> list[str]:
    return made_by(*words).stdout.splitlines()


def test_a_bundle_has_the_licence_of_each_library(made: Path) -> None:
    name = f"aws-session-{aws_session.__version__}"
    with tarfile.open(made / f"{name}.tar.gz") as archive:
        file = archive.extractfile(f"{name}/share/doc/aws-session/copyright")
        assert file is not None
        own, *others = file.read().decode().split(f"\n{'-' * 72}\n")
    pins = PACKAGES.with_name("bundle.txt").read_text()
    carried = re.findall(r"^([\w-]+)==(\S+)", pins, re.MULTILINE)
    found = {
        (library.lower().replace("_", "-"), version): text
        for library, version, text in (each.split("\n", 2) for each in others)
    }

    assert (ROOT / "LICENSE").read_text() in own
    assert found.keys() == set(carried)
    licences = ("licen[cs]e", "permission (is|to)", "redistribution and use")
    assert [
        name
        for name, text in found.items()
        if not re.search("|".join(licences), text, re.IGNORECASE)
    ] == []

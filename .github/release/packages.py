"""Packages of the system from a wheel: two for Debian, one for Fedora, an archive of the same tree.

Use: python3 .github/release/packages.py WHEEL FOLDER [--version VERSION]

The same inputs make the same bytes: names are sorted, times are SOURCE_DATE_EPOCH, owners are root.
Needs dpkg-deb, rpmbuild and pip.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from email.utils import formatdate
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PINS = Path(__file__).with_name("bundle.txt")
NAME = "aws-session"
SUMMARY = "puts a temporary AWS session into your current shell"
ABOUT = """\
Type the six digits from your phone, and the shell you are in has a temporary
AWS session. Roles are assumed from there, and the environment is restored
exactly when the session ends. No credential file is ever written."""
EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH", "1580601600"))
MAINTAINER = os.environ.get("DEBEMAIL") or "aws-session maintainers <maintainers@invalid>"

START = """\
#!/usr/bin/python3 -I
import os
import sys
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from aws_session.main import main
main()
"""
COMPILE = f"/usr/bin/python3 -I -m compileall -q /usr/lib/{NAME} >/dev/null || :"
FORGET = (
    f"find /usr/lib/{NAME} -name __pycache__ -type d -prune -exec rm -rf {{}} + 2>/dev/null || :"
)
SCRIPTS = {
    "postinst": f'#!/bin/sh\nset -e\nif test "$1" = configure; then\n  {COMPILE}\nfi\n',
    "prerm": f"#!/bin/sh\nset -e\n{FORGET}\n",
}
# Code compiled for one Python is useless for the next.
AGAIN = f'#!/bin/sh\nset -e\nif test "$1" = rtupdate; then\n  {FORGET}\n  {COMPILE}\nfi\n'

DEBIAN_CHANGES = f"""\
{NAME} ({{version}}) unstable; urgency=medium

  * What is new is in changelog.gz.

 -- {MAINTAINER}  {{date}}
"""
"""The changes of the package itself, in the form that Debian's tools read."""

SYSTEM = (
    *("python3 (>= 3.11)", "python3-boto3 (>= 1.37)", "python3-typer (>= 0.15.2)"),
    *("python3-rich (>= 13.7)", "python3-prompt-toolkit (>= 3.0.36)", "python3-keyring"),
)
BUNDLED = ("python3 (>= 3.11)",)
RUNNING = ("bin", "DEBIAN", "runtime.d")
"""The folders whose scripts are run."""

COMPLETIONS = {
    "aws-session.bash": "bash-completion/completions/aws-session",
    "aws-session.fish": "fish/vendor_completions.d/aws-session.fish",
}
ZSH = {"deb": "zsh/vendor-completions", "rpm": "zsh/site-functions", "tar": "zsh/site-functions"}


def tree(folder: Path, wheel: Path, bundle: Path | None, kind: str) -> None:
    """Create the tree below /usr."""
    library = folder / "lib" / NAME
    unpack(wheel, library, only="aws_session/")
    if bundle is not None:
        for each in sorted(bundle.glob("*.whl")):
            unpack(each, library)
    start = library / "bin" / NAME
    start.parent.mkdir()
    start.write_text(START)
    start.chmod(0o755)
    (folder / "bin").mkdir()
    (folder / "bin" / NAME).symlink_to(f"../lib/{NAME}/bin/{NAME}")
    share = folder / "share"
    page = zipfile.ZipFile(wheel).read(shared(wheel, "share/man/man1/aws-session.1"))
    write(share / "man/man1/aws-session.1.gz", gzip.compress(page, 9, mtime=0))
    for name, place in COMPLETIONS.items():
        write(share / place, (ROOT / "completions" / name).read_bytes())
    write(share / ZSH[kind] / "_aws-session", (ROOT / "completions/_aws-session").read_bytes())
    documents = share / "doc" / NAME
    write(documents / "copyright", copyright_of(bundle).encode())
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    write(documents / "changelog.gz", gzip.compress(changes, 9, mtime=0))


def shared(wheel: Path, name: str) -> str:
    return next(each for each in zipfile.ZipFile(wheel).namelist() if each.endswith(name))


def unpack(wheel: Path, folder: Path, only: str = "") -> None:
    """Unpack the imported packages, and the licences; start scripts are for installers."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            data = ".data/" in name or name.endswith(("/RECORD", "/"))
            if name.startswith(only) and not data:
                write(folder / name, archive.read(name))


def write(file: Path, text: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text)


def copyright_of(bundle: Path | None) -> str:
    """Return the licences of everything in a package."""
    parts = [f"{NAME}\n\n{(ROOT / 'LICENSE').read_text()}"]
    for each in sorted(bundle.glob("*.whl")) if bundle is not None else ():
        with zipfile.ZipFile(each) as archive:
            texts = [
                archive.read(name).decode()
                for name in sorted(archive.namelist())
                if ".dist-info/" in name
                and name.rpartition("/")[2].upper().startswith(("LICEN", "COPYING", "NOTICE"))
            ]
            metadata = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
            fields = archive.read(metadata).decode().partition("\n\n")[0].splitlines()
        said = [field for field in fields if field.startswith(("License", "Classifier: License"))]
        # Not every wheel contains the text; its metadata is used instead.
        parts.append("\n".join([*each.name.split("-")[:2], "", *(texts or said)]))
    return f"\n{'-' * 72}\n".join(parts)


def settle(folder: Path) -> None:
    """Set the mode and the same time for every file of a tree."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            runs = path.parent.name in RUNNING and path.is_file() and path.read_bytes()[:2] == b"#!"
            path.chmod(0o755 if runs or path.is_dir() else 0o644)
        os.utime(path, (EPOCH, EPOCH), follow_symlinks=False)


def deb(folder: Path, wheel: Path, bundle: Path | None, version: str) -> Path:
    """Build a package for Debian and its derivatives."""
    version = f"{version}-1" if bundle is None else f"{version}-1~bundled"
    place = folder / "tree"
    tree(place / "usr", wheel, bundle, "deb")
    changes = DEBIAN_CHANGES.format(
        version=version, date=formatdate(EPOCH).replace("-0000", "+0000")
    )
    entry = gzip.compress(changes.encode(), 9, mtime=0)
    write(place / f"usr/share/doc/{NAME}/changelog.Debian.gz", entry)
    write(place / "usr/share/python3/runtime.d/aws-session.rtupdate", AGAIN.encode())
    files = sorted(path for path in place.rglob("*") if path.is_file() and not path.is_symlink())
    sums = (f"{hashlib.md5(f.read_bytes()).hexdigest()}  {f.relative_to(place)}\n" for f in files)  # noqa: S324 - the format's
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    about = "".join(f" {line}\n" for line in ABOUT.splitlines())
    control = (
        f"Package: {NAME}\nVersion: {version}\nArchitecture: all\nMaintainer: {MAINTAINER}\n"
        f"Installed-Size: {size}\nDepends: {', '.join(SYSTEM if bundle is None else BUNDLED)}\n"
        f"Suggests: python3-yaml{', python3-keyring' if bundle else ''}\n"
        "Section: admin\nPriority: optional\n"
        f"Description: {SUMMARY}\n{about}"
    )
    write(place / "DEBIAN/md5sums", "".join(sums).encode())
    for name, text in {**SCRIPTS, "control": control}.items():
        write(place / "DEBIAN" / name, text.encode())
    settle(place)
    made = folder / deb_name(version)
    run("dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", place, made)
    return made


def deb_name(version: str) -> str:
    # GitHub replaces a ~ in the name of a release's file, which SHA256SUMS would then not name.
    return f"{NAME}_{version.replace('~', '.')}_all.deb"


def archive(folder: Path, wheel: Path, bundle: Path, version: str) -> Path:
    """Build an archive that runs wherever it is unpacked."""
    place = folder / f"{NAME}-{version}"
    tree(place, wheel, bundle, "tar")
    settle(place)
    made = folder / f"{place.name}.tar.gz"
    with (
        made.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=EPOCH) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as out,
    ):
        for path in (place, *sorted(place.rglob("*"))):
            entry = out.gettarinfo(path, str(path.relative_to(folder)))
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = "root"
            if entry.isfile():
                with path.open("rb") as source:
                    out.addfile(entry, source)
            else:
                out.addfile(entry)
    return made


SPEC = """\
Name: {name}
Version: {version}
Release: 1
Summary: {summary}
License: MIT
BuildArch: noarch
AutoReqProv: no
Requires: python3 >= 3.11
%description
{about}
%install
cp -a {tree}/. %{{buildroot}}/
%posttrans
{forget}
{compile}
%preun
if test "$1" = 0; then
  {forget}
fi
%triggerin -- python3
# What was compiled for one Python is of no use to the next.
{compile}
%files
{files}
"""


def rpm(folder: Path, wheel: Path, bundle: Path, version: str) -> Path:
    """Build a package for Fedora and similar systems."""
    place = folder / "tree"
    tree(place / "usr", wheel, bundle, "rpm")
    settle(place)
    own = (place / f"usr/lib/{NAME}", place / f"usr/share/doc/{NAME}")
    others = (p for p in place.rglob("*") if not p.is_dir() and not set(own) & set(p.parents))
    shells = [place / "usr/share" / name for name in (*COMPLETIONS.values(), ZSH["rpm"] + "/_")]
    # Whichever package of a shell is there has them, too; without any they go with this one.
    shared = {folder for file in shells for folder in file.parents[:2]}
    files = [f"/{path.relative_to(place)}" for path in sorted((*own, *others))]
    files += [f"%dir /{path.relative_to(place)}" for path in sorted(shared)]
    spec = folder / f"{NAME}.spec"
    spec.write_text(
        SPEC.format(
            name=NAME, version=version, summary=SUMMARY, about=ABOUT, tree=place,
            compile=COMPILE, forget=FORGET, files="\n".join(files),
        )
    )  # fmt: skip
    options = {
        "_topdir": folder / "rpm",
        "_buildhost": "localhost",
        "_build_id_links": "none",
        "use_source_date_epoch_as_buildtime": "1",
        "clamp_mtime_to_source_date_epoch": "1",
        "__os_install_post": "%{nil}",
        "_binary_payload": "w6.xzdio",
        "_rpmfilename": "%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm",
    }
    defined = [word for name, value in options.items() for word in ("--define", f"{name} {value}")]
    run("rpmbuild", "-bb", "--quiet", *defined, spec)
    (made,) = (folder / "rpm" / "RPMS").glob("*.rpm")
    return made


def download(folder: Path) -> Path:
    """Download the wheels for a bundle, checked by hash, for every Python and machine."""
    run(
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
        "--no-deps", "--require-hashes", "--only-binary", ":all:", "--platform", "any",
        "--implementation", "py", "--abi", "none", "--dest", folder, "--requirement", PINS,
    )  # fmt: skip
    return folder


def run(*words: str | Path) -> None:
    # rpmbuild and dpkg-deb read it, too.
    environ = {**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)}
    subprocess.run(words, check=True, env=environ, stdout=subprocess.DEVNULL)  # noqa: S603 - our own


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, add_help=True)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--version", help="another one than the wheel's, to try an upgrade")
    asked = parser.parse_args()
    version = asked.version or asked.wheel.name.split("-")[1]
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="aws-session-packages-") as name:
        base = Path(name)
        bundle = download(base / "bundle")
        for number, make in enumerate(
            (
                lambda at: deb(at, asked.wheel, None, version),
                lambda at: deb(at, asked.wheel, bundle, version),
                lambda at: archive(at, asked.wheel, bundle, version),
                lambda at: rpm(at, asked.wheel, bundle, version),
            )
        ):
            place = base / str(number)
            place.mkdir()
            shutil.copy(make(place), asked.folder)


if __name__ == "__main__":
    main()

"""How this program is started again, in real interpreters, from other folders."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import aws_session

SOURCE = Path(aws_session.__file__).parents[1]
PROGRAM = Path(sys.executable).with_name("aws-session")
SITE = next(entry for entry in sys.path if entry.endswith("site-packages"))
START = """#!{python} {options}
import sys
sys.path[:0] = {folders!r}
from aws_session.main import main
main()
"""
DAY = (
    'cd / && eval "$(aws-session "$(aws-session sandbox code)")" && test -n "$AWS_SESSION_TOKEN" &&'
    ' eval "$(aws-session end)" && echo "done${AWS_SESSION_TOKEN-}"'
)


def run(
    *words: str | Path, folder: Path, path: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return subprocess.run(
        words,
        env={"PATH": f"{path}{os.defpath}", "HOME": str(home), "LC_ALL": "C.UTF-8", **more},
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def start_script(file: Path, *, options: str = "-I", folders: tuple[str, ...]) -> Path:
    """Write a start script like a package's, for a Python without this program."""
    file.parent.mkdir(parents=True, exist_ok=True)
    base = Path(sys.base_prefix, "bin", "python3")
    file.write_text(START.format(python=base, options=options, folders=[*folders]))
    file.chmod(0o755)
    return file


def environment(folder: Path, *, folders: tuple[str, ...] = (str(SOURCE), SITE)) -> Path:
    """Make a virtual environment that finds this program; return its start script."""
    venv.create(folder, symlinks=True)
    (site,) = folder.glob("lib/python3*/site-packages")
    (site / "path.pth").write_text("".join(f"{each}\n" for each in folders))
    script = folder / "bin" / "aws-session"
    script.write_text(f"#!{folder}/bin/python\nfrom aws_session.main import main\nmain()\n")
    script.chmod(0o755)
    return script


def ways(folder: Path) -> dict[str, list[str | Path]]:
    link = folder / "links" / "session"
    link.parent.mkdir()
    link.symlink_to(PROGRAM)
    bundled = start_script(folder / "bundle" / "aws-session", folders=(str(SOURCE), SITE))
    not_executable = folder / "aws-session"
    shutil.copy(bundled, not_executable)
    not_executable.chmod(0o644)
    near = folder / "near"
    near.symlink_to(PROGRAM.parent)
    other = folder / "links" / "aws-session"
    other.symlink_to(bundled)
    return {
        "installed": [PROGRAM],
        "relative": ["near/aws-session"],
        "link": [link],
        "isolated": [sys.executable, "-I", PROGRAM],
        "module": [sys.executable, "-m", "aws_session"],
        "isolated module": [sys.executable, "-I", "-m", "aws_session"],
        "bundled": [bundled],
        "bundled, by a link": ["links/aws-session"],
        "bundled, not executable": [Path(sys.base_prefix, "bin", "python3"), not_executable],
        "file": [sys.executable, SOURCE / "aws_session" / "__main__.py"],
    }


@pytest.mark.parametrize(
    "way",
    [
        *("installed", "relative", "link", "isolated", "module", "isolated module"),
        *("bundled", "bundled, by a link", "bundled, not executable", "file"),
    ],
)
def test_the_sandbox_runs_this_program_however_it_was_started(tmp_path: Path, way: str) -> None:
    done = run(*ways(tmp_path)[way], "sandbox", "--", "sh", "-c", DAY, folder=tmp_path)

    assert (done.stdout, done.returncode) == ("done\n", 0), done.stderr


def copied(folder: Path) -> Path:
    """Return a folder with a copy of the package, without an installation."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(SOURCE / "aws_session", folder / "src" / "aws_session", ignore=ignored)
    (folder / "pyproject.toml").write_text("")
    return folder / "src"


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """A Python with this program's dependencies, but not this program."""
    return environment(tmp_path / "bare", folders=(SITE,)).with_name("python")


@pytest.mark.parametrize("by", ["folder", "PYTHONPATH", "relative PYTHONPATH"])
def test_what_is_imported_from_the_current_folder_is_found_from_others(
    tmp_path: Path, python: Path, by: str
) -> None:
    source = copied(tmp_path)
    version = (source / "aws_session" / "__init__.py").read_text()
    (source / "aws_session" / "__init__.py").write_text(version.replace('"0.', '"copy 0.'))
    named = {"folder": {}, "PYTHONPATH": {"PYTHONPATH": str(source)}}
    more = named.get(by, {"PYTHONPATH": "src"})
    folder = source if by == "folder" else tmp_path
    words = ("sandbox", "--", "sh", "-c", "cd / && aws-session version")
    done = run(python, "-m", "aws_session", *words, folder=folder, **more)

    assert (done.stdout, done.returncode) == (f"aws-session copy {aws_session.__version__}\n", 0), (
        done.stderr
    )


@pytest.mark.parametrize("words", [("process", "--show", "tool"), ("init", "nu")])
@pytest.mark.parametrize("by", ["folder", "PYTHONPATH"])
def test_what_only_the_current_folder_provides_is_written_into_no_file(
    tmp_path: Path, python: Path, words: tuple[str, ...], by: str
) -> None:
    source = copied(tmp_path)
    more = {"PYTHONPATH": str(source)} if by == "PYTHONPATH" else {}
    folder = source if by == "folder" else tmp_path
    done = run(python, "-m", "aws_session", *words, folder=folder, **profile(folder), **more)

    assert str(tmp_path) not in done.stdout
    assert done.returncode == 1
    assert done.stderr == (
        f"aws-session: error: Python finds aws-session only in {source}, which new shells and other"
        " programs do not search\n"
        f"  install it first: uv tool install --compile-bytecode {tmp_path}\n"
    )


def profile(folder: Path) -> dict[str, str]:
    """Return the variables that name an AWS file with a key in it."""
    file = folder / "credentials"
    key = "aws_access_key_id = AKIAFAKEFAKEFAKEFAKE\naws_secret_access_key = fake\n"
    file.write_text(f"[default]\nregion = eu-west-1\n{key}")
    nothing = str(folder / "nothing")
    return {"AWS_SHARED_CREDENTIALS_FILE": str(file), "AWS_CONFIG_FILE": nothing}


def commands(*words: str, script: Path | str, folder: Path, path: str = "") -> str:
    done = run(script, *words, folder=folder, path=path, **profile(folder))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_profile_and_a_file_get_the_path_by_which_it_was_started(tmp_path: Path) -> None:
    script = environment(tmp_path / "env")
    link = tmp_path / "links" / "aws-session"
    link.parent.mkdir()
    link.symlink_to(script)
    line = commands("process", "--show", "tool", script="links/aws-session", folder=tmp_path)

    assert f"credential_process = {link} process default\n" in line
    nu = commands("init", "nu", script=link, folder=tmp_path)
    assert f'"{link}"' in nu
    assert str(script) not in nu


def test_a_module_is_not_looked_for_in_the_callers_folder(tmp_path: Path) -> None:
    python = environment(tmp_path / "env").with_name("python")
    done = run(
        python, "-m", "aws_session", "process", "--show", "tool",
        folder=tmp_path, **profile(tmp_path),
    )  # fmt: skip

    assert f"credential_process = {python} -P -m aws_session process default\n" in done.stdout


CACHES = ("uv", "pipx", "pipx without a tag")


@pytest.fixture(params=CACHES)
def cached(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A start script in a cache, as `uvx` and `pipx run` leave it there."""
    cache = tmp_path / "cache" / request.param.replace(" ", "-")
    folder = cache / "archive-v0" / "Zm9v" if request.param == "uv" else cache / "0123abc"
    folder.parent.mkdir(parents=True)
    script = environment(folder)
    if request.param != "pipx without a tag":
        (cache / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55")
    if request.param != "uv":
        (folder / "pipx_metadata.json").write_text("{}")
    return script


def cache_of(script: Path) -> Path:
    found = script.parents[2]
    return found.parent if found.name == "archive-v0" else found


@pytest.mark.parametrize(
    "words", ["init", "init --warn", "init nu", "process --show tool"], ids=str
)
def test_no_path_of_a_cache_gets_into_a_file(tmp_path: Path, cached: Path, words: str) -> None:
    done = run(
        cached, *words.split(), folder=tmp_path, path=f"{cached.parent}:",
        **profile(tmp_path), SHELL="/bin/bash",
    )  # fmt: skip

    installer = "uv tool install --compile-bytecode" if "uv" in cached.parts else "pipx install"
    assert "aws-session" not in done.stdout
    assert done.returncode == 1
    assert done.stderr == (
        f"aws-session: error: aws-session runs from a cache, {cache_of(cached)}, whose files "
        "may be deleted at any time\n"
        f"  install it first: {installer} {SOURCE.parent}\n"
    )


def test_what_a_shell_evaluates_at_once_may_be_a_caches(tmp_path: Path, cached: Path) -> None:
    line = commands("init", "bash", script=cached, folder=tmp_path)
    file = tmp_path / "rc"
    typed = f"{cached} init bash >> {file}"
    done = run("sh", "-c", typed, folder=tmp_path)

    assert f" aws_session_program='{cached}' " in line
    assert done.returncode == 1
    assert "runs from a cache" in done.stderr
    assert "aws-session init" not in file.read_text()
    assert str(cached) not in file.read_text()


def test_an_installed_copy_is_written_into_files_instead(tmp_path: Path, cached: Path) -> None:
    installed = environment(tmp_path / "env")
    path = f"{cached.parent}:relative:.:{installed.parent}:"
    shown = commands("process", "--show", "tool", script=cached, folder=tmp_path, path=path)

    assert f"credential_process = {installed} process default\n" in shown


def test_a_relative_folder_of_the_path_holds_no_program(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    shutil.copy(PROGRAM, tmp_path / "bin" / "aws-session")
    shutil.copy(PROGRAM, tmp_path / "aws-session")
    done = run(
        sys.executable, "-c", "from aws_session.main import main; main()", "init", "nu",
        folder=tmp_path, path=":.:bin:",
    )  # fmt: skip

    assert "aws-session" not in done.stdout
    assert done.returncode == 1
    assert done.stderr == (
        "aws-session: error: aws-session is not on the PATH\n"
        f"  add its folder to the PATH: {PROGRAM.parent}\n"
    )

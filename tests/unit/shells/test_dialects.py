import subprocess
import sys

import pytest

from aws_session.errors import UsageError
from aws_session.shells import PROCESSES, by_process, dialect


@pytest.mark.parametrize("name", PROCESSES)
def test_every_dialect_is_the_module_of_its_name(name: str) -> None:
    assert dialect(name).name == name


@pytest.mark.parametrize(
    ("asked", "name"),
    [("dash", "sh"), ("mksh", "ksh"), ("pwsh", "powershell"), ("csh", "tcsh"), ("Bash", "bash")],
)
def test_a_program_that_speaks_a_dialect_names_it_too(asked: str, name: str) -> None:
    assert dialect(asked).name == name


def test_an_unknown_name_is_an_error_that_lists_the_names() -> None:
    with pytest.raises(UsageError) as caught:
        dialect("korn")

    assert caught.value.status == 2
    assert "'korn'" in caught.value.message
    for name in PROCESSES:
        assert name in (caught.value.hint or "")


@pytest.mark.parametrize("name", ["../os", "base", "registry", "posix", "", "JSON.encoder"])
def test_no_other_module_can_be_named(name: str) -> None:
    with pytest.raises(UsageError):
        dialect(name)


@pytest.mark.parametrize(
    ("process", "name"),
    [
        ("bash", "bash"),
        ("-bash", "bash"),
        ("/bin/bash", "bash"),
        ("-/bin/zsh", "zsh"),
        ("zsh-5.9", "zsh"),
        ("/usr/local/bin/bash5", "bash"),
        ("bash-5.2.15", "bash"),
        ("ksh93", "ksh"),
        ("ksh2020", "ksh"),
        ("/bin/lksh", "ksh"),
        ("busybox", "sh"),
        ("dash", "sh"),
        ("yash", "sh"),
        ("posh", "sh"),
        ("fish", "fish"),
        ("-tcsh", "tcsh"),
        ("nu", "nu"),
        ("nu.exe", "nu"),
        ("xonsh", "xonsh"),
        ("elvish", "elvish"),
        ("pwsh", "powershell"),
        (r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe", "powershell"),
        (r"C:\Windows\System32\CMD.EXE", "cmd"),
    ],
)
def test_a_process_is_known_by_its_name(process: str, name: str) -> None:
    assert by_process(process) == name


@pytest.mark.parametrize(
    "process", ["", "-", "python3", "tmux", "sshd", "json", "dotenv", "bashful", "93", "make"]
)
def test_other_programs_are_not_shells(process: str) -> None:
    assert by_process(process) is None


def test_only_the_dialect_that_is_asked_for_is_loaded() -> None:
    loaded = _modules("from aws_session.shells import dialect; dialect('fish')")
    ours = {name for name in loaded if name.startswith("aws_session.shells.")}

    assert {name for name in ours if name.count(".") > 2} == {"aws_session.shells.fish.dialect"}


@pytest.mark.parametrize("name", PROCESSES)
def test_a_dialect_costs_no_imports(name: str) -> None:
    bare = _modules("pass")
    spoken = _modules(
        "from aws_session.shells import dialect\n"
        "from aws_session.environment import EnvironmentChange\n"
        f"dialect({name!r}).render(EnvironmentChange(('A',), (('B', 'v'),)))\n"
    )
    foreign = {name for name in spoken - bare if not name.startswith("aws_session")}

    assert foreign & {"typing", "re", "json", "enum", "dataclasses", "typer", "boto3"} == set()


def _modules(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sys.modules)"
    # Without site: modules loaded by an editable install are not ours.
    paths = [path for path in sys.path if path]
    run = subprocess.run(
        [sys.executable, "-S", "-E", "-c", f"import sys; sys.path[:0] = {paths!r}\n{script}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split())

"""A formula for a Homebrew tap: the source archive of a release, and its libraries by uv.lock.

Use: python3 .github/release/homebrew.py SDIST >aws-session.rb
"""

from __future__ import annotations

import hashlib
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from packaging.markers import Marker

ROOT = Path(__file__).resolve().parents[2]
COMPILED = "pydantic"
"""Packages that Homebrew itself compiles, with all their dependencies."""

FORMULA = """\
class AwsSession < Formula
  include Language::Python::Virtualenv

  desc "Puts a temporary AWS session into your current shell"
  homepage "{homepage}"
  url "{url}"
  sha256 "{digest}"
  license "MIT"

  depends_on "{compiled}" => :no_linkage
  depends_on "python@{python}"

{resources}
  def install
    virtualenv_install_with_resources
    # Homebrew's pip compiles nothing, and every start waits for what is not compiled.
    quiet_system libexec/"bin/python", "-m", "compileall", "-q", libexec/"lib"
    bash_completion.install "completions/aws-session.bash" => "aws-session"
    zsh_completion.install "completions/_aws-session"
    fish_completion.install "completions/aws-session.fish"
  end

  test do
    assert_equal "aws-session #{{version}}\\n", shell_output("#{{bin}}/aws-session version")
    ENV.prepend_path "PATH", bin
    (testpath/"day").write <<~'SH'
      eval "$(aws-session "$(aws-session sandbox code)")" && test -n "$AWS_SESSION_TOKEN" &&
        eval "$(aws-session end)" && echo "done$AWS_SESSION_TOKEN"
    SH
    assert_equal "done\\n", shell_output("#{{bin}}/aws-session sandbox -- sh #{{testpath}}/day")
  end
end
"""
RESOURCE = """\
  resource "{name}" do
    url "{url}"
    sha256 "{digest}"
  end
"""


def formula(sdist: Path, project: dict[str, Any], lock: dict[str, Any]) -> str:
    """Return the formula for the project of a lock file."""
    repository = project.get("urls", {}).get("Repository")
    name, version = project["name"], sdist.name.removesuffix(".tar.gz").rpartition("-")[2]
    if repository:
        homepage, url = repository, f"{repository}/releases/download/v{version}/{sdist.name}"
    else:
        homepage = f"https://pypi.org/project/{name}/"
        url = f"https://files.pythonhosted.org/packages/source/{name[0]}/{name}/{sdist.name}"
    packages = {each["name"]: each for each in lock["package"]}
    named = sorted(needed(packages, name, without=COMPILED) - {name})
    pythons = re.findall(r"Python :: 3\.(\d+)", "\n".join(project["classifiers"]))
    return FORMULA.format(
        homepage=homepage,
        url=url,
        digest=hashlib.sha256(sdist.read_bytes()).hexdigest(),
        compiled=COMPILED,
        python=f"3.{max(map(int, pythons))}",
        resources="\n".join(resource(packages[each]) for each in named),
    )


def needed(packages: dict[str, dict[str, Any]], name: str, without: str) -> set[str]:
    """Return a package and all its dependencies on macOS or Linux, except those already there."""
    found, ahead = set(), [name]
    while ahead:
        package = packages[ahead.pop()]
        found.add(package["name"])
        ahead += (
            each["name"]
            for each in package.get("dependencies", ())
            if each["name"] not in {without, *found} and is_wanted(each.get("marker"))
        )
    return found


def is_wanted(marker: str | None) -> bool:
    if marker is None:
        return True
    systems = ({"sys_platform": "darwin"}, {"sys_platform": "linux"})
    fixed = {"os_name": "posix", "platform_python_implementation": "CPython"}
    return any(Marker(marker).evaluate({**fixed, **system}) for system in systems)


def resource(package: dict[str, Any]) -> str:
    sdist = package["sdist"]
    digest = sdist["hash"].removeprefix("sha256:")
    return RESOURCE.format(name=package["name"], url=sdist["url"], digest=digest)


if __name__ == "__main__":
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    sys.stdout.write(formula(Path(sys.argv[1]), project, lock))

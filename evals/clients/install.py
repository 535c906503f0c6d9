"""Installs the clients that need an environment of their own into .clients: `python -m evals.clients.install`.

mcp-atlassian pins an older atlassian-python-api than Unlatch, so it cannot share one.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from evals.clients.clients import HOME

PYTHON_CLIENTS = {"markdown": "markdown-to-confluence==0.6.5", "mcp": "mcp-atlassian==0.23.1"}
NODE_CLIENT = "confluence.js@2.1.0"


def main() -> None:
    """Install what is not there yet."""
    for name, package in PYTHON_CLIENTS.items():
        _install_python(HOME / name, package)
    _install_node(HOME / "js")


def _install_python(folder: Path, package: str) -> None:
    if _is_there(folder, package):
        return
    python = folder / "bin" / "python"
    _run(sys.executable, "-m", "venv", str(folder))
    _run(str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install", package)
    _mark(folder, package)


def _install_node(folder: Path) -> None:
    if _is_there(folder, NODE_CLIENT):
        return
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed; confluence.js needs it. On Debian: apt-get install nodejs npm")
    folder.mkdir(parents=True, exist_ok=True)
    _run(npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), NODE_CLIENT)
    _mark(folder, NODE_CLIENT)


def _is_there(folder: Path, package: str) -> bool:
    mark = folder / "installed"
    return mark.exists() and mark.read_text("utf-8") == package


def _mark(folder: Path, package: str) -> None:
    (folder / "installed").write_text(package, "utf-8")


def _run(*words: str) -> None:
    sys.stdout.write(f"{' '.join(words)}\n")
    subprocess.run(words, check=True)  # noqa: S603 - our own command lines


if __name__ == "__main__":
    main()

"""Makes .venv, then hands over to `python -m garageflow.local` inside it.

Called by bin/* with whatever Python there is: standard library only.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - this is where an older one is refused
    sys.exit(
        f"GarageFlow needs Python 3.11 or newer; python3 on your PATH is {sys.version.split()[0]} "
        f"({sys.executable}). Install a newer one and put it first on PATH."
    )

REPOSITORY = Path(__file__).resolve().parents[2]
VENV = REPOSITORY / ".venv"
PYTHON = VENV / "bin" / "python"


def main() -> None:
    (REPOSITORY / "var").mkdir(exist_ok=True)
    with (REPOSITORY / "var" / "venv.lock").open("w") as lock:
        # Two commands at once in a fresh clone must not both install.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.access(PYTHON, os.X_OK):
            _make_venv()
        install("requirements-dev.txt")

    # bin/manage takes file names, so the working folder stays and our package is found by its path.
    search_path = [str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(search_path)
    os.execv(PYTHON, [str(PYTHON), "-m", "garageflow.local", *sys.argv[1:]])  # noqa: S606 - no shell wanted


def install(requirements: str) -> None:
    """Install a requirements file with hashes into .venv, unless exactly that was done before."""
    wanted = hashlib.sha256((REPOSITORY / requirements).read_bytes()).hexdigest()
    done = VENV / f".{requirements}.sha256"
    if done.exists() and done.read_text().strip() == wanted:
        return
    _say(f"installing packages of {requirements}: takes a minute or two the first time ...")
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    _run([*pip, "--require-hashes", "-r", str(REPOSITORY / requirements)])
    done.write_text(wanted + "\n")


def _make_venv() -> None:
    if find_spec("ensurepip") is None:
        _install_venv_package()
    _say(f"making {VENV} with Python {sys.version.split()[0]} ...")
    # Isolated: a file venv.py in the caller's folder must not be taken for the module.
    _run([sys.executable, "-I", "-m", "venv", "--clear", str(VENV)])


def _install_venv_package() -> None:
    """Debian and Ubuntu leave the part of Python that makes virtual environments to a package of its own."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(
            f"This Python cannot make virtual environments. Install that part: apt-get install {package}"
        )
    _say(f"installing the system package {package} ...")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    _run(["apt-get", "update", "-qq"])
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package])


def _run(command: list[str]) -> None:
    # Standard output belongs to the command that the caller asked for.
    status = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False).returncode
    if status != 0:
        sys.exit(f"failed with status {status}: {' '.join(command)}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

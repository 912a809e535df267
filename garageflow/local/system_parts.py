"""The few parts that Python packages cannot bring: Pango and a font for WeasyPrint, Chromium for tests."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from garageflow.local.folders import LocalError

# What WeasyPrint loads (weasyprint/text/ffi.py) and the Debian package that brings it.
_LIBRARIES = {
    "libgobject-2.0.so.0": "libpango-1.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libpangoft2-1.0-0",
}
_FONT_PACKAGE = "fonts-dejavu-core"
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
# Debian's package without windows takes a fifth less time; the other is what people have.
_CHROMIUMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
_DOWNLOAD_SECONDS = 300


def ensure_pdf_parts() -> None:
    """Raises LocalError with the command to type if something is missing and we may not install it."""
    if sys.platform != "linux":
        _ensure_weasyprint_loads()
        return
    packages = _missing_pdf_packages()
    if not packages:
        return
    if not shutil.which("apt-get"):
        raise LocalError(
            "Pango (with HarfBuzz) or a font is missing, which invoices and passports are printed with. "
            "Install them with the package manager of this system, for example:\n"
            "    dnf install pango harfbuzz dejavu-sans-fonts"
        )
    if os.geteuid() != 0:
        raise LocalError(
            "System packages are missing, which invoices and passports are printed with. Type:\n"
            f"    sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
        )
    if not _apt_install(packages) or _missing_pdf_packages():
        raise LocalError(f"apt-get could not install {' '.join(packages)}: see above.")


def find_chromium() -> str | None:
    """The path of a Chromium, "" for the one of Playwright itself, None if there is none to be had."""
    if found := _first_of(_CHROMIUMS):
        return found
    may_install = os.geteuid() == 0 and shutil.which("apt-get")
    if may_install and any(_apt_install([path.name]) and path.exists() for path in _CHROMIUMS):
        return _first_of(_CHROMIUMS)
    return "" if _playwright_chromium() else None


def _first_of(paths: Sequence[Path]) -> str:
    return next((str(path) for path in paths if path.exists()), "")


def _missing_pdf_packages() -> list[str]:
    missing = {package for library, package in _LIBRARIES.items() if not _loads(library)}
    if not _has_font():
        missing.add(_FONT_PACKAGE)
    return sorted(missing)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_font() -> bool:
    return any(font for folder in _FONT_FOLDERS for font in Path(folder).expanduser().glob("**/*.[to]tf"))


def _ensure_weasyprint_loads() -> None:
    tried = subprocess.run(
        [sys.executable, "-c", "import weasyprint"], capture_output=True, text=True, check=False
    )
    if tried.returncode != 0:
        raise LocalError("WeasyPrint does not load; on macOS type:\n    brew install pango\n" + tried.stderr)


def _apt_install(packages: Sequence[str]) -> bool:
    print(f"installing system packages: {' '.join(packages)} ...", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
        )
    return done.returncode == 0


def _playwright_chromium() -> bool:
    install = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    try:
        done = subprocess.run(
            install, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=_DOWNLOAD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0

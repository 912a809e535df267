"""Serves static/css and static/js as few files: many small sources, one request.

A staticfiles finder, so that runserver, whitenoise and collectstatic (which adds the hash and compresses) all
see a plain file and there is no build step to forget.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# The first names the order of the layers; within a layer the order of files means nothing.
CSS_FIRST = "layers.css"
# Scripts of these folders are a file of their own, for the pages that ask for it.
JS_APART = ("phone",)
# Sheets of their own: for the PDF renderer, and for the Car-Pass simulator, which is another site.
CSS_APART = ("pdf.css", "simulator.css", "window_card.css")


class BundleFinder(BaseFinder):
    bundles = ("css/garageflow.css", "js/garageflow.js", "js/phone.js")

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [str(write_bundle(path))] if path in self.bundles else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = FileSystemStorage(location=str(_target_dir()))
        for path in self.bundles:
            write_bundle(path)
            yield path, storage


def write_bundle(path: str) -> Path:
    """Join the sources into a file below VAR_DIR, unless it is newer than all of them."""
    target = _target_dir() / path
    sources = _sources(path)
    newest = max(source.stat().st_mtime for source in [*sources, sources[0].parent])
    if not target.exists() or target.stat().st_mtime < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(f".{os.getpid()}")
        unfinished.write_text("\n".join(_content(source) for source in sources))
        # Two processes may do this at once: each replaces the file as a whole.
        unfinished.replace(target)
    return target


def _sources(path: str) -> list[Path]:
    bundle = Path(path)
    folder = Path(settings.BASE_DIR) / "static" / bundle.parent
    if bundle.stem in JS_APART:
        return sorted((folder / bundle.stem).glob("*.js"))
    files = sorted(folder.rglob(f"*{bundle.suffix}"))
    if bundle.suffix == ".js":
        return [file for file in files if file.parent.name not in JS_APART]
    return sorted(
        (file for file in files if file.name not in CSS_APART), key=lambda file: file.name != CSS_FIRST
    )


def _content(source: Path) -> str:
    # A block of its own for each script: two may use one name.
    return f"{{\n{source.read_text()}}}" if source.suffix == ".js" else source.read_text()


def _target_dir() -> Path:
    return Path(settings.VAR_DIR) / "bundles"

"""HTML to PDF with WeasyPrint, which fetches nothing but what is ours."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from PIL import ImageFile

# Where relative addresses lead: nowhere, so that only the fetcher below can answer them.
_OWN = "https://garageflow.invalid"


@dataclass(frozen=True, slots=True)
class Archive:
    """What makes a PDF an archive (PDF/A-3b) that carries a file: the same content for machines."""

    file_name: str
    content: bytes
    description: str
    # Says in the PDF's own metadata what the file is.
    xmp: bytes


def render_html(html: str, archive: Archive | None = None) -> bytes:
    """Only in worker processes, never in a request and never in threads: Pango is not made for them."""
    # Here and not above: it takes more than a second and loads Pango, which no web process needs.
    from weasyprint import HTML, Attachment

    # WeasyPrint switches this on for the whole process; damaged uploads must stay refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    document = HTML(string=html, base_url=_OWN, url_fetcher=_fetcher())
    if archive is None:
        return bytes(document.write_pdf())
    file = Attachment(
        string=archive.content,
        name=archive.file_name,
        description=archive.description,
        relationship="Alternative",
    )
    drawn = document.render()
    drawn.metadata.attachments = [file]
    drawn.metadata.xmp_metadata = [archive.xmp]
    return bytes(drawn.write_pdf(pdf_variant="pdf/a-3b"))


@cache
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
        """`data:` and our static files. Names and notes come from users: what they point to is not asked."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            prefix = f"{_OWN}{settings.STATIC_URL}"
            if url.startswith(prefix):
                path = _static_file(url.removeprefix(prefix).partition("?")[0].partition("#")[0])
                content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise ValueError("not one of our files")

    return OwnFilesOnly(allowed_protocols={"data"})


def _static_file(name: str) -> Path:
    """As collected, or where the source lies. Both refuse a name that leads out of their folder."""
    collected = Path(staticfiles_storage.path(name))
    if collected.is_file():
        return collected
    found = finders.find(name)
    if not found:
        raise ValueError("no such static file")
    return Path(str(found))

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from garageflow.customers.models import Customer
from garageflow.documents import registry
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Role
from tests.factories import CustomerFactory


@pytest.fixture(autouse=True)
def files(settings, tmp_path: Path) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    return Path(default_storage.path(""))


@pytest.fixture
def customer(peeters) -> Customer:
    with garage_active(peeters):
        return CustomerFactory(first_name="Jan", last_name="Janssens")


@pytest.fixture(autouse=True)
def registered(monkeypatch) -> None:
    """A kind of PDF and who may see it, as a feature registers them: only reception sees the files."""
    monkeypatch.setitem(
        registry._pdf_kinds,
        "tests.customer",
        registry.PdfKind(
            name="tests.customer",
            template="documents/tests_customer.html",
            build=lambda pk: {"customer": Customer.objects.get(pk=pk)},
        ),
    )
    monkeypatch.setitem(
        registry._subjects,
        "customers.customer",
        lambda request, pk: request.membership.has_any_role((Role.RECEPTION,)),
    )


@pytest.fixture(autouse=True)
def template(settings, tmp_path: Path) -> Path:
    """The template of that kind, changed by tests that need other content."""
    folder = tmp_path / "templates" / "documents"
    folder.mkdir(parents=True)
    file = folder / "tests_customer.html"
    file.write_text(
        '{% extends "pdf/base.html" %}{% block title %}Customer{% endblock %}'
        "{% block main %}<p>{{ customer.full_name }}</p>{% endblock main %}"
    )
    [engine] = settings.TEMPLATES
    options = {**engine["OPTIONS"], "loaders": _UNCACHED}
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], folder.parent], "OPTIONS": options}]
    return file


_UNCACHED = [
    (
        "template_partials.loader.Loader",
        ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
    )
]

import io

import pytest
from django.template import engines
from pypdf import PdfReader
from weasyprint import HTML

from garageflow.mail.letter import set_letter
from garageflow.mail.registry import Content
from garageflow.tenancy.models import Garage

GARAGE = Garage(
    name="Garage Peeters & Co", slug="peeters", phone="+32 3 123 45 67", website="https://p.example"
)
CONTENT = Content(
    subject="Your <passport>",
    greeting="Dear Els,",
    paragraphs=("Fish & chips are ready.",),
    facts=(("Plate", "1-ABC-482"),),
    button=("Open", "https://example.org/x/"),
    small_print=("You get this as a customer.",),
    unsubscribe_url="https://example.org/u/",
)


def refuse(url, *args, **kwargs):
    raise AssertionError(f"The renderer asked for {url}")


def test_a_mail_can_be_read_as_text():
    assert set_letter(CONTENT, garage=GARAGE, language="en").text == (
        "Dear Els,\n"
        "\n"
        "Fish & chips are ready.\n"
        "\n"
        "Plate: 1-ABC-482\n"
        "\n"
        "Open:\n"
        "https://example.org/x/\n"
        "\n"
        "-- \n"
        "Garage Peeters & Co\n"
        "+32 3 123 45 67\n"
        "https://p.example\n"
        "\n"
        "You get this as a customer.\n"
        "\n"
        "Unsubscribe: https://example.org/u/\n"
    )


def test_a_mail_has_one_button_and_the_garage_s_name():
    html = set_letter(CONTENT, garage=GARAGE, language="en").html

    assert html.count('class="button"') == 1
    assert "Garage Peeters &amp; Co" in html
    assert "Your &lt;passport&gt;" in html
    assert '<html lang="en">' in html


def test_a_mail_of_the_platform_needs_no_garage():
    html = set_letter(CONTENT, garage=None, language="en").html

    assert "GarageFlow" in html


@pytest.fixture
def pdf():
    source = (
        '{% extends "pdf/base.html" %}{% block title %}Receipt{% endblock title %}'
        "{% block main %}<h1>Receipt</h1><table><thead><tr><th>Part</th></tr></thead><tbody>"
        "{% for row in rows %}<tr><td>Brake pad {{ row }}</td></tr>{% endfor %}</tbody>"
        "<tfoot><tr><td>Total</td></tr></tfoot></table>{% endblock main %}"
    )
    html = (
        engines["django"].from_string(source).render({"garage": GARAGE, "language": "en", "rows": range(35)})
    )
    return PdfReader(io.BytesIO(HTML(string=html, url_fetcher=refuse).write_pdf()))


def test_a_pdf_numbers_its_pages_and_fetches_nothing(pdf):
    pages = [page.extract_text() for page in pdf.pages]

    assert len(pages) == 2
    assert "1 / 2" in pages[0]
    assert "2 / 2" in pages[1]
    assert all("Garage Peeters & Co" in page for page in pages)


def test_a_pdf_repeats_the_head_of_a_table_but_not_its_total(pdf):
    text = [page.extract_text() for page in pdf.pages]

    assert [page.count("Part") for page in text] == [1, 1]
    assert [page.count("Total") for page in text] == [0, 1]


def test_a_pdf_knows_its_title_and_language(pdf):
    assert pdf.metadata.title == "Receipt"
    assert pdf.trailer["/Root"]["/Lang"] == "en"

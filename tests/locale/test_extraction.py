from pathlib import Path

from garageflow.ui.translations.extraction import (
    extract_python,
    extract_template,
    find_all,
    mixed_uses,
    template_of,
)


def found_in_template(source):
    return [(message.id, message.context) for message in extract_template(source)]


def found_in_python(source):
    return [(message.id, message.context) for message in extract_python(source)]


def test_translate_with_and_without_context():
    source = '{% translate "Plate" %} {% translate "Open" context "door" as door %}'

    assert found_in_template(source) == [("Plate", None), ("Open", "door")]


def test_blocktranslate_trimmed_with_placeholders():
    source = """
      <p>{% blocktranslate trimmed with name=garage.name %}
           Welcome at <b>{{ name }}</b>,
           100 % yours.
         {% endblocktranslate %}</p>
    """

    assert found_in_template(source) == [("Welcome at <b>%(name)s</b>, 100 %% yours.", None)]


def test_blocktranslate_with_plural_and_context():
    source = (
        '{% blocktranslate count n=rows|length context "list" %}{{ n }} line'
        "{% plural %}{{ n }} lines{% endblocktranslate %}"
    )

    assert found_in_template(source) == [(("%(n)s line", "%(n)s lines"), "list")]


def test_strings_inside_tags_and_filters():
    source = """
      {% notice "ok" _("It's done") %}{{ name|default:_("nobody") }}{{ _("Save") }}{% endnotice %}
    """

    assert sorted(found_in_template(source)) == [("It's done", None), ("Save", None), ("nobody", None)]


def test_partials_are_read_like_the_rest():
    source = """
{% partialdef odometer inline %}
        <h2>{% translate "Odometer" %}</h2>
  {% for reading in readings %}
{% empty %}<li>{% translate "No reading yet." %}</li>{% endfor %}
{% endpartialdef odometer %}
    """

    assert found_in_template(source) == [("Odometer", None), ("No reading yet.", None)]


def test_comments_for_translators_travel_with_the_string():
    source = '{# Translators: a verb #}\n{% translate "Open" %}'

    assert [message.comments for message in extract_template(source)] == [("a verb",)]


def test_python_keywords():
    source = """
from django.utils.translation import gettext_lazy as _
A = _("Plate")
B = ngettext_lazy("%(n)s line", "%(n)s lines", "n")
C = pgettext("door", "Open")
D = npgettext_lazy("list", "line", "lines", "n")
E = gettext("two "
            "pieces")
F = gettext(variable)
"""

    assert found_in_python(source) == [
        ("Plate", None),
        (("%(n)s line", "%(n)s lines"), None),
        ("Open", "door"),
        (("line", "lines"), "list"),
        ("two pieces", None),
    ]


def test_functions_are_found_under_the_names_a_file_gives_them():
    source = """
from django.utils.translation import gettext as _
from django.utils.translation import (
    ngettext_lazy as many, gettext_lazy as _lazy,
)
def later():
    from django.utils.translation import pgettext as said_by
    return _("a"), _lazy("b"), many("c", "d", 2), said_by("door", "e"), other("f")
"""

    assert found_in_python(source) == [("a", None), ("b", None), (("c", "d"), None), ("e", "door")]


def test_sources_are_packages_and_templates_without_tests_and_migrations(tmp_path: Path):
    for name in ("shop/__init__.py", "shop/migrations/0001.py", "tests/__init__.py", "loose.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"_({name!r})")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "mail.txt").write_text('{% translate "Hello" %}')
    (tmp_path / "templates" / "logo.svg").write_text('{% translate "no" %}')

    assert [message.id for message in find_all(tmp_path)] == ["shop/__init__.py", "Hello"]


def test_the_order_does_not_depend_on_lines():
    source = '{% translate "b" %}{% translate "a" %}'
    moved = '\n\n{% translate "a" %}\n{% translate "b" %}'

    def order(text):
        found = sorted(extract_template(text, "page.html"), key=lambda message: message.singular)
        return [(message.id, message.locations) for message in template_of(found) if message.id]

    assert order(source) == order(moved) == [("a", [("page.html", 0)]), ("b", [("page.html", 0)])]


def test_one_string_with_and_without_a_plural_is_a_problem():
    source = '_("vehicle")\nngettext("vehicle", "vehicles", 2)\npgettext("x", "vehicle")'

    assert mixed_uses(extract_python(source)) == ["vehicle"]

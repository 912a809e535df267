from gettext import GNUTranslations
from pathlib import Path

from garageflow.ui.translations.catalogues import (
    VARIANTS,
    compile_catalogue,
    merged,
    path_of,
    read_catalogue,
    spoken_differently,
    write_catalogue,
)
from garageflow.ui.translations.checking import problems_of
from garageflow.ui.translations.extraction import extract_python, template_of

HEADER = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
)


def template(source):
    return template_of(extract_python(source, "shop/views.py"))


def catalogue(folder: Path, text: str, language="fr"):
    path = path_of(folder, language)
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + text)
    return read_catalogue(path, language)


def compiled(folder: Path, language: str):
    compile_catalogue(folder, language)
    with path_of(folder, language).with_suffix(".mo").open("rb") as file:
        return GNUTranslations(file)


def problems(folder: Path, source: str, text: str):
    return list(problems_of(catalogue(folder, text), template(source)))


def test_update_keeps_translations_and_drops_what_is_gone(tmp_path: Path):
    old = catalogue(tmp_path, 'msgid "Plate"\nmsgstr "Plaque"\n\nmsgid "Gone"\nmsgstr "Parti"\n')

    new = merged(template('_("Plate")\n_("Platee")'), old, "fr")
    write_catalogue(new, tmp_path / "new.po", "fr")

    assert (tmp_path / "new.po").read_text().partition("\n\n")[2] == (
        '#: shop/views.py\nmsgid "Plate"\nmsgstr "Plaque"\n\n#: shop/views.py\nmsgid "Platee"\nmsgstr ""\n'
    )


def test_a_string_that_got_a_plural_is_translated_anew(tmp_path: Path):
    old = catalogue(tmp_path, 'msgid "line"\nmsgstr "ligne"\n')

    new = merged(template('ngettext("line", "lines", 2)'), old, "fr")

    assert new.get("line").string == ("", "")


def test_writing_twice_gives_the_same_bytes(tmp_path: Path):
    path = tmp_path / "django.po"
    source = template('_("Plate")\nngettext("line", "lines", 2)\npgettext("door", "Open")')
    write_catalogue(merged(source, read_catalogue(path, "nl"), "nl"), path, "nl")
    first = path.read_bytes()

    write_catalogue(merged(source, read_catalogue(path, "nl"), "nl"), path, "nl")

    assert path.read_bytes() == first


def test_the_compiled_catalogue_translates(tmp_path: Path):
    catalogue(
        tmp_path,
        'msgid "Plate"\nmsgstr "Plaque"\n\n#, fuzzy\nmsgid "Guess"\nmsgstr "Hasard"\n\n'
        'msgctxt "door"\nmsgid "Open"\nmsgstr "Ouvrir"\n\n'
        'msgid "%(n)s line"\nmsgid_plural "%(n)s lines"\nmsgstr[0] "%(n)s ligne"\nmsgstr[1] "%(n)s lignes"\n',
    )

    words = compiled(tmp_path, "fr")

    assert words.gettext("Plate") == "Plaque"
    assert words.gettext("Guess") == "Guess"
    assert words.pgettext("door", "Open") == "Ouvrir"
    assert words.ngettext("%(n)s line", "%(n)s lines", 0) == "%(n)s ligne"
    assert words.ngettext("%(n)s line", "%(n)s lines", 2) == "%(n)s lignes"


def test_a_complete_catalogue_has_no_problems(tmp_path: Path):
    source = '_("Plate of <b>%(name)s</b>")\nngettext("One line", "%(n)s lines", 2)'
    text = (
        'msgid "Plate of <b>%(name)s</b>"\nmsgstr "Plaque de <b>%(name)s</b>"\n\n'
        'msgid "One line"\nmsgid_plural "%(n)s lines"\nmsgstr[0] "%(n)s ligne"\nmsgstr[1] "%(n)s lignes"\n'
    )

    assert problems(tmp_path, source, text) == []


def test_missing_obsolete_untranslated_and_fuzzy_are_problems(tmp_path: Path):
    source = '_("New")\n_("Empty")\n_("Guess")\nngettext("line", "lines", 2)'
    text = (
        'msgid "Old"\nmsgstr "Vieux"\n\nmsgid "Empty"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "Guess"\nmsgstr "Hasard"\n\n'
        'msgid "line"\nmsgid_plural "lines"\nmsgstr[0] "ligne"\nmsgstr[1] ""\n'
    )

    assert problems(tmp_path, source, text) == [
        "'New': missing",
        "'Empty': untranslated",
        "'Guess': fuzzy",
        "'line': untranslated",
        "'Old': obsolete",
    ]


def test_placeholders_tags_and_edges_must_agree(tmp_path: Path):
    source = '_("Plate %(plate)s")\n_("See <a>here</a>")\n_("Name: ")\n_("{count} of %s")'
    text = (
        'msgid "Plate %(plate)s"\nmsgstr "Plaque %(plaque)s"\n\n'
        'msgid "See <a>here</a>"\nmsgstr "Voir <b>ici</b>"\n\n'
        'msgid "Name: "\nmsgstr "Nom :"\n\n'
        'msgid "{count} of %s"\nmsgstr "%s de {count}"\n'
    )

    assert problems(tmp_path, source, text) == [
        "'Plate %(plate)s': other placeholders in 'Plaque %(plaque)s'",
        "'See <a>here</a>': other HTML tags in 'Voir <b>ici</b>'",
        "'Name: ': other white space at an end of 'Nom :'",
    ]


def test_the_plural_must_name_the_number(tmp_path: Path):
    text = 'msgid "One line"\nmsgid_plural "%(n)s lines"\nmsgstr[0] "Une ligne"\nmsgstr[1] "lignes"\n'

    assert problems(tmp_path, 'ngettext("One line", "%(n)s lines", 2)', text) == [
        "'One line': other placeholders in 'lignes'"
    ]


def test_a_variant_translates_only_what_its_country_says_differently(tmp_path: Path):
    dutch = catalogue(
        tmp_path,
        'msgid "Plate"\nmsgstr "Kenteken"\n\nmsgid "Name"\nmsgstr "Naam"\n\nmsgid "New"\nmsgstr ""\n\n'
        'msgid "line"\nmsgid_plural "plates"\nmsgstr[0] "regel"\nmsgstr[1] "kentekens"\n',
        "nl",
    )
    source = template('_("Plate")\n_("Name")\n_("New")\nngettext("line", "plates", 2)')

    wanted = spoken_differently(source, dutch, VARIANTS["nl_BE"])

    assert [message.id for message in wanted if message.id] == ["Plate", ("line", "plates")]


def test_a_compiled_variant_speaks_its_language_in_everything_else(tmp_path: Path):
    catalogue(
        tmp_path,
        'msgid "Plate"\nmsgstr "Kenteken"\n\nmsgid "Name"\nmsgstr "Naam"\n\nmsgid "Car"\nmsgstr "Auto"\n',
        "nl",
    )
    catalogue(tmp_path, 'msgid "Plate"\nmsgstr "Nummerplaat"\n\nmsgid "Car"\nmsgstr ""\n', "nl_BE")

    words = compiled(tmp_path, "nl_BE")

    assert [words.gettext(word) for word in ("Plate", "Name", "Car")] == ["Nummerplaat", "Naam", "Auto"]

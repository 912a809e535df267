import io

import openpyxl
import pytest

from autopaspoort.customer_list.contract import CUSTOMER_LIST
from autopaspoort.customer_list.lines import KEYS, MAX_LENGTHS, check_line
from autopaspoort.customer_list.reader import read_customer_list
from garageflow.tables.contract import match_header
from garageflow.tables.refusals import FileRefused
from garageflow.tables.writing import write_csv, write_xlsx

DUTCH = "Kenteken;Voornaam;Achternaam;Email adres;Straat;Huisnummer;Postcode;Woonplaats"
FRENCH = "Plaque;Prénom;Nom;Adresse e-mail;Rue;Numéro;Code postal;Ville"


@pytest.mark.parametrize(
    "header",
    [
        DUTCH,
        DUTCH.upper(),
        " Kenteken ;VOORNAAM;achternaam;E-mail  adres;Straat;Huis\u00adnummer;Postcode;Woon\u200bplaats",
        "Kenteken;Voornaam;Achternaam;Email\u00a0adres;Straat;Huisnummer;Postcode;Woonplaats",
        FRENCH,
        "Immatriculation;Prenom;NOM;E-mail;Rue;Numero;Code postal;Localité",
        "Plaque d'immatriculation;Prénom;Nom;E-mail;Rue;N°;Code postal;Commune",
    ],
)
def test_the_eight_columns_are_known_by_their_names(header):
    match = match_header(header.split(";"), CUSTOMER_LIST, 1)

    assert match.positions == (0, 1, 2, 3, 4, 5, 6, 7, None, None, None, None)
    assert not match.is_reordered


@pytest.mark.parametrize(
    "optional",
    ["Land;Telefoon;Chassisnummer;APK datum", "Pays;Téléphone;Numéro de châssis;Date du contrôle technique"],
)
def test_four_more_columns_are_read_when_they_are_there(optional):
    match = match_header(f"{DUTCH};{optional}".split(";"), CUSTOMER_LIST, 1)

    assert match.positions == tuple(range(12))


def test_three_columns_are_enough():
    match = match_header(["Email adres", "Kenteken", "Achternaam"], CUSTOMER_LIST, 1)

    assert match.keys == ("email", "plate", "last_name")
    assert match.is_reordered
    for missing in ("Kenteken", "Achternaam", "Email adres"):
        names = [name for name in DUTCH.split(";") if name != missing]
        with pytest.raises(FileRefused, match=f"Missing columns: {missing}"):
            match_header(names, CUSTOMER_LIST, 1)


def written(write, header, rows=(), **options):
    stream = io.BytesIO()
    write(stream, header, rows, **options)
    return stream


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_the_template_has_exactly_eight_columns_and_can_be_uploaded(write):
    reader = read_customer_list(written(write, CUSTOMER_LIST.template_headers), "NL")

    assert ";".join(CUSTOMER_LIST.template_headers) == DUTCH
    assert reader.facts["keys"] == list(KEYS[:8])
    with pytest.raises(FileRefused) as refused:
        list(reader)
    assert refused.value.code == "HEADER_ONLY"


def test_excel_leaves_plates_and_house_numbers_in_the_template_alone():
    template = openpyxl.load_workbook(written(write_xlsx, CUSTOMER_LIST.template_headers, as_text=True))
    template.active.append(
        ["12-MRT-3", "Jan", "Jansen", "jan@example.com", "Kerkstraat", "3-5", "1234 AB", "Ede"]
    )
    stream = io.BytesIO()
    template.save(stream)

    (line,) = read_customer_list(stream, "NL")

    assert template.active.column_dimensions["A"].number_format == "@"
    assert (line.plate_display, line.house_number, line.findings) == ("12-MRT-3", "3-5", ())


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_failed_lines_come_back_as_they_were(write):
    cells = (
        "1-PV-PS",
        "Jan",
        "=cmd()",
        "jan@example.com",
        "'s Gravenweg",
        "3-mei",
        "",
        "Ede",
        "",
        "+31 6",
        "",
        "",
    )
    failed = check_line(7, cells, "NL")
    header = [column.header for column in CUSTOMER_LIST.columns]

    (line,) = read_customer_list(written(write, header, [[*cells, "7", "no plate"]]), "NL")

    assert header == [*DUTCH.split(";"), "Land", "Telefoon", "Chassisnummer", "APK datum", "Regel", "Reden"]
    assert (line.cells, line.findings) == (cells, failed.findings)
    assert [finding.code for finding in failed.findings] == ["PLATE_INVALID", "HOUSE_NUMBER_DATE"]


def test_every_column_has_a_longest_length():
    assert tuple(MAX_LENGTHS) == KEYS

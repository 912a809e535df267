from datetime import date, datetime, time

import pytest

from autopaspoort.customer_list.findings import REFUSALS, WARNINGS, Finding, message_of
from autopaspoort.customer_list.lines import KEYS, MAX_LENGTHS, CheckedLine, check_line
from garageflow.tables.rows import WrongCells

GOOD = {
    "plate": "12-ab-34",
    "first_name": "Jan",
    "last_name": "Jansen",
    "email": "Jan.Jansen@Example.com",
    "street": "Kerkstraat",
    "house_number": "12a",
    "postcode": "1234ab",
    "city": "Ede",
}


def check(garage="NL", **changes):
    cells = {**dict.fromkeys(KEYS, ""), **GOOD, **changes}
    return check_line(2, tuple(cells.values()), garage)


def findings(garage="NL", **changes):
    return [tuple(finding) for finding in check(garage, **changes).findings]


def test_a_line_is_normalised_and_keeps_what_the_file_said():
    line = check(
        phone=" 06 - 123 ", vin="wvw-zzz 1jzxw000001", inspection_due_on="1-3-2027", country="nederland"
    )

    assert line == CheckedLine(
        line=2,
        refused=False,
        findings=(),
        cells=(*GOOD.values(), "nederland", " 06 - 123 ", "wvw-zzz 1jzxw000001", "1-3-2027"),
        plate="12AB34",
        plate_country="NL",
        plate_display="12-AB-34",
        first_name="Jan",
        last_name="Jansen",
        email="Jan.Jansen@Example.com",
        email_key="jan.jansen@example.com",
        email_is_usable=True,
        street="Kerkstraat",
        house_number="12a",
        postcode="1234 AB",
        city="Ede",
        phone="06 - 123",
        vin="WVWZZZ1JZXW000001",
        inspection_due_on=date(2027, 3, 1),
    )


def test_only_three_values_are_needed():
    line = check(first_name="", street="", house_number="", postcode="", city="")

    assert (line.refused, line.findings) == (False, ())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"plate": " "}, [("PLATE_MISSING", "plate", "")]),
        ({"plate": "1-PV-PS"}, [("PLATE_INVALID", "plate", "1-PV-PS")]),
        ({"plate": "3-mei-12"}, [("PLATE_DAMAGED", "plate", "3-mei-12")]),
        ({"last_name": "\u00a0"}, [("LAST_NAME_MISSING", "last_name", "")]),
        ({"email": ""}, [("EMAIL_MISSING", "email", "")]),
        ({"first_name": "x" * 101}, [("VALUE_TOO_LONG", "first_name", "x" * 101)]),
        (
            {"email": "", "house_number": "3-mei", "plate": "?"},
            [
                ("PLATE_INVALID", "plate", "?"),
                ("EMAIL_MISSING", "email", ""),
                ("HOUSE_NUMBER_DATE", "house_number", "3-mei"),
            ],
        ),
    ],
)
def test_refusals_come_first_and_the_rest_follows(changes, expected):
    line = check(**changes)

    assert line.refused
    assert [tuple(finding) for finding in line.findings] == expected
    assert (line.plate, line.last_name, line.email) == ("", "", "")


def test_a_wrong_number_of_cells_refuses_the_line():
    line = check_line(5, WrongCells(9, 8, tuple(GOOD.values())), "NL")

    assert line == CheckedLine(5, True, (Finding("CELLS_WRONG", "", "9"),), tuple(GOOD.values()))


@pytest.mark.parametrize(
    ("key", "longest"),
    [
        ("first_name", 100),
        ("last_name", 100),
        ("email", 254),
        ("street", 150),
        ("house_number", 20),
        ("postcode", 12),
        ("city", 100),
        ("phone", 30),
    ],
)
def test_values_that_the_database_has_no_room_for_are_refused(key, longest):
    assert MAX_LENGTHS[key] == longest
    # Alone on the line, so that the whole line is not long.
    short = dict.fromkeys(("first_name", "street", "house_number", "postcode", "city"), "")
    fits = check(**{**short, key: "é" * longest})
    assert not fits.refused

    too_long = check(**{**short, key: "é" * (longest + 1)})
    assert too_long.refused
    assert too_long.findings[0].code == "VALUE_TOO_LONG"


def test_letters_that_grow_when_they_are_composed_are_counted_afterwards():
    line = check(first_name="\u0958" * 60, street="", house_number="", postcode="", city="")

    assert [finding.code for finding in line.findings] == ["VALUE_TOO_LONG"]


def test_values_in_findings_are_cut():
    (finding,) = check(street="x" * 60_000).findings

    assert len(finding.value) == 201


@pytest.mark.parametrize(
    "email",
    [
        "jan",
        "jan@",
        "@example.com",
        "jan@example",
        "jan@example.com;piet@example.com",
        "jan jansen@example.com",
        "jan..jansen@example.com",
        "jan@-example.com",
        "jan@example.com.",
        "rené@example.com",
        "mailto:jan@@example.com",
        '"jan"@example.com',
        "jan@[127.0.0.1]",
        "jan@exa_mple.com",
        f"{'x' * 65}@example.com",
        f"jan@{'x' * 64}.com",
    ],
)
def test_a_bad_address_warns_and_is_kept(email):
    line = check(email=email)

    assert not line.refused
    assert [tuple(finding) for finding in line.findings] == [("EMAIL_INVALID", "email", email)]
    assert (line.email, line.email_key, line.email_is_usable) == (email, email.lower(), False)


@pytest.mark.parametrize(
    ("email", "key"),
    [
        (" JAN@EXAMPLE.COM ", "jan@example.com"),
        ("o'brien+auto@example.co.uk", "o'brien+auto@example.co.uk"),
        ("jan@garage.test", "jan@garage.test"),
        ("jan@Bücher.example", "jan@xn--bcher-kva.example"),
        (f"{'x' * 64}@example.com", f"{'x' * 64}@example.com"),
        ("jan@ex-am-ple.com", "jan@ex-am-ple.com"),
    ],
)
def test_good_addresses_and_their_keys(email, key):
    line = check(email=email)

    assert line.findings == ()
    assert (line.email, line.email_key, line.email_is_usable) == (email.strip(), key, True)


@pytest.mark.parametrize("email", ["jan@example.be", "Jan.Jansen+2@mail-2.example.co.uk", "o'neill@x.nl"])
def test_an_ordinary_address_is_known_at_a_glance(email, monkeypatch):
    """The careful look takes fifty times as long; there was a Python with which every address took it."""
    monkeypatch.setattr("autopaspoort.customer_list.emails.validate_email", None)

    assert check(email=email).email_is_usable


@pytest.mark.parametrize(
    ("country", "postcode", "kept", "warns"),
    [
        ("NL", "1234 AB", "1234 AB", False),
        ("NL", "1234  ab", "1234 AB", False),
        ("NL", "0123 AB", "0123 AB", True),
        ("NL", "1234 SS", "1234 SS", True),
        ("NL", "1234", "1234", True),
        ("BE", "9000", "9000", False),
        ("BE", "b-9000", "9000", False),
        ("BE", "0900", "0900", True),
        ("FR", "01000", "01000", False),
        ("FR", "1000", "1000", True),
        ("LU", "L-1234", "1234", False),
        ("NL", "", "", False),
    ],
)
def test_postcodes(country, postcode, kept, warns):
    plate = {"NL": "12-AB-34", "BE": "1-ABC-123", "FR": "AA-123-AA", "LU": "AB 1234"}[country]
    line = check(country, plate=plate, postcode=postcode)

    assert line.postcode == kept
    assert [finding.code for finding in line.findings] == (["POSTCODE_ODD"] if warns else [])


def test_a_country_of_its_own_decides_about_the_plate():
    assert check("BE", country="NL").plate_country == "NL"
    assert check("NL", plate="B-MW 1234", country="D", postcode="80331").plate_country == "DE"
    assert check("NL", plate="B-MW 1234", country="D", postcode="80331").findings == ()


def test_an_unknown_country_warns_and_the_own_country_counts():
    cells = {**dict.fromkeys(KEYS, ""), **GOOD, "country": "Narnia"}
    line = check_line(2, tuple(cells.values()), "NL")

    assert line.plate_country == "NL"
    assert [tuple(finding) for finding in line.findings] == [("COUNTRY_UNKNOWN", "country", "Narnia")]


@pytest.mark.parametrize("typed", ["3-mei", "12-mrt-26", "jan-12", "3 mei", "5-3-2026", "15-août"])
def test_a_house_number_that_became_a_date_is_kept_with_a_warning(typed):
    assert findings(house_number=typed) == [("HOUSE_NUMBER_DATE", "house_number", typed)]
    assert check(house_number=typed).house_number == typed


@pytest.mark.parametrize("typed", ["3", "12a", "3-5", "12-3-10", "3 bis", "10/2", "bus 4", "3-b"])
def test_ordinary_house_numbers(typed):
    assert findings(house_number=typed) == []


def test_dates_of_a_workbook_where_text_belongs():
    line = check(plate=date(2003, 3, 12), house_number=date(2026, 5, 3), inspection_due_on=date(2027, 3, 1))

    assert (line.plate_display, line.house_number, line.inspection_due_on) == (
        "12-MRT-3",
        "3-5",
        date(2027, 3, 1),
    )
    assert [tuple(finding) for finding in line.findings] == [
        ("PLATE_DAMAGED_RECOVERED", "plate", "12-03-2003"),
        ("HOUSE_NUMBER_DATE", "house_number", "03-05-2026"),
    ]
    assert line.cells[0] == "12-03-2003"
    assert findings(plate=datetime.fromisoformat("2026-11-21 20:30"))[0][0] == "PLATE_DAMAGED"
    assert findings(plate=time(12))[0] == ("PLATE_DAMAGED", "plate", "12:00:00")
    assert findings(phone=date(2026, 5, 3)) == [("PHONE_ODD", "phone", "03-05-2026")]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("31-12-2026", date(2026, 12, 31)),
        ("1/3/2027", date(2027, 3, 1)),
        ("01.03.2027", date(2027, 3, 1)),
        ("2027-03-01", date(2027, 3, 1)),
        ("20270301", date(2027, 3, 1)),
        ("2027-03-01 00:00:00", date(2027, 3, 1)),
        ("29-2-2028", date(2028, 2, 29)),
        ("29-2-2027", None),
        ("31-13-2026", None),
        ("1-3-27", None),
        ("20271301", None),
        ("1-3-1527", None),
        ("ooit", None),
        ("46082", None),
    ],
)
def test_inspection_dates(typed, day):
    line = check(inspection_due_on=typed)

    assert line.inspection_due_on == day
    expected = [] if day else [("APK_DATE_ODD", "inspection_due_on", typed)]
    assert [tuple(finding) for finding in line.findings] == expected


@pytest.mark.parametrize(
    ("typed", "kept", "warns"),
    [
        ("WVWZZZ1JZXW000001", "WVWZZZ1JZXW000001", False),
        ("123456", "123456", True),
        ("WVWZZZ1JZXW00000O", "WVWZZZ1JZXW00000O", True),
        ("1,23E+11", "", True),
        ("x" * 18, "", True),
    ],
)
def test_chassis_numbers(typed, kept, warns):
    line = check(vin=typed)

    assert line.vin == kept
    assert [finding.code for finding in line.findings] == (["VIN_ODD"] if warns else [])


def test_spaces_line_ends_and_invisible_characters_are_tidied():
    line = check(
        last_name="  van\u00a0 den\tBerg\r\n",
        first_name="Zoe\u0308",
        street="Kerk\u00adstraat\u200b",
        city="E\u202ede",
    )

    assert (line.last_name, line.first_name, line.street, line.city) == (
        "van den Berg",
        "Zoë",
        "Kerkstraat",
        "Ede",
    )
    assert line.findings == ()


def test_control_characters_are_taken_out_with_a_warning():
    line = check(last_name="Jan\x07sen\x1b[31m")

    assert line.last_name == "Jansen[31m"
    assert [tuple(finding) for finding in line.findings] == [("TEXT_CLEANED", "last_name", "Jansen[31m")]
    assert not check(last_name="\x85 Jansen").findings
    assert check(last_name="\x07").refused


@pytest.mark.parametrize("text", ["ZoÃ«", "Jos\ufffd", "dâ€™Hondt", "VoilÃ\u00a0"])
def test_damaged_letters_warn(text):
    assert [finding.code for finding in check(last_name=text).findings] == ["TEXT_DAMAGED"]


@pytest.mark.parametrize("text", ["Zoë", "João", "SÃO", "d’Hondt", "Łukasz", "Ωμέγα", "李", "ẞ"])
def test_foreign_letters_do_not(text):
    line = check(last_name=text)

    assert (line.last_name, line.findings) == (text, ())


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "<script>alert(1)</script>", "'; DROP TABLE x; --", "\\N", "%s"]
)
def test_formulas_and_code_are_text(text):
    line = check(last_name=text, street=text)

    assert (line.last_name, line.street, line.findings) == (text, text, ())


def test_every_code_has_a_message():
    messages = {message_of(code) for code in REFUSALS | WARNINGS}

    assert len(messages) == len(REFUSALS | WARNINGS) == 21
    assert not REFUSALS & WARNINGS

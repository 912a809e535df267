import pytest

from garageflow.tables.contract import Column, Contract, fold_name, match_header
from garageflow.tables.refusals import FileRefused

CARS = Contract(
    columns=(
        Column("plate", "Kenteken", aliases=("Nummerplaat",), required=True),
        Column("owner", "Eigenaar", aliases=("Propriétaire",), required=True),
        Column("colour", "Kleur", optional=True),
        Column("line", "Regel", ignored=True),
    )
)


def test_names_are_compared_without_case_accents_and_superfluous_characters():
    names = [
        "Propriétaire",
        " PROPRIÉTAIRE ",
        "proprie\u0301taire",
        "\ufeffProprietaire",
        "Proprie\u00adtaire\u00a0",
    ]

    assert {fold_name(name) for name in names} == {"proprietaire"}
    assert fold_name("APK\u00a0  datum") == "apk datum"


def test_names_decide_and_another_order_is_told():
    match = match_header(["eigenaar", "Regel", "KENTEKEN"], CARS, 1)

    assert match.positions == (2, 0, None)
    assert match.keys == ("owner", "plate")
    assert match.is_reordered
    assert not match_header(["Kenteken", "Eigenaar"], CARS, 1).is_reordered


def test_empty_cells_behind_the_last_name_are_no_columns():
    match = match_header(["Kenteken", "Eigenaar", "", " "], CARS, 1)

    assert (match.named_width, match.full_width) == (2, 4)


@pytest.mark.parametrize(
    ("names", "code", "message"),
    [
        (["Kenteken"], "COLUMN_MISSING", "Line 1: Missing columns: Eigenaar."),
        (["Kleur"], "COLUMN_MISSING", "Line 1: Missing columns: Kenteken, Eigenaar."),
        (["Kenteken", "Eigenaar", "PK"], "COLUMN_UNKNOWN", "Line 1: Unknown columns: PK."),
        (["Kenteken", "", "Eigenaar"], "COLUMN_UNKNOWN", "Line 1: Unknown columns: (without a name)."),
        (
            ["Kenteken", "Eigenaar", "Nummerplaat", "kenteken"],
            "COLUMN_DOUBLED",
            "Line 1: Columns that are there twice: Kenteken.",
        ),
        (
            ["Kenteken", "Kenteken", "PK"],
            "COLUMN_MISSING",
            "Line 1: Missing columns: Eigenaar. Unknown columns: PK. Columns that are there twice: Kenteken.",
        ),
    ],
)
def test_every_wrong_column_is_named(names, code, message):
    with pytest.raises(FileRefused) as refused:
        match_header(names, CARS, 1)

    assert (refused.value.code, str(refused.value), refused.value.line) == (code, message, 1)


def test_ten_thousand_unknown_columns_make_a_short_message():
    with pytest.raises(FileRefused) as refused:
        match_header(["Kenteken", "Eigenaar", *(f"Kolom {n} " + "x" * 500 for n in range(10_000))], CARS, 1)

    assert len(str(refused.value)) < 700
    assert str(refused.value).endswith("… and 9988 more.")


def test_two_columns_may_not_share_a_name():
    with pytest.raises(ValueError, match="Two columns are called Plaat"):
        Contract(columns=(Column("plate", "Kenteken", aliases=("Plaat",)), Column("sheet", "Plaat")))


def test_a_template_has_no_optional_and_no_ignored_columns():
    assert CARS.template_headers == ["Kenteken", "Eigenaar"]
    assert CARS.header_of("colour") == "Kleur"

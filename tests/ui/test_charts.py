import pytest
from django.template import engines

from garageflow.ui.charts import BarChart, LineChart, Series


def line(values, **kwargs):
    labels = [f"{number}" for number in range(len(values))]
    return LineChart(title="Readings", labels=labels, series=[Series("km", values)], **kwargs)


@pytest.mark.parametrize(
    ("highest", "scale"),
    [
        (7, ["8", "4", "0"]),
        (101_490, ["120,000", "60,000", "0"]),
        (0, ["1", "0", "0"]),
        (100, ["100", "50", "0"]),
    ],
)
def test_scale_ends_at_a_round_number(highest, scale):
    assert line([0, highest]).scale == scale


def test_line_runs_from_bottom_to_top():
    (_series, path, _area, dots) = line([0, 100]).drawn[0]

    assert path == "M25 188L75 8"
    assert [(dot.x, dot.y, dot.words) for dot in dots] == [("25%", "188", "0: 0"), ("75%", "8", "1: 100")]


def test_bars_of_two_series_stand_side_by_side():
    chart = BarChart(title="T", labels=["jan"], series=[Series("a", [50]), Series("b", [100])])

    assert [(bars[0].x, bars[0].y, bars[0].height) for _series, bars in chart.drawn] == [
        ("15%", "98", "90"),
        ("50%", "8", "180"),
    ]


def test_many_labels_are_thinned_out():
    assert len(line(list(range(48))).label_marks) == 12


def test_the_table_holds_the_same_numbers():
    assert line([1200, 3400]).table == [("0", ["1,200"]), ("1", ["3,400"])]


def test_chart_without_numbers_says_so():
    html = engines["django"].from_string("{% chart drawing %}").render({"drawing": LineChart("T", [], [])})

    assert "No numbers yet." in html
    assert "<svg" not in html


def test_words_in_a_chart_are_escaped():
    chart = BarChart(title="<b>", labels=["<i>"], series=[Series("<u>", [1])])

    html = engines["django"].from_string("{% chart drawing %}").render({"drawing": chart})

    assert not {"<b>", "<i>", "<u>"} & {html[at : at + 3] for at in range(len(html))}

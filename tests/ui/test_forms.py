from datetime import date

import pytest
from django import forms

from garageflow.ui.forms import DateInput, FileDrop, KmField, KmInput, VinInput


class Sample(forms.Form):
    ui_widths = {"name": "half"}
    ui_units = {"km": "km"}

    name = forms.CharField(label="Name", help_text="As on the card.")
    km = forms.IntegerField(label="Odometer", widget=KmInput())
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_has_a_label_a_hint_and_its_width():
    html = str(Sample())

    assert '<label for="id_name">Name <span class="required" aria-hidden="true">*</span></label>' in html
    assert '<div class="field" data-width="half">' in html
    assert '<span class="hint" id="id_name_helptext">As on the card.</span>' in html
    assert 'aria-describedby="id_name_helptext"' in html


def test_an_optional_field_has_no_mark():
    assert '<label for="id_agreed">Agreed</label>' in str(Sample())


def test_an_error_is_beside_its_field_and_tied_to_it():
    html = str(Sample({"name": "", "km": "x", "kind": "a"}))

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_km_error"' in html
    assert html.count('aria-invalid="true"') == 2


def test_the_summary_leads_to_the_fields():
    html = str(Sample({"name": "", "km": "12"}))

    assert "2 things are not right yet" in html
    assert '<a href="#id_name">Name: This field is required.</a>' in html
    assert '<a href="#id_kind_0">Kind: This field is required.</a>' in html


def test_an_error_of_no_field_stands_above_the_form():
    form = Sample({"name": "x", "km": "1", "kind": "a"})
    form.add_error(None, "Already <sold>.")

    assert "<li>Already &lt;sold&gt;.</li>" in str(form)


def test_a_good_form_has_no_summary():
    assert "data-error-summary" not in str(Sample({"name": "x", "km": "1", "kind": "a"}))


def test_what_was_typed_is_kept():
    assert 'value="12 maybe"' in str(Sample({"km": "12 maybe"}))


def test_hidden_fields_are_drawn_once():
    assert str(Sample()).count('name="token"') == 1


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    html = str(Sample()["kind"].as_field_group())

    assert html.startswith('<fieldset class="field" data-kind="choices"')
    assert "<legend>Kind" in html


def test_dates_go_to_the_browser_in_iso():
    class Day(forms.Form):
        day = forms.DateField(widget=DateInput())

    html = str(Day(initial={"day": date(2026, 3, 1)}))

    assert 'type="date"' in html
    assert 'value="2026-03-01"' in html


def test_codes_are_typed_without_help_from_the_browser():
    html = VinInput().render("vin", "")

    assert 'spellcheck="false"' in html
    assert 'maxlength="17"' in html
    assert 'data-code="vin"' in html


def test_a_file_field_can_be_dropped_on():
    html = FileDrop(accept=".csv").render("file", None)

    assert "data-drop" in html
    assert '<input type="file" name="file" accept=".csv">' in html


@pytest.mark.parametrize(
    "typed", ["58214", "58.214", "58 214", "58,214", "58'214", " 58\N{NO-BREAK SPACE}214 "]
)
def test_km_as_people_write_them(typed):
    assert KmField().clean(typed) == 58_214


@pytest.mark.parametrize("typed", ["58,2", "58.21", "5.82.14", "twelve", "1.001.70"])
def test_what_is_not_a_number_of_km(typed):
    with pytest.raises(forms.ValidationError):
        KmField().clean(typed)

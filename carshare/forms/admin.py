"""What the administrator of the fleet fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carshare.models import CarShareContract, CarShareOrganisation, Parking, SharedVehicle
from garageflow.ui.context import LANGUAGE_NAMES
from garageflow.ui.forms import DateInput, FileDrop, PlateInput


class TenantModelForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """Keeps `garage` and the parent in the validation of constraints: a duplicate is an error on the page."""

    hidden_from_form: tuple[str, ...] = ()

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's own, not typed
        return excluded - {"garage", *self.hidden_from_form}


class OrganisationForm(TenantModelForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages of notifications"),
        choices=list(LANGUAGE_NAMES.items()),
        widget=forms.CheckboxSelectMultiple({"class": "inline"}),
    )

    class Meta:
        model = CarShareOrganisation
        fields = [
            "name",
            "first_state",
            "languages",
            "licence_required",
            "private_use",
            "eco_driving",
            "contract_changeable",
            "licence_keep_days",
            "person_keep_days",
            "is_open",
        ]
        widgets = {"first_state": forms.RadioSelect()}

    ui_widths = {"licence_keep_days": "half", "person_keep_days": "half"}


class SuffixForm(forms.Form):
    suffix = forms.CharField(
        label=_("Suffix"),
        max_length=260,
        widget=forms.TextInput({"autocapitalize": "off", "spellcheck": "false", "placeholder": "garage.nl"}),
        help_text=_("garage.nl is exactly that; *.garage.nl everything below it."),
    )


class TermsFileForm(forms.Form):
    file = forms.FileField(label=_("Terms of use (PDF)"), widget=FileDrop(accept=".pdf,application/pdf"))


class ContractForm(TenantModelForm):
    hidden_from_form = ("organisation",)
    ui_widths = {
        "max_hours": "half",
        "vat_percent": "half",
        "hour_euros": "half",
        "km_euros": "half",
    }
    ui_units = {"max_hours": "h", "vat_percent": "%", "hour_euros": "€", "km_euros": "€"}

    hour_euros = forms.DecimalField(
        label=_("Private trips: an hour, without VAT"), min_value=0, max_value=1000, decimal_places=2
    )
    km_euros = forms.DecimalField(
        label=_("Private trips: a kilometre, without VAT"), min_value=0, max_value=100, decimal_places=2
    )

    class Meta:
        model = CarShareContract
        fields = ["name", "max_hours", "vat_percent", "needs_approval", "is_default", "is_open"]

    def _get_validation_exclusions(self) -> set[str]:
        # Another contract may be chosen at first until now: save_part() moves the mark.
        return super()._get_validation_exclusions() | {"is_default"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hour_euros"].initial = self.instance.hour_amount / 100
        self.fields["km_euros"].initial = self.instance.km_amount / 100

    def _post_clean(self) -> None:
        values = self.cleaned_data
        self.instance.hour_amount = int(values.get("hour_euros", 0) * 100)
        self.instance.km_amount = int(values.get("km_euros", 0) * 100)
        super()._post_clean()  # type: ignore[misc]  # Django's own, not typed


class ParkingForm(TenantModelForm):
    hidden_from_form = ("organisation",)
    ui_widths = {"street": "two-thirds", "house_number": "third", "postcode": "third", "city": "two-thirds"}

    class Meta:
        model = Parking
        fields = ["name", "street", "house_number", "postcode", "city", "directions", "is_open"]


class SharedVehicleForm(TenantModelForm):
    ui_widths = {"licence_category": "third", "seats": "third", "co2_grams": "third"}
    ui_units = {"co2_grams": "g"}

    contracts = forms.ModelMultipleChoiceField(
        label=_("Can be booked on"),
        queryset=CarShareContract.objects.none(),
        widget=forms.CheckboxSelectMultiple(),
        required=False,
        help_text=_("Contracts of the organisation at whose parking it stands."),
    )

    class Meta:
        model = SharedVehicle
        fields = ["parking", "licence_category", "seats", "co2_grams", "is_in_service"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parking: Any = self.fields["parking"]
        parking.queryset = Parking.objects.select_related("organisation").order_by(
            "organisation__name", "name"
        )
        parking.label_from_instance = lambda item: f"{item.organisation} – {item}"
        contracts: Any = self.fields["contracts"]
        contracts.queryset = CarShareContract.objects.select_related("organisation").order_by(
            "organisation__name", "name"
        )
        contracts.label_from_instance = lambda item: f"{item.organisation} – {item}"
        if self.instance.pk:
            contracts.initial = [link.contract_id for link in self.instance.contract_links.all()]


class NewSharedVehicleForm(SharedVehicleForm):
    field_order = ["plate"]

    plate = forms.CharField(
        label=_("Plate"),
        max_length=15,
        widget=PlateInput(),
        help_text=_("Of a vehicle that the garage knows."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}))


class PaidForm(forms.Form):
    paid_on = forms.DateField(label=_("Paid on"), widget=DateInput())


class ImportForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=CarShareOrganisation.objects.none()
    )
    file = forms.FileField(
        label=_("List"),
        widget=FileDrop(accept=".csv,.xlsx"),
        help_text=_("CSV or XLSX with the columns e-mail, first name and last name; at most 500 lines."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = CarShareOrganisation.objects.order_by("name")

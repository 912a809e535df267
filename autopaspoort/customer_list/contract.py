"""The columns of a customer list. Template, reader and error file all follow from here."""

from __future__ import annotations

from garageflow.tables.contract import Column, Contract

CUSTOMER_LIST = Contract(
    columns=(
        Column(
            "plate",
            "Kenteken",
            aliases=(
                "Nummerplaat",
                "Plaque",
                "Plaque d'immatriculation",
                "Plaque d’immatriculation",
                "Immatriculation",
            ),
            required=True,
        ),
        Column("first_name", "Voornaam", aliases=("Prénom",)),
        Column("last_name", "Achternaam", aliases=("Nom", "Nom de famille"), required=True),
        Column(
            "email",
            "Email adres",
            aliases=(
                "E-mail adres",
                "E-mailadres",
                "Emailadres",
                "Adresse e-mail",
                "Adresse email",
                "E-mail",
                "Email",
            ),
            required=True,
        ),
        Column("street", "Straat", aliases=("Rue",)),
        Column("house_number", "Huisnummer", aliases=("Numéro", "Numéro de maison", "N°")),
        Column("postcode", "Postcode", aliases=("Code postal",)),
        Column("city", "Woonplaats", aliases=("Ville", "Localité", "Commune")),
        Column("country", "Land", aliases=("Pays",), optional=True),
        Column("phone", "Telefoon", aliases=("Téléphone",), optional=True),
        Column(
            "vin",
            "Chassisnummer",
            aliases=("Numéro de châssis", "N° de châssis", "Châssis", "VIN"),
            optional=True,
        ),
        Column(
            "inspection_due_on",
            "APK datum",
            aliases=(
                "APK-datum",
                "Keuringsdatum",
                "Date du contrôle technique",
                "Date contrôle technique",
                "Contrôle technique",
            ),
            optional=True,
        ),
        # Our own error file has these besides, and comes back corrected.
        Column("line", "Regel", aliases=("Ligne", "Line"), ignored=True),
        Column("reason", "Reden", aliases=("Motif", "Reason"), ignored=True),
    )
)

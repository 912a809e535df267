"""Who drives where in the demo, garage by garage, in the garage's language."""

from __future__ import annotations

from dataclasses import dataclass

# Country, postcode, town, name, street, contact, telephone.
Place = tuple[str, str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    language: str
    country: str
    phone: str
    street: str
    postcode: str
    city: str
    company_number: str
    iban: str
    vat_number: str = ""
    vat_regime: str = "franchise"
    # Created, and his contract has not come back yet.
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    kind: str
    name: str
    summary: str
    pages: tuple[tuple[str, str], ...]
    # The right answer first.
    questions: tuple[tuple[str, tuple[str, ...]], ...]
    # The demo's own driver does not have it: it fills his tab "more trips".
    is_rare: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    start: Place
    end: Place
    client: str
    make: str
    model_name: str
    fuel: str = "petrol"
    delivery: str = "delivery"
    tags: tuple[str, ...] = ()
    course: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    drivers: tuple[Person, ...]
    courses: tuple[Course, ...]
    ways: tuple[Way, ...]
    w_plates: tuple[str, ...]
    process: str
    delivery_note: str
    refusal: str
    search: str
    absence: str
    breakdown: str
    empty_run: str
    cancellation: str
    scratch: str
    # Subject, title, question, answer.
    talks: tuple[tuple[str, str, str, str], ...]


_ANTWERP = ("BE", "2030", "Antwerpen", "Garage Peeters", "Noorderlaan 214", "Koen De Smet", "0468 22 91 04")
_MECHELEN = ("BE", "2800", "Mechelen", "Garage Peeters", "Liersesteenweg 88", "Tom Goossens", "0471 98 26 40")
_GHENT = ("BE", "9000", "Gent", "Fleetpark Zuid", "Ottergemsesteenweg 701", "An Martens", "09 311 42 70")
_BRUSSELS = ("BE", "1000", "Brussel", "Lease Center", "Havenlaan 86", "Nora Haddad", "02 733 51 18")
_LIEGE = ("BE", "4000", "Liège", "Alpha Lease", "Quai de Rome 53", "Marc Delvaux", "04 371 60 22")
_NAMUR = (
    "BE",
    "5004",
    "Namur",
    "Garage Dubois",
    "Chaussée de Louvain 431",
    "Céline Lambert",
    "0498 35 60 71",
)
_WAVRE = ("BE", "1300", "Wavre", "Garage Dubois", "Chaussée de Namur 102", "Kevin Renard", "0465 91 27 84")
_UTRECHT = (
    "NL",
    "3534 BC",
    "Utrecht",
    "Autobedrijf De Wit",
    "Cartesiusweg 127",
    "Sander Bakker",
    "06 4390 1752",
)
_AMERSFOORT = (
    "NL",
    "3812 PM",
    "Amersfoort",
    "De Wit",
    "Nijverheidsweg-Noord 74",
    "Bram Mulder",
    "06 8240 7713",
)
_ROTTERDAM = ("NL", "3011 AA", "Rotterdam", "Havenlease", "Blaak 31", "Eva de Groot", "010 740 22 18")
_AMSTERDAM = ("NL", "1012 AB", "Amsterdam", "City Fleet", "Damrak 70", "Daan Peters", "020 811 40 96")
_EINDHOVEN = ("NL", "5611 EM", "Eindhoven", "Brabant Lease", "Vestdijk 9", "Sanne Vos", "040 720 15 33")
_GRONINGEN = (
    "NL",
    "9711 LM",
    "Groningen",
    "Noordlease",
    "Oosterstraat 12",
    "Jelle Dijkstra",
    "050 720 68 41",
)
_PARIS = ("FR", "75012", "Paris", "Agence Bercy", "12 rue de Bercy", "Claire Morel", "01 84 60 11 27")
_LILLE = ("FR", "59000", "Lille", "Nord Location", "44 rue Nationale", "Hugo Lefebvre", "03 62 60 18 40")
_REIMS = ("FR", "51100", "Reims", "Champagne Auto", "8 avenue de Laon", "Julie Roussel", "03 52 62 07 15")
_LYON = ("FR", "69003", "Lyon", "Rhône Mobilité", "91 rue de la Part-Dieu", "Paul Girard", "04 81 68 25 90")
_LUX = ("LU", "1111", "Luxembourg", "Luxfleet", "Rue de Strasbourg 20", "Anne Weber", "27 86 15 40")

_DRIVERS = {
    "peeters": (
        Person("Danny Willems", "danny.willems@chauffeurs.example", "nl", "BE", "0485 73 41 29", "Mechelsesteenweg", "2018", "Antwerpen", "0999000031", "BE71096123456769"),
        Person("Ludo Verhoeven", "ludo.verhoeven@chauffeurs.example", "nl", "BE", "0476 20 18 55", "Leuvensesteenweg", "2800", "Mechelen", "0999000129", "BE68539007547034"),
        Person("Karim Bensaïd", "karim.bensaid@chauffeurs.example", "fr", "BE", "0489 51 77 30", "Ninoofsesteenweg", "1080", "Brussel", "0999000228", "BE62510007547061"),
        Person("Greet Lambrechts", "greet.lambrechts@chauffeurs.example", "nl", "BE", "0497 62 30 14", "Kortrijksesteenweg", "9000", "Gent", "0999000327", "BE02001234567840"),
        Person("Stijn Baert", "stijn.baert@chauffeurs.example", "nl", "BE", "0470 11 82 93", "Diestsesteenweg", "3010", "Leuven", "0999000426", "BE43068999999501"),
        Person("Ronny Aerts", "ronny.aerts@chauffeurs.example", "nl", "BE", "0468 90 41 27", "", "", "", "", "", is_new=True),
    ),
    "dubois": (
        Person("Mehdi Benali", "mehdi.benali@convoyeurs.example", "fr", "FR", "0489 20 66 13", "rue Nationale", "59000", "Lille", "732829320", "FR1420041010050500013M02606"),
        Person("Isabelle Noël", "isabelle.noel@convoyeurs.example", "fr", "BE", "0475 33 84 19", "Avenue Reine Astrid", "5000", "Namur", "0999000525", "BE71096123456769"),
        Person("Didier Fontaine", "didier.fontaine@convoyeurs.example", "fr", "BE", "0496 17 50 28", "Rue de Campine", "4000", "Liège", "0999000624", "BE68539007547034"),
        Person("Sandrine Mercier", "sandrine.mercier@convoyeurs.example", "fr", "BE", "0484 60 92 71", "Boulevard Tirou", "6000", "Charleroi", "0999000723", "BE62510007547061"),
        Person("Olivier Henrard", "olivier.henrard@convoyeurs.example", "fr", "BE", "0472 88 14 60", "Chaussée de Bruxelles", "1300", "Wavre", "0999000822", "BE02001234567840"),
        Person("Luc Gérard", "luc.gerard@convoyeurs.example", "fr", "BE", "0479 25 63 08", "", "", "", "", "", is_new=True),
    ),
    "dewit": (
        Person("Henk Dekker", "henk.dekker@rijders.example", "nl", "NL", "06 2295 6408", "Amsterdamsestraatweg", "3551 CP", "Utrecht", "90210467", "NL91ABNA0417164300"),
        Person("Wilma Kuipers", "wilma.kuipers@rijders.example", "nl", "NL", "06 3381 7720", "Arnhemseweg", "3817 CH", "Amersfoort", "90210468", "NL20INGB0001234567"),
        Person("Arjan Postma", "arjan.postma@rijders.example", "nl", "NL", "06 1460 8832", "Herestraat", "9711 LM", "Groningen", "90210469", "NL91ABNA0417164300"),
        Person("Yvonne Hendriks", "yvonne.hendriks@rijders.example", "nl", "NL", "06 5728 1196", "Coolsingel", "3011 AD", "Rotterdam", "90210470", "NL20INGB0001234567"),
        Person("Sjaak van Vliet", "sjaak.vanvliet@rijders.example", "nl", "NL", "06 4019 5573", "Stratumsedijk", "5611 NC", "Eindhoven", "90210471", "NL91ABNA0417164300"),
        Person("Kees Blom", "kees.blom@rijders.example", "nl", "NL", "06 2837 4461", "", "", "", "", "", is_new=True),
    ),
}  # fmt: skip

_DUTCH_COURSES = (
    Course(
        "process",
        "Alpha Lease",
        "Afhalen en afleveren volgens het draaiboek van Alpha Lease.",
        (
            ("Voor het vertrek", "Bel de contactpersoon een uur vooraf.\nVergelijk de plaat met de opdracht.\nMaak alle verplichte foto's bij daglicht of onder een lamp."),
            ("Bij de klant", "Geef beide sleutels persoonlijk af. Leg nooit een sleutel in een brievenbus.\nLaat de ontvanger tekenen met naam en functie."),
        ),
        (
            ("Wanneer belt u de contactpersoon?", ("Een uur vooraf", "Bij aankomst", "Alleen bij vertraging")),
            ("Wat doet u met de sleutels?", ("Persoonlijk afgeven", "In de brievenbus leggen", "Bij de buren afgeven")),
            ("Wat vergelijkt u voor het vertrek?", ("De plaat met de opdracht", "De kleur met de foto", "De banden met de zomer")),
            ("Wie tekent bij aflevering?", ("De ontvanger, met naam en functie", "Niemand", "De chauffeur alleen")),
            ("Hoe maakt u de foto's?", ("Bij daglicht of onder een lamp", "Alleen als er schade is", "Met de flits door de ruit")),
        ),
        is_rare=True,
    ),
    Course(
        "service",
        "Uitleg bij aflevering",
        "De klant in twintig minuten zijn nieuwe auto leren kennen.",
        (("Zo verloopt het", "Neem twintig minuten.\nToon verlichting, koppeling met de telefoon, laden of tanken, en de noodoproep.\nLaat de klant zelf proberen."),),
        (
            ("Hoeveel tijd neemt u?", ("Twintig minuten", "Vijf minuten", "Een uur")),
            ("Wie bedient de knoppen?", ("De klant zelf", "Alleen u", "Niemand")),
        ),
    ),
)  # fmt: skip

_FRENCH_COURSES = (
    Course(
        "process",
        "Alpha Lease",
        "Enlever et livrer selon le process d’Alpha Lease.",
        (
            ("Avant le départ", "Appelez le contact une heure avant.\nComparez la plaque avec la mission.\nPrenez toutes les photos obligatoires à la lumière du jour ou sous une lampe."),
            ("Chez le client", "Remettez les deux clés en main propre. Jamais dans une boîte aux lettres.\nFaites signer le destinataire avec son nom et sa fonction."),
        ),
        (
            ("Quand appelez-vous le contact ?", ("Une heure avant", "À l’arrivée", "Seulement en cas de retard")),
            ("Que faites-vous des clés ?", ("Je les remets en main propre", "Je les laisse dans la boîte aux lettres", "Je les confie aux voisins")),
            ("Que comparez-vous avant le départ ?", ("La plaque avec la mission", "La couleur avec la photo", "Les pneus avec la saison")),
            ("Qui signe à la livraison ?", ("Le destinataire, avec nom et fonction", "Personne", "Le convoyeur seul")),
            ("Comment prenez-vous les photos ?", ("À la lumière du jour ou sous une lampe", "Seulement s’il y a un dommage", "Au flash à travers la vitre")),
        ),
        is_rare=True,
    ),
    Course(
        "service",
        "Mise en main",
        "Faire découvrir son véhicule au client en vingt minutes.",
        (("Le déroulement", "Prenez vingt minutes.\nMontrez l’éclairage, la connexion du téléphone, la recharge ou le plein, et l’appel d’urgence.\nLaissez le client essayer lui-même."),),
        (
            ("Combien de temps prenez-vous ?", ("Vingt minutes", "Cinq minutes", "Une heure")),
            ("Qui manipule les commandes ?", ("Le client lui-même", "Vous seul", "Personne")),
        ),
    ),
)  # fmt: skip


def _ways(home: Place, second: Place, service: str, others: tuple[Place, ...]) -> tuple[Way, ...]:
    a, b, c, d, e = others
    return (
        Way(home, a, "Fleetpark", "Volkswagen", "Golf", tags=("round_trip",)),
        Way(a, home, "Fleetpark", "Peugeot", "308", "diesel", "return", ("round_trip",)),
        Way(
            second,
            b,
            "Lease Center",
            "Renault",
            "Mégane E-Tech",
            "electric",
            tags=("handover", "end_customer"),
        ),
        Way(home, c, "Nord Location", "Citroën", "C4", tags=("w_plate",)),
        Way(b, second, "Lease Center", "Tesla", "Model 3", "electric", "return"),
        Way(home, d, "Rhône Mobilité", "BMW", "320d Touring", "diesel", tags=("urgent",)),
        Way(c, home, "Nord Location", "Dacia", "Duster", delivery="return"),
        Way(home, second, home[3], "Toyota", "Yaris Hybrid", "hybrid", "transfer"),
        Way(d, b, "Rhône Mobilité", "Audi", "A4 Avant", "diesel"),
        Way(
            second,
            e,
            "Alpha Lease",
            "Škoda",
            "Octavia Combi",
            "diesel",
            tags=("new_vehicle",),
            course="Alpha Lease",
        ),
        Way(e, home, "Alpha Lease", "Volvo", "XC40 Recharge", "electric", "return", course="Alpha Lease"),
        Way(home, b, "Fleetpark", "Ford", "Kuga", "plugin_hybrid", tags=("wash",), course=service),
        Way(a, d, "Fleetpark", "Mercedes", "Vito", "diesel"),
        Way(b, c, "Lease Center", "Opel", "Corsa"),
    )


_DUTCH_WORDS = {
    "delivery_note": "Leveringsbon",
    "process": "Bel de contactpersoon een uur voor aankomst.\nMaak alle verplichte foto's, ook bij regen.\nNiet roken, niet eten, geen lifters.",
    "refusal": "Een andere chauffeur woont dichterbij en vraagt minder voor het vervoer.",
    "search": "Terug naar huis",
    "absence": "Familiefeest",
    "breakdown": "Rood lampje van de olie op de snelweg. Veilig op de parking, pechdienst is gebeld.",
    "empty_run": "Het voertuig stond er niet: de klant had het zelf opgehaald.",
    "cancellation": "De klant houdt het voertuig nog een jaar.",
    "scratch": "links voor, van een parkeerpaal",
    "talks": (
        ("logistics", "Sleutel ligt niet klaar", "Bij de vorige opdracht lag de tweede sleutel niet klaar. Wat doe ik dan?", "Noteer het bij de accessoires en neem een foto. Wij regelen het met de klant."),
        ("billing", "Tol in Frankrijk", "Telt de tol van het rondpunt van Lille als kosten?", ""),
    ),
}  # fmt: skip
_FRENCH_WORDS = {
    "delivery_note": "Bon de livraison",
    "process": "Appelez le contact une heure avant l’arrivée.\nPrenez toutes les photos obligatoires, même sous la pluie.\nNe pas fumer, ne pas manger, pas d’auto-stoppeurs.",
    "refusal": "Un autre convoyeur habite plus près et demande moins pour le transport.",
    "search": "Retour vers chez moi",
    "absence": "Fête de famille",
    "breakdown": "Voyant rouge d’huile sur l’autoroute. À l’abri sur l’aire, dépannage appelé.",
    "empty_run": "Le véhicule n’était pas là : le client l’avait repris lui-même.",
    "cancellation": "Le client garde le véhicule un an de plus.",
    "scratch": "avant gauche, un poteau de parking",
    "talks": (
        ("logistics", "La clé n’est pas prête", "À la dernière mission, le double de clé manquait. Que faire dans ce cas ?", "Notez-le dans les accessoires et prenez une photo. Nous voyons avec le client."),
        ("billing", "Péages en France", "Le péage de la rocade compte-t-il comme frais ?", ""),
    ),
}  # fmt: skip

CASTS = {
    "peeters": Cast(
        drivers=_DRIVERS["peeters"],
        courses=_DUTCH_COURSES,
        ways=_ways(_ANTWERP, _MECHELEN, "Uitleg bij aflevering", (_GHENT, _BRUSSELS, _LILLE, _PARIS, _LIEGE)),
        w_plates=("W-214-PE", "W-215-PE"),
        **_DUTCH_WORDS,  # type: ignore[arg-type]
    ),
    "dubois": Cast(
        drivers=_DRIVERS["dubois"],
        courses=_FRENCH_COURSES,
        ways=_ways(_NAMUR, _WAVRE, "Mise en main", (_LILLE, _BRUSSELS, _REIMS, _LYON, _LUX)),
        w_plates=("W-431-DU", "W-432-DU"),
        **_FRENCH_WORDS,  # type: ignore[arg-type]
    ),
    "dewit": Cast(
        drivers=_DRIVERS["dewit"],
        courses=_DUTCH_COURSES,
        ways=_ways(
            _UTRECHT,
            _AMERSFOORT,
            "Uitleg bij aflevering",
            (_ROTTERDAM, _AMSTERDAM, _GRONINGEN, _ANTWERP, _EINDHOVEN),
        ),
        w_plates=("W-127-DW",),
        **_DUTCH_WORDS,  # type: ignore[arg-type]
    ),
}

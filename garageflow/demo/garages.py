"""The three garages of the demo: who they are, where they are, who works there."""

from __future__ import annotations

from dataclasses import dataclass, field

from garageflow.tenancy.models import Role

PLATFORM_EMAIL = "beheer@garageflow.example"
PLATFORM_PASSWORD = "sleutel-onder-de-mat"  # noqa: S105 - made to be read; the demo refuses to run on a server


@dataclass(frozen=True, slots=True)
class DemoShop:
    name: str
    street: str
    house_number: str
    postcode: str
    city: str
    phone: str
    establishment_number: str


@dataclass(frozen=True, slots=True)
class DemoMember:
    name: str
    email: str
    roles: tuple[Role, ...]
    language: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class DemoGarage:
    slug: str
    name: str
    country: str
    languages: tuple[str, ...]
    time_zone: str
    vat_number: str
    enterprise_number: str
    iban: str
    phone: str
    website: str
    accent_hue: int
    mark: str
    # Of all its members: nobody should have to look it up twice.
    password: str
    shops: tuple[DemoShop, ...]
    members: tuple[DemoMember, ...]
    # Has been asked to come and work here, and has not answered yet.
    invited: DemoMember
    # How many cars come from which country, of a hundred.
    plates: dict[str, int] = field(hash=False)
    cars: int

    @property
    def email(self) -> str:
        return f"info@{self.slug}.example"


# She sells for both Belgian garages: one person, one address, two memberships.
NADIA = DemoMember("Nadia El Amrani", "nadia.elamrani@peeters.example", (Role.SALES,), "nl", "0479 41 08 33")

PEETERS = DemoGarage(
    slug="peeters",
    name="Garage Peeters",
    country="BE",
    languages=("nl", "fr", "en"),
    time_zone="Europe/Brussels",
    vat_number="BE0999521751",
    enterprise_number="0999521751",
    iban="BE71096123456769",
    phone="03 289 41 70",
    website="https://www.peeters.example",
    accent_hue=255,
    mark="gear",
    password="remblokken-voor-de-winter",  # noqa: S106 - as above
    shops=(
        DemoShop("Antwerpen", "Noorderlaan", "214", "2030", "Antwerpen", "03 289 41 70", "2999100141"),
        DemoShop("Mechelen", "Liersesteenweg", "88", "2800", "Mechelen", "015 61 22 40", "2999100240"),
    ),
    members=(
        DemoMember("Els Peeters", "els.peeters@peeters.example", (Role.OWNER,), "nl", "0475 30 12 77"),
        DemoMember("Koen De Smet", "koen.desmet@peeters.example", (Role.RECEPTION,), "nl", "0468 22 91 04"),
        DemoMember("Yusuf Yılmaz", "yusuf.yilmaz@peeters.example", (Role.MECHANIC,), "nl", "0487 65 30 18"),
        NADIA,
        DemoMember("Wim Claes", "wim.claes@peeters.example", (Role.DISPATCHER,), "nl", "0494 17 55 62"),
        DemoMember("Liesbeth Maes", "liesbeth.maes@peeters.example", (Role.FLEET_ADMIN,), "nl"),
        DemoMember(
            "Tom Goossens",
            "tom.goossens@peeters.example",
            (Role.MECHANIC, Role.RECEPTION),
            "nl",
            "0471 98 26 40",
        ),
        DemoMember(
            "Danny Willems", "danny.willems@chauffeurs.example", (Role.DRIVER,), "nl", "0485 73 41 29"
        ),
        DemoMember("Hanne Jacobs", "hanne.jacobs@zorgpunt.example", (Role.SUBSCRIBER,), "nl"),
        DemoMember("Rita Vermeulen", "rita.vermeulen@telenet.example", (Role.CUSTOMER,), "nl"),
    ),
    invited=DemoMember("Jonas Verbeeck", "jonas.verbeeck@telenet.example", (Role.MECHANIC,), "nl"),
    plates={"BE": 92, "NL": 6, "FR": 1, "LU": 1},
    cars=220,
)

DUBOIS = DemoGarage(
    slug="dubois",
    name="Garage Dubois",
    country="BE",
    languages=("fr", "nl", "en"),
    time_zone="Europe/Brussels",
    vat_number="BE0999413071",
    enterprise_number="0999413071",
    iban="BE62510007547061",
    phone="081 39 52 10",
    website="https://www.dubois.example",
    accent_hue=305,
    mark="wheel",
    password="pneus-hiver-en-novembre",  # noqa: S106 - as above
    shops=(
        DemoShop("Namur", "Chaussée de Louvain", "431", "5004", "Namur", "081 39 52 10", "2999200111"),
        DemoShop("Wavre", "Chaussée de Namur", "102", "1300", "Wavre", "010 48 77 35", "2999200210"),
    ),
    members=(
        DemoMember("Philippe Dubois", "philippe.dubois@dubois.example", (Role.OWNER,), "fr", "0476 82 14 09"),
        DemoMember(
            "Céline Lambert", "celine.lambert@dubois.example", (Role.RECEPTION,), "fr", "0498 35 60 71"
        ),
        DemoMember("Kevin Renard", "kevin.renard@dubois.example", (Role.MECHANIC,), "fr", "0465 91 27 84"),
        NADIA,
        DemoMember(
            "Aurélie Simon", "aurelie.simon@dubois.example", (Role.DISPATCHER,), "fr", "0477 53 18 46"
        ),
        DemoMember("Benoît Lejeune", "benoit.lejeune@dubois.example", (Role.FLEET_ADMIN,), "fr"),
        DemoMember("Mehdi Benali", "mehdi.benali@convoyeurs.example", (Role.DRIVER,), "fr", "0489 20 66 13"),
        DemoMember("Sophie Collard", "sophie.collard@clinique.example", (Role.SUBSCRIBER,), "fr"),
        DemoMember("Jean-Luc Mathieu", "jeanluc.mathieu@skynet.example", (Role.CUSTOMER,), "fr"),
    ),
    invited=DemoMember("Julien Petit", "julien.petit@skynet.example", (Role.MECHANIC,), "fr"),
    plates={"BE": 90, "LU": 5, "FR": 5},
    cars=180,
)

DEWIT = DemoGarage(
    slug="dewit",
    name="Autobedrijf De Wit",
    country="NL",
    languages=("nl", "en"),
    time_zone="Europe/Amsterdam",
    vat_number="NL899990009B01",
    enterprise_number="90210467",
    iban="NL91ABNA0417164300",
    phone="030 711 26 45",
    website="https://www.dewit.example",
    accent_hue=145,
    mark="road",
    password="distributieriem-op-tijd",  # noqa: S106 - as above
    shops=(
        DemoShop("Utrecht", "Cartesiusweg", "127", "3534 BC", "Utrecht", "030 711 26 45", "000047921305"),
        DemoShop("Amersfoort", "Nijverheidsweg-Noord", "74", "3812 PM", "Amersfoort", "033 720 41 18", ""),
        DemoShop("Zeist", "Utrechtseweg", "39", "3704 HB", "Zeist", "030 711 26 60", ""),
    ),
    members=(
        DemoMember("Marloes de Wit", "marloes.dewit@dewit.example", (Role.OWNER,), "nl", "06 2811 4073"),
        DemoMember("Sander Bakker", "sander.bakker@dewit.example", (Role.RECEPTION,), "nl", "06 4390 1752"),
        DemoMember("Jeroen Visser", "jeroen.visser@dewit.example", (Role.MECHANIC,), "nl", "06 1907 3364"),
        DemoMember("Anouk Smit", "anouk.smit@dewit.example", (Role.SALES,), "nl", "06 5126 8890"),
        DemoMember("Ruben van Dijk", "ruben.vandijk@dewit.example", (Role.DISPATCHER,), "nl", "06 3074 1529"),
        DemoMember("Fatima Ouali", "fatima.ouali@dewit.example", (Role.FLEET_ADMIN,), "nl"),
        DemoMember(
            "Bram Mulder", "bram.mulder@dewit.example", (Role.MECHANIC, Role.SALES), "nl", "06 8240 7713"
        ),
        DemoMember("Henk Dekker", "henk.dekker@rijders.example", (Role.DRIVER,), "nl", "06 2295 6408"),
        DemoMember("Lotte Brouwer", "lotte.brouwer@woonstede.example", (Role.SUBSCRIBER,), "nl"),
        DemoMember("Peter den Ouden", "peter.denouden@ziggo.example", (Role.CUSTOMER,), "nl"),
    ),
    invited=DemoMember("Thijs Kok", "thijs.kok@ziggo.example", (Role.MECHANIC,), "nl"),
    plates={"NL": 96, "BE": 3, "FR": 1},
    cars=260,
)

GARAGES = (PEETERS, DUBOIS, DEWIT)
SLUGS = tuple(garage.slug for garage in GARAGES)

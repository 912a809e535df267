from __future__ import annotations

from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from garageflow.tenancy.models import Member, Shop, TenantForeignKey, TenantModel, TenantOneToOneField
from garageflow.vehicles.models import Fuel, Vehicle

# Of dates and numbers that nobody knows: a sort key is never null (house style, section 5).
UNKNOWN_DAY = date.min
UNKNOWN_KM = -1
# In `car_pass_key`: the vehicle needs none, so it is never missing and never expires.
NO_CAR_PASS_NEEDED = date.max

MAX_PRICE = 1_000_000_000
BIN_DAYS = 30


class Status(models.TextChoices):
    """In the order of a car's way through the garage: `status_rank` is the place in this list."""

    INCOMING = "incoming", _("incoming")
    IN_PREPARATION = "in_preparation", _("in preparation")
    FOR_SALE = "for_sale", _("for sale")
    RESERVED = "reserved", _("reserved")
    SOLD = "sold", _("sold")
    DELIVERED = "delivered", _("delivered")


# Between these a person moves a vehicle freely; the others are reached by reserving, selling, delivering.
FREE_STATUSES = (Status.INCOMING, Status.IN_PREPARATION, Status.FOR_SALE)


class Place(models.TextChoices):
    STOCK = "stock", _("in stock")
    DELIVERED = "delivered", _("delivered")
    BIN = "bin", _("in the bin")


class VatRegime(models.TextChoices):
    MARGIN = "margin", _("margin scheme")
    DEDUCTIBLE = "deductible", _("VAT deductible")


class Gearbox(models.TextChoices):
    MANUAL = "manual", pgettext_lazy("gearbox", "manual")
    AUTOMATIC = "automatic", pgettext_lazy("gearbox", "automatic")


class Body(models.TextChoices):
    HATCHBACK = "hatchback", _("hatchback")
    ESTATE = "estate", _("estate")
    SALOON = "saloon", _("saloon")
    SUV = "suv", _("SUV")
    MPV = "mpv", _("MPV")
    COUPE = "coupe", _("coupé")
    CABRIOLET = "cabriolet", _("cabriolet")
    PICKUP = "pickup", _("pick-up")
    VAN = "van", _("van")
    CAMPER = "camper", _("camper")
    MOTORCYCLE = "motorcycle", _("motorcycle")
    OTHER = "other", _("other")


class Equipment(models.TextChoices):
    """Chosen from a list and not typed, so that it is read in every language."""

    AIR_CONDITIONING = "air_conditioning", _("air conditioning")
    CLIMATE_CONTROL = "climate_control", _("automatic climate control")
    NAVIGATION = "navigation", _("navigation")
    CARPLAY = "carplay", _("Apple CarPlay / Android Auto")
    BLUETOOTH = "bluetooth", _("Bluetooth")
    DAB_RADIO = "dab_radio", _("DAB radio")
    CRUISE_CONTROL = "cruise_control", _("cruise control")
    ADAPTIVE_CRUISE = "adaptive_cruise", _("adaptive cruise control")
    PARKING_SENSORS = "parking_sensors", _("parking sensors")
    REVERSING_CAMERA = "reversing_camera", _("reversing camera")
    BLIND_SPOT = "blind_spot", _("blind-spot warning")
    LANE_ASSIST = "lane_assist", _("lane assist")
    EMERGENCY_BRAKE = "emergency_brake", _("automatic emergency brake")
    LED_LIGHTS = "led_lights", _("LED headlights")
    LEATHER = "leather", _("leather seats")
    HEATED_SEATS = "heated_seats", _("heated seats")
    ELECTRIC_SEATS = "electric_seats", _("electric seats")
    SPORT_SEATS = "sport_seats", _("sport seats")
    PANORAMIC_ROOF = "panoramic_roof", _("panoramic roof")
    SUNROOF = "sunroof", _("sunroof")
    KEYLESS = "keyless", _("keyless entry")
    ELECTRIC_TAILGATE = "electric_tailgate", _("electric tailgate")
    TOW_BAR = "tow_bar", _("tow bar")
    ROOF_RAILS = "roof_rails", _("roof rails")
    ALLOY_WHEELS = "alloy_wheels", _("alloy wheels")
    WINTER_TYRES = "winter_tyres", _("winter tyres")
    ISOFIX = "isofix", _("Isofix")
    TINTED_WINDOWS = "tinted_windows", _("tinted windows")
    HEAT_PUMP = "heat_pump", _("heat pump")
    SERVICE_BOOK = "service_book", _("full service book")


class ListingQuerySet(models.QuerySet["Listing"]):
    def in_stock(self) -> ListingQuerySet:
        return self.filter(place=Place.STOCK)

    def present(self) -> ListingQuerySet:
        """Not in the bin; delivered ones too."""
        return self.exclude(place=Place.BIN)

    def for_sale(self) -> ListingQuerySet:
        """What the public may see."""
        return self.filter(place=Place.STOCK, status_rank=Status.values.index(Status.FOR_SALE))

    def with_row_parts(self) -> ListingQuerySet:
        """What a row of the list shows and is sorted by, and nothing else: the other half of the columns,
        with the descriptions among them, cost as much as the page's query."""
        return self.select_related("vehicle").only(*_OF_A_ROW)


_OF_A_ROW = (
    "number", "make", "model_name", "version", "fuel", "gearbox", "body", "vin", "plate",
    "first_registered_key", "km_key", "acquired_on", "price_amount", "status", "cover", "shop",
    "make_key", "model_key", "status_rank", "car_pass_key",
    "vehicle__number", "vehicle__plate", "vehicle__plate_country", "vehicle__plate_display",
    "vehicle__car_pass_valid_until", "vehicle__car_pass_exclusion",
)  # fmt: skip


class Listing(TenantModel):
    """A vehicle that the garage sells: one row per vehicle, also when the garage buys it back later.

    The list filters and sorts on columns of this table alone. Those in the second half are copies of the
    vehicle's facts and of its newest reading, kept by triggers (docs/adr/0006-copies-kept-by-triggers.md):
    nobody writes them, and an instance that was just saved has to be read again to know them.
    """

    vehicle = TenantOneToOneField(Vehicle, on_delete=models.PROTECT, related_name="listing")
    shop = TenantForeignKey(Shop, on_delete=models.PROTECT, related_name="+", verbose_name=_("shop"))
    status = models.CharField(_("status"), max_length=15, choices=Status.choices, default=Status.INCOMING)
    status_rank = models.GeneratedField(
        expression=Case(
            *(When(status=value, then=Value(rank)) for rank, value in enumerate(Status.values)),
            output_field=models.SmallIntegerField(),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
        editable=False,
    )
    # Of what somebody put into the bin; a delivered vehicle is out of stock too, and stays.
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    place = models.GeneratedField(
        expression=Case(
            When(deleted_at__isnull=False, then=Value(Place.BIN.value)),
            When(status=Status.DELIVERED.value, then=Value(Place.DELIVERED.value)),
            default=Value(Place.STOCK.value),
            output_field=models.CharField(max_length=9),
        ),
        output_field=models.CharField(max_length=9, choices=Place.choices),
        db_persist=True,
        editable=False,
    )

    # Cents; 0 while no price is set, so that the list can sort by it.
    price_amount = models.BigIntegerField(_("price"), default=0)
    vat_regime = models.CharField(
        _("VAT regime"), max_length=10, choices=VatRegime.choices, default=VatRegime.MARGIN
    )
    acquired_on = models.DateField(_("in stock since"))
    purchase_amount = models.BigIntegerField(_("purchase price"), null=True, blank=True)
    supplier = models.CharField(_("bought from"), max_length=150, blank=True)

    reserved_by = TenantForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("reserved by")
    )
    reserved_for = models.CharField(_("reserved for"), max_length=150, blank=True)
    reserved_at = models.DateTimeField(_("reserved"), null=True)
    # Before this day the garage wants to hand it over: the Car-Pass has to be valid then.
    delivery_planned_on = models.DateField(_("delivery planned on"), null=True, blank=True)

    version = models.CharField(_("version"), max_length=120, blank=True)
    body = models.CharField(_("body"), max_length=12, choices=Body.choices, blank=True)
    gearbox = models.CharField(_("gearbox"), max_length=10, choices=Gearbox.choices, blank=True)
    colour = models.CharField(_("colour"), max_length=40, blank=True)
    power_kw = models.PositiveSmallIntegerField(_("power"), null=True, blank=True)
    engine_cc = models.PositiveIntegerField(_("engine capacity"), null=True, blank=True)
    doors = models.PositiveSmallIntegerField(
        _("doors"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    seats = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    co2_g_km = models.PositiveSmallIntegerField(_("CO₂ emission"), null=True, blank=True)
    emission_class = models.CharField(_("emission standard"), max_length=20, blank=True)
    equipment = ArrayField(
        models.CharField(max_length=20, choices=Equipment.choices),
        verbose_name=_("equipment"),
        default=list,
        blank=True,
    )
    description_nl = models.TextField(_("description in Dutch"), max_length=4000, blank=True)
    description_fr = models.TextField(_("description in French"), max_length=4000, blank=True)
    description_en = models.TextField(_("description in English"), max_length=4000, blank=True)
    # Inside the garage only.
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    cover = TenantForeignKey(
        "stock.Photo", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("cover photo")
    )
    has_photos = models.GeneratedField(
        expression=Case(When(cover__isnull=False, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
        editable=False,
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # What the public pages answer to "has it changed since".
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    # Copies from here on.
    number = models.BigIntegerField(_("number"), default=0, editable=False)
    vin = models.CharField(_("VIN"), max_length=17, blank=True, editable=False)
    plate = models.CharField(_("plate"), max_length=12, blank=True, editable=False)
    has_plate = models.GeneratedField(
        expression=Case(When(plate="", then=Value(False)), default=Value(True)),
        output_field=models.BooleanField(),
        db_persist=True,
        editable=False,
    )
    make = models.CharField(_("make"), max_length=50, blank=True, editable=False)
    model_name = models.CharField(_("model"), max_length=80, blank=True, editable=False)
    # Lower case, without accents.
    make_key = models.CharField(max_length=60, blank=True, editable=False)
    model_key = models.CharField(max_length=90, blank=True, editable=False)
    fuel = models.CharField(_("fuel"), max_length=20, choices=Fuel.choices, blank=True, editable=False)
    first_registered_key = models.DateField(_("first registration"), default=UNKNOWN_DAY, editable=False)
    km_key = models.IntegerField(_("odometer reading (km)"), default=UNKNOWN_KM, editable=False)
    car_pass_key = models.DateField("Car-Pass", default=UNKNOWN_DAY, editable=False)
    # Everything that free text looks through.
    search = models.TextField(blank=True, editable=False)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle in stock")
        verbose_name_plural = _("vehicles in stock")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="listing_status"),
            models.CheckConstraint(condition=Q(vat_regime__in=VatRegime.values), name="listing_vat_regime"),
            models.CheckConstraint(condition=Q(body__in=["", *Body.values]), name="listing_body"),
            models.CheckConstraint(condition=Q(gearbox__in=["", *Gearbox.values]), name="listing_gearbox"),
            models.CheckConstraint(condition=Q(fuel__in=["", *Fuel.values]), name="listing_fuel"),
            models.CheckConstraint(
                condition=Q(price_amount__gte=0, price_amount__lte=MAX_PRICE), name="listing_price"
            ),
            models.CheckConstraint(
                condition=Q(purchase_amount__isnull=True)
                | Q(purchase_amount__gte=0, purchase_amount__lte=MAX_PRICE),
                name="listing_purchase",
            ),
            models.CheckConstraint(
                condition=~Q(status="reserved") | Q(reserved_at__isnull=False),
                name="listing_reserved_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(equipment__contained_by=list(Equipment.values)), name="listing_equipment"
            ),
        ]
        # One for each column that the list filters or sorts on. The newest one also holds the text that is
        # searched and what tabs and tiles count, so that looking through it reads no rows (docs/measured.md).
        indexes = [
            models.Index(
                models.F("garage"),
                models.F("place"),
                models.F("acquired_on").desc(),
                models.F("id").desc(),
                include=["search", "status_rank", "car_pass_key"],
                name="listing_newest",
            ),
            models.Index("garage", "place", "number", name="listing_by_number"),
            models.Index("garage", "place", "plate", "id", name="listing_by_plate"),
            models.Index("garage", "place", "vin", "id", name="listing_by_vin"),
            models.Index("garage", "place", "first_registered_key", "id", name="listing_by_registration"),
            models.Index("garage", "place", "km_key", "id", name="listing_by_km"),
            models.Index("garage", "place", "price_amount", "id", name="listing_by_price"),
            # With the order of the page: many rows fit, and all of them are sorted by it.
            models.Index(
                "garage", "place", "car_pass_key", "id", include=["acquired_on"], name="listing_by_car_pass"
            ),
            # Sorted by status: the planner takes few for behind a position, and would look at all for them.
            models.Index("garage", "place", "status_rank", "car_pass_key", "id", name="listing_by_status"),
            # The newest of these without sorting.
            models.Index(
                "garage", "place", "make_key", "model_key", "acquired_on", "id", name="listing_by_model"
            ),
            models.Index("garage", "place", "shop", "acquired_on", "id", name="listing_by_shop"),
            models.Index("garage", "place", "has_plate", "acquired_on", "id", name="listing_by_has_plate"),
            # By status and Car-Pass date within a value, as tabs, tiles and the choices of a chip are
            # counted: one reading in the order of the index, whose equal entries share their room.
            *(
                models.Index("garage", "place", *columns, "status_rank", "car_pass_key", name=name)
                for name, columns in {
                    "listing_statuses_counted": (),
                    "listing_by_make": ("make_key",),
                    "listing_by_spelling": ("make_key", "model_name"),
                    "listing_by_fuel": ("fuel",),
                    "listing_by_gearbox": ("gearbox",),
                    "listing_by_body": ("body",),
                    "listing_by_vat": ("vat_regime",),
                    "listing_by_photos": ("has_photos",),
                    "listing_plates_counted": ("has_plate",),
                    "listing_shops_counted": ("shop",),
                }.items()
            ),
            # Those of several chips are counted from this one alone: it holds whatever a criterion but free
            # text asks for.
            models.Index(
                "garage",
                "place",
                include=[
                    "status_rank",
                    "car_pass_key",
                    "make_key",
                    "model_name",
                    "fuel",
                    "gearbox",
                    "body",
                    "price_amount",
                    "km_key",
                    "first_registered_key",
                    "acquired_on",
                    "shop",
                    "vat_regime",
                    "has_photos",
                    "has_plate",
                    "reserved_by",
                ],
                name="listing_counted",
            ),
            models.Index(
                "garage",
                "place",
                "reserved_by",
                "id",
                condition=Q(reserved_by__isnull=False),
                name="listing_by_reserver",
            ),
            models.Index(
                "garage", "deleted_at", condition=Q(deleted_at__isnull=False), name="listing_in_bin"
            ),
        ]

    def __str__(self) -> str:
        return str(self.vehicle)

    @property
    def title(self) -> str:
        return f"{self.make} {self.model_name}".strip() or str(self.number)

    @property
    def km(self) -> int | None:
        return None if self.km_key == UNKNOWN_KM else self.km_key

    @property
    def first_registered_on(self) -> date | None:
        return None if self.first_registered_key == UNKNOWN_DAY else self.first_registered_key

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def needs_car_pass(self) -> bool:
        return self.car_pass_key != NO_CAR_PASS_NEEDED

    def days_in_stock(self, today: date) -> int:
        return max(0, (today - self.acquired_on).days)

    def removed_on(self) -> date | None:
        """The day on which the night empties it out of the bin."""
        return None if self.deleted_at is None else (self.deleted_at + timedelta(days=BIN_DAYS)).date()


class PriceChange(TenantModel):
    """Never changed: the price history of a listing."""

    listing = TenantForeignKey(Listing, on_delete=models.CASCADE, related_name="price_changes")
    price_amount = models.BigIntegerField(_("price"))
    previous_amount = models.BigIntegerField()
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    changed_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        indexes = [
            models.Index(
                "garage",
                "listing",
                models.F("changed_at").desc(),
                models.F("id").desc(),
                name="price_change_newest",
            )
        ]

    def __str__(self) -> str:
        return f"{self.previous_amount} → {self.price_amount}"

"""`python -m faults.f16_seed GARAGE COUNT`: reports in the queue, made by the product's own functions."""

from __future__ import annotations

import sys
import zlib


def main(slug: str, count: int) -> None:
    import django

    django.setup()

    from carpass.domain.accounts import add_account
    from carpass.domain.report_checks import ReportData
    from carpass.domain.reports import open_report, send_report
    from garageflow.tenancy.active import garage_active
    from garageflow.tenancy.actor import SYSTEM
    from garageflow.tenancy.models import Garage, Shop
    from garageflow.vehicles.models import Vehicle

    with garage_active(Garage.objects.get(slug=slug)) as garage:
        shop = Shop.objects.create(name="F16")
        add_account(
            shop=shop,
            enterprise_number="0880498395",
            organisation_name="F16",
            user_name="f16",
            password="f16-password",  # noqa: S106 - of the simulator
            language="en",
            by=SYSTEM,
        )
        for number in range(count):
            # No two garages have a car in common: the register holds them all.
            vin = f"WVWZZZ1K{zlib.crc32(slug.encode()) % 100_000:05d}{number:04d}"
            vehicle = Vehicle.objects.create(number=number + 1, vin=vin, plate_country="BE")
            data = ReportData(vin=vin, km=50_001 + number * 7, work_date=garage.today(), works_text="F16")
            send_report(open_report(vehicle, shop=shop, data=data, by=SYSTEM), by=SYSTEM)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

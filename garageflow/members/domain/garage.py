"""The garage's own data: name and numbers, colour, logo, places of business."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.members.logo import logo_png
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage, Shop


class ShopNameTaken(DomainError):
    field = "name"


@transaction.atomic
def change_garage(garage: Garage, *, by: Actor, **values: Any) -> list[str]:
    """Set the given fields; returns the names of those that differ from before."""
    garage = _locked(garage)
    changed = [name for name, value in values.items() if getattr(garage, name) != value]
    if changed:
        for name in changed:
            setattr(garage, name, values[name])
        garage.save(update_fields=changed)
        record("members.garage_changed", garage, by=by, fields=changed)
    return changed


@transaction.atomic
def set_logo(garage: Garage, *, content: bytes, by: Actor) -> None:
    """Raises LogoUnusable."""
    png = logo_png(content)
    garage = _locked(garage)
    garage.logo_png = png
    garage.save(update_fields=["logo_png"])
    record("members.logo_set", garage, by=by, bytes=len(png))


@transaction.atomic
def remove_logo(garage: Garage, *, by: Actor) -> None:
    garage = _locked(garage)
    if garage.logo_png is None:
        return
    garage.logo_png = None
    garage.save(update_fields=["logo_png"])
    record("members.logo_removed", garage, by=by)


@transaction.atomic
def add_shop(garage: Garage, *, by: Actor, **values: Any) -> Shop:
    """Raises ShopNameTaken."""
    _locked(garage)
    shop = Shop(**values)
    _check_name(shop)
    shop.save()
    record("members.shop_added", shop, by=by)
    return shop


@transaction.atomic
def change_shop(shop: Shop, *, by: Actor, **values: Any) -> None:
    """Raises ShopNameTaken."""
    _locked(shop.garage)
    changed = [name for name, value in values.items() if getattr(shop, name) != value]
    for name in changed:
        setattr(shop, name, values[name])
    _check_name(shop)
    if changed:
        shop.save(update_fields=changed)
        record("members.shop_changed", shop, by=by, fields=changed)


def _check_name(shop: Shop) -> None:
    if Shop.objects.filter(name=shop.name).exclude(pk=shop.pk).exists():
        raise ShopNameTaken(_("There is a shop of this name already."))


def _locked(garage: Garage) -> Garage:
    return Garage.objects.select_for_update(no_key=True).get(pk=garage.pk)

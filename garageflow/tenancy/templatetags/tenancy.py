from __future__ import annotations

from typing import Any

from django import template

from garageflow.tenancy.models import Garage
from garageflow.tenancy.urls import garage_url as garage_url_of
from garageflow.tenancy.urls import site_url as site_url_of

register = template.Library()


@register.simple_tag
def site_url(name: str, *args: Any, **kwargs: Any) -> str:
    return site_url_of(name, *args, **kwargs)


@register.simple_tag
def garage_url(garage: Garage, name: str, *args: Any, **kwargs: Any) -> str:
    return garage_url_of(garage, name, *args, **kwargs)

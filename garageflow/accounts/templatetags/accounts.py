from __future__ import annotations

from django import template

from garageflow.accounts.browsers import browser_name

register = template.Library()
register.filter(browser_name)

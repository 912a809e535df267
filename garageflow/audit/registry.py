"""What each event is called. Apps register the events they record in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.functional import Promise

# Words may name facts, as in "Odometer reading recorded: %(km)s km"; a callable makes words of the facts.
Words = str | Promise | Callable[[Mapping[str, Any]], str]

_words: dict[str, Words] = {}
_platform_words: dict[str, Words] = {}


def register_events(words: Mapping[str, Words]) -> None:
    """Events in a garage."""
    _words.update(words)


def register_platform_events(words: Mapping[str, Words]) -> None:
    """Events without a garage, which no owner sees."""
    _platform_words.update(words)


def registered_events() -> Iterable[str]:
    return _words.keys()


def registered_platform_events() -> Iterable[str]:
    return _platform_words.keys()


def words_of(event: str, facts: Mapping[str, Any]) -> str:
    """The event in the reader's language. An event of an app that is gone by now shows its own name."""
    words = _words.get(event) or _platform_words.get(event, event)
    if callable(words):
        return words(facts)
    text = str(words)
    return text % (facts if isinstance(facts, _Known) else _Known(facts)) if "%" in text else text


def name_of(event: str) -> str:
    """The event without its facts, for a list to choose from."""
    return words_of(event, _Dots())


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


class _Dots(_Known):
    def __missing__(self, key: str) -> str:
        return "…"

    def get(self, key: str, default: Any = None) -> Any:
        return "…"

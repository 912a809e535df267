from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from garageflow.audit import registry
from garageflow.audit.registry import (
    name_of,
    register_events,
    registered_events,
    registered_platform_events,
    words_of,
)

APPS = ("garageflow", "autopaspoort", "stock", "carpass", "convoy", "carshare")


def test_every_event_that_is_recorded_has_words():
    recorded = dict(_recorded_events())

    assert len(recorded) > 15
    known = {*registered_events(), *registered_platform_events()}
    assert {event: place for event, place in recorded.items() if event not in known} == {}


def test_words_take_facts(monkeypatch):
    monkeypatch.setattr(registry, "_words", {})
    register_events(
        {
            "vehicles.odometer_recorded": "Recorded: %(km)s km",
            "vehicles.sold": lambda facts: f"Sold to {facts.get('to', '?')}",
        }
    )

    assert words_of("vehicles.odometer_recorded", {"km": 58_214}) == "Recorded: 58214 km"
    assert words_of("vehicles.odometer_recorded", {}) == "Recorded: – km"
    assert name_of("vehicles.odometer_recorded") == "Recorded: … km"
    assert words_of("vehicles.sold", {"to": "Jan"}) == "Sold to Jan"
    assert words_of("gone.event", {}) == "gone.event"


def test_every_event_can_be_named_without_facts():
    assert all(name_of(event) for event in registered_events())


def _recorded_events() -> Iterator[tuple[str, str]]:
    """Every first argument of record() and record_on_platform(), from the source."""
    for app in APPS:
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            module = ast.parse(path.read_text())
            for function, call in _calls(module, ("record", "record_on_platform")):
                events = list(_texts(call.args[0], function, module))
                assert events, f"{path}:{call.lineno}: which event this records cannot be read"
                yield from ((event, f"{path}:{call.lineno}") for event in events)


def _calls(module: ast.Module, names: tuple[str, ...]) -> Iterator[tuple[ast.FunctionDef, ast.Call]]:
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and node.args and _name(node.func) in names:
                    yield function, node


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _texts(node: ast.expr, function: ast.FunctionDef, module: ast.Module) -> Iterator[str]:
    """The texts that an expression may be: written there, assigned before, looked up, or handed in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, function, module)
        yield from _texts(node.orelse, function, module)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value, function, module)
    elif isinstance(node, ast.Subscript):
        yield from _texts(node.value, function, module)
    elif isinstance(node, ast.Name):
        for value in _assigned(node.id, function) or _assigned(node.id, module):
            yield from _texts(value, function, module)
        yield from _handed_in(node.id, function, module)


def _assigned(name: str, scope: ast.AST) -> list[ast.expr]:
    found = []
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and any(_name(target) == name for target in node.targets):
            found.append(node.value)
        if isinstance(node, ast.AnnAssign) and _name(node.target) == name and node.value is not None:
            found.append(node.value)
    return found


def _handed_in(name: str, function: ast.FunctionDef, module: ast.Module) -> Iterator[str]:
    parameters = [parameter.arg for parameter in function.args.args if parameter.arg != "self"]
    for caller, call in _calls(module, (function.name,)):
        for keyword in call.keywords:
            if keyword.arg == name:
                yield from _texts(keyword.value, caller, module)
        if name in parameters and parameters.index(name) < len(call.args):
            yield from _texts(call.args[parameters.index(name)], caller, module)

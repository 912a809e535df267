"""Two customers who are one person become one; and, for some weeks, two again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.customers.domain.customer import CHANGEABLE
from garageflow.customers.domain.references import Reference, clashing, references
from garageflow.customers.identity import name_key
from garageflow.customers.models import Customer, Double, MergedCustomer
from garageflow.customers.registry import Decision, decide
from garageflow.errors import DomainError
from garageflow.mail.models import AddressBlock
from garageflow.tenancy.active import active_garage_id
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage
from garageflow.tenancy.numbers import next_number
from garageflow.ui.counters import number_of

Row = TypeVar("Row", bound=Model)

UNDO_KEPT = timedelta(days=30)
# The address goes with who it is and with what is known of it.
_WITH_EMAIL = ("email", "identity", "email_state")
_KEPT_FIELDS = (*CHANGEABLE, "identity", "email_state", "name_key")


class CustomersHaveChanged(DomainError):
    """What the person saw is not what would be merged any more."""


class CannotMerge(DomainError):
    pass


class CannotUndo(DomainError):
    pass


@dataclass(frozen=True, slots=True)
class Plan:
    """What a merge would do, to be shown beforehand."""

    kept: Customer
    gone: Customer
    # How many rows of each kind move.
    moves: dict[str, int]
    decisions: list[Decision]
    # The garage may not write to one of the two addresses: it stays so.
    is_silent: bool
    seen: str


@dataclass(slots=True)
class _Done:
    """What undoing needs."""

    moved: dict[str, list[int]] = field(default_factory=dict)
    dropped: list[dict[str, Any]] = field(default_factory=list)
    # Rows of the customer who stays that were given other values: [model, id, before, after].
    changed: list[list[Any]] = field(default_factory=list)
    blocked: str = ""


def plan_merge(kept: Customer, gone: Customer) -> Plan:
    """Nothing is written."""
    moves: dict[str, int] = {}
    decisions: list[Decision] = []
    for reference, his in zip(references(), _numbers_of(gone), strict=True):
        clashes = clashing(reference, kept, gone)
        decisions += [decide(stays, goes) for stays, goes in clashes]
        if his > len(clashes):
            moves[reference.words] = moves.get(reference.words, 0) + his - len(clashes)
    return Plan(kept, gone, moves, decisions, _is_silent(kept, gone), _seen(kept, gone))


@transaction.atomic
def merge_customers(
    kept: Customer, gone: Customer, *, take: Collection[str], seen: str, by: Actor
) -> MergedCustomer:
    """Everything of `gone` becomes that of `kept`, who also takes the fields named in `take`.

    `seen` is that of the plan that was shown. Raises CustomersHaveChanged if either is not as it was then, or
    gone already; CannotMerge if a row can neither move nor be left out.
    """
    # As in apply_incoming: whoever gives a customer his identity comes one after the other, so a merge waits
    # for the chunk that the nightly batch is working on, and the next chunk meets the customer who stays.
    next_number("customer", 0)
    # What points to them before themselves, as everywhere: else two could wait for each other.
    for reference in references():
        list(reference.rows(kept, gone).select_for_update().order_by("pk").values_list("pk", flat=True))
    kept, gone = _locked(kept, gone, seen)
    before = _values(kept)
    done = _Done()
    try:
        with transaction.atomic():
            for reference in references():
                _move(reference, kept, gone, done)
            _keep_silence(kept, gone, take, done)
            _let_doubles_follow(kept, gone)
            gone_values = _row(gone)
            Customer.objects.filter(pk=gone.pk).delete()
            _take_fields(kept, gone, take)
    except IntegrityError as error:
        raise CannotMerge(_("Something of this customer cannot be moved. The operators can help.")) from error
    merged = MergedCustomer.objects.create(
        number=gone.number,
        former_id=gone_values["id"],
        identity=gone.identity,
        name=gone.full_name,
        customer=kept,
        merged_by=by.member,
        undo={
            "gone": gone_values,
            "before": before,
            "after": _values(kept),
            "moved": done.moved,
            "dropped": done.dropped,
            "changed": done.changed,
            "blocked": done.blocked,
        },
    )
    moved = sum(len(ids) for ids in done.moved.values())
    record(
        "customers.customers_merged",
        kept,
        by=by,
        number=gone.number,
        name=gone.full_name,
        fields=sorted(take),
        moved=moved,
        left_out=len(done.dropped),
    )
    return merged


@transaction.atomic
def undo_merge(merged: MergedCustomer, *, by: Actor) -> Customer:
    """Make two customers of one again: what moved goes back if it is still there, what was chosen is as
    before if nobody changed it since. What came since the merge stays where it is. Raises CannotUndo."""
    next_number("customer", 0)
    found = MergedCustomer.objects.select_for_update().filter(pk=merged.pk).first()
    if found is None or found.undo is None:
        raise CannotUndo(_("This cannot be undone any more."))
    undo = found.undo
    kept = Customer.objects.select_for_update().get(pk=found.customer_id)
    _give_fields_back(kept, undo)
    if Customer.objects.filter(identity=found.identity).exclude(pk=kept.pk).exists():
        words = _("Another customer has the e-mail address of customer %(number)s by now.")
        raise CannotUndo(words % {"number": found.number})
    found.delete()
    try:
        with transaction.atomic():
            gone: Customer = _from_row(Customer, undo["gone"])
            gone.save(force_insert=True)
            _move_back(kept, gone, undo)
    except IntegrityError as error:
        raise CannotUndo(_("Too much has changed since: this cannot be undone any more.")) from error
    record("customers.merge_undone", kept, by=by, number=gone.number, name=gone.full_name)
    return gone


def customer_formerly(former_id: int) -> Customer | None:
    """The customer with this id, or the one with whom he was merged."""
    return Customer.objects.filter(Q(pk=former_id) | Q(merged__former_id=former_id)).first()


def ids_with_identity(identity: str) -> QuerySet[Any, Any]:
    """Who has this address, or had it before he was merged: a new customer would be the old double again."""
    own = Customer.objects.filter(identity=identity).values("pk")
    return own.union(MergedCustomer.objects.filter(identity=identity).values("customer"))


def forget_merges(garage: Garage, night: date) -> int:
    """Nightly step: what only undoing needs is personal data of somebody who is not there any more."""
    old = MergedCustomer.objects.filter(merged_at__lt=timezone.now() - UNDO_KEPT, undo__isnull=False)
    return old.update(undo=None)


def _numbers_of(customer: Customer) -> tuple[int, ...]:
    """How many rows of each kind point to him, in one statement."""
    counts = (number_of(reference.rows(customer)) for reference in references())
    numbers: tuple[int, ...] = Garage.objects.values_list(*counts).get(pk=active_garage_id())
    return numbers


def _locked(kept: Customer, gone: Customer, seen: str) -> tuple[Customer, Customer]:
    both = Customer.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    rows = {row.pk: row for row in both}
    if len(rows) != 2:
        raise CustomersHaveChanged(_("One of these customers is gone: somebody has merged or removed him."))
    kept, gone = rows[kept.pk], rows[gone.pk]
    if _seen(kept, gone) != seen:
        raise CustomersHaveChanged(_("One of these customers has changed since you looked. Look again."))
    return kept, gone


def _move(reference: Reference, kept: Customer, gone: Customer, done: _Done) -> None:
    for mine, his in clashing(reference, kept, gone):
        decision = decide(mine, his)
        before = {name: getattr(mine, name) for name in decision.values}
        if before != decision.values:
            exact = [
                {name: _exact(value) for name, value in values.items()}
                for values in (before, decision.values)
            ]
            done.changed.append([mine._meta.label_lower, mine.pk, *exact])
            for name, value in decision.values.items():
                setattr(mine, name, value)
            mine.save(update_fields=list(decision.values))
        done.dropped.append({"model": his._meta.label_lower, "row": _row(his)})
        his.delete()
    rows = reference.rows(gone)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    if ids:
        rows.update(**{reference.name: kept})
        done.moved[reference.key] = ids


def _is_silent(kept: Customer, gone: Customer) -> bool:
    keys = {kept.email.lower(), gone.email.lower()}
    return AddressBlock.objects.filter(email_key__in=keys, reason=AddressBlock.Reason.UNSUBSCRIBED).exists()


def _keep_silence(kept: Customer, gone: Customer, take: Collection[str], done: _Done) -> None:
    """Whoever asked at one address for no more e-mail does not get it at the other."""
    address = (gone if "email" in take else kept).email.lower()
    if not _is_silent(kept, gone):
        return
    known = AddressBlock.objects.filter(email_key=address).first()
    if known is None:
        AddressBlock.objects.create(email_key=address, reason=AddressBlock.Reason.UNSUBSCRIBED)
        done.blocked = address


def _let_doubles_follow(kept: Customer, gone: Customer) -> None:
    """That `gone` is not the same person as a third one holds of `kept` too; the rest is found anew."""
    theirs = Double.objects.filter(Q(first=gone) | Q(second=gone))
    apart = theirs.filter(state=Double.State.APART).values_list("first", "second", "decided_at", "decided_by")
    for first, second, decided_at, decided_by in list(apart):
        other = second if first == gone.pk else first
        if other != kept.pk:
            Double.objects.update_or_create(
                first_id=min(other, kept.pk),
                second_id=max(other, kept.pk),
                defaults={
                    "reasons": [],
                    "state": Double.State.APART,
                    "decided_at": decided_at,
                    "decided_by_id": decided_by,
                },
            )
    theirs.delete()


def _take_fields(kept: Customer, gone: Customer, take: Collection[str]) -> None:
    names = [name for name in CHANGEABLE if name in take]
    if "email" in names:
        names += _WITH_EMAIL
    for name in names:
        setattr(kept, name, getattr(gone, name))
    kept.name_key = name_key(kept.last_name, kept.first_name)
    kept.save(update_fields=list(_KEPT_FIELDS))


def _give_fields_back(kept: Customer, undo: dict[str, Any]) -> None:
    now, before, after = _values(kept), undo["before"], undo["after"]
    for name in CHANGEABLE:
        if now[name] == after[name]:
            for given in _WITH_EMAIL if name == "email" else (name,):
                setattr(kept, given, before[given])
    kept.name_key = name_key(kept.last_name, kept.first_name)
    kept.save(update_fields=list(_KEPT_FIELDS))


def _move_back(kept: Customer, gone: Customer, undo: dict[str, Any]) -> None:
    for reference in references():
        ids = undo["moved"].get(reference.key, [])
        reference.rows(kept).filter(pk__in=ids).update(**{reference.name: gone})
    for label, pk, before, after in undo["changed"]:
        model = _model(label)
        values = _from_row(model, after)
        same = {name: getattr(values, name) for name in after}
        model._default_manager.filter(pk=pk, **same).update(
            **{name: getattr(_from_row(model, before), name) for name in before}
        )
    for dropped in undo["dropped"]:
        _from_row(_model(dropped["model"]), dropped["row"]).save(force_insert=True)
    if undo["blocked"]:
        AddressBlock.objects.filter(
            email_key=undo["blocked"], reason=AddressBlock.Reason.UNSUBSCRIBED
        ).delete()


def _seen(kept: Customer, gone: Customer) -> str:
    """Of what a person looks at when he compares them."""
    text = repr([(row.pk, sorted(_values(row).items())) for row in (kept, gone)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _values(customer: Customer) -> dict[str, Any]:
    return {name: str(getattr(customer, name)) for name in _KEPT_FIELDS}


def _row(row: Model) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if not getattr(field, "generated", False)]
    return {field.attname: _exact(getattr(row, field.attname)) for field in fields}


def _exact(value: Any) -> Any:
    """Django's own way to put a moment into JSON leaves out the microseconds."""
    return value.isoformat() if isinstance(value, date) else value


def _from_row(model: type[Row], values: dict[str, Any]) -> Row:
    """What JSON made of dates and moments becomes what it was."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: fields[name].to_python(value) for name, value in values.items()})


def _model(label: str) -> type[Model]:
    return next(reference.model for reference in references() if reference.model._meta.label_lower == label)

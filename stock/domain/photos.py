"""Photos of a vehicle: added, put in order, removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.documents.content import CheckedFile
from garageflow.documents.domain.documents import delete_document, keep_file
from garageflow.documents.models import Document
from garageflow.documents.registry import subject_of
from garageflow.errors import DomainError
from garageflow.tenancy.actor import Actor
from stock.models import Listing, Photo
from stock.pictures import PhotoRefused, Sizes, read_photo

PHOTO_KIND = "stock.photo"
MOST_PHOTOS = 40


class UnknownPhoto(DomainError):
    pass


@dataclass(slots=True)
class Added:
    photos: list[Photo] = field(default_factory=list)
    # (name of the file, why it was refused)
    refused: list[tuple[str, str]] = field(default_factory=list)


def add_photos(listing: Listing, uploads: Iterable[UploadedFile[bytes]], *, by: Actor) -> Added:
    """Each file stands for itself: one that is refused does not hold the others back."""
    added = Added()
    pictures = []
    for upload in uploads:
        try:
            pictures.append(read_photo(upload))
        except PhotoRefused as refusal:
            added.refused.append((str(upload.name), str(refusal)))
    if pictures:
        added.photos = _keep(listing, pictures, by=by)
    left_out = len(pictures) - len(added.photos)
    if left_out:
        words = _("A vehicle has at most %(count)s photos.") % {"count": MOST_PHOTOS}
        added.refused.append((_("%(count)s more") % {"count": left_out}, words))
    return added


@transaction.atomic
def _keep(listing: Listing, pictures: Sequence[Sizes], *, by: Actor) -> list[Photo]:
    # Drawn before the lock: nobody waits for the drawing.
    listing = _locked(listing)
    before = listing.photos.count()
    photos = [
        keep_picture(listing, picture, position=before + place, by=by)
        for place, picture in enumerate(pictures[: MOST_PHOTOS - before])
    ]
    if photos:
        _set_cover(listing)
        record("stock.photos_added", listing.vehicle, by=by, count=len(photos))
    return photos


def keep_picture(listing: Listing, picture: Sizes, *, position: int, by: Actor) -> Photo:
    def kept(file: CheckedFile) -> Document:
        return keep_file(file, kind=PHOTO_KIND, subject=subject_of(listing), by=by, name=f"{listing.number}")

    return Photo.objects.create(
        listing=listing,
        position=position,
        large=kept(picture.large),
        medium=kept(picture.medium),
        small=kept(picture.small),
        width=picture.width,
        height=picture.height,
    )


@transaction.atomic
def order_photos(listing: Listing, photo_ids: Sequence[int], *, by: Actor) -> None:
    """In this order; those that are not named (added by somebody else meanwhile) come behind."""
    listing = _locked(listing)
    photos = {photo.pk: photo for photo in listing.photos.order_by("position", "pk")}
    if not set(photo_ids) <= set(photos):
        raise UnknownPhoto(_("One of these photos is gone. Look at the page again."))
    wanted = [*dict.fromkeys(photo_ids), *(pk for pk in photos if pk not in set(photo_ids))]
    moved = []
    for position, pk in enumerate(wanted):
        if photos[pk].position != position:
            photos[pk].position = position
            moved.append(photos[pk])
    if not moved:
        return
    Photo.objects.bulk_update(moved, ["position"])
    _set_cover(listing)
    record("stock.photos_ordered", listing.vehicle, by=by)


@transaction.atomic
def remove_photo(photo: Photo, *, by: Actor) -> None:
    listing = _locked(photo.listing)
    photo = listing.photos.select_related("large", "medium", "small").get(pk=photo.pk)
    if listing.cover_id == photo.pk:
        Listing.objects.filter(pk=listing.pk).update(cover=None)
    documents = (photo.large, photo.medium, photo.small)
    photo.delete()
    for document in documents:
        delete_document(document)
    _set_cover(listing)
    record("stock.photo_removed", listing.vehicle, by=by)


def _set_cover(listing: Listing) -> None:
    """The first one. Written always: it also says to the public pages that the vehicle has changed."""
    listing.cover = listing.photos.order_by("position", "pk").first()
    listing.save(update_fields=["cover"])


def _locked(listing: Listing) -> Listing:
    return Listing.objects.select_for_update(of=("self",)).select_related("vehicle").get(pk=listing.pk)

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from garageflow.documents.models import Document
from stock.domain.photos import UnknownPhoto, add_photos, order_photos, remove_photo
from stock.models import Photo


def picture(
    name: str = "car.jpg", size: tuple[int, int] = (800, 600), colour: str = "red"
) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue())


def test_a_photo_is_kept_in_three_sizes_and_the_first_is_the_cover(in_peeters, make_listing, sales):
    listing = make_listing()

    added = add_photos(listing, [picture(), picture(size=(3000, 1500))], by=sales)

    listing.refresh_from_db()
    first, second = added.photos
    assert (listing.cover, listing.has_photos, added.refused) == (first, True, [])
    assert [(photo.width, photo.height) for photo in (first, second)] == [(800, 600), (1600, 800)]
    assert Document.objects.count() == 6


@pytest.mark.parametrize(
    "bad",
    [
        SimpleUploadedFile("x.jpg", b"<script>alert(1)</script>"),
        SimpleUploadedFile("x.pdf", b"%PDF-1.4\n%%EOF"),
        SimpleUploadedFile("empty.jpg", b""),
    ],
)
def test_what_is_no_photo_is_refused_and_the_others_are_kept(in_peeters, make_listing, sales, bad):
    listing = make_listing()

    added = add_photos(listing, [picture(), bad, picture()], by=sales)

    assert len(added.photos) == 2
    assert [name for name, _reason in added.refused] == [bad.name]


def test_too_many_pixels_or_bytes_are_refused(in_peeters, make_listing, sales, settings):
    listing = make_listing()
    settings.PHOTO_MAX_PIXELS, settings.PHOTO_MAX_BYTES = 800 * 600, 100_000

    large, heavy, fits = (
        picture("large.jpg"),
        SimpleUploadedFile("heavy.jpg", b"x" * 100_000),
        picture(size=(799, 600)),
    )
    added = add_photos(listing, [large, heavy, fits], by=sales)

    assert [name for name, _reason in added.refused] == ["large.jpg", "heavy.jpg"]
    assert len(added.photos) == 1


def test_photos_are_put_in_order(in_peeters, make_listing, sales):
    listing = make_listing()
    one, two, three = add_photos(listing, [picture(), picture(), picture()], by=sales).photos

    order_photos(listing, [three.pk, one.pk], by=sales)

    listing.refresh_from_db()
    assert list(listing.photos.order_by("position")) == [three, one, two]
    assert listing.cover == three
    with pytest.raises(UnknownPhoto):
        order_photos(listing, [one.pk, 999_999], by=sales)


def test_a_removed_cover_makes_room_for_the_next(in_peeters, make_listing, sales):
    listing = make_listing()
    one, two = add_photos(listing, [picture(), picture()], by=sales).photos

    remove_photo(Photo.objects.get(pk=one.pk), by=sales)

    listing.refresh_from_db()
    assert listing.cover == two
    assert Document.objects.count() == 3

"""The photos of a vehicle: shown, added, put in order, removed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from garageflow.documents.domain.documents import open_document
from garageflow.errors import errors_told_to
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from stock.domain.photos import add_photos, order_photos, remove_photo
from stock.models import Listing, Photo
from stock.roles import SALES_ROLES, VIEW_ROLES

SIZES = ("small", "medium", "large")
_MOST_FILES = 40


@require_safe
@requires(*VIEW_ROLES)
@cache_control(private=True, max_age=30 * 24 * 3600, immutable=True)
def photo(request: MemberRequest, photo_id: int, size: str) -> HttpResponse:
    """A photo never changes: another one has another number."""
    if size not in SIZES:
        raise Http404
    return photo_response(get_object_or_404(Photo.objects.select_related(size), pk=photo_id), size)


def photo_response(photo: Photo, size: str) -> HttpResponse:
    document = getattr(photo, size)
    with open_document(document) as file:
        response = HttpResponse(file.read(), content_type=document.content_type)
    response["Content-Disposition"] = "inline"
    return response


@require_POST
@requires(*SALES_ROLES)
def photos_add(request: MemberRequest, number: int) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.present(), number=number)
    uploads = request.FILES.getlist("photos")[:_MOST_FILES]
    if not uploads:
        messages.warning(request, _("Choose one or more photos first."))
        return redirect("stock:vehicle", number)
    added = add_photos(listing, uploads, by=request.actor)
    count = len(added.photos)
    if count:
        messages.success(
            request, ngettext("%(count)s photo added.", "%(count)s photos added.", count) % {"count": count}
        )
    for name, reason in added.refused:
        messages.warning(request, f"{name}: {reason}")
    return redirect("stock:vehicle", number)


@require_POST
@requires(*SALES_ROLES)
def photos_order(request: MemberRequest, number: int) -> HttpResponse:
    """The wanted order as the ids of the page, or one photo and the way it goes."""
    listing = get_object_or_404(Listing.objects.present(), number=number)
    ids = [int(text) for text in request.POST.getlist("photo") if text.isdecimal() and len(text) < 19]
    with errors_told_to(request):
        order_photos(listing, _moved(listing, request) or ids, by=request.actor)
    if request.htmx:
        return HttpResponse(status=204)
    return redirect("stock:vehicle", number)


@require_POST
@requires(*SALES_ROLES)
def photo_remove(request: MemberRequest, photo_id: int) -> HttpResponse:
    photo = get_object_or_404(Photo.objects.select_related("listing"), pk=photo_id)
    remove_photo(photo, by=request.actor)
    messages.success(request, _("The photo is removed."))
    return redirect("stock:vehicle", photo.listing.number)


def _moved(listing: Listing, request: MemberRequest) -> list[int]:
    """Without a mouse: `first` names the photo that becomes the cover."""
    first = request.POST.get("first", "")
    if not first.isdecimal() or len(first) > 18:
        return []
    ids = list(listing.photos.order_by("position", "pk").values_list("pk", flat=True))
    return [int(first), *(pk for pk in ids if pk != int(first))]

"""Inside a garage."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from stock.views import (
    bulk,
    cars,
    enquiries,
    exports,
    imports,
    listing_list,
    new,
    photos,
    preferences,
    selling,
    vehicle,
)

app_name = "stock"


class LanguageConverter(StringConverter):
    regex = "nl|fr|en"


class PhotoSizeConverter(StringConverter):
    regex = "small|medium|large"


register_converter(LanguageConverter, "public_language")
register_converter(PhotoSizeConverter, "photo_size")

urlpatterns = [
    path("stock/", listing_list.listing_list, name="list"),
    re_path(r"^stock/list\.(?P<kind>csv|xlsx)$", exports.listing_export, name="export"),
    path("stock/moves/", bulk.listings_move, name="move"),
    path("stock/window-cards/", bulk.window_cards, name="window-cards"),
    path("stock/columns/", preferences.columns, name="columns"),
    path("stock/filters/", preferences.saved_filters, name="saved-filters"),
    path("stock/filters/new/", preferences.filter_save, name="filter-save"),
    path("stock/filters/<int:filter_id>/removal/", preferences.filter_remove, name="filter-remove"),
    path("stock/import/", imports.import_new, name="import"),
    re_path(r"^stock/import/template\.(?P<kind>csv|xlsx)$", imports.import_template, name="import-template"),
    path("stock/import/<int:document_id>/", imports.import_check, name="import-check"),
    path("stock/import/<int:document_id>/errors.csv", imports.import_errors, name="import-errors"),
    path("stock/import/<int:document_id>/takeover/", imports.import_start, name="import-start"),
    path("stock/new/", new.listing_new, name="new"),
    path("stock/bin/", new.listing_bin, name="bin"),
    path("stock/photos/<int:photo_id>/removal/", photos.photo_remove, name="photo-remove"),
    path("stock/photos/<int:photo_id>/<str:size>/", photos.photo, name="photo"),
    path("stock/<int:number>/", vehicle.vehicle, name="vehicle"),
    path("stock/<int:number>/files/", vehicle.vehicle_files, name="vehicle-files"),
    path("stock/<int:number>/edit/", vehicle.vehicle_edit, name="vehicle-edit"),
    path("stock/<int:number>/documents/", vehicle.document_add, name="document-add"),
    path("stock/<int:number>/photos/", photos.photos_add, name="photos-add"),
    path("stock/<int:number>/photos/order/", photos.photos_order, name="photos-order"),
    path("stock/<int:number>/price/", selling.price_set, name="price"),
    path("stock/<int:number>/status/", selling.status_set, name="status"),
    path("stock/<int:number>/reservation/", selling.reservation, name="reservation"),
    path("stock/<int:number>/reservation/release/", selling.reservation_release, name="reservation-release"),
    path("stock/<int:number>/sale/", selling.sale, name="sale"),
    path("stock/<int:number>/sale/cancellation/", selling.sale_cancel, name="sale-cancel"),
    path("stock/<int:number>/delivery/", selling.delivery, name="delivery"),
    path("stock/<int:number>/receipt/", selling.receipt, name="receipt"),
    path("stock/<int:number>/deletion/", selling.listing_delete, name="delete"),
    path("stock/<int:number>/restoration/", selling.listing_restore, name="restore"),
    # Everybody's, without signing in.
    path("cars/", cars.entrance, name="cars-entrance"),
    path("cars/feed.json", cars.feed, name="cars-feed"),
    path("cars/sitemap.xml", cars.sitemap, name="cars-sitemap"),
    path("cars/photos/<int:photo_id>-<photo_size:size>.jpg", cars.photo, name="car-photo"),
    path("cars/<public_language:language>/", cars.car_list, name="cars"),
    path("cars/<public_language:language>/embed/", cars.embedded, name="cars-embedded"),
    path("cars/<public_language:language>/<int:number>-<slug:slug>/", cars.car, name="car"),
    path(
        "cars/<public_language:language>/<int:number>-<slug:slug>/enquiry/",
        enquiries.enquiry,
        name="enquiry",
    ),
]

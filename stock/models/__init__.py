from stock.models.change import StockChange
from stock.models.listing import Body, Equipment, Gearbox, Listing, PriceChange, Status, VatRegime
from stock.models.photo import Photo
from stock.models.preference import ColumnChoice, SavedFilter, WindowCards
from stock.models.sale import BuyerKind, Sale

__all__ = [
    "Body",
    "BuyerKind",
    "ColumnChoice",
    "Equipment",
    "Gearbox",
    "Listing",
    "Photo",
    "PriceChange",
    "Sale",
    "SavedFilter",
    "Status",
    "StockChange",
    "VatRegime",
    "WindowCards",
]

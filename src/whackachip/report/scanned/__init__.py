"""What a scan found, for a reader, a spreadsheet and a code viewer; all of the same plain document."""

from .listing import listing
from .sarif import sarif
from .sheet import COLUMNS, Sheet, sheet
from .sift import LeftOut, sifted

__all__ = ["COLUMNS", "LeftOut", "Sheet", "listing", "sarif", "sheet", "sifted"]

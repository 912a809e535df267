from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a user's file is read. kB and MB are decimal, KiB is 1,024 bytes (spec 30, section 3)."""

    file_bytes: int = 5_000_000
    rows: int = 10_000
    # A physical line of a CSV file, without its line end.
    line_bytes: int = 65_536
    cell_bytes: int = 64_000
    # All parts of an XLSX file together, unpacked.
    unpacked_bytes: int = 50_000_000

    @property
    def sheet_memory_bytes(self) -> int:
        """What a sheet may cost in memory: an honest row of twelve cells takes about 2 kB."""
        return max(30_000_000, self.rows * 3_000)

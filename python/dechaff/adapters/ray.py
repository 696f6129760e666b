"""Ray Data.

Give ``map_batches`` the function and the batch format that it needs::

    dataset.map_batches(clean_batches(), batch_format="pyarrow")
"""

from __future__ import annotations

from typing import Callable, Optional

import pyarrow

from dechaff import Cleaner
from dechaff.adapters.tables import clean_table

__all__ = ["clean_batches"]


def clean_batches(
    cleaner: Optional[Cleaner] = None,
    *,
    text: str = "text",
    site: Optional[str] = None,
    language: Optional[str] = None,
    removals: Optional[str] = "removed",
) -> Callable[[pyarrow.Table], pyarrow.Table]:
    """A function for ``Dataset.map_batches`` with ``batch_format="pyarrow"``."""
    # Ray runs a process on each core already.
    cleaner = Cleaner(threads=1) if cleaner is None else cleaner

    def clean(table: pyarrow.Table) -> pyarrow.Table:
        return clean_table(
            table, cleaner, text=text, site=site, language=language, removals=removals
        )

    return clean

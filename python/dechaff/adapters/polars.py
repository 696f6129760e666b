"""Frames of polars.

>>> import polars
>>> from dechaff.adapters.polars import clean_frame
>>> pages = polars.DataFrame({"text": ["It rained.\\n\\nShare this article\\n"]})
>>> clean_frame(pages)["text"].to_list()
['It rained.\\n']
"""

from __future__ import annotations

from typing import Optional

import polars

from dechaff import Cleaner

__all__ = ["clean_frame"]


def clean_frame(
    frame: polars.DataFrame,
    cleaner: Optional[Cleaner] = None,
    *,
    text: str = "text",
    site: Optional[str] = None,
    language: Optional[str] = None,
    removals: Optional[str] = "removed",
) -> polars.DataFrame:
    """A frame with cleaned texts, and a column of what was removed.

    In a lazy frame it is a step of ``map_batches``:
    ``pages.map_batches(lambda frame: clean_frame(frame, removals=None))``.
    """
    cleaner = Cleaner() if cleaner is None else cleaner
    cleaned = polars.Series(
        "cleaned",
        cleaner.clean_arrow(
            frame[text],
            sites=None if site is None else frame[site],
            languages=None if language is None else frame[language],
        ),
    )
    columns = [cleaned.struct.field("text").alias(text)]
    if removals is not None:
        columns.append(cleaned.struct.field("removals").alias(removals))
    return frame.with_columns(columns)

"""Frames of pandas.

>>> import pandas
>>> from dechaff.adapters.pandas import clean_frame
>>> pages = pandas.DataFrame({"text": ["It rained.\\n\\nShare this article\\n"]})
>>> list(clean_frame(pages)["text"])
['It rained.\\n']
"""

from __future__ import annotations

from typing import Any, List, Optional

import pandas

from dechaff import Cleaner

__all__ = ["clean_frame"]


def clean_frame(
    frame: pandas.DataFrame,
    cleaner: Optional[Cleaner] = None,
    *,
    text: str = "text",
    site: Optional[str] = None,
    language: Optional[str] = None,
    removals: Optional[str] = "removed",
) -> pandas.DataFrame:
    """A copy of a frame with cleaned texts, and a column of lists of removals.

    Where a text is missing it stays missing, and the removals are None.
    """
    cleaner = Cleaner() if cleaner is None else cleaner
    there = frame[text].notna()
    pages = frame[there]
    results = cleaner.clean_batch(
        pages[text].tolist(),
        sites=None if site is None else _values(pages[site]),
        languages=None if language is None else _values(pages[language]),
    )
    cleaned = frame.copy()
    cleaned.loc[there, text] = [one.text for one in results]
    if removals is not None:
        found = iter(results)
        cleaned[removals] = pandas.Series(
            [next(found).removals if is_there else None for is_there in there],
            index=frame.index,
            dtype=object,
        )
    return cleaned


def _values(column: pandas.Series) -> List[Any]:
    return [value if isinstance(value, str) else None for value in column]

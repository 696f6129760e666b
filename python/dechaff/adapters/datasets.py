"""Datasets of Hugging Face.

>>> from datasets import Dataset
>>> from dechaff.adapters.datasets import clean_dataset
>>> pages = Dataset.from_dict({"text": ["It rained.\\n\\nShare this article\\n"]})
>>> clean_dataset(pages)["text"][0]
'It rained.\\n'
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, TypeVar

from datasets import Dataset, DatasetDict, Features

from dechaff import Cleaner
from dechaff.adapters.tables import clean_table, cleaned_schema

__all__ = ["clean_dataset"]

Pages = TypeVar("Pages", Dataset, DatasetDict)


def clean_dataset(
    pages: Pages,
    cleaner: Optional[Cleaner] = None,
    *,
    text: str = "text",
    site: Optional[str] = None,
    language: Optional[str] = None,
    removals: Optional[str] = "removed",
    **options: Any,
) -> Pages:
    """A dataset with cleaned texts, and a column of what was removed.

    ``options`` go to ``Dataset.map``, such as ``num_proc`` and ``batch_size``.
    """
    if isinstance(pages, DatasetDict):
        names: Dict[str, Any] = {"text": text, "site": site, "language": language, "removals": removals}
        splits = {name: clean_dataset(one, cleaner, **names, **options) for name, one in pages.items()}
        return DatasetDict(splits)
    cleaner = Cleaner(threads=1 if options.get("num_proc") else None) if cleaner is None else cleaner
    # A type that is told does not depend on what the first documents happen to hold.
    schema = cleaned_schema(pages.features.arrow_schema, removals)
    cleaned = pages.with_format("arrow").map(
        lambda table: clean_table(
            table, cleaner, text=text, site=site, language=language, removals=removals
        ),
        batched=True,
        features=Features.from_arrow_schema(schema),
        **options,
    )
    shown: List[str] = list(pages.format["columns"])
    if removals is not None:
        shown = [*[name for name in shown if name != removals], removals]
    return cleaned.with_format(**{**pages.format, "columns": shown})

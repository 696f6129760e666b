"""A step of datatrove's pipelines.

>>> from datatrove.data import Document
>>> from dechaff.adapters.datatrove import BoilerplateRemover
>>> page = Document(text="It rained.\\n\\nShare this article\\n", id="1")
>>> [cleaned] = BoilerplateRemover().run([page])
>>> cleaned.text
'It rained.\\n'
>>> import json
>>> json.loads(cleaned.metadata["removed"])[0]["category"]
'share'
"""

from __future__ import annotations

import json
from itertools import islice
from typing import Iterator, Optional

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from dechaff import Cleaned, Cleaner

__all__ = ["BoilerplateRemover"]


class BoilerplateRemover(PipelineStep):
    """Takes boilerplate out of documents.

    What was removed is kept in the metadata, as JSON: a list of objects would get another
    Parquet type in a file whose first documents have none. Counted are documents, those
    that were changed, flagged or cut short, and removals and characters by category.

    :param cleaner: cleans; the built-in rules at the careful level where left out.
    :param site: the metadata that holds the site, or the address of the page.
    :param language: the metadata that holds the language.
    :param removals: the metadata that the removals are kept in; None for nowhere.
    :param batch_size: documents that are cleaned at once.
    """

    name = "dechaff"
    type = "🧹 - CLEANER"

    def __init__(
        self,
        cleaner: Optional[Cleaner] = None,
        *,
        site: str = "url",
        language: str = "language",
        removals: Optional[str] = "removed",
        batch_size: int = 256,
    ) -> None:
        super().__init__()
        # The executors work in many processes already.
        self.cleaner = Cleaner(threads=1) if cleaner is None else cleaner
        self.site = site
        self.language = language
        self.removals = removals
        self.batch_size = batch_size

    def run(
        self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1
    ) -> Iterator[Document]:
        """Cleans the documents, in their order."""
        documents = iter(data or ())
        while batch := list(islice(documents, self.batch_size)):
            with self.track_time(len(batch)):
                results = self.cleaner.clean_batch(
                    [document.text for document in batch],
                    sites=[_text(document, self.site) for document in batch],
                    languages=[_code(document, self.language) for document in batch],
                )
                for document, cleaned in zip(batch, results):
                    self._take_over(document, cleaned)
            yield from batch

    def _take_over(self, document: Document, cleaned: Cleaned) -> None:
        document.text = cleaned.text
        if self.removals is not None:
            found = [removal.to_dict() for removal in cleaned.removals]
            document.metadata[self.removals] = json.dumps(found, ensure_ascii=False)
        self.stat_update("documents")
        if cleaned.removals:
            self.stat_update("changed")
        if cleaned.flag is not None:
            self.stat_update("flagged")
        if cleaned.truncated:
            self.stat_update("truncated")
        for removal in cleaned.removals:
            self.stat_update(f"removals/{removal.category}")
            self.stat_update(f"characters/{removal.category}", value=removal.end - removal.start)


def _text(document: Document, key: str) -> Optional[str]:
    value = document.metadata.get(key)
    return value if isinstance(value, str) else None


def _code(document: Document, key: str) -> Optional[str]:
    """An ISO 639-1 code; identifiers such as ``deu_Latn`` are none."""
    value = _text(document, key)
    return value if value is not None and len(value) == 2 else None

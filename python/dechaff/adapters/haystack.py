"""A component of Haystack's pipelines.

>>> from haystack import Document
>>> from dechaff.adapters.haystack import BoilerplateRemover
>>> pages = [Document(content="It rained.\\n\\nShare this article\\n")]
>>> BoilerplateRemover().run(pages)["documents"][0].content
'It rained.\\n'
"""

from __future__ import annotations

from dataclasses import replace
from typing import Dict, List, Optional

from haystack import Document, component

from dechaff import Cleaner

__all__ = ["BoilerplateRemover"]


@component
class BoilerplateRemover:
    """Takes boilerplate out of documents; those without text pass.

    :param level: how sure a removal must be: ``careful``, ``balanced`` or ``thorough``.
    :param site: the metadata that holds the site, or the address of the page.
    """

    def __init__(self, level: str = "careful", site: str = "url") -> None:
        self.cleaner = Cleaner(level)
        self.site = site

    @component.output_types(documents=List[Document])
    def run(self, documents: List[Document]) -> Dict[str, List[Document]]:
        """Cleaned copies of the documents."""
        cleaned = [self._cleaned(document) for document in documents]
        return {"documents": cleaned}

    def _cleaned(self, document: Document) -> Document:
        if document.content is None:
            return document
        site: Optional[object] = document.meta.get(self.site)
        text = self.cleaner.clean(
            document.content, site=site if isinstance(site, str) else None
        ).text
        return replace(document, content=text, id="")

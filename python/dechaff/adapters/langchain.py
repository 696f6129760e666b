"""A document transformer of LangChain.

>>> from langchain_core.documents import Document
>>> from dechaff.adapters.langchain import BoilerplateRemover
>>> pages = [Document(page_content="It rained.\\n\\nShare this article\\n")]
>>> BoilerplateRemover().transform_documents(pages)[0].page_content
'It rained.\\n'
"""

from __future__ import annotations

from typing import Any, List, Optional, Sequence

from langchain_core.documents import BaseDocumentTransformer, Document

from dechaff import Cleaner

__all__ = ["BoilerplateRemover"]


class BoilerplateRemover(BaseDocumentTransformer):
    """Takes boilerplate out of documents; the metadata is kept.

    :param cleaner: cleans; the built-in rules at the careful level where left out.
    :param site: the metadata that holds the site, or the address of the page.
    """

    def __init__(self, cleaner: Optional[Cleaner] = None, *, site: str = "source") -> None:
        self.cleaner = Cleaner() if cleaner is None else cleaner
        self.site = site

    def transform_documents(
        self, documents: Sequence[Document], **kwargs: Any
    ) -> List[Document]:
        """Cleaned copies of the documents."""
        sites = [document.metadata.get(self.site) for document in documents]
        results = self.cleaner.clean_batch(
            [document.page_content for document in documents],
            sites=[site if isinstance(site, str) else None for site in sites],
        )
        return [
            document.model_copy(update={"page_content": cleaned.text})
            for document, cleaned in zip(documents, results)
        ]

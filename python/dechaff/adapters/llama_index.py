"""A transformation of LlamaIndex's ingestion pipelines.

>>> from llama_index.core.schema import TextNode
>>> from dechaff.adapters.llama_index import BoilerplateRemover
>>> pages = [TextNode(text="It rained.\\n\\nShare this article\\n")]
>>> BoilerplateRemover()(pages)[0].get_content()
'It rained.\\n'
"""

from __future__ import annotations

from typing import Any, List, Sequence

from llama_index.core.schema import BaseNode, TransformComponent
from pydantic import ConfigDict, Field

from dechaff import Cleaner

__all__ = ["BoilerplateRemover"]


class BoilerplateRemover(TransformComponent):
    """Takes boilerplate out of nodes, in place. Put it before the splitter: rules look at
    where in a document a line stands."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    cleaner: Cleaner = Field(default_factory=Cleaner, exclude=True)
    site: str = "url"
    """The metadata that holds the site, or the address of the page."""

    def __call__(self, nodes: Sequence[BaseNode], **kwargs: Any) -> List[BaseNode]:
        """The same nodes, cleaned."""
        sites = [node.metadata.get(self.site) for node in nodes]
        results = self.cleaner.clean_batch(
            [node.get_content() for node in nodes],
            sites=[site if isinstance(site, str) else None for site in sites],
        )
        for node, cleaned in zip(nodes, results):
            node.set_content(cleaned.text)
        return list(nodes)

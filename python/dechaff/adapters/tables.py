"""Tables of pyarrow, in which a column holds texts.

>>> import pyarrow
>>> from dechaff import Cleaner
>>> from dechaff.adapters.tables import clean_table
>>> pages = pyarrow.table({
...     "url": ["https://news.example/1", "https://news.example/2"],
...     "text": ["It rained.\\n\\nShare this article\\n", "It snowed.\\n"],
... })
>>> cleaned = clean_table(pages, Cleaner(), site="url")
>>> cleaned["text"].to_pylist()
['It rained.\\n', 'It snowed.\\n']
>>> [len(removals) for removals in cleaned["removed"].to_pylist()]
[1, 0]
"""

from __future__ import annotations

from typing import Optional, TypeVar, Union

import pyarrow
from pyarrow import compute

from dechaff import Cleaner

__all__ = ["REMOVALS", "clean_table", "cleaned_schema"]

_EVIDENCE = pyarrow.struct([
    pyarrow.field("rule", pyarrow.string(), nullable=False),
    pyarrow.field("reason", pyarrow.string(), nullable=False),
    pyarrow.field("start", pyarrow.int64(), nullable=False),
    pyarrow.field("end", pyarrow.int64(), nullable=False),
    pyarrow.field("text", pyarrow.string()),
])
_REMOVAL = pyarrow.struct([
    pyarrow.field("start", pyarrow.int64(), nullable=False),
    pyarrow.field("end", pyarrow.int64(), nullable=False),
    pyarrow.field("text", pyarrow.string(), nullable=False),
    pyarrow.field("rule", pyarrow.string(), nullable=False),
    pyarrow.field("category", pyarrow.string(), nullable=False),
    pyarrow.field("confidence", pyarrow.float64(), nullable=False),
    pyarrow.field("evidence", pyarrow.list_(_EVIDENCE), nullable=False),
])

REMOVALS = pyarrow.list_(_REMOVAL)
"""The type of a column of removals. Offsets count code points."""

Table = TypeVar("Table", pyarrow.Table, pyarrow.RecordBatch)


def clean_table(
    table: Table,
    cleaner: Cleaner,
    *,
    text: str = "text",
    site: Optional[str] = None,
    language: Optional[str] = None,
    removals: Optional[str] = "removed",
) -> Table:
    """Cleans a column of a table or record batch; the others stay as they are.

    :param text: the column of texts; the cleaned ones take their place.
    :param site: the column of the site, or the address of the page, if there is one.
    :param language: the column of ISO 639-1 codes, if there is one.
    :param removals: the column to put what was removed into; None for none.
    :raises KeyError: if there is no such column.
    """
    cleaned = cleaner.clean_arrow(
        _column(table, text),
        sites=None if site is None else _column(table, site).to_pylist(),
        languages=None if language is None else _column(table, language).to_pylist(),
    )
    if isinstance(table, pyarrow.RecordBatch):
        structs = pyarrow.array(cleaned)
    else:
        structs = pyarrow.chunked_array(cleaned)
    new = {text: compute.struct_field(structs, "text")}
    if removals is not None:
        new[removals] = compute.struct_field(structs, "removals").cast(REMOVALS)
    schema = cleaned_schema(table.schema, removals)
    arrays = [new[name] if name in new else table.column(name) for name in schema.names]
    return type(table).from_arrays(arrays, schema=schema)


def cleaned_schema(schema: pyarrow.Schema, removals: Optional[str] = "removed") -> pyarrow.Schema:
    """The schema of a table after :func:`clean_table`."""
    if removals is None:
        return schema
    if removals in schema.names:
        schema = schema.remove(schema.get_field_index(removals))
    return schema.append(pyarrow.field(removals, REMOVALS))


def _column(table: Table, name: str) -> Union[pyarrow.Array, pyarrow.ChunkedArray]:
    if name not in table.schema.names:
        there = ", ".join(table.schema.names) or "none"
        raise KeyError(f"no column {name!r} in the table; there are {there}")
    return table.column(name)

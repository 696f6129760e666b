"""Spark: cleaning and mining of data frames, on any number of machines.

``clean_frame(frame)`` gives the same frame with cleaned texts and a column of removals;
``ledger`` and ``summary`` make tables of the removals. ``mine_frame(frame, site="url")``
proposes rules for what repeats on each site, ``shared_lines`` tells what stands on many
sites. ``dechaff/jobs/clean_spark.py`` and ``mine_spark.py`` are jobs of all this for
``spark-submit``.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Tuple

import pyarrow
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sql
from pyspark.sql.pandas.types import from_arrow_type
from pyspark.sql.types import StructField, StructType

from dechaff import Cleaner, Mined, Miner, _dechaff
from dechaff.adapters.tables import REMOVALS, clean_table

__all__ = [
    "clean_batches",
    "clean_frame",
    "cleaned_type",
    "ledger",
    "mine_frame",
    "shared_lines",
    "summary",
]

MINED = pyarrow.schema([
    pyarrow.field("site", pyarrow.string()),
    pyarrow.field("rule", pyarrow.string()),
    pyarrow.field("category", pyarrow.string()),
    pyarrow.field("doubt", pyarrow.string()),
    pyarrow.field("toml", pyarrow.string()),
    pyarrow.field("texts", pyarrow.list_(pyarrow.string())),
    *(pyarrow.field(name, pyarrow.int64()) for name in ("pages", "of", "sites", "head", "between", "tail", "alone")),
    pyarrow.field("first_day", pyarrow.string()),
    pyarrow.field("last_day", pyarrow.string()),
])
"""The columns of what was mined. A proposed rule has ``rule``, ``category`` and ``toml``;
what may be content has ``doubt``."""

_LINES = pyarrow.schema([
    pyarrow.field("line", pyarrow.int64()),
    pyarrow.field("site", pyarrow.string()),
    pyarrow.field("text", pyarrow.string()),
])


def clean_batches(
    cleaner: Optional[Cleaner] = None,
    *,
    text: str = "text",
    site: Optional[str] = None,
    language: Optional[str] = None,
    removals: str = "removed",
) -> Callable[[Iterator[pyarrow.RecordBatch]], Iterator[pyarrow.RecordBatch]]:
    """A function for ``DataFrame.mapInArrow``; :func:`cleaned_type` is its schema.

    It has no side effects, so a task that is run again gives the same rows.
    """
    # Spark runs a Python process on each core already.
    cleaner = Cleaner(threads=1) if cleaner is None else cleaner

    def clean(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            yield clean_table(
                batch, cleaner, text=text, site=site, language=language, removals=removals
            )

    return clean


def cleaned_type(schema: StructType, removals: str = "removed") -> StructType:
    """The schema of a frame after cleaning."""
    fields = [field for field in schema.fields if field.name != removals]
    return StructType([*fields, StructField(removals, from_arrow_type(REMOVALS))])


def clean_frame(
    frame: DataFrame,
    cleaner: Optional[Cleaner] = None,
    *,
    text: str = "text",
    site: Optional[str] = None,
    language: Optional[str] = None,
    removals: str = "removed",
) -> DataFrame:
    """A frame with cleaned texts, and a column of what was removed.

    :param text: the column of texts; the cleaned ones take their place.
    :param site: the column of the site, or the address of the page, if there is one.
    :param language: the column of ISO 639-1 codes, if there is one.
    :param removals: the column to put what was removed into.
    """
    clean = clean_batches(cleaner, text=text, site=site, language=language, removals=removals)
    return frame.mapInArrow(clean, cleaned_type(frame.schema, removals))


def ledger(cleaned: DataFrame, keys: Sequence[str], removals: str = "removed") -> DataFrame:
    """A row for each removal, with the columns ``keys`` of its document."""
    rows = cleaned.select(*keys, sql.explode(removals).alias("removal"))
    return rows.select(*keys, "removal.*")


def summary(ledger: DataFrame, site: Optional[str] = None) -> DataFrame:
    """Removals and characters by rule, and by site where ``site`` names a column of it."""
    by = ["category", "rule"]
    if site is not None:
        by.append("site")
        ledger = ledger.withColumn("site", _host(sql.col(site)))
    length = sql.col("end") - sql.col("start")
    counts = [sql.count("*").alias("removals"), sql.sum(length).alias("characters")]
    return ledger.groupBy(*by).agg(*counts).orderBy(sql.desc("removals"), *by)


def mine_frame(
    frame: DataFrame,
    *,
    site: str,
    text: str = "text",
    date: Optional[str] = None,
    partitions: Optional[int] = None,
    **options: Any,
) -> DataFrame:
    """Proposed rules for what repeats on each site, and what repeats and may be content.

    All pages of a site go to one task, which mines them as ``dechaff mine`` does, from a file
    on its disk and in little memory; sites are mined side by side. What stands on several
    sites is found by :func:`shared_lines`.

    :param site: the column of the site, or the address of the page.
    :param text: the column of texts.
    :param date: the column with the day, if there is one; else the address may have it.
    :param partitions: into how many tasks the sites are dealt out.
    :param options: those of :class:`dechaff.Miner`.
    """
    day = sql.col(date).cast("string") if date is not None else sql.col(site)
    columns = [_host(sql.col(site)).alias("site"), sql.col(text).alias("text"), day.alias("day")]
    pages = frame.select(*columns, sql.col(site).alias("name"))
    dealt = pages.repartition(partitions, "site") if partitions else pages.repartition("site")
    options["min_sites"] = _NEVER
    sorted_pages = dealt.sortWithinPartitions("site", "name", "text")

    def mine(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for host, mined in _sites(batches, options):
            rows = list(_rows(host, mined))
            if rows:
                yield pyarrow.RecordBatch.from_pylist(rows, schema=MINED)

    return sorted_pages.mapInArrow(mine, _frame_type(MINED))


def shared_lines(
    frame: DataFrame, *, site: str, text: str = "text", min_sites: int = 5
) -> DataFrame:
    """Lines that stand on several sites, the most frequent first: how they are written on
    one of them, and the number of sites and of documents. They are told apart by what they
    say: case, spelling of blanks and quotes, and numbers make no difference.

    :param site: the column of the site, or the address of the page.
    :param text: the column of texts.
    :param min_sites: fewest sites.
    """
    pages = frame.select(_host(sql.col(site)).alias("site"), sql.col(text).alias("text"))

    def lines(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            rows = []
            for row in batch.to_pylist():
                own: Dict[int, str] = {}
                for number, line in _dechaff.lines(row["text"] or ""):
                    own.setdefault(number, line)
                rows += [
                    # The same bits with a sign: Spark has no other 64-bit numbers.
                    {"line": number - (1 << 64) * (number >> 63), "site": row["site"], "text": line}
                    for number, line in own.items()
                ]
            yield pyarrow.RecordBatch.from_pylist(rows, schema=_LINES)

    counts = [
        sql.min("text").alias("text"),
        sql.countDistinct("site").alias("sites"),
        sql.count("*").alias("documents"),
    ]
    by_line = pages.mapInArrow(lines, _frame_type(_LINES)).groupBy("line").agg(*counts)
    shared = by_line.where(sql.col("sites") >= min_sites).select("text", "sites", "documents")
    return shared.orderBy(sql.desc("sites"), sql.desc("documents"), "text")


_NEVER = 2**31 - 1
"""More sites than there are: each is mined by itself."""


def _sites(
    batches: Iterator[pyarrow.RecordBatch], options: Dict[str, Any]
) -> Iterator[Tuple[Optional[str], Mined]]:
    """What is mined of each site; its pages come one after the other."""
    host, miner = None, None
    for batch in batches:
        for row in batch.to_pylist():
            if miner is None or row["site"] != host:
                if miner is not None:
                    yield host, miner.mine()
                host, miner = row["site"], Miner(**options)
            if row["text"] is not None:
                miner.add(row["text"], site=host, date=row["day"], name=row["name"])
    if miner is not None:
        yield host, miner.mine()


def _rows(host: Optional[str], mined: Mined) -> Iterator[Dict[str, Any]]:
    for one in mined.proposals:
        rule = {"rule": one.id, "category": one.category, "toml": one.toml, "texts": one.texts}
        yield {"site": host, **rule, **one.support._asdict()}
    for repeat in mined.repeats:
        texts: List[str] = [repeat.text]
        yield {"site": host, "doubt": repeat.doubt, "texts": texts, **repeat.support._asdict()}


def _frame_type(schema: pyarrow.Schema) -> StructType:
    return StructType([StructField(field.name, from_arrow_type(field.type)) for field in schema])


def _host(address: Column) -> Column:
    """The host of an address, without `www.`, or the host itself."""
    rest = sql.regexp_replace(sql.lower(address), r"^[a-z][a-z0-9+.-]*://", "")
    host = sql.regexp_replace(rest, r"[/?#].*$", "")
    host = sql.regexp_replace(host, r"^.*@", "")
    return sql.regexp_replace(sql.regexp_replace(host, r":\d*$", ""), r"^www\.", "")

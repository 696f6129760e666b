"""Spark: cleaning of data frames, on any number of machines.

``clean_frame(frame)`` gives the same frame with cleaned texts and a column of removals;
``ledger`` and ``summary`` make tables of the removals. ``dechaff/jobs/clean_spark.py`` is
a job of all this for ``spark-submit``.
"""

from __future__ import annotations

from typing import Callable, Iterator, Optional, Sequence

import pyarrow
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sql
from pyspark.sql.pandas.types import from_arrow_type
from pyspark.sql.types import StructField, StructType

from dechaff import Cleaner
from dechaff.adapters.tables import REMOVALS, clean_table

__all__ = ["clean_batches", "clean_frame", "cleaned_type", "ledger", "summary"]


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


def _host(address: Column) -> Column:
    """The host of an address, without `www.`, or the host itself."""
    rest = sql.regexp_replace(sql.lower(address), r"^[a-z][a-z0-9+.-]*://", "")
    host = sql.regexp_replace(rest, r"[/?#].*$", "")
    host = sql.regexp_replace(host, r"^.*@", "")
    return sql.regexp_replace(sql.regexp_replace(host, r":\d*$", ""), r"^www\.", "")

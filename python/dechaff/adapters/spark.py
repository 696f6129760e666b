"""Spark: cleaning of data frames, on any number of machines.

``clean_frame(frame)`` gives the same frame with cleaned texts and a column of removals;
``ledger(cleaned)`` and ``summary(...)`` make tables of the removals. As a job::

    spark-submit -m dechaff.adapters.spark pages.parquet out   # or: python -m …

writes ``out/cleaned``, ``out/ledger`` and ``out/summary``.
"""

from __future__ import annotations

import argparse
from typing import Callable, Iterator, Optional, Sequence

import pyarrow
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql
from pyspark.sql.pandas.types import from_arrow_type
from pyspark.sql.types import StructField, StructType

from dechaff import Cleaner
from dechaff.adapters.tables import REMOVALS, clean_table

__all__ = ["clean_batches", "clean_frame", "cleaned_type", "ledger", "main", "summary"]


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


def main(arguments: Optional[Sequence[str]] = None) -> None:
    """Runs the job."""
    options = _options(arguments)
    spark = SparkSession.builder.appName("dechaff").getOrCreate()
    reader = spark.read.json if options.format == "json" else spark.read.parquet
    pages = reader(options.input)
    if options.text not in pages.columns:
        there = ", ".join(pages.columns)
        raise SystemExit(f"dechaff: no column `{options.text}` in {options.input}; there are {there}")
    cleaner = Cleaner(
        options.level, rules=options.rules, only=options.only, skip=options.skip, threads=1
    )
    cleaned = clean_frame(pages, cleaner, text=options.text, site=options.site)
    target = options.output.rstrip("/")
    # Written once and read again: cleaning for each of the tables would take three times
    # as long.
    write = cleaned.write.mode("error")
    (write.json if options.format == "json" else write.parquet)(f"{target}/cleaned")
    written = spark.read.schema(cleaned.schema).format(options.format).load(f"{target}/cleaned")
    keys = list(dict.fromkeys([*options.key, *([options.site] if options.site else [])]))
    ledger(written, keys).write.mode("error").format(options.format).save(f"{target}/ledger")
    removals = spark.read.format(options.format).load(f"{target}/ledger")
    if removals.columns:
        by_rule = summary(removals, options.site).coalesce(1)
        by_rule.write.mode("error").csv(f"{target}/summary", header=True)


def _options(arguments: Optional[Sequence[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="dechaff-spark",
        description="Cleans a Parquet or JSON lines data set, and writes what was removed.",
    )
    parser.add_argument("input", help="the data set")
    parser.add_argument("output", help="a new folder: cleaned, ledger and summary come into it")
    parser.add_argument("--format", choices=["parquet", "json"], default="parquet")
    parser.add_argument("--text", default="text", help="the column of texts [text]")
    parser.add_argument("--site", help="the column of the site or the page's address")
    parser.add_argument(
        "--key", action="append", default=[], help="a column to keep in the ledger (repeatable)"
    )
    parser.add_argument("--level", default="careful", help="careful, balanced or thorough")
    parser.add_argument("--rules", action="append", default=[], help="a rule file (repeatable)")
    parser.add_argument("--only", action="append", default=[], help="let only these rules act")
    parser.add_argument("--skip", action="append", default=[], help="switch these rules off")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()

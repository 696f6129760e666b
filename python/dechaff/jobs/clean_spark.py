"""A job for ``spark-submit``: cleans a Parquet or JSON lines data set, and writes the data,
a ledger of what was removed, and a summary by rule and site.
"""

from __future__ import annotations

import argparse
from typing import Optional, Sequence

from pyspark.sql import SparkSession

from dechaff import Cleaner
from dechaff.adapters.spark import clean_frame, ledger, summary
from dechaff.adapters.tables import REMOVALS

__all__ = ["main"]


def main(arguments: Optional[Sequence[str]] = None) -> None:
    """Runs the job."""
    options = _options(arguments)
    spark = SparkSession.builder.appName("dechaff").getOrCreate()
    reader = spark.read.json if options.format == "json" else spark.read.parquet
    pages = reader(options.input)
    keys = list(dict.fromkeys([*options.key, *([options.site] if options.site else [])]))
    # Told before the work, which may take hours.
    for name in [options.text, *keys]:
        if name not in pages.columns:
            there = ", ".join(pages.columns)
            raise SystemExit(f"dechaff: no column `{name}` in {options.input}; there are {there}")
    for name in keys:
        if name in {field.name for field in REMOVALS.value_type}:
            raise SystemExit(f"dechaff: the ledger has a column `{name}` of its own; rename the key")
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
    removals = ledger(written, keys)
    removals.write.mode("error").format(options.format).save(f"{target}/ledger")
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

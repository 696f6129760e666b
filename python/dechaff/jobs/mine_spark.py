"""A job for ``spark-submit``: finds what repeats on the sites of a Parquet or JSON lines data
set, and writes proposed rules, a file for each site, and what may be content.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Dict, List, Optional, Sequence

from pyspark.sql import SparkSession
from pyspark.sql import functions as sql

from dechaff.adapters.spark import mine_frame, shared_lines

__all__ = ["main"]

HEADER = "# Proposed by dechaff mine. Look through it before you use it.\n"


def main(arguments: Optional[Sequence[str]] = None) -> None:
    """Runs the job."""
    options = _options(arguments)
    spark = SparkSession.builder.appName("dechaff mine").getOrCreate()
    reader = spark.read.json if options.format == "json" else spark.read.parquet
    pages = reader(options.input)
    # Told before the work, which may take hours.
    for name in [options.text, options.site, *([options.date] if options.date else [])]:
        if name not in pages.columns:
            there = ", ".join(pages.columns)
            raise SystemExit(f"dechaff: no column `{name}` in {options.input}; there are {there}")
    target = options.output.rstrip("/")
    mined = mine_frame(
        pages,
        site=options.site,
        text=options.text,
        date=options.date,
        partitions=options.partitions,
        rules=options.rules,
        min_pages=options.min_pages,
        min_share=options.min_share,
    )
    # Written once and read again: to mine once more would take as long.
    mined.write.mode("error").format(options.format).save(f"{target}/mined")
    written = spark.read.schema(mined.schema).format(options.format).load(f"{target}/mined")
    shared = shared_lines(
        pages, site=options.site, text=options.text, min_sites=options.min_sites
    )
    shared.coalesce(1).write.mode("error").csv(f"{target}/shared", header=True, escape='"')
    proposed = written.where(sql.col("rule").isNotNull()).select("site", "toml")
    _write_rules(Path(options.rules_out), proposed.toLocalIterator())


def _write_rules(folder: Path, rows) -> None:
    """Writes a rule file for each site, on the machine that drives the job."""
    by_site: Dict[str, List[str]] = {}
    for row in rows:
        by_site.setdefault(row["site"] or "all-sites", []).append(row["toml"])
    folder.mkdir(parents=True, exist_ok=True)
    for site, rules in sorted(by_site.items()):
        name = re.sub(r"[^\w.-]", "-", site).lstrip(".")
        (folder / f"{name}.toml").write_text(HEADER + "\n" + "\n".join(rules), encoding="utf-8")


def _options(arguments: Optional[Sequence[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="dechaff-spark-mine",
        description="Finds what repeats on the sites of a Parquet or JSON lines data set.",
    )
    parser.add_argument("input", help="the data set")
    parser.add_argument("output", help="a new folder: mined and shared come into it")
    parser.add_argument("--rules-out", required=True, help="a local folder for the proposed rules")
    parser.add_argument("--format", choices=["parquet", "json"], default="parquet")
    parser.add_argument("--text", default="text", help="the column of texts [text]")
    parser.add_argument("--site", default="url", help="the column of the site or the page's address [url]")
    parser.add_argument("--date", help="the column with the day [the address may have it]")
    parser.add_argument("--rules", action="append", default=[], help="a rule file (repeatable)")
    parser.add_argument("--min-pages", type=int, default=3, help="fewest pages of a site [3]")
    parser.add_argument("--min-share", type=float, default=0.02, help="smallest share of them [0.02]")
    parser.add_argument("--min-sites", type=int, default=5, help="fewest sites of a shared line [5]")
    parser.add_argument("--partitions", type=int, help="into how many tasks sites are dealt out")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()

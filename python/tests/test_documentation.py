"""Examples in docstrings and in the documentation are run."""

import doctest
import importlib
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = {
    "dechaff": None,
    "dechaff.cleaner": "pyarrow",
    "dechaff.results": None,
    "dechaff.adapters.tables": "pyarrow",
    "dechaff.adapters.datasets": "datasets",
    "dechaff.adapters.datatrove": "datatrove",
    "dechaff.adapters.haystack": "haystack",
    "dechaff.adapters.langchain": "langchain_core",
    "dechaff.adapters.llama_index": "llama_index.core",
    "dechaff.adapters.pandas": "pandas",
    "dechaff.adapters.polars": "polars",
}


@pytest.mark.parametrize("name", MODULES)
def test_docstrings(name):
    if (needed := MODULES[name]) is not None:
        pytest.importorskip(needed)
    results = doctest.testmod(importlib.import_module(name))
    assert results.attempted > 0
    assert results.failed == 0


PAGES = {"adapters": "polars", "cleaner": "pyarrow", "ray": "pyarrow", "spark": "pyspark"}


def pages():
    return sorted((ROOT / "docs" / "python").glob("*.md"))


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_pages(page):
    pytest.importorskip(PAGES.get(page.stem) or MODULES[f"dechaff.adapters.{page.stem}"])
    if page.stem == "spark" and shutil.which("java") is None:
        pytest.skip("needs Java")
    results = doctest.testfile(str(page), module_relative=False)
    assert results.attempted > 0
    assert results.failed == 0

"""The other adapters, each with the tool that it is for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pages import cleaned_alone, pages, plain

from dechaff import Cleaner

ROWS = pages()


@pytest.fixture(scope="module")
def alone():
    return cleaned_alone(ROWS, Cleaner())


def rows_of(records):
    return {
        row["id"]: (row["text"], [plain(removal) for removal in row["removed"]])
        for row in records
    }


def test_tables(alone):
    pyarrow = pytest.importorskip("pyarrow")
    from dechaff.adapters.tables import clean_table

    table = pyarrow.Table.from_pylist(ROWS)
    cleaned = clean_table(table, Cleaner(), site="url")
    assert rows_of(cleaned.to_pylist()) == alone
    [batch] = table.combine_chunks().to_batches()
    assert rows_of(clean_table(batch, Cleaner(), site="url").to_pylist()) == alone
    assert clean_table(cleaned, Cleaner(), site="url").schema == cleaned.schema
    assert clean_table(table, Cleaner(), removals=None).schema == table.schema
    assert clean_table(table.slice(0, 0), Cleaner()).num_rows == 0
    with pytest.raises(KeyError, match="no column 'body' in the table; there are id, url, text"):
        clean_table(table, Cleaner(), text="body")


def test_polars(alone):
    polars = pytest.importorskip("polars")
    from dechaff.adapters.polars import clean_frame

    frame = polars.DataFrame(ROWS)
    assert rows_of(clean_frame(frame, site="url").to_dicts()) == alone
    lazy = frame.lazy().map_batches(lambda part: clean_frame(part, removals=None, site="url"))
    assert dict(lazy.collect().select("id", "text").iter_rows()) == {
        number: text for number, (text, _) in alone.items()
    }


def test_pandas(alone):
    pandas = pytest.importorskip("pandas")
    from dechaff.adapters.pandas import clean_frame

    frame = pandas.DataFrame(ROWS).set_index(pandas.Index(range(100, 100 + len(ROWS))))
    cleaned = clean_frame(frame, site="url")
    records = cleaned.to_dict("records")
    for record in records:
        record["removed"] = [one._asdict() for one in record["removed"]]
    assert rows_of(records) == alone
    missing = pandas.DataFrame({"text": ["It rained.\n\nShare this article\n", None]})
    cleaned = clean_frame(missing)
    assert cleaned["text"][0] == "It rained.\n"
    assert cleaned["text"].isna().tolist() == [False, True]
    assert cleaned["removed"][1] is None


def test_datasets(alone):
    datasets = pytest.importorskip("datasets")
    from dechaff.adapters.datasets import clean_dataset

    # The first documents have nothing to remove: the type must not depend on them.
    rows = sorted(ROWS, key=lambda row: len(alone[row["id"]][1]))
    pages = datasets.Dataset.from_list(rows)
    options = {"batch_size": 20, "keep_in_memory": True, "load_from_cache_file": False}
    cleaned = clean_dataset(pages, site="url", **options)
    assert rows_of(list(cleaned)) == alone
    assert clean_dataset(pages, removals=None, **options).column_names == pages.column_names
    parts = clean_dataset(datasets.DatasetDict(train=pages), site="url", num_proc=2, **options)
    assert rows_of(parts["train"].to_list()) == alone


RAY = """
import sys
import ray
from ray import data
sys.path.insert(0, {tests!r})
from pages import cleaned_alone, pages, plain
from dechaff import Cleaner
from dechaff.adapters.ray import clean_batches

ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
rows = pages()
frame = data.from_items(rows, override_num_blocks=4)
cleaned = frame.map_batches(clean_batches(site="url"), batch_format="pyarrow").take_all()
found = {{row["id"]: (row["text"], [plain(one) for one in row["removed"]]) for row in cleaned}}
assert len(cleaned) == len(rows)
assert found == cleaned_alone(rows, Cleaner())
print("the same")
ray.shutdown()
"""


def can_be_alone():
    """Whether a process can have a network of its own, with nothing but loopback."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return False
    command = ["unshare", "-n", "ip", "link", "set", "lo", "up"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(not can_be_alone(), reason="needs a network namespace of its own")
def test_ray(tmp_path):
    pytest.importorskip("ray.data")
    script = tmp_path / "run.py"
    script.write_text(RAY.format(tests=str(Path(__file__).parent)))
    environment = {**os.environ, "HOME": str(tmp_path), "RAY_AUTH_MODE": "token"}
    environment["RAY_AUTH_TOKEN"] = os.urandom(16).hex()
    environment["RAY_TMPDIR"] = f"/tmp/ray-{os.getpid()}"
    command = f"ip link set lo up && exec {sys.executable} {script}"
    try:
        done = subprocess.run(
            ["unshare", "-n", "sh", "-c", command],
            check=False, capture_output=True, text=True, timeout=300, env=environment, cwd=tmp_path,
        )
    finally:
        shutil.rmtree(environment["RAY_TMPDIR"], ignore_errors=True)
    assert "the same" in done.stdout, done.stderr

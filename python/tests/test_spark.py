"""Spark: the same rows as in a single process, also where an executor dies."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dechaff import Cleaner, Miner

pyspark = pytest.importorskip("pyspark")
if shutil.which("java") is None:
    pytest.skip("needs Java", allow_module_level=True)
from pages import cleaned_alone, pages, plain  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

from dechaff.adapters.spark import (  # noqa: E402
    clean_batches,
    clean_frame,
    cleaned_type,
    mine_frame,
    shared_lines,
)
from dechaff.jobs import clean_spark, mine_spark  # noqa: E402

PARTITIONS = 6
PATIENCE = 240


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("dechaff tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.executor.memory", "1g")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        # Executors import what lies beside the tests, too.
        .config("spark.executorEnv.PYTHONPATH", str(Path(__file__).parent))
        .getOrCreate()
    )
    yield session
    session.stop()


def rows_of(frame):
    return {
        row["id"]: (row["text"], [plain(one.asDict(recursive=True)) for one in row["removed"]])
        for row in frame.collect()
    }


def test_a_cluster_gives_what_a_single_process_gives(spark):
    rows = pages()
    frame = spark.createDataFrame(rows, "id string, url string, text string")
    cleaned = clean_frame(frame.repartition(PARTITIONS), site="url")
    assert cleaned.columns == ["id", "url", "text", "removed"]
    assert rows_of(cleaned) == cleaned_alone(rows, Cleaner())


def test_an_executor_that_dies_costs_no_row_and_doubles_none(spark, tmp_path):
    rows = pages()
    frame = spark.createDataFrame(rows, "id string, url string, text string")
    clean = clean_batches(site="url")
    starts, go = tmp_path / "starts", tmp_path / "go"
    starts.mkdir()

    def watched(batches):
        import tempfile

        # Each task tells that it began, and waits until an executor was killed.
        tempfile.mkstemp(dir=starts)
        while not go.exists():
            time.sleep(0.02)
        yield from clean(batches)

    frame = frame.repartition(PARTITIONS).mapInArrow(watched, cleaned_type(frame.schema))
    collected = []
    job = threading.Thread(target=lambda: collected.append(frame.collect()))
    job.start()
    wait_for(lambda: len(list(starts.iterdir())) >= 2)
    victim = executors_of(os.getpid())[0]
    os.kill(victim, signal.SIGKILL)
    wait_for(lambda: victim not in executors_of(os.getpid()))
    go.touch()
    job.join(PATIENCE)
    [found] = collected
    assert len(list(starts.iterdir())) > PARTITIONS
    assert sorted(row["id"] for row in found) == sorted(row["id"] for row in rows)
    alone = cleaned_alone(rows, Cleaner())
    assert {row["id"]: row["text"] for row in found} == {
        number: text for number, (text, _) in alone.items()
    }


def wait_for(is_there):
    end = time.monotonic() + PATIENCE
    while not is_there():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


def executors_of(process):
    """The numbers of the executors' processes that descend from a process."""
    parents, commands = {}, {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            commands[int(folder.name)] = (folder / "cmdline").read_text()
        except OSError:
            continue  # It ended meanwhile.

    def descends(number):
        while number in parents:
            number = parents[number]
            if number == process:
                return True
        return False

    return [
        number
        for number, command in commands.items()
        if "CoarseGrainedExecutorBackend" in command and descends(number)
    ]


@pytest.mark.parametrize("kind", ["parquet", "json"])
def test_the_job_writes_data_ledger_and_summary(kind, tmp_path):
    rows = pages()
    source = tmp_path / "pages"
    source.mkdir()
    if kind == "json":
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (source / "pages.jsonl").write_text("\n".join(lines), encoding="utf-8")
    else:
        import pyarrow
        from pyarrow import parquet

        parquet.write_table(pyarrow.Table.from_pylist(rows), source / "pages.parquet")
    target = tmp_path / "out"
    submit = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    settings = ["--master", "local[2]", "--conf", "spark.ui.enabled=false"]
    command = [str(submit), *settings, clean_spark.__file__, str(source), str(target)]
    options = ["--format", kind, "--site", "url", "--key", "id"]
    environment = {
        **os.environ,
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    subprocess.run([*command, *options], check=True, env=environment, cwd=tmp_path, timeout=PATIENCE)
    alone = cleaned_alone(rows, Cleaner())
    written = {row["id"]: row for row in read(target / "cleaned", kind)}
    assert len(written) == len(rows)
    for number, (text, removals) in alone.items():
        assert written[number]["text"] == text
        assert [plain(one) for one in written[number]["removed"]] == removals
    ledger = read(target / "ledger", kind)
    expected = [
        (number, removal["start"], removal["rule"])
        for number, (_, removals) in alone.items()
        for removal in removals
    ]
    assert sorted((row["id"], row["start"], row["rule"]) for row in ledger) == sorted(expected)
    [summary] = (target / "summary").glob("*.csv")
    with summary.open(newline="", encoding="utf-8") as lines:
        by_rule = list(csv.DictReader(lines))
    assert sum(int(row["removals"]) for row in by_rule) == len(expected)
    assert {row["site"] for row in by_rule} <= {f"harbour-{code}.example" for code in CODES}


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--text", "body"], "no column `body` in .*; there are id, text, url"),
        (["--key", "nowhere"], "no column `nowhere`"),
        (["--key", "text"], "a column `text` of its own"),
    ],
)
def test_the_job_tells_mistakes_before_it_works(spark, tmp_path, option, message):
    source = tmp_path / "pages.jsonl"
    source.write_text(json.dumps(pages()[0]), encoding="utf-8")
    target = tmp_path / "out"
    with pytest.raises(SystemExit, match=message):
        clean_spark.main([str(source), str(target), "--format", "json", *option])
    assert not target.exists()


CODES = ["ar", "de", "en", "es", "fr", "ja", "ru"]


def read(folder, kind):
    if kind == "json":
        files = sorted(folder.glob("*.json"))
        lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
        return [json.loads(line) for line in lines]
    from pyarrow import parquet

    return parquet.read_table(folder).to_pylist()


def site_pages():
    """Pages of three sites with lines that repeat, and one that stands on all."""
    words = ["mill", "ferry", "choir", "weir", "moor", "clock", "barge", "quay", "lamp", "shed"]
    verbs = ["burned", "sank", "sang", "froze", "stopped", "moved", "fell", "opened", "closed"]
    rows = []
    for site in ["echo", "tide", "moor"]:
        for page in range(24):
            seed = page * 7 + len(site) * page
            story = " ".join(
                f"The {words[(seed + step) % 10]} {verbs[(seed * step + page) % 9]} on day {page * step}"
                f" of the {words[(page + step * 3) % 10]} and nobody of {site} had seen it."
                for step in range(1, 6)
            )
            text = f"By Ann Field\n{story}\nRing the {site} tower at {page} bells\nHarrow loom page\n"
            rows.append((f"https://www.{site}.example/2024/{page % 12 + 1:02}/05/{page:02}", text))
    return rows


def test_mining_on_a_cluster_is_mining_alone(spark, tmp_path):
    rows = sorted(site_pages(), key=lambda row: (row[0].split("/")[2], row))
    frame = spark.createDataFrame(rows, "url string, text string").repartition(PARTITIONS)
    found = {}
    for row in mine_frame(frame, site="url", partitions=2).collect():
        found.setdefault(row["site"], []).append(
            (row["rule"], row["doubt"], row["toml"], row["texts"], row["pages"], row["first_day"])
        )
    assert sorted(found) == ["echo.example", "moor.example", "tide.example"]
    for site, mined in found.items():
        miner = Miner(min_sites=1000)
        for url, text in rows:
            if site in url:
                miner.add(text, site=url, date=url, name=url)
        alone = miner.mine()
        expected = [
            (one.id, None, one.toml, one.texts, one.support.pages, one.support.first_day)
            for one in alone.proposals
        ]
        expected += [
            (None, one.doubt, None, [one.text], one.support.pages, one.support.first_day)
            for one in alone.repeats
        ]
        assert mined == expected
        assert any("tower at # bells" in (toml or "") for _, _, toml, *_ in mined)
        assert (None, "byline") in {(rule, doubt) for rule, doubt, *_ in mined}
    shared = shared_lines(frame, site="url", min_sites=3).collect()
    lines = {row["text"]: (row["sites"], row["documents"]) for row in shared}
    assert lines["Harrow loom page"] == (3, 72)


def test_the_mining_job_writes_rules_and_what_is_shared(spark, tmp_path):
    frame = spark.createDataFrame(site_pages(), "url string, text string")
    frame.write.parquet(str(tmp_path / "pages"))
    output = tmp_path / "out"
    with pytest.raises(SystemExit, match="no column `address`"):
        mine_spark.main([
            str(tmp_path / "pages"), str(output), "--site", "address", "--rules-out", str(tmp_path / "r"),
        ])
    mine_spark.main([
        str(tmp_path / "pages"), str(output), "--rules-out", str(tmp_path / "rules"), "--min-sites", "3",
    ])
    files = sorted(path.name for path in (tmp_path / "rules").iterdir())
    assert files == ["echo.example.toml", "moor.example.toml", "tide.example.toml"]
    # The rules are whole, and take what they were proposed for.
    cleaner = Cleaner(rules=tmp_path / "rules")
    url, text = site_pages()[5]
    assert "tower" not in cleaner.clean(text, site=url).text
    with next((output / "shared").glob("*.csv")).open(newline="", encoding="utf-8") as file:
        assert "Harrow loom page" in [row["text"] for row in csv.DictReader(file)]

"""datatrove: with its readers, writers and executor."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dechaff import Cleaner

pytest.importorskip("datatrove")
from datatrove.executor import LocalPipelineExecutor  # noqa: E402
from datatrove.pipeline.base import PipelineStep  # noqa: E402
from datatrove.pipeline.readers import JsonlReader, ParquetReader  # noqa: E402
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter  # noqa: E402
from pages import cleaned_alone, pages, plain  # noqa: E402

from dechaff.adapters.datatrove import BoilerplateRemover  # noqa: E402

FILES = 4


def write_input(folder):
    rows = pages()
    folder.mkdir()
    for number in range(FILES):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows[number::FILES]]
        (folder / f"{number}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return rows


def check(rows, documents):
    alone = cleaned_alone(rows, Cleaner())
    assert sorted(document["id"] for document in documents) == sorted(alone)
    for document in documents:
        text, removals = alone[document["id"]]
        assert document["text"] == text
        found = json.loads(document["metadata"]["removed"])
        assert [plain(one) for one in found] == removals


def read_lines(folder):
    files = sorted(folder.glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def test_lines_and_parquet(tmp_path):
    rows = write_input(tmp_path / "in")
    lines = LocalPipelineExecutor(
        [
            JsonlReader(str(tmp_path / "in")),
            BoilerplateRemover(batch_size=16),
            JsonlWriter(str(tmp_path / "lines"), compression=None),
            ParquetWriter(str(tmp_path / "parquet")),
        ],
        tasks=FILES,
        workers=2,
        logging_dir=str(tmp_path / "logs"),
    )
    stats = lines.run()
    check(rows, read_lines(tmp_path / "lines"))
    [step] = [one for one in stats.stats if "dechaff" in one.name]
    assert step.stats["documents"].total == len(rows)
    assert step.stats["changed"].total > 0
    assert step.stats["removals/newsletter"].total > 0

    LocalPipelineExecutor(
        [
            ParquetReader(str(tmp_path / "parquet")),
            BoilerplateRemover(removals="again"),
            JsonlWriter(str(tmp_path / "again"), compression=None),
        ],
        logging_dir=str(tmp_path / "logs-again"),
    ).run()
    again = read_lines(tmp_path / "again")
    check(rows, again)
    # What was cleaned needs no more cleaning.
    assert {document["metadata"]["again"] for document in again} == {"[]"}


class Killer(PipelineStep):
    """Kills its process in the middle of a rank, once."""

    name = "killer"
    type = "test"

    def __init__(self, marker, rank):
        super().__init__()
        self.marker = Path(marker)
        self.rank = rank

    def run(self, data, rank=0, world_size=1):
        for number, document in enumerate(data):
            if rank == self.rank and number == 20 and not self.marker.exists():
                self.marker.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            yield document


def run_pipeline(folder):
    folder = Path(folder)
    LocalPipelineExecutor(
        [
            JsonlReader(str(folder / "in")),
            BoilerplateRemover(batch_size=8),
            Killer(folder / "killed", rank=2),
            JsonlWriter(str(folder / "out"), compression=None),
        ],
        tasks=FILES,
        workers=1,
        logging_dir=str(folder / "logs"),
    ).run()


def run_alone(folder):
    """Runs the pipeline in a process of its own; tells how that ended."""
    command = [sys.executable, __file__, str(folder)]
    with open(folder / "output", "ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
    try:
        return process.wait(timeout=120)
    finally:
        # A helper of the executor outlives it where it is killed.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def test_a_killed_rank_is_done_by_running_again(tmp_path):
    rows = write_input(tmp_path / "in")
    assert run_alone(tmp_path) == -signal.SIGKILL
    assert (tmp_path / "killed").exists()
    done = tmp_path / "logs" / "completions"
    before = {file.name: file.stat().st_mtime_ns for file in done.iterdir()}
    assert sorted(before) == ["00000", "00001"]
    assert run_alone(tmp_path) == 0
    after = {file.name: file.stat().st_mtime_ns for file in done.iterdir()}
    assert sorted(after) == ["00000", "00001", "00002", "00003"]
    assert before.items() <= after.items()
    check(rows, read_lines(tmp_path / "out"))


if __name__ == "__main__":
    run_pipeline(sys.argv[1])

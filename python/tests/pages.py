"""Pages to clean: those of the benchmark, in our own words."""

import json
from pathlib import Path

INPUT = Path(__file__).resolve().parents[2] / "benches" / "input.jsonl"


def pages(times=1):
    """Rows with an id, an address and a text."""
    rows = [json.loads(line) for line in INPUT.read_text(encoding="utf-8").splitlines()]
    return [
        {"id": f"{row['id']}-{turn}", "url": row["url"], "text": row["text"]}
        for turn in range(times)
        for row in rows
    ]


def cleaned_alone(rows, cleaner):
    """What a single process makes of them: texts and removals by id."""
    results = cleaner.clean_batch(
        [row["text"] for row in rows], sites=[row["url"] for row in rows]
    )
    return {
        row["id"]: (one.text, [plain(removal._asdict()) for removal in one.removals])
        for row, one in zip(rows, results)
    }


def plain(removal):
    """A removal as a dictionary of what JSON knows."""
    removal = dict(removal)
    removal["evidence"] = [
        evidence._asdict() if hasattr(evidence, "_asdict") else dict(evidence)
        for evidence in removal["evidence"]
    ]
    for evidence in removal["evidence"]:
        evidence.setdefault("text", None)
    return removal

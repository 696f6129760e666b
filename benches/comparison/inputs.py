"""The inputs of the comparison, made anew in a temporary folder."""

import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sizes:
    """How large the inputs are, in bytes and files."""

    memory: int  # text cleaned in memory
    jsonl: int  # JSON lines in and out, on one thread
    threads: int  # JSON lines, on one and on two threads
    files: int  # small files in a folder
    literals: int  # text for `rg`
    slow: int  # text for programs that look for one literal after the other

    @staticmethod
    def scaled(share):
        """The sizes of the table in docs/PERFORMANCE.md, or a share of them."""
        full = Sizes(16_000_000, 256_000_000, 500_000_000, 20_000, 64_000_000, 200_000)
        return Sizes(*(max(1, round(size * share)) for size in vars(full).values()))


class Corpus:
    """A JSONL file with `text`, and what is made from it."""

    def __init__(self, path, folder):
        self.path = Path(path)
        self.folder = Path(folder)
        with open(path, encoding="utf-8") as file:
            self.lines = [line if line.endswith("\n") else line + "\n" for line in file if line.strip()]
        self.texts = [json.loads(line)["text"] for line in self.lines]
        if not self.texts:
            raise SystemExit(f"{path} has no lines")

    def jsonl(self, size):
        return self.made(f"{size}.jsonl", self.lines, size)

    def plain(self, size):
        return self.made(f"{size}.txt", [text + "\n" for text in self.texts], size)

    def lower(self, size):
        return self.made(f"{size}-lower.txt", [text.lower() + "\n" for text in self.texts], size)

    def one_line(self):
        return self.made("one.jsonl", ['{"text":"It rained on Monday."}\n'], 1)

    def empty(self):
        return self.made("empty", [], 0)

    def files(self, count):
        """A folder of so many text files, a few hundred in each folder below."""
        root = self.folder / f"files-{count}"
        for number in range(0 if root.exists() else count):
            folder = root / f"{number // 250:03}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number:05}.txt").write_text(self.texts[number % len(self.texts)], encoding="utf-8")
        return root

    def made(self, name, pieces, size):
        """A file of the pieces, whole ones, repeated until it has the size."""
        path = self.folder / name
        if not path.exists():
            pieces = [piece.encode() for piece in pieces]
            with open(path, "wb") as file:
                while file.tell() < size:
                    for piece in pieces:
                        file.write(piece)
                        if file.tell() >= size:
                            break
            # What the kernel still has to write would be part of the first figure.
            os.sync()
        return path

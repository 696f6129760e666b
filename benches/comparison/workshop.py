"""What all figures share: programs, inputs, and how often to measure."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .clock import Taken, best, run
from .inputs import Corpus, Sizes
from .literals import literals

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Workshop:
    """The programs are built, and inputs made, when the first figure asks for them."""

    corpus: Corpus
    sizes: Sizes
    rounds: int
    patience: float

    @cached_property
    def program(self):
        subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", "--bin", "dechaff"], cwd=ROOT, check=True)
        return ROOT / "target" / "release" / "dechaff"

    @cached_property
    def benches(self):
        """The executables of the bench targets, by name."""
        command = ["cargo", "bench", "--no-run", "--locked", "--quiet", "--bench", "memory", "--bench", "copy"]
        command += ["--message-format", "json-render-diagnostics"]
        messages = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
        built = [json.loads(line) for line in messages.splitlines()]
        return {one["target"]["name"]: one["executable"] for one in built if one.get("executable")}

    @cached_property
    def literals(self):
        """A file with a literal of the rules a line, in lower case."""
        path = self.corpus.folder / "literals.txt"
        path.write_text("".join(one + "\n" for one in literals(ROOT)), encoding="utf-8")
        return path

    def target(self, name):
        """A path to write to, free of what an earlier round wrote."""
        path = self.corpus.folder / "out" / name
        path.parent.mkdir(exist_ok=True)
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        return path

    def clean(self, source, *options):
        """Cleans JSON lines or a folder with no configuration but the options; what it took."""
        target = self.target("cleaned" + source.suffix)
        return run([self.program, "clean", source, "-o", target, "--no-config", "-q", *options])

    def memory(self, *names, size):
        """What the bench in memory tells of these: nanoseconds a byte, or milliseconds."""
        command = [self.benches["memory"], "--corpus", self.corpus.path, "--rounds", str(self.rounds)]
        command += ["--megabytes", str(size / 1e6), *names]
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        results = [json.loads(line) for line in printed.splitlines()]
        return {one["name"]: one.get("nanoseconds", one.get("milliseconds")) for one in results}

    def best(self, *contestants):
        return best(contestants, self.rounds, self.patience)

    def net(self, command, size, empty):
        """What a command, made for an input, takes for the input less what it takes for an empty one."""
        whole, start = self.best(lambda: command(size), lambda: command(empty))
        return Taken(max(whole.cpu - start.cpu, 1e-9), max(whole.wall - start.wall, 1e-9))

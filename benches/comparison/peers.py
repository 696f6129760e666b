"""Other programs that take lines out of text, each doing what it can.

What they leave out is told beside each figure: none knows of places, company,
guards, languages or shapes, and none says what it removed and why.
"""

import os
import re
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from .clock import run
from .workshop import ROOT

PEERS = ROOT / "benches" / "peers"
C4_NEEDS = ["datatrove[io]", "nltk", "regex"]
ONE_BY_ONE = "line by line, whatever the case; drops the lines with a literal"


@dataclass(frozen=True)
class PeerRow:
    """CPU time a byte, start-up not counted."""

    name: str
    nanoseconds: float
    details: str


def row(shop, name, command, path, details, good=(0,)):
    """Measures a command, made for an input path, whose output goes to a file."""
    def taken(path):
        return run(command(path), stdout=shop.target("peer"), good=good)

    start = shop.corpus.one_line() if path.suffix == ".jsonl" else shop.corpus.empty()
    took = shop.net(taken, path, start)
    size = path.stat().st_size
    return PeerRow(name, took.cpu * 1e9 / size, f"{details}; {size / 1e6:g} MB")


def dechaff(shop):
    path = shop.corpus.jsonl(shop.sizes.memory)
    options = ["--format", "jsonl", "--threads", "1", "--no-config", "-q"]
    yield row(
        shop, "dechaff clean", lambda path: [shop.program, "clean", path, *options, "-o", shop.target("peer")], path,
        "JSON lines in and out, all built-in rules at the default level",
    )


def rg(shop):
    if not installed("rg"):
        return
    yield row(
        shop, "rg -v -F -f", lambda path: ["rg", "-j1", "-v", "-F", "-f", shop.literals, path],
        shop.corpus.lower(shop.sizes.literals), "text in lower case beforehand; drops the lines with a literal", (0, 1),
    )


def sed(shop):
    if not installed("sed"):
        return
    script = shop.corpus.folder / "literals.sed"
    special = re.compile(r"([/\\.*\[\]^$])")
    literals = shop.literals.read_text(encoding="utf-8").splitlines()
    commands = ("/" + special.sub(r"\\\1", one) + "/Id\n" for one in literals)
    script.write_text("".join(commands), encoding="utf-8")
    yield row(
        shop, "sed -f, a command for each literal", lambda path: ["sed", "-f", script, path],
        shop.corpus.plain(shop.sizes.slow), ONE_BY_ONE,
    )


def perl(shop):
    if not installed("perl"):
        return
    yield row(
        shop, "perl, one pattern of all literals", lambda path: ["perl", PEERS / "phrases.pl", shop.literals, path],
        shop.corpus.plain(shop.sizes.slow), ONE_BY_ONE,
    )


def python(shop):
    yield row(
        shop, "Python re, one pattern of all literals",
        lambda path: [sys.executable, PEERS / "phrases.py", shop.literals, path],
        shop.corpus.plain(shop.sizes.slow), ONE_BY_ONE,
    )


def datatrove(shop):
    interpreter = datatrove_interpreter()
    if interpreter is None:
        return
    yield row(
        shop, "datatrove, C4 filter", lambda path: [interpreter, PEERS / "c4.py", path, shop.target("c4.jsonl")],
        shop.corpus.jsonl(shop.sizes.memory), "drops lines without a sentence's end, short ones, and by a short list of words",
    )


def installed(program):
    """Whether a program is there; says so where it is not."""
    if shutil.which(program) is None:
        print(f"{program} is not installed: skipped", file=sys.stderr)
        return False
    return True


def datatrove_interpreter():
    """A Python that has datatrove, in a virtual environment in the cache of the user."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "dechaff-benches"
    interpreter = cache / "datatrove" / "bin" / "python"
    try:
        if not interpreter.exists():
            venv.create(cache / "datatrove", with_pip=True)
        probe = [interpreter, "-c", "from datatrove.pipeline.filters import C4QualityFilter"]
        if subprocess.run(probe, stderr=subprocess.DEVNULL).returncode:
            subprocess.run([interpreter, "-m", "pip", "install", "--quiet", *C4_NEEDS], check=True)
            subprocess.run(probe, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"datatrove cannot be installed ({error}): skipped", file=sys.stderr)
        return None
    return interpreter


FIGURES = {one.__name__: one for one in (dechaff, rg, sed, perl, python, datatrove)}

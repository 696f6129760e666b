"""The figures of the table, each with what it should reach."""

import shutil
import sys
from dataclasses import dataclass

from .clock import run


@dataclass(frozen=True)
class Row:
    """A line of the table. `reach` and `then` are in the unit of the figure."""

    name: str
    figure: float
    unit: str
    reach: float
    then: float | None
    details: str
    more_is_better: bool = False

    def is_reached(self):
        return self.figure >= self.reach if self.more_is_better else self.figure <= self.reach


def nanoseconds(taken, path):
    """The CPU time a byte of a file."""
    return taken.cpu * 1e9 / path.stat().st_size


def newlines(shop):
    """Whole cleaning of text in memory, one thread, against what memchr does with newlines."""
    size = shop.sizes.memory
    found = shop.memory("cleaning", "newlines", "newline-places", size=size)
    for name, way in (("newlines", "counting"), ("newline-places", "finding each of the")):
        details = f"{found['cleaning']:.1f} ns a byte against {found[name]:.3f}; {size / 1e6:g} MB of text"
        yield Row(f"cleaning in memory / {way} newlines", found["cleaning"] / found[name], "times", 45, 25, details)


def literals(shop):
    """The same against `rg` looking for the rules' literals alone."""
    if not shutil.which("rg"):
        print("rg is not installed: skipped", file=sys.stderr)
        return
    cleaning = shop.memory("cleaning", size=shop.sizes.memory)["cleaning"]
    count = sum(1 for _ in open(shop.literals, "rb"))
    ways = (
        # With -i it leaves its automaton for literals, and takes seconds for kilobytes.
        ("rg -j1 -c -i -F -f", ["-i"], shop.corpus.plain(max(shop.sizes.slow // 10, 1000))),
        ("rg -j1 -c -F -f, text in lower case", [], shop.corpus.lower(shop.sizes.literals)),
    )
    for name, options, path in ways:
        def search(path):
            return run(["rg", "-j1", "-c", *options, "-F", "-f", shop.literals, path], good=(0, 1))

        took = nanoseconds(shop.net(search, path, shop.corpus.empty()), path)
        details = f"{cleaning:.1f} ns a byte against {took:.1f}; {count:,} literals, {path.stat().st_size / 1e6:g} MB for rg"
        yield Row(f"cleaning in memory / {name}", cleaning / took, "times", 1.0, 0.6, details)


def jsonl(shop):
    """JSON lines in and out, CPU, against a copy line by line."""
    path = shop.corpus.jsonl(shop.sizes.jsonl)

    def copy():
        return run([shop.benches["copy"], path, shop.target("copy.jsonl")])

    clean, copied = shop.best(lambda: shop.clean(path, "--threads", "1"), copy)
    details = f"{clean.cpu:.2f} s against {copied.cpu:.3f} s; {path.stat().st_size / 1e6:g} MB"
    yield Row("JSON lines to JSON lines / copy by lines, CPU", clean.cpu / copied.cpu, "times", 5, 3, details)


def folder(shop):
    """A folder of small files, wall, against `cp -r`."""
    source = shop.corpus.files(shop.sizes.files)

    def copy():
        return run(["cp", "-r", source, shop.target("copied")])

    clean, copied = shop.best(lambda: shop.clean(source), copy)
    details = f"{clean.wall:.2f} s against {copied.wall:.2f} s; {shop.sizes.files:,} files"
    yield Row("folder of small files / cp -r, wall", clean.wall / copied.wall, "times", 1.3, 1.0, details)


def start(shop):
    """Start-up: `dechaff clean` on one line."""
    path = shop.corpus.one_line()
    taken, = shop.best(lambda: shop.clean(path, "--threads", "1"))
    yield Row("start-up on one line, CPU", taken.cpu * 1e3, "ms", 40, 10, f"{taken.wall * 1e3:.0f} ms wall")


def rules(shop):
    """10,000 more rules of a literal each: cleaning, and getting ready."""
    found = shop.memory("cleaning", "more-rules", "build", size=shop.sizes.memory // 4)
    details = f"{found['more-rules']:.1f} ns a byte against {found['cleaning']:.1f}"
    yield Row("10,000 more literal rules, cleaning", found["more-rules"] / found["cleaning"], "times", 3, 1.5, details)
    details = f"{found['build-more-rules']:.0f} ms against {found['build']:.0f} ms, first use included"
    more = found["build-more-rules"] - found["build"]
    yield Row("10,000 more literal rules, getting ready", more, "ms more", 300, None, details)


def threads(shop):
    """Two threads against one."""
    path = shop.corpus.jsonl(shop.sizes.threads)
    one, two = shop.best(*(lambda count=count: shop.clean(path, "--threads", count) for count in "12"))
    # Where others use the machine, the second thread had less than a core.
    details = f"{one.wall:.2f} s against {two.wall:.2f} s; CPU {one.cpu:.2f} s against {two.cpu:.2f} s, "
    details += f"{two.cpu / two.wall:.2f} cores in use; {path.stat().st_size / 1e6:g} MB"
    yield Row("one thread / two threads, wall", one.wall / two.wall, "times", 1.8, 1.95, details, more_is_better=True)


def shape(shop):
    """The shape model, on against off."""
    found = shop.memory("cleaning", "without-shape", size=shop.sizes.memory // 4)
    details = f"{found['cleaning']:.1f} ns a byte against {found['without-shape']:.1f}"
    yield Row("shape model on / off", found["cleaning"] / found["without-shape"], "times", 2, 1.3, details)


FIGURES = {one.__name__: one for one in (newlines, literals, jsonl, folder, start, rules, threads, shape)}

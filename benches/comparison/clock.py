"""Runs programs and tells what they took."""

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Taken:
    """What a program took, in seconds: CPU of all its threads, user and system, and wall."""

    cpu: float
    wall: float

    def least(self, other):
        return Taken(min(self.cpu, other.cpu), min(self.wall, other.wall))


def run(command, stdout=os.devnull, good=(0,)):
    """Runs a command, its output to a file; an exit code that is not among the good ones is an error.

    What it says on standard error is shown only then.
    """
    with open(stdout, "wb") as target, tempfile.TemporaryFile() as said:
        begun = time.monotonic()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=target, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in good:
            said.seek(0)
            message = said.read().decode(errors="replace")
            raise SystemExit(f"{command[0]} ended with {child.returncode}:\n{message[-2000:]}")
    return Taken(usage.ru_utime + usage.ru_stime, wall)


def best(contestants, rounds, patience):
    """The least of each contestant, a function that gives what it took.

    A round takes each in turn, so that a busy moment of the machine strikes all. No new
    round begins after `patience` seconds.
    """
    begun = time.monotonic()
    results = [contestant() for contestant in contestants]
    for _ in range(1, rounds):
        if time.monotonic() - begun > patience:
            break
        results = [result.least(contestant()) for result, contestant in zip(results, contestants)]
    return results

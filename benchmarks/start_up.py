"""How long a person waits at the command line: cold starts of the program, beside bare Python.

Each command runs as a process of its own, in turn, several times; printed are the shortest and the middle
time, the middle processor time of all its threads, and the ratio to starting Python alone, which holds
when the machine's speed drifts. The aims: help and version in 0.3 s, ``evaluate buenavista`` in 1.5 s,
``compare us-ukraine`` in 6 s and with 10,000 futures in 10 s on two cores, the second run no slower than
the first.

Run it as ``python benchmarks/start_up.py [RUNS]``, on a machine with nothing else to do.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

PROGRAM = str(Path(sysconfig.get_path("scripts")) / "concession")
COMPARE = [PROGRAM, "compare", "us-ukraine"]
WAYS: dict[str, list[str]] = {
    "python alone": [sys.executable, "-c", "pass"],
    "numpy alone": [sys.executable, "-c", "import numpy"],
    "--help": [PROGRAM, "--help"],
    "--version": [PROGRAM, "--version"],
    "evaluate buenavista": [PROGRAM, "evaluate", "buenavista"],
    "compare us-ukraine": COMPARE,
    "… 10,000": [*COMPARE, "--futures", "10000"],
    "… 10,000, second run": [*COMPARE, "--futures", "10000"],
    "… 100,000": [*COMPARE, "--futures", "100000"],
}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in WAYS}
    # what Python compiles of the program is kept, as an installed program's is
    world = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(runs + 1):
        for name, words in WAYS.items():
            times[name].append(timed(words, world))
    bare = statistics.median(wall for wall, _ in times["python alone"][1:])
    print(f"{'command':<22} {'least':>8} {'median':>8} {'processor':>10} {'ratio':>8}")
    for name, found in times.items():
        # the first round warms the file cache
        walls = [wall for wall, _ in found[1:]]
        used = statistics.median(processor for _, processor in found[1:])
        middle = statistics.median(walls)
        print(f"{name:<22} {min(walls):>7.3f}s {middle:>7.3f}s {used:>9.3f}s {middle / bare:>8.1f}")


def timed(words: list[str], world: dict[str, str]) -> tuple[float, float]:
    """Return the seconds that a command takes by the clock, and those of its threads together."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(words, check=True, capture_output=True, env=world)  # noqa: S603 - our own commands
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


if __name__ == "__main__":
    main()

"""How long a person waits at the command line: cold starts of the program, beside bare Python.

Each command runs as a process of its own, in turn, several times; printed are the shortest and the middle
time, and the ratio to starting Python alone, which holds when the machine's speed drifts. The aims: help
and version in 0.3 s, ``evaluate buenavista`` in 1.5 s, ``compare us-ukraine`` in 6 s on two cores.

Run it as ``python benchmarks/start_up.py [RUNS]``, on a machine with nothing else to do.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

PROGRAM = str(Path(sysconfig.get_path("scripts")) / "concession")
WAYS: dict[str, list[str]] = {
    "python alone": [sys.executable, "-c", "pass"],
    "numpy alone": [sys.executable, "-c", "import numpy"],
    "--help": [PROGRAM, "--help"],
    "--version": [PROGRAM, "--version"],
    "evaluate buenavista": [PROGRAM, "evaluate", "buenavista"],
    "compare us-ukraine": [PROGRAM, "compare", "us-ukraine"],
}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    times: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(runs + 1):
        for name, words in WAYS.items():
            start = time.perf_counter()
            subprocess.run(words, check=True, capture_output=True)  # noqa: S603 - our own commands
            times[name].append(time.perf_counter() - start)
    bare = statistics.median(times["python alone"][1:])
    print(f"{'command':<22} {'least':>8} {'median':>8} {'ratio':>8}")
    for name, found in times.items():
        # the first round warms the file cache
        least, middle = min(found[1:]), statistics.median(found[1:])
        print(f"{name:<22} {least:>7.3f}s {middle:>7.3f}s {middle / bare:>8.1f}")


if __name__ == "__main__":
    main()

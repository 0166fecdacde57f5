"""The prices of job J1: one path of thirty years for each future, in the columns of an NPY file.

Run it as ``python benchmarks/j1_prices.py FUTURES [FILE]``; the file is ``j1/prices.npy`` unless another is
named. Memory holds the table once.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

PERIODS, VOLATILITY, START, SEED = 30, 0.15, 60.0, 7


def write_prices(futures: int, file: Path) -> None:
    """Write the paths: a logarithm that wanders by 15 % a year, with no drift of the mean."""
    table = np.random.default_rng(SEED).standard_normal((PERIODS, futures))
    table *= VOLATILITY
    table -= VOLATILITY**2 / 2
    np.cumsum(table, axis=0, out=table)
    np.exp(table, out=table)
    table *= START
    np.save(file, table)


def main() -> None:
    """Write as many paths as the command line says."""
    words = sys.argv[1:]
    if not 1 <= len(words) <= 2 or not words[0].isdecimal():
        raise SystemExit(__doc__)
    file = Path(words[1]) if len(words) > 1 else Path(__file__).parent / "j1" / "prices.npy"
    write_prices(int(words[0]), file)


if __name__ == "__main__":
    main()

"""Job J1, net present values only: the fused executor beside C and NumPy written by hand, in one run.

The referee is ``j1_kernel.c``, compiled here with ``-O3 -march=native -ffast-math -fopenmp``; NumPy goes
through chunks of 5 000 futures. All get the same prices, drawn beforehand and in nobody's time, and must
give the known means to six digits before a rate is printed. The ways take turns, so that a busy moment
hits all alike; the best of fifteen turns is shown, and the median of the ratios inside one turn: by the
clock, and of the time that processors spent, which other programs disturb less (C's threads wait busily).

What the first use costs is measured in new processes, in turn with NumPy on as many threads. Counted is
everything after ``import numpy`` and the drawing of prices: importing concession's algebra and executors,
building the job as lines, importing llvmlite, writing and compiling the kernel, and the run.
Last, a million futures are streamed from a memory-mapped file, and the private memory is watched.

Run it as ``python benchmarks/c_kernel.py [FUTURES …]``; it needs gcc and llvmlite.
"""

from __future__ import annotations

import ctypes
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from job_j1 import CAPEX, DEPRECIATION, DISCOUNT, PERIODS, VOLUME, Array, prices, program

FLAGS = ("-O3", "-march=native", "-ffast-math", "-fopenmp")
FLOWS = ("state", "lp", "gp")
OPEX = np.where(VOLUME > 0, 30 + 12 * VOLUME, 0.0)
#: Mean NPV of state, limited partner and general partner, to six digits.
KNOWN = {
    1_000: (591.304, 222.024, 151.777),
    100_000: (606.283, 244.750, 158.146),
    1_000_000: (604.882, 242.850, 157.543),
}
TURNS, FIRST_TURNS = 15, 5
Npv = Callable[[], Array]


def c_kernel(folder: Path, price: Array, threads: int) -> Npv:
    """Compile the referee and return it as a function."""
    library = folder / "j1_kernel.so"
    if not library.exists():
        source = Path(__file__).with_name("j1_kernel.c")
        command = ["gcc", *FLAGS, "-shared", "-fPIC", "-o", str(library), str(source)]
        subprocess.run(command, check=True)  # noqa: S603 - our own text
    loaded = ctypes.CDLL(str(library))
    pointer = ctypes.POINTER(ctypes.c_double)
    futures = price.shape[1]
    result = np.zeros((3, futures))
    arrays = [x.ctypes.data_as(pointer) for x in (VOLUME, OPEX, CAPEX, DEPRECIATION, DISCOUNT, result)]
    prices_in = price.ctypes.data_as(pointer)

    def run() -> Array:
        loaded.job_j1(prices_in, ctypes.c_long(futures), ctypes.c_int(threads), *arrays)
        return result

    return run


def npv_by_hand(price: Array, out: Array) -> None:
    """Add up the net present values of a chunk in a loop over periods."""
    futures = price.shape[1]
    loss, hurdle, gain, caught_up = (np.zeros(futures) for _ in range(4))
    state, lp, gp = out
    state[:] = lp[:] = gp[:] = 0.0
    for t in range(PERIODS):
        revenue = price[t] * VOLUME[t]
        royalty = 0.05 * revenue
        base = revenue - royalty - OPEX[t] - DEPRECIATION[t]
        positive = np.maximum(base, 0)
        used = np.minimum(loss, positive)
        tax = 0.3 * (positive - used)
        loss = loss - used + np.maximum(-base, 0)
        net = revenue - royalty - OPEX[t] - tax - CAPEX[t]
        contribution, cash = np.maximum(-net, 0), np.maximum(net, 0)
        hurdle = hurdle * 1.08 + contribution
        tier1 = np.minimum(cash, hurdle)
        hurdle -= tier1
        gain += tier1 - contribution
        catch_up = np.minimum(cash - tier1, np.maximum(0.25 * np.maximum(gain, 0) - caught_up, 0))
        caught_up += catch_up
        rest = cash - tier1 - catch_up
        state += (royalty + tax) * DISCOUNT[t]
        lp += (tier1 + 0.8 * rest - contribution) * DISCOUNT[t]
        gp += (catch_up + 0.2 * rest) * DISCOUNT[t]


def numpy_chunks(price: Array, threads: int, size: int = 5_000) -> Npv:
    """Return the job in NumPy, chunk after chunk or shared among threads."""
    futures = price.shape[1]
    result = np.zeros((3, futures))

    def chunk(start: int) -> None:
        npv_by_hand(price[:, start : start + size], result[:, start : start + size])

    def run() -> Array:
        if threads == 1:
            for start in range(0, futures, size):
                chunk(start)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(chunk, range(0, futures, size)))
        return result

    return run


def fused(draw: Callable[[range], Array], futures: int, workers: int) -> Npv:
    """Return the fused executor on the job as lines, ready to run."""
    from concession.engine import FusedExecutor, Inputs, Plan  # noqa: PLC0415 - what it costs is measured

    plan = Plan(weighted={name: (name, DISCOUNT) for name in FLOWS})
    inputs = Inputs(draws={"price": draw})
    executor = FusedExecutor(program(), inputs, plan, workers=workers, futures=futures)
    result = np.zeros((3, futures))

    def run() -> Array:
        for part in executor.run(range(futures)):
            for row, values in zip(result, part.weighted.values(), strict=True):
                row[part.futures.start : part.futures.stop] = values
        return result

    return run


def check(name: str, result: Array) -> None:
    """Stop where the means are not the known ones."""
    futures = result.shape[1]
    means = result.mean(axis=1)
    known = KNOWN.get(futures)
    if known and not np.allclose(means, known, rtol=0, atol=5.1e-4):
        raise SystemExit(f"{name}, {futures} futures: {means} instead of {known}")


def turns(ways: Mapping[str, Npv]) -> dict[str, list[tuple[float, float]]]:
    """Return the times of each way, turn by turn: by the clock, and of processors."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(TURNS):
        for name, way in ways.items():
            start = time.perf_counter(), time.process_time()
            way()
            times[name].append((time.perf_counter() - start[0], time.process_time() - start[1]))
    return times


def compare(futures: int, folder: Path) -> None:
    """Print the rates of all ways for so many futures, and their ratios to C with as many threads."""
    price = prices(futures)

    def draw(part: range) -> Array:
        return price[:, part.start : part.stop]

    for threads in (1, 2):
        ways = {
            "C": c_kernel(folder, price, threads),
            "NumPy in chunks": numpy_chunks(price, threads),
            "fused": fused(draw, futures, threads),
        }
        for name, way in ways.items():
            check(name, way())
        times = turns(ways)
        for name, own in times.items():
            rate = PERIODS * futures / min(seconds for seconds, _ in own) / 1e6
            ratios = [
                statistics.median(
                    theirs[kind] / mine[kind] for theirs, mine in zip(times[to], own, strict=True)
                )
                for to in ("C", "NumPy in chunks")
                for kind in (0, 1)
            ]
            print(
                f"| {futures:,} | {threads} | {name} | {rate:,.0f} | {ratios[0]:.2f} | {ratios[1]:.2f} | "
                f"{ratios[2]:.1f} | {ratios[3]:.1f} |"
            )


def first_run(futures: int, workers: int) -> None:
    """Print the seconds of a first run here and those of NumPy: by the clock, then of processors."""
    price = prices(futures)
    by_numpy = numpy_chunks(price, workers)
    marks = [(time.perf_counter(), time.process_time())]
    run = fused(lambda part: price[:, part.start : part.stop], futures, workers)
    marks.append((time.perf_counter(), time.process_time()))
    result = run()
    marks.append((time.perf_counter(), time.process_time()))
    check("numpy", by_numpy())
    marks.append((time.perf_counter(), time.process_time()))
    check("fused", result)
    for start, ready, done, end in zip(*marks, strict=True):
        print(ready - start, done - start, end - done)


def streamed(futures: int, folder: Path) -> None:
    """Print the rate and the private memory of a run whose prices lie in a file."""
    file = folder / "prices.npy"
    table = np.lib.format.open_memmap(file, mode="w+", dtype=np.float64, shape=(PERIODS, futures))
    rng = np.random.default_rng(7)
    walk = np.zeros(futures)
    for t in range(PERIODS):
        walk += 0.15 * rng.standard_normal(futures) - 0.5 * 0.15**2
        table[t] = 60 * np.exp(walk)
    table.flush()
    del table, walk
    with tempfile.TemporaryFile("w+") as text:
        command = [sys.executable, __file__, "--stream", str(futures), str(folder)]
        subprocess.run(command, check=True, stdout=text)  # noqa: S603 - ourselves
        text.seek(0)
        print(text.read().strip())


def stream(futures: int, folder: Path) -> None:
    peak, done = 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.005):
            peak = max(peak, private_memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    from concession.outlook import read_paths  # noqa: PLC0415

    supplied = read_paths(folder, "prices.npy", futures_in="columns")
    start = time.perf_counter()
    result = fused(lambda part: supplied.paths[:, part.start : part.stop], futures, 2)()
    seconds = time.perf_counter() - start
    done.set()
    watcher.join()
    check("streamed", result)
    rate = PERIODS * futures / seconds / 1e6
    print(f"{futures:,} futures from a file, 2 workers: {seconds:.2f} s ({rate:.0f} M/s), "
          f"peak private memory {peak / 2**20:.0f} MiB")  # fmt: skip


def private_memory() -> int:
    """Return the bytes of memory that are this process's own (RssAnon)."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) * 1024
    raise SystemExit("this system does not tell private memory")


def in_new_processes(futures: int, workers: int) -> None:
    """Print what the first run costs, compilation included, beside NumPy: medians over processes."""
    command = [sys.executable, __file__, "--first", str(futures), str(workers)]
    rows = []
    for _ in range(FIRST_TURNS):
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
        rows.append([[float(word) for word in line.split()] for line in done.stdout.splitlines()])
    for number, kind in enumerate(("by the clock", "of processors")):
        mine = [row[number] for row in rows]
        ready, first, by_numpy = (statistics.median(column) for column in zip(*mine, strict=True))
        ratio = statistics.median(row[2] / row[1] for row in mine)
        print(
            f"| {futures:,} | {workers} | {kind} | {ready:.2f} s | {first:.2f} s | {by_numpy:.2f} s "
            f"| {ratio:.1f} |"
        )


def main() -> None:
    if sys.argv[1:2] == ["--first"]:
        first_run(int(sys.argv[2]), int(sys.argv[3]))
        return
    if sys.argv[1:2] == ["--stream"]:
        stream(int(sys.argv[2]), Path(sys.argv[3]))
        return
    counts = [int(word) for word in sys.argv[1:]] or [100_000, 1_000_000]
    import llvmlite  # noqa: PLC0415 - only for its version

    gcc = subprocess.run(["gcc", "-dumpversion"], check=True, capture_output=True, text=True)  # noqa: S607
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}, "
          f"NumPy {np.__version__}, llvmlite {llvmlite.__version__}, gcc {gcc.stdout.strip()}")  # fmt: skip
    print(
        "| futures | threads | way | M period-futures/s, best | of C | of C, processors "
        "| of NumPy | of NumPy, processors |"
    )
    print("|---:|---:|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for futures in counts:
            compare(futures, folder)
        print(
            "| futures | threads | seconds | until ready | first run | NumPy in chunks | of NumPy, median |"
        )
        print("|---:|---:|---|---:|---:|---:|---:|")
        for workers in (1, 2):
            in_new_processes(counts[-1], workers)
        streamed(counts[-1], folder)


if __name__ == "__main__":
    main()

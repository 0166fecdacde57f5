"""Peers side by side: each in an environment of its own, on one core, the same answer before any rate.

Makes what is missing of the environments (pinned in ``requirements/``), runs job J1 in every peer that can
express it and jobs of a peer's own kind, and prints tables in Markdown. A way whose values are not the known
ones to six digits, or whose cash does not add up, is named and gets no rate. Seconds are the processor's,
on one core: where nothing else runs they are the clock's. Rates are of the median.

Run it as ``python benchmarks/peers/run.py [--environments FOLDER] [--turns N] [FUTURES …]`` with the Python
in which Concession is installed; the network is needed once, to make the environments.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
#: Mean NPV of state, limited and general partner, by number of futures.
KNOWN = {
    1_000: (591.304, 222.024, 151.777),
    10_000: None,
    100_000: (606.283, 244.750, 158.146),
}
PERIODS = 30
#: The ways of doing job J1: the environment, the script, what it is called, what it keeps.
WAYS = (
    ("numpy", "j1_numpy", "NumPy by hand, chunks of 5,000", "all cash, NPVs"),
    ("", "j1_concession_lines", "Concession, lines, reference executor", "all cash, NPVs"),
    ("", "j1_concession_npv", "Concession, case file, NPVs", "NPVs at each party's own rate"),
    ("", "j1_concession", "Concession, case file, `evaluate`", "NPVs at 3 rates, IRRs, yearly means of all"),
    ("modelx", "j1_modelx", "modelx, a cell a line item", "every value of every line, NPVs"),
    ("heavylight", "j1_heavylight_model", "heavylight `Model`", "every value of every line, NPVs"),
    ("heavylight", "j1_heavylight_light", "heavylight `LightModel`", "sums over futures by year only"),
    ("openfisca-core", "j1_openfisca", "OpenFisca-core, a variable a line item", "every value, NPVs"),
)
Told = dict[str, Any]


def python_of(name: str, folder: Path) -> Path:
    """Return the Python of an environment, which is made where it is not there."""
    if not name:
        return Path(sys.executable)
    place = folder / name
    python = place / "bin" / "python"
    pinned = HERE / "requirements" / f"{name}.txt"
    ready = place / "ready.txt"
    if not ready.exists() or ready.read_bytes() != pinned.read_bytes():
        print(f"making the environment of {name} ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)  # noqa: S603
        install = [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(pinned)]
        subprocess.run(install, check=True)  # noqa: S603
        ready.write_bytes(pinned.read_bytes())
    return python


def told_by(python: Path, script: str, *words: str) -> Told:
    """Run a script in a new process on the last core, and return what it printed."""
    core = max(os.sched_getaffinity(0))
    done = subprocess.run(  # noqa: S603 - our own scripts
        [str(python), str(HERE / f"{script}.py"), *words],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told


def wrong(told: Told, means: tuple[float, ...], futures: int) -> str:
    """Return what is wrong with a way's answer, or nothing."""
    exact = told["dtype"] == "float64"
    known = KNOWN.get(futures) or means
    bound = 5.1e-4 if exact else 5e-3
    if any(abs(one - other) > bound for one, other in zip(told["means"], known, strict=True)):
        return f"means {told['means']} instead of {known}"
    if told["identity"] is not None and told["identity"] > (1e-12 if exact else 1e-6):
        return f"cash does not add up: {told['identity']:.1e}"
    return ""


def span(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.3f} ({min(seconds):.3f} to {max(seconds):.3f})"


def rate(count: float, seconds: list[float]) -> str:
    return f"{count / statistics.median(seconds):,.3g}"


def job_j1(counts: list[int], turns: int, folder: Path, versions: dict[str, str]) -> None:
    sys.path.insert(0, str(HERE.parent))
    from j1_prices import write_prices  # noqa: PLC0415 - beside this folder

    print("\n| futures | way | first run, s | warm runs, s | M period-futures/s | peak, MiB | kept |")
    print("|---:|---|---:|---:|---:|---:|---|")
    for futures in counts:
        with tempfile.TemporaryDirectory() as name:
            prices = Path(name) / "prices.npy"
            write_prices(futures, prices)
            means: tuple[float, ...] = ()
            for environment, script, title, kept in WAYS:
                python = python_of(environment, folder)
                told = told_by(python, script, str(prices), str(turns))
                peak = told_by(python, script, str(prices), "0")["peak_mib"]
                means = means or tuple(told["means"])
                versions.update(told["versions"])
                fault = wrong(told, means, futures)
                if fault:
                    print(f"| {futures:,} | {title} | - | - | - | - | {fault} |")
                    continue
                kind = "" if told["dtype"] == "float64" else f"; {told['dtype']}"
                print(
                    f"| {futures:,} | {title} | {told['first']:.3f} | {span(told['warm'])} | "
                    f"{rate(PERIODS * futures / 1e6, told['warm'])} | {peak:,.0f} | {kept}{kind} |"
                )


def beside_cfdl(
    theirs: str, ours: str, compared: str, error: str, turns: int, folder: Path, versions: dict[str, str]
) -> None:
    """Run a job beside cfdl-sdk: equal where nothing is drawn, alike in the mean where the price is."""
    first = told_by(python_of("cfdl-sdk", folder), theirs, "1000", str(turns))
    same = told_by(python_of("", folder), ours, "1000", str(turns))
    more = told_by(python_of("", folder), ours, "100000", str(turns))
    versions.update({k: v for k, v in first["versions"].items() if k != "python"})
    for name, value in first["still"].items():
        if abs(value - same["still"][name]) > 5e-6 * abs(value):
            raise SystemExit(f"{theirs}: {name} is {value}, here {same['still'][name]}")
    apart = 3 * (first[f"sd{error}"] / first["trials"] ** 0.5 + more[f"se{error}"])
    if abs(first[compared] - more[compared]) > apart:
        raise SystemExit(f"{theirs}: mean {first[compared]}, here {more[compared]}")
    print("\n| way | futures | first run, s | warm runs, s | futures/s |")
    print("|---|---:|---:|---:|---:|")
    for title, told in (("cfdl-sdk", first), ("Concession", same), ("Concession", more)):
        print(
            f"| {title} | {told['trials']:,} | {told['first']:.3f} | {span(told['warm'])} | "
            f"{rate(told['trials'], told['warm'])} |"
        )


def sharing(turns: int, folder: Path, versions: dict[str, str]) -> None:
    """Run a production-sharing contract, beside pyscnomics."""
    print("\n| way | prices | first run, s | warm runs, s | contracts/s |")
    print("|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name:
        found: dict[str, Told] = {}
        for title, environment, script, count in (
            ("pyscnomics", "pyscnomics", "psc_pyscnomics", 200),
            ("Concession", "", "psc_concession", 200),
            ("Concession, more prices", "", "psc_concession", 100_000),
        ):
            prices = Path(name) / f"prices-{count}.npy"
            np.save(prices, np.random.default_rng(7).uniform(40, 100, count))
            told = told_by(python_of(environment, folder), script, str(prices), str(turns))
            found[title] = told
            if count == 200:
                first = found["pyscnomics"]
                for party in ("state", "company"):
                    np.testing.assert_allclose(told[party], first[party], rtol=1e-6)
            versions.update({k: v for k, v in told["versions"].items() if k == "pyscnomics"})
            print(
                f"| {title} | {count:,} | {told['first']:.3f} | {span(told['warm'])} | "
                f"{rate(count, told['warm'])} |"
            )


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    reader.add_argument("futures", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    reader.add_argument("--environments", type=Path, default=Path(tempfile.gettempdir()) / "concession-peers")
    reader.add_argument("--turns", type=int, default=5)
    said = reader.parse_args()
    folder = said.environments.resolve()
    versions: dict[str, str] = {}
    print(f"{platform.machine()}, {os.cpu_count()} cores, one used; load {os.getloadavg()[0]:.1f}")
    job_j1(said.futures, said.turns, folder, versions)
    beside_cfdl("cfdl_j1", "cfdl_concession", "mean_gp", "_gp", said.turns, folder, versions)
    beside_cfdl("buenavista_cfdl", "buenavista_concession", "mean", "", said.turns, folder, versions)
    sharing(said.turns, folder, versions)
    print(f"\nload {os.getloadavg()[0]:.1f}; " + ", ".join(f"{name} {one}" for name, one in versions.items()))


if __name__ == "__main__":
    main()

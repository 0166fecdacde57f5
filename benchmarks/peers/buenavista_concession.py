"""Buenavista del Cobre as ``buenavista_cfdl.py`` has it, in Concession: the shipped case under one clause.

Run as ``python buenavista_concession.py FUTURES TURNS``.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from buenavista_rows import TABLE

import concession

STATED = "copper: {revenue: {file: cash_flow.csv, row: Copper, unit: USD million, spread: even}}"
PRICED = "copper: {quantity: {file: cash_flow.csv, row: Copper, unit: Mt, spread: even}, price: copper}"
DRAWN = "outlook:\n  copper: {kind: triangular, low: 0.7 USD/t, mode: 1 USD/t, high: 1.3 USD/t}\n"
DRAFT = """title: The mining duty alone
dated: 2025-02-11
status: example
source: example
clauses:
  mining_duty:
    type: levy
    instrument: duty
    rate: 7.5 %
    income: revenue
    deduct: operating_costs
    payee: treasury
"""


def case_with(folder: Path, outlook: str) -> concession.Case:
    """Return the case under the duty alone, with sales of copper at a price."""
    shutil.copytree(TABLE.parent, folder, ignore=shutil.ignore_patterns("drafts", "*.md"))
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    if STATED not in text:
        raise SystemExit("the case states its sales of copper in other words now")
    # the report's results are those of its whole fiscal stack
    head, rest = text.split("\npublished:", 1)
    text = head + "\nsources:" + rest.split("\nsources:", 1)[1]
    (folder / "case.yaml").write_text(text.replace(STATED, PRICED) + "\n" + outlook, encoding="utf-8")
    (folder / "drafts").mkdir()
    (folder / "drafts" / "base.yaml").write_text(DRAFT, encoding="utf-8")
    return concession.load(folder)


def main() -> None:
    futures, turns = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        seconds = []
        case = None
        for _ in range(turns + 1):
            start = time.process_time()
            if case is None:
                case = case_with(Path(name) / "drawn", DRAWN)
            drawn = concession.evaluate(case, futures=futures)
            seconds.append(time.process_time() - start)
        still = concession.evaluate(case_with(Path(name) / "still", "outlook: {copper: 1 USD/t}\n"))
    duty = drawn.parties["treasury"].undiscounted
    told = {
        "still": {
            "duty": still.parties["treasury"].undiscounted.mean / 1e6,
            "npv": still.projects["mine"].npv_post_tax.mean / 1e6,
        },
        "mean": duty.mean / 1e6,
        "se": duty.se_mean / 1e6,
        "trials": futures,
        "first": seconds[0],
        "warm": seconds[1:],
        "versions": {"concession": concession.__version__},
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()

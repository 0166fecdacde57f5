"""A production-sharing contract in pyscnomics, one run for each price; prints values and runs a second.

Run as ``python psc_pyscnomics.py PRICES.npy TURNS``; prices are one number for each run.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import time
from datetime import date

import numpy as np
from pyscnomics.contracts.costrecovery import CostRecovery
from pyscnomics.econ.costs import OPEX, Intangible
from pyscnomics.econ.revenue import Lifting
from pyscnomics.econ.selection import FluidType, FTPTaxRegime, TaxRegime

FIRST, LAST, ONSTREAM = 2025, 2044, 2028
YEARS = np.arange(ONSTREAM, LAST + 1)
BARRELS = 5000 * 0.93 ** np.arange(len(YEARS))  # thousands a year


def contract(price: float) -> CostRecovery:
    """Return the contract at one price of oil, in USD a barrel; amounts are thousands of USD."""
    oil = Lifting(
        start_year=FIRST, end_year=LAST, lifting_rate=BARRELS, price=np.full(len(YEARS), price),
        prod_year=YEARS, fluid_type=FluidType.OIL,
    )  # fmt: skip
    wells = Intangible(
        start_year=FIRST, end_year=LAST, cost=np.array([150_000.0, 250_000.0, 150_000.0]),
        expense_year=np.array([2025, 2026, 2027]), cost_allocation=[FluidType.OIL] * 3,
    )  # fmt: skip
    running = OPEX(
        start_year=FIRST, end_year=LAST, expense_year=YEARS, fixed_cost=np.full(len(YEARS), 10_000.0),
        prod_rate=BARRELS, cost_per_volume=np.full(len(YEARS), 8.0),
        cost_allocation=[FluidType.OIL] * len(YEARS),
    )  # fmt: skip
    psc = CostRecovery(
        start_date=date(FIRST, 1, 1), end_date=date(LAST, 12, 31), oil_onstream_date=date(ONSTREAM, 1, 1),
        lifting=(oil,), intangible_cost=(wells,), opex=(running,),
        oil_ftp_portion=0.2, oil_ctr_pretax_share=0.4, oil_dmo_volume_portion=0.0, oil_cr_cap_rate=1.0,
    )  # fmt: skip
    psc.run(
        tax_regime=TaxRegime.NAILED_DOWN, effective_tax_rate=0.44, ftp_tax_regime=FTPTaxRegime.DIRECT_MODE,
        post_uu_22_year2001=True,
    )  # fmt: skip
    return psc


def main() -> None:
    prices = np.load(sys.argv[1])
    seconds = []
    for _ in range(int(sys.argv[2]) + 1):
        start = time.process_time()
        state, company = [], []
        for price in prices.tolist():
            done = contract(price)
            state.append(float(done._oil_government_take.sum()))
            company.append(float(done._consolidated_cashflow.sum()))
        seconds.append(time.process_time() - start)
    print(
        json.dumps(
            {
                "state": state,
                "company": company,
                "first": seconds[0],
                "warm": seconds[1:],
                "versions": {
                    "python": sys.version.split()[0],
                    "numpy": np.__version__,
                    "pyscnomics": importlib.metadata.version("pyscnomics"),
                },
            }
        )
    )


if __name__ == "__main__":
    main()

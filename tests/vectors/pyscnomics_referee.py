"""Runs contracts through pyscnomics, for the test beside it: JSON in, JSON out, by an interpreter that has it.

This is no part of the package and is not imported by it: pyscnomics stays in an environment of its own.
"""

import json
import sys
from datetime import date

import numpy as np


def ran(said):
    """Return the lines of an oil contract by the names of our own."""
    # here, for this interpreter reads the file as well when it collects the tests
    from pyscnomics.contracts.costrecovery import CostRecovery  # noqa: PLC0415
    from pyscnomics.econ.costs import OPEX, CapitalCost  # noqa: PLC0415
    from pyscnomics.econ.revenue import Lifting  # noqa: PLC0415
    from pyscnomics.econ.selection import DeprMethod, FluidType, FTPTaxRegime, TaxRegime  # noqa: PLC0415

    years = np.arange(said["start"], said["start"] + len(said["lifting"]))
    n, first, last = len(years), int(years[0]), int(years[-1])
    kind = [FluidType.OIL] * n
    common = {"start_year": first, "end_year": last, "expense_year": years, "cost_allocation": kind}
    onstream = first + int(np.argmax(np.array(said["lifting"]) > 0))
    contract = CostRecovery(
        start_date=date(first, 1, 1),
        end_date=date(last, 12, 31),
        oil_onstream_date=date(onstream, 1, 1),
        lifting=(
            Lifting(
                start_year=first,
                end_year=last,
                lifting_rate=np.array(said["lifting"], dtype=float),
                price=np.array(said["price"], dtype=float),
                prod_year=years,
                fluid_type=FluidType.OIL,
            ),
        ),
        capital_cost=(
            CapitalCost(
                **common,
                cost=np.array(said["capital"], dtype=float),
                pis_year=years,
                salvage_value=np.zeros(n),
                useful_life=np.full(n, said["life"]),
                depreciation_factor=np.full(n, said["rate"]),
                is_ic_applied=[False] * n,
            ),
        ),
        opex=(OPEX(**common, fixed_cost=np.array(said["opex"], dtype=float)),),
        oil_ftp_portion=said["ftp"],
        oil_ctr_pretax_share=said["contractor"],
        oil_cr_cap_rate=said["cap"],
        oil_dmo_volume_portion=said["dmo"],
        oil_dmo_fee_portion=said["fee"],
        oil_dmo_holiday_duration=0,
    )
    contract.run(
        tax_regime=TaxRegime.NAILED_DOWN,
        effective_tax_rate=said["tax"],
        ftp_tax_regime=FTPTaxRegime.DIRECT_MODE,
        depr_method=DeprMethod.PSC_DB,
    )
    found = {
        "revenue": contract._oil_revenue,
        "depreciation": contract._oil_depreciation,
        "ftp.tranche": contract._oil_ftp,
        "ftp.contractor": contract._oil_ftp_ctr,
        "recovery": contract._oil_cost_recovery_after_tf,
        "unrecovered": contract._oil_unrecovered_after_transfer,
        "recovery.profit": contract._oil_ets_after_transfer,
        "split.contractor": contract._oil_contractor_share,
        "split": contract._oil_government_share,
        "dmo": contract._oil_ddmo,
        "tax": contract._oil_tax_payment,
        "contractor": contract._oil_cashflow,
        "state": contract._oil_government_take,
    }
    return {name: [float(x) for x in line] for name, line in found.items()}


if __name__ == "__main__":
    json.dump([ran(one) for one in json.load(sys.stdin)], sys.stdout)

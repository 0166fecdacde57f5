"""Job J1 in OpenFisca: a variable for each line item, a future is a person, a period is a year.

Amounts are float32, as the library's variables of the type ``float`` are.
"""

from __future__ import annotations

import importlib.metadata

import numpy as np
from j1_terms import CAPEX, DEPRECIATION, FLOWS, OPEX, VOLUME, YEARS
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from turns import kept_in_full, measure

FIRST = YEARS[0]
Future = build_entity(key="future", plural="futures", label="one joint draw", is_person=True)


def year(period):
    return period.start.year - FIRST


def yearly(name, formula=None):
    """Return a variable of that name: an amount of each future in each year."""
    facts = {"value_type": float, "entity": Future, "definition_period": DateUnit.YEAR}
    return type(name, (Variable,), facts if formula is None else {**facts, "formula": formula})


def revenue(future, period):
    return future("price", period) * VOLUME[year(period)]


def royalty(future, period):
    return 0.05 * future("revenue", period)


def base(future, period):
    t = year(period)
    return future("revenue", period) - future("royalty", period) - OPEX[t] - DEPRECIATION[t]


def losses(future, period):
    if year(period) == 0:
        return np.zeros(future.count)
    last = period.last_year
    made = np.maximum(-future("base", last), 0)
    return future("losses", last) - future("losses_used", last) + made


def losses_used(future, period):
    return np.minimum(future("losses", period), np.maximum(future("base", period), 0))


def tax(future, period):
    return 0.3 * (np.maximum(future("base", period), 0) - future("losses_used", period))


def net(future, period):
    t = year(period)
    before = future("revenue", period) - future("royalty", period) - OPEX[t]
    return before - future("tax", period) - CAPEX[t]


def contribution(future, period):
    return np.maximum(-future("net", period), 0)


def cash(future, period):
    return np.maximum(future("net", period), 0)


def hurdle(future, period):
    put_in = future("contribution", period)
    if year(period) == 0:
        return put_in
    last = period.last_year
    return (future("hurdle", last) - future("tier1", last)) * 1.08 + put_in


def tier1(future, period):
    return np.minimum(future("cash", period), future("hurdle", period))


def gain(future, period):
    now = future("tier1", period) - future("contribution", period)
    return now if year(period) == 0 else future("gain", period.last_year) + now


def caught_up(future, period):
    now = future("catch_up", period)
    return now if year(period) == 0 else future("caught_up", period.last_year) + now


def catch_up(future, period):
    had = 0 if year(period) == 0 else future("caught_up", period.last_year)
    due = np.maximum(0.25 * np.maximum(future("gain", period), 0) - had, 0)
    return np.minimum(future("cash", period) - future("tier1", period), due)


def rest(future, period):
    return future("cash", period) - future("tier1", period) - future("catch_up", period)


def state(future, period):
    return future("royalty", period) + future("tax", period)


def lp(future, period):
    return future("tier1", period) + 0.8 * future("rest", period) - future("contribution", period)


def gp(future, period):
    return future("catch_up", period) + 0.2 * future("rest", period)


FORMULAS = (
    revenue, royalty, base, losses, losses_used, tax, net, contribution, cash, hurdle, tier1, gain, caught_up,
    catch_up, rest, state, lp, gp,
)  # fmt: skip


class Way:
    """Keeps the system of variables; each run is a simulation of its own."""

    def __init__(self):
        self.system = TaxBenefitSystem([Future])
        self.system.add_variables(yearly("price"), *(yearly(one.__name__, one) for one in FORMULAS))

    def __call__(self, price):
        """Return the answer for these prices."""
        simulation = SimulationBuilder().build_default_simulation(self.system, count=price.shape[1])
        for t, one in enumerate(YEARS):
            simulation.set_input("price", str(one), price[t])
        flows = {name: np.stack([simulation.calculate(name, str(one)) for one in YEARS]) for name in FLOWS}
        return kept_in_full(flows)


if __name__ == "__main__":
    measure(Way, {"openfisca-core": importlib.metadata.version("openfisca-core")})

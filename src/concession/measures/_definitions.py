"""The definitions that stand beside every printed number."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from concession.errors import ConcessionError, nearest

__all__ = ["MEASURES", "Measure", "measure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a measure means: for headings, footnotes and the reference.

    ``name`` is also the function of :mod:`concession.measures` that computes it. ``conventions`` are the
    choices that must be printed with a value; ``undefined`` says when there is none.
    """

    name: str
    title: str
    definition: str
    formula: str
    unit: str
    conventions: tuple[str, ...] = ()
    undefined: str = "never"

    def __str__(self) -> str:
        return f"{self.title}: {self.definition}"


_ALL = (
    Measure(
        name="npv",
        title="Net present value",
        definition="What later amounts are worth at the valuation date.",
        formula="sum of flow / (1 + rate) ^ years from the valuation date",
        unit="money",
        conventions=("rate and its basis", "start, middle or end of period", "valuation date"),
    ),
    Measure(
        name="xnpv",
        title="Net present value of dated amounts",
        definition="What dated amounts are worth at the first date.",
        formula="sum of flow / (1 + rate) ^ (days from the first date / 365)",
        unit="money",
        conventions=("rate and its basis", "actual days over 365"),
    ),
    Measure(
        name="irr",
        title="Internal rate of return",
        definition="The rate per year at which the net present value is nought.",
        formula="r in: sum of flow / (1 + r) ^ t = 0",
        unit="share per year",
        conventions=(
            "periods per year",
            "of several: nearest to the hurdle; without one, among those not negative nearest to 10 %",
        ),
        undefined="no such rate between -99.9 % and 99 900 % a period, no amounts, or never an outlay",
    ),
    Measure(
        name="xirr",
        title="Internal rate of return of dated amounts",
        definition="The rate per year at which the net present value of dated amounts is nought.",
        formula="r in: sum of flow / (1 + r) ^ (days from the first date / 365) = 0",
        unit="share per year",
        conventions=("actual days over 365", "of several: as for the internal rate of return"),
        undefined="no such rate between -99.9 % and 99 900 %, no amounts, or never an outlay",
    ),
    Measure(
        name="payback",
        title="Payback",
        definition="Years until what was spent has come back.",
        formula="periods until the cumulative flow turns, plus missing / gained in that period",
        unit="years",
        conventions=(
            "clock from first spend, start of spend, first production or first period",
            "first time or for good",
            "discounted or not",
        ),
        undefined="nothing is spent, or it does not come back within the horizon",
    ),
    Measure(
        name="multiple",
        title="Multiple of paid-in money",
        definition="What was received, and is still held, per unit paid in, undiscounted.",
        formula="(sum received + residual) / sum paid in",
        unit="share",
        conventions=("with the residual value (TVPI, MOIC) or without (DPI)",),
        undefined="nothing is paid in",
    ),
    Measure(
        name="net_multiple",
        title="Multiple of net outlays",
        definition="Positive net flows per unit of negative net flows, undiscounted.",
        formula="sum of max(flow, 0) / sum of max(-flow, 0)",
        unit="share",
        conventions=("netted within each period",),
        undefined="no period has a net outlay",
    ),
    Measure(
        name="profitability_index",
        title="Profitability index",
        definition="One plus the net present value per unit of discounted investment.",
        formula="1 + NPV / PV of investment",
        unit="share",
        conventions=("rate and its basis", "what counts as investment"),
        undefined="nothing is invested",
    ),
    Measure(
        name="government_take",
        title="Government take, undiscounted",
        definition="The state's receipts as a share of the pre-tax net cash flow.",
        formula="sum of receipts / sum of pre-tax flow",
        unit="share",
        conventions=("which receipts count as the state's",),
        undefined="the pre-tax flow does not add up to more than nought",
    ),
    Measure(
        name="aetr",
        title="Average effective tax rate",
        definition="The state's receipts as a share of the pre-tax net cash flow, both discounted.",
        formula="PV of receipts / NPV of pre-tax flow",
        unit="share",
        conventions=("rate and its basis", "which receipts count as the state's"),
        undefined="the pre-tax net present value is not above nought",
    ),
    Measure(
        name="share_of_benefits",
        title="Share of total benefits",
        definition="The state's receipts as a share of revenue less operating cost and replacement capital.",
        formula="receipts / (revenue - operating cost - replacement capital)",
        unit="share",
        conventions=("discounted or not", "what counts as replacement capital"),
        undefined="the benefits do not add up to more than nought",
    ),
    Measure(
        name="metr",
        title="Marginal effective tax rate",
        definition="How much of the return of a project that just earns the hurdle goes to the state.",
        formula="(pre-tax IRR - post-tax IRR) / pre-tax IRR, where post-tax IRR = hurdle",
        unit="share",
        conventions=("hurdle",),
        undefined="a rate of return is missing, the pre-tax one is not above nought, or the project is "
        "not marginal",
    ),
    Measure(
        name="irr_change",
        title="Change of the rate of return by tax",
        definition="The post-tax less the pre-tax internal rate of return.",
        formula="IRR after tax - IRR before tax",
        unit="share per year",
        conventions=("of several rates: as for the internal rate of return",),
        undefined="either rate of return is missing",
    ),
    Measure(
        name="effective_royalty_rate",
        title="Effective royalty rate",
        definition="The least share of gross revenue that terms leave the state in any period.",
        formula="royalty + (1 - royalty) (1 - cost limit) state share, with the limit after royalty",
        unit="share",
        conventions=("cost limit before or after royalty",),
    ),
    Measure(
        name="lowest_share_of_gross",
        title="Lowest share of gross revenue",
        definition="The state's lowest share of gross revenue in any period of the run.",
        formula="min over periods of receipts / gross revenue",
        unit="share",
        conventions=("which receipts count as the state's",),
        undefined="there is no revenue",
    ),
    Measure(
        name="saving_index",
        title="Saving index",
        definition="The investor's share of one unit of cost saved.",
        formula="(investor's flow after - before) / cost saved",
        unit="share",
        conventions=("discounted or not", "which cost is saved, and when"),
        undefined="nothing is saved",
    ),
    Measure(
        name="share_by",
        title="Share of receipts by a date",
        definition="The part of all receipts that comes within the first periods.",
        formula="sum of the first receipts / sum of receipts",
        unit="share",
        conventions=("how many periods",),
        undefined="receipts do not add up to more than nought",
    ),
    Measure(
        name="first_receipt",
        title="First receipt",
        definition="The first period with a receipt.",
        formula="first t with receipt > 0",
        unit="period, from 0",
        undefined="there is no receipt within the horizon",
    ),
    Measure(
        name="duration",
        title="Duration of receipts",
        definition="The mean time of receipts, weighted by present value.",
        formula="sum of time × PV / sum of PV",
        unit="years",
        conventions=("rate and its basis", "start, middle or end of period", "valuation date"),
        undefined="the present value of receipts is not above nought",
    ),
    Measure(
        name="risk_share",
        title="Share of risk",
        definition="How much a party's value varies, as a share of how much the project's does.",
        formula="standard deviation of the party's value / standard deviation of the project's",
        unit="share",
        conventions=("which value", "shares of parties need not add up to one"),
        undefined="the project's value does not vary",
    ),
    Measure(
        name="coefficient_of_variation",
        title="Coefficient of variation",
        definition="How much a value varies, as a share of its mean.",
        formula="standard deviation / |mean|",
        unit="share",
        conventions=("which value",),
        undefined="the mean is nought",
    ),
    Measure(
        name="chance_below",
        title="Chance of missing the hurdle",
        definition="The share of futures whose rate of return is below the hurdle.",
        formula="count of IRR < hurdle / count of futures",
        unit="share",
        conventions=("hurdle", "futures without a rate of return are printed apart"),
    ),
    Measure(
        name="expected_monetary_value",
        title="Expected monetary value",
        definition="What a bid is worth before it is known whether there is a discovery.",
        formula="-(bonus + PV of exploration) + chance × NPV of development",
        unit="money",
        conventions=("rate and its basis", "chance of discovery"),
    ),
    Measure(
        name="progressivity",
        title="Progressivity",
        definition="Whether the state's share rises with the rent, and where it turns.",
        formula="sign of the change of the share between neighbouring points of a grid",
        unit="sign",
        conventions=("share: AETR or take", "grid: pre-tax IRR, price or net present value"),
        undefined="the share is undefined at all points but one",
    ),
    Measure(
        name="solve",
        title="Break-even",
        definition="The price, share or other unknown at which a value is nought.",
        formula="x in: value(x) = 0, such as the post-tax NPV at the hurdle",
        unit="of the unknown",
        conventions=("bracket and grid", "which of several", "hurdle"),
        undefined="the value does not change its sign within the bracket",
    ),
    Measure(
        name="summarize",
        title="Mean, P10, P50 and P90",
        definition="A tenth of the futures lie below P10, which is the low one; half below P50.",
        formula="exact quantiles, linear between neighbours; errors from order statistics",
        unit="of the value",
        conventions=("futures in which the value is undefined are left out, and counted",),
        undefined="no future has a value",
    ),
)

#: Every measure by name; the reference and the footnotes of reports are made from it.
MEASURES: MappingProxyType[str, Measure] = MappingProxyType({entry.name: entry for entry in _ALL})


def measure(name: str) -> Measure:
    """Return the definition of a measure, or raise E756 naming the nearest.

    >>> print(measure("aetr").formula)
    PV of receipts / NPV of pre-tax flow
    """
    found = MEASURES.get(name)
    if found is None:
        raise ConcessionError.of("E756", f"there is no measure {name!r}", nearest(name, MEASURES), "measure")
    return found

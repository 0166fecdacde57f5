"""Codes of the algebra and its runs (E6 and E7)."""

from concession.errors._problem import Code

ALGEBRA: dict[str, Code] = {
    "E601": Code(
        title="Units do not fit",
        remedy="Amounts of different units cannot be added, compared or chosen between. Convert one "
        "(an exchange rate, a price, a deflator), or give the bare number its unit.",
    ),
    "E602": Code(
        title="A loop inside a period",
        remedy="A line depends on itself in the same period. Refer to an earlier period, or use a "
        "closed form for simultaneous definitions.",
    ),
    "E603": Code(
        title="A loop between stages",
        remedy="A total over the whole horizon is read by a line that the total depends on. Read "
        "running sums or earlier periods instead.",
    ),
    "E604": Code(
        title="An operation is used in a way it does not have",
        remedy="The message says what the operation needs (at least one period back, a known rounding "
        "mode, a profile by age).",
    ),
    "E605": Code(
        title="A table with gaps, overlaps or missing rates",
        remedy="Give each band one rate, and bounds that rise.",
    ),
    "E606": Code(
        title="An impossible timeline",
        remedy="A period is a year, a quarter or a month; a case has 1 to 2400 of them.",
    ),
    "E607": Code(
        title="A line is defined twice, or never",
        remedy="Two clauses make a line of one name, or a clause declares a line and gives it no formula. "
        "Rename one of the clauses.",
    ),
    "E608": Code(
        title="There is no such line",
        remedy="Check the spelling; the message names the nearest lines. `concession explain CASE` without "
        "a line lists them all.",
    ),
    "E609": Code(
        title="A selector matches nothing",
        remedy="A clause reads lines by their attributes and found none. Correct the attributes, or say "
        "`allow_empty: true` if that is meant.",
    ),
    "E610": Code(
        title="A formula cannot be read",
        remedy="Use numbers, names of lines, + - * / ^, brackets, comparisons, and the functions listed "
        "in the file format.",
    ),
    "E611": Code(
        title="No way from one currency to another",
        remedy="State what one unit of the other currency (or of real money) is worth under "
        "`conventions.exchange`.",
    ),
    "E612": Code(
        title="A clause lacks something that its other terms call for",
        remedy="The message names the term to add.",
    ),
    "E613": Code(
        title="Shares that do not add up to one",
        remedy="Correct the shares; they must add up to exactly 100 %.",
    ),
    "E614": Code(
        title="A project lacks something that its other terms call for",
        remedy="The message names the ore, product or cost and what to add.",
    ),
    "E615": Code(
        title="There is no such input of the outlook",
        remedy="Check the spelling, or add the price or event under `outlook`.",
    ),
    "E616": Code(
        title="An entry of the outlook cannot be used",
        remedy="The message says which periods or files are missing.",
    ),
    "E617": Code(
        title="There is no such project",
        remedy="Check the spelling; the message names the nearest projects.",
    ),
    "E618": Code(
        title="A clause reads what is assessed over a wider ring fence",
        remedy="Read for each project (or company), an amount of all of them would count several times. Give "
        "the reading clause a ring fence as wide, or the one that is read a narrower one.",
    ),
    "E619": Code(
        title="A date outside the case's periods",
        remedy="Nothing would ever come of it. Correct the date, move the case's first or last period, or "
        "leave the clause out.",
    ),
    "E620": Code(
        title="A rate table with a gap",
        remedy="The bands of a table must follow one another, and the last one has no end. Where a rate "
        "is not known, state the band with `mark: unknown` and a range.",
    ),
    "E621": Code(
        title="A rate table whose bands overlap or do not rise",
        remedy="Let each band begin where the one before it ends; only the last one has no upper end.",
    ),
    "E622": Code(
        title="A rate table that does not have what its kind needs",
        remedy="`by-slice` and `whole-value` need `bands`, `interpolated` needs `points`, "
        "`formula` a formula.",
    ),
    "E701": Code(
        title="An input is missing or has the wrong shape",
        remedy="Every input of the program needs one number, one per period, or one per future.",
    ),
    "E702": Code(
        title="A result is not a number",
        remedy="A line divides by zero, overflows, or takes the logarithm of nothing. The message names "
        "line, period and future; guard the division with `ratio`.",
    ),
    "E703": Code(
        title="The exact executor cannot do this operation",
        remedy="Exponentials, logarithms and fractional powers have no exact decimal value. Run the "
        "simulation instead, or state the clause without them.",
    ),
    "E704": Code(
        title="Money was lost or made",
        remedy="The payments of all parties do not add up to zero. This is a fault of a clause, which the "
        "message names: please report it.",
    ),
    "E705": Code(
        title="An account fell below its floor",
        remedy="A clause takes more from an account than it holds. The message names account, period and "
        "future.",
    ),
    "E707": Code(
        title="No such executor here",
        remedy="Use `auto`, `reference` or `fused`; the fused one needs the extra `fast` (llvmlite).",
    ),
    "E710": Code(
        title="That many futures cannot be run",
        remedy="Ask for one future or more; a single one is named by its number from 0.",
    ),
    "E711": Code(
        title="No indicators of these projects",
        remedy="A case needs a project that sells something. Projects whose owner is taxed for all of them "
        "together have indicators together: name them all with --project, or none.",
    ),
    "E719": Code(
        title="The job cannot be run on this cluster",
        remedy="Start a Dask scheduler and workers with the same versions; see the page on scaling.",
    ),
    "E706": Code(
        title="A package for this export is not installed",
        remedy="Install the extra that the message names; every other export works without it.",
    ),
    "E708": Code(
        title="A package for charts is not installed",
        remedy="Install the extra: pip install 'concession[charts]'. Tables and every other result "
        "work without.",
    ),
    "E709": Code(
        title="No such chart, or nothing to draw",
        remedy="The message lists the kinds of charts, or says what the result lacks for this one: several "
        "drafts, inputs that vary, something outstanding. Files end in .svg or .png.",
    ),
    "E750": Code(
        title="A number of a measure is out of its range",
        remedy="Rates are shares per year above -1 (0.1 is 10 %), periods have a length above nought. The "
        "message names the argument.",
    ),
    "E751": Code(
        title="Amounts that cannot be measured",
        remedy="Amounts are finite numbers of the shape (periods,) or (periods, futures). Find the line "
        "that is undefined, or turn the array round.",
    ),
    "E752": Code(
        title="Amounts that do not belong together",
        remedy="All amounts of one measure have the same periods, and the same futures or none.",
    ),
    "E753": Code(
        title="Dates that do not fit the amounts",
        remedy="Each amount has one date, and none lies before the first: amounts are discounted to it.",
    ),
    "E754": Code(
        title="A bracket in which nothing can be sought",
        remedy="A bracket is two finite numbers, the lower first, for all futures or for each.",
    ),
    "E755": Code(
        title="A convention of a measure that does not exist",
        remedy="The message lists the conventions that there are; each is defined with its measure.",
    ),
    "E756": Code(
        title="There is no such measure",
        remedy="Check the spelling against the list of measures.",
    ),
    "E757": Code(
        title="A sample that cannot be summarised",
        remedy="A sample is one value per future, at least one; NaN marks an undefined value, and no value "
        "is infinite.",
    ),
    "E758": Code(
        title="A function that cannot be solved",
        remedy="The function takes one unknown per future and returns one value per future.",
    ),
    "E759": Code(
        title="A share outside 0 to 1",
        remedy="Shares, chances and limits are numbers from 0 to 1: write 0.3 for 30 %.",
    ),
    "E760": Code(
        title="A file of vectors that cannot be read",
        remedy="A file of vectors is a JSON list of objects with name, calc, inputs, expected and "
        "tolerance. The message says what is wrong with it.",
    ),
    "E761": Code(
        title="There is no such kind of vector",
        remedy="Check `calc` against the kinds that the message names.",
    ),
    "E762": Code(
        title="A vector lacks an input, or has one of the wrong sort",
        remedy="Give the input that the message names; the shipped vectors of the kind show all of them.",
    ),
}

"""Codes of the outlook (E9)."""

from concession.errors._problem import Code

OUTLOOK: dict[str, Code] = {
    "E901": Code(
        title="A value of the outlook is not a finite number",
        remedy="Give a plain number; infinity, NaN, text and yes/no are not accepted here.",
    ),
    "E902": Code(
        title="A parameter is outside the range that makes sense",
        remedy="Correct the parameter; shares and volatilities are written as 0.3 or 30 %, not 30.",
    ),
    "E903": Code(
        title="Values and weights do not fit together",
        remedy="Give as many weights as values, each weight zero or more and at least one above zero.",
    ),
    "E904": Code(
        title="The spread is so wide that draws overflow",
        remedy="Check the spread: a log standard deviation above 3 is rarely meant.",
    ),
    "E905": Code(
        title="An option has an unknown value",
        remedy="Choose one of the options that the message lists.",
    ),
    "E906": Code(
        title="The series, values or paths do not cover the timeline",
        remedy="Give a value for every period, or say how the series goes on after its last value.",
    ),
    "E907": Code(
        title="The history cannot be used",
        remedy="Give positive values, enough of them, at a frequency that divides into the case's periods.",
    ),
    "E910": Code(
        title="A file of paths is missing or outside the case's folder",
        remedy="Put the file into the case's folder and name it relative to that folder.",
    ),
    "E911": Code(
        title="A file of paths is too large",
        remedy="Store the paths as NPY, which is read piece by piece, or reduce them.",
    ),
    "E912": Code(
        title="A file of paths cannot be read",
        remedy="Store one number per period and future: NPY (float64), CSV with a heading, or Parquet.",
    ),
    "E913": Code(
        title="A reader for this kind of file is not installed",
        remedy="Install polars or pyarrow, or store the paths as NPY or CSV.",
    ),
    "E914": Code(
        title="More futures are asked for than the file has paths",
        remedy="Ask for fewer futures, supply more paths, or allow the paths to repeat.",
    ),
    "E920": Code(
        title="A hazard is not usable",
        remedy="Give chances per year of zero or more, one for each year or one for all.",
    ),
    "E921": Code(
        title="States or transition rates of a chain are not usable",
        remedy="Name each state once; give rates per year, zero or more, between two different named states.",
    ),
    "E922": Code(
        title="An input reads another one that is not there, does not fit, or reads it back",
        remedy="Name an input of the outlook that has states, and let no input depend on itself.",
    ),
    "E930": Code(
        title="A correlation group names inputs that it cannot have",
        remedy="Put each input into one group at most; only inputs that are drawn can be correlated.",
    ),
    "E931": Code(
        title="A rank correlation is not a number between -1 and 1, or is stated twice",
        remedy="State each pair of the group's members at most once; pairs left out count as zero.",
    ),
    "E932": Code(
        title="The stated correlations contradict each other",
        remedy="Use the nearest correlations that are possible, as printed, or state fewer pairs.",
    ),
    "E933": Code(
        title="A correlation group mixes single draws with paths",
        remedy="Correlate single draws with single draws and processes with processes.",
    ),
    "E940": Code(
        title="The outlook has no input of this name",
        remedy="Use one of the names that the message lists.",
    ),
    "E941": Code(
        title="A setting of the outlook is not usable",
        remedy="Seed, periods and futures are whole numbers of zero or more; see the message.",
    ),
    "E942": Code(
        title="The quasi-random points do not reach far enough",
        remedy="Use sampling 'random', or fewer inputs and periods.",
    ),
    "E950": Code(
        title="The price history has no such column",
        remedy="Use one of the column headings of the file.",
    ),
    "E951": Code(
        title="The price history cannot be read",
        remedy="Give a CSV whose first column holds periods (2024, 2024M05, 2024Q2, 2024-05) without gaps.",
    ),
    "E952": Code(
        title="The process cannot be fitted to this history",
        remedy="Use a longer span, or another process, as the message says.",
    ),
}

"""The reference of case files, made from the attribute tables that read them."""

from collections.abc import Iterator

from concession.deal import (
    GRADES,
    MARKS,
    SOURCE_KINDS,
    STATUSES,
    Field,
    Kind,
    ListOf,
    MapOf,
    Struct,
    fields_of,
)
from concession.model import ENTRY_KINDS, RULE_KINDS
from concession.model._head import Head
from concession.projects import Project

_HEAD = """\
# Case files

A case is a folder of plain text. `case.yaml` says who takes part, which periods are looked at and which
conventions hold; projects, outlook, sources and drafts stand in it or in files beside it:

```text
my-case/
  case.yaml          the case; it must be there
  sources.yaml       the section "sources", if it is long
  outlook.yaml       the section "outlook"
  projects/ID.yaml   one project each
  drafts/ID.yaml     one draft each
  costs.csv          tables that the files name; CSV or NPY, in folders as well
  CASE.md            notes for people: .md and .txt are passed over
```

Files are YAML 1.2 in UTF-8, and data only: no tags, no merge keys, nothing that runs. Names of your own
(parties, projects, drafts, clauses, sources) are lower case: letters, digits, `-` and `_`. `concession new`
writes a commented case to start from, `concession check` reports every mistake with its place, and
`concession schema` prints the JSON Schema that editors complete from. This page is made from the tables
that the program itself reads with.

## The format's version

`concession: 1` is the first entry of `case.yaml`. A later version of the program reads every earlier version
of the format, or says in one sentence what to change; it never reads a file differently in silence.

## Numbers with units

Write numbers as people do: `50 %`, `USD 150 million`, `1.5 Mt/yr`, `12 USD/t`, `4 % per year`, `18 months`,
`2026-03-02`. A dot stands before decimals, commas only between thousands. Money of another currency needs a
rate of exchange under `conventions`, money of a year's prices is written `USD(2025)`. An interval,
`60 to 95 USD/bbl`, lies there with a chance of 90 %: it is drawn from a lognormal distribution with these
as its 5th and 95th percentile, or from a normal one where a bound is not above zero.

A value stands plain, or in full with its evidence:

```yaml
rate: 4 %
rate:
  value: 4 %
  source: [ministry, law-firm]
  mark: reported
  article: Article III, section 2
  note: how it is to be understood
  range: 3 to 5 %
  readings:
    net: 2 %
    gross: {value: 4 %, source: ministry}
```

`range` is the interval in which a doubtful value may lie: the value is then drawn from a triangle over it.
`readings` are meanings that the evidence allows as well; they are not chances, and are looked at one at a
time. A whole clause, an entry of the outlook and a series can have them too. Where a clause's `type` (an
entry's `kind`, a series) stands beside them, it is the base and each reading says what is different; without
one, each reading is whole, and the best-marked is the base:

```yaml
royalty:
  type: royalty
  rate: 4 %
  base: revenue
  readings:
    net: {base: netback_value, source: letter}
levy:
  readings:
    in-cash: {type: royalty, rate: 5 %, base: revenue}
    once: {type: bonus, amount: USD 10 million, date: 2026}
price: {readings: {spot: copper_price, contract: 3.80 USD/lb}}
```

Every value has a source: its own, else that of its clause, draft, project or case; or it is marked
`assumed`, with a `note` that says why and a `range`.

## Numbers by period

Where a number may differ from period to period, write one that holds throughout (amounts per year), the
name of an input of the outlook, or a series. Rates, shares and limits of clauses may follow a clause too,
such as a `rate_table` by the price or by an `r_factor`; an input of the outlook of that name goes before it.

```yaml
price: 60 USD/bbl
price: copper_price
rate: by_price                     # in a clause: a line, such as that of a `rate_table`
amount: {2026: USD 12 million, 2027: USD 15 million}
amount: {from: 2026, values: [12, 15, 15], unit: USD million}
amount: {from: start, values: [60, 75, 15], unit: USD million}     # by year of the project's age
amount: {file: costs.csv, row: Construction, unit: USD million}
amount: {file: table.csv, column: conc_mt, unit: Mt, blank: 0}
```

For tables, `rows` or `columns` are summed, `where: {column: text}` tells rows of one name apart, `scale`
multiplies, `blank: 0` or `blank: skip` says what an empty cell means, and `spread: even` (a total) or
`spread: same` (each year's value) what a column such as `2046-2050` holds.

## Law that changes

In a clause, a term that the law changes at dates says what has held since when, each with its evidence; so
may a whole table of rates. `in_force` says since when a clause applies, and until when:

```yaml
rate: {since: {2019-01-01: 5.5 %, 2023-01-01: {value: 4 %, source: act-29}}}
in_force: {since: 2019-01-01, until: 2030-12-31}
```

A period is taxed by the law in force in its middle. A clause of the type `stabilisation` freezes others at
the law of a day.
"""


def line(text: str) -> str:
    """Return a text of a table as one line of Markdown in which nothing but back-ticks is markup."""
    joined = " ".join(text.split())
    pieces = joined.split("`")
    if len(pieces) % 2 == 0:  # An odd back-tick opens nothing.
        return _escape(joined)
    return "`".join(_escape(piece) if i % 2 == 0 else piece for i, piece in enumerate(pieces))


def _escape(text: str) -> str:
    for mark in "\\*_[]<>{}$#|`~":
        text = text.replace(mark, f"\\{mark}")
    return text


def cell(text: str) -> str:
    """Return a text as the cell of a table."""
    return line(text).replace("\\|", "|").replace("|", "\\|")


def summary(cls: type) -> str:
    """Return the first sentence of a class's docstring."""
    return line((cls.__doc__ or "").split("\n\n")[0])


def table(fields: tuple[Field, ...]) -> str:
    """Return the attribute table of a mapping: keys, what may be written, what it means."""
    rows = ["| key | what to write | meaning |", "|---|---|---|"]
    for one in fields:
        default = _default(one)
        meaning = one.doc + (f" {default}" if default else "")
        rows.append(
            f"| `{one.key}`{' *' if one.required else ''} | {cell(_what(one.kind))} | {cell(meaning)} |"
        )
    return "\n".join(rows) + "\n"


def _what(kind: Kind) -> str:
    if _struct(kind) is None:
        return kind.describe()
    if isinstance(kind, Struct):
        return "mapping, see below"
    return (
        "names, each with a mapping, see below" if isinstance(kind, MapOf) else "list of mappings, see below"
    )


def _struct(kind: Kind) -> type | None:
    """Return the class of the mappings that a kind holds, directly or by name or in a list."""
    inner = kind.kind if isinstance(kind, MapOf | ListOf) else kind
    return inner.cls if isinstance(inner, Struct) else None


def _default(one: Field) -> str:
    if one.required or one.default in (None, (), "", {}):
        return ""
    if isinstance(one.default, bool):
        return f"Default: `{str(one.default).lower()}`."
    if isinstance(one.default, tuple):
        names = ", ".join(f"`{getattr(item, 'name', item)}`" for item in one.default)
        return f"Default: {names}."
    return f"Default: `{one.default}`."


def inside(cls: type, seen: set[type], above: str = "") -> Iterator[tuple[str, type]]:
    """Yield the mappings inside one with the keys that lead to them, each once, in order."""
    for one in fields_of(cls):
        inner = _struct(one.kind)
        if inner is not None and inner not in seen:
            seen.add(inner)
            path = f"{above}{one.key}" + (".ID" if isinstance(one.kind, MapOf) else "")
            yield path, inner
            yield from inside(inner, seen, f"{path}.")


def _tree(title: str, cls: type, words: str = "", above: str = "") -> str:
    parts = [f"\n## {title}\n\n{words or summary(cls)}\n\n{table(fields_of(cls))}"]
    for path, one in inside(cls, {cls}, above):
        parts.append(f"\n### `{path}`\n\n{summary(one)}\n\n{table(fields_of(one))}")
    return "".join(parts)


def _outlook() -> str:
    parts = [
        "\n## outlook\n\n",
        "What may happen, by name: a number or an interval, or an entry with a `kind`. Each is a stream of "
        "its own: adding one, or taking one out, leaves the draws of all others as they were.\n",
    ]
    for word, cls in {**ENTRY_KINDS, **RULE_KINDS}.items():
        parts.append(f"\n### `kind: {word}`\n\n{summary(cls)}\n\n{table(fields_of(cls))}")
    return "".join(parts)


def _words(title: str, intro: str, words: dict[str, str]) -> str:
    rows = "\n".join(f"| `{word}` | {cell(meaning)} |" for word, meaning in words.items())
    return f"\n{title}\n\n{intro}\n\n| word | meaning |\n|---|---|\n{rows}\n"


def _drafts() -> str:
    statuses = ", ".join(f"`{word}`" for word in STATUSES)
    return f"""
## drafts

A draft is one version of the agreement. The first one usually is the law of the land and lists its
`clauses`; another `extends` it and says only what is different. The first draft of the case is the
baseline of comparisons.

```yaml
title: The offer of March
dated: 2026-03-02
status: proposed
proposer: company
extends: law
source: offer-letter          # speaks for everything that this draft writes
remove: [duty]
change:
  royalty: {{rate: 5 %}}        # mappings merge; 'rate: null' takes a term out
add:
  bonus: {{type: bonus, amount: USD 5 million, date: 2026}}
```

Removals come first, then changes, then additions. What a draft leaves alone keeps the source of the draft
that wrote it. `status` is one of {statuses}. Each clause has a `type`: see [the kinds of clauses](clauses).
"""


def _sources() -> str:
    kinds = ", ".join(f"`{word}`" for word in SOURCE_KINDS)
    intro = (
        "Documents by id, each with `title` and `grade`, and if known `publisher`, `date`, `url`, `kind` "
        f"(one of {kinds}), `licence`, `note`, and `mark`, the mark of its values where they state none."
    )
    return _words("## sources", intro, dict(GRADES)) + _words(
        "### Marks",
        "How good the evidence of a value is. Where none is stated, the source's kind and grade give it. "
        "Results count how many of the values that they read bear each mark.",
        dict(MARKS),
    )


def page() -> str:
    """Return the page of case files, in Markdown."""
    return "".join(
        [
            _HEAD,
            "\nKeys with a * must be written; the others have the default that stands, or nothing.\n",
            _tree("case.yaml", Head),
            _tree("projects", Project, "By id. " + summary(Project), "projects.ID."),
            _outlook(),
            _drafts(),
            _sources(),
        ]
    )

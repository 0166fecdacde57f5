"""The reference of clauses: what each kind does, its terms, its formula, an example that the tests run."""

from pathlib import Path

from _case_files import inside, line, summary, table
from _clause_order import order

from concession.clauses import KINDS, Clause, MoneyClause
from concession.clauses._terms import ATTRIBUTES
from concession.deal import fields_of

EXAMPLES = Path(__file__).parent / "examples" / "clauses.yaml"

_HEAD = """\
# Kinds of clauses

A clause is one term of a draft, by a name of its own: `royalty: {type: royalty, rate: 5 %, base: revenue}`.
Clauses that move money make lines; the others are kept in words and compared. `concession explain CASE`
lists the lines of a draft, and every clause may read those of projects and of other clauses.

Keys with a * must be written. The examples stand under `add` in a draft that extends the law of the starter
case (`concession new`), with a lender, a fund, an investor and an escrow account among the parties, and a
strike as an event of the outlook; the tests run each of them. Under each stands the order of its operations
there: the lines that the clause writes, each after those that it reads, with the terms by their keys. This
page is made from the tables that the program itself reads with, and from the programs that it runs.

## What every clause may say

{common}
## What every clause that moves money may say

{money}{shared}
Bases, deductions and the like name lines: `revenue`, `costs.mining`, `royalty`, `income_tax.losses`; a
share of one counts with `{{royalty: 50 %}}`, and payments are found by what they are with
`{{select: {{instrument: [royalty, licence_fee], licence: new}}}}`. A selector may ask for {attributes};
each with a word or a list of them, and under `not` for what the payments must not be. `share: 50 %` beside
`select` counts half of them. A selector that matches nothing is an error, unless `allow_empty: true` stands
beside it. `concession explain` shows what it matched.

## The kinds
"""


def examples() -> dict[str, str]:
    """Return the example of each kind as the file has it, in the order of the file."""
    found: dict[str, str] = {}
    word = ""
    for text in EXAMPLES.read_text(encoding="utf-8").splitlines(keepends=True):
        if text[0] not in " \n#":
            word = text.strip().rstrip(":")
            found[word] = ""
        elif word:
            found[word] += text[2:] if text.startswith("  ") else text
    return {key: text.strip("\n") + "\n" for key, text in found.items()}


def page() -> str:
    """Return the page of clauses, in Markdown; kinds without an example come last."""
    common = {one.key for one in fields_of(Clause)}
    money = tuple(one for one in fields_of(MoneyClause) if one.key not in common)
    head = _HEAD.replace("{common}", table(fields_of(Clause))).replace("{money}", table(money))
    head = head.replace("{shared}", _inside(MoneyClause, {MoneyClause}))
    head = head.replace("{attributes}", ", ".join(f"`{word}`" for word in ATTRIBUTES))
    parts = [head.replace("{{", "{").replace("}}", "}")]
    shown = examples()
    for word in [*shown, *sorted(set(KINDS) - set(shown))]:
        if word in KINDS:
            parts.append(_kind(word, KINDS[word], shown.get(word, "")))
    return "".join(parts)


def _kind(word: str, cls: type[Clause], example: str) -> str:
    shared = {one.key for one in fields_of(MoneyClause if issubclass(cls, MoneyClause) else Clause)}
    own = tuple(one for one in fields_of(cls) if one.key not in shared)
    parts = [f"\n(clause-{word})=\n### {word}\n\n{summary(cls)}\n\n"]
    if cls.formula:
        parts.append(f"*Formula:* {line(cls.formula)}\n\n")
    if cls.reference:
        parts.append(f"*Known from:* {line(cls.reference)}\n\n")
    if own:
        parts.append(table(own))
    # what every clause of money has stands at the head of the page
    parts.append(_inside(cls, {cls, *(inner for _, inner in inside(MoneyClause, {MoneyClause}))}))
    if example:
        parts.append(f"\n```yaml\n{example}```\n")
    lines = order(word, example)
    if lines:
        numbered = "\n".join(f"{number}. {one}" for number, one in enumerate(lines, start=1))
        parts.append(f"\n*Order of operations:*\n\n```text\n{numbered}\n```\n")
    return "".join(parts)


def _inside(cls: type, seen: set[type]) -> str:
    return "".join(
        f"\n`{path}`: {summary(inner)}\n\n{table(fields_of(inner))}" for path, inner in inside(cls, seen)
    )

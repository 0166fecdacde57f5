"""In which order a clause computes its lines: read off the program of its example, not written by hand."""

import functools
import re
import tempfile
from pathlib import Path

from concession.clauses import KINDS, MoneyClause
from concession.lines import compile_program, render
from concession.model import load, start_case

#: What the examples of clauses have beside the starter case.
PARTIES = """\
  lender: {name: A bank, kind: lender}
  fund: {name: The joint fund, kind: fund}
  investor: {name: The investor, kind: investor}
  escrow: {name: The closure account, kind: provision}
"""
STRIKE = "  strike: {kind: event, hazard: 3 % per year}\n"
#: More lines than these say less, not more.
MOST_LINES = 40


@functools.cache
def order(word: str, example: str) -> tuple[str, ...]:
    """Return the lines that the example's clause of a kind writes, with their formulas, as they are computed.

    Terms of the clause are named by their keys. A kind that moves no money has none.
    """
    cls = KINDS[word]
    if not issubclass(cls, MoneyClause) or not example:
        return ()
    with tempfile.TemporaryDirectory(prefix="concession-docs-") as folder:
        case = Path(folder) / "case"
        start_case(case)
        file = case / "case.yaml"
        text = file.read_text(encoding="utf-8").replace("  region: {", PARTIES + "  region: {", 1)
        file.write_text(text.replace("outlook:\n", f"outlook:\n{STRIKE}", 1), encoding="utf-8")
        added = "".join(f"  {line}" if line.strip() else line for line in example.splitlines(keepends=True))
        draft = f"title: An example\nextends: law\nsource: law\nadd:\n{added}"
        (case / "drafts" / "example.yaml").write_text(draft, encoding="utf-8")
        loaded = load(case)
    said = re.findall(r"^(\w+):", example, re.MULTILINE)
    name = next(one.id for one in loaded.clauses("example") if isinstance(one.clause, cls) and one.id in said)
    graph = loaded.build("example").graph
    mine = {line.name: line for line in graph if line.attributes.get("clause") == name}
    slots = compile_program(graph, list(mine)).outputs
    formulas = {one: render(line.definition) for one, line in mine.items()}
    # of two lines that are one and the same, the one that says more comes first
    ordered = sorted(mine, key=lambda one: (slots[one], -len(formulas[one])))
    return tuple(f"{one} = {formulas[one]}".replace(f"clauses.{name}.", "") for one in ordered)[:MOST_LINES]

"""The page of an explanation: a number as a tree of what it is made from."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from decimal import Decimal

from concession.analysis import Explanation, LineAtHand, Reasons, Spread
from concession.deal import Draft, display_of, format_quantity, is_money
from concession.lines import Unit
from concession.model import Case
from concession.report._conventions import add_illustrative, draft_note
from concession.report._layout import Column, Ink, Page, Table

__all__ = ["explanation_page", "lines_page"]


def explanation_page(page: Page, result: Reasons) -> None:
    """Add the tree behind one number."""
    page.title(f"{result.case.title}: {result.line} in {result.period}", draft_note(result.draft))
    add_illustrative(page, result.case)
    page.text(_over(result))
    page.lines(list(_tree(result, page.width, page.ink)))
    sources = result.to_dict()["sources"]
    if isinstance(sources, dict) and sources:
        page.items([f"[{name}] {title}" for name, title in sources.items()], mark="")
    page.text(
        "Under each number: its formula; then its clause, project or value as the file has it, with its "
        "sources and its mark, and where it stands. (above): explained further up."
        + (
            " Lines that the last ones read are not followed: --depth N goes deeper."
            if any(one.cut for _, one in result.tree.walk())
            else ""
        ),
        dim=True,
    )


def _over(result: Reasons) -> str:
    how = "exact decimals" if result.exact else "floating point"
    if result.future is not None:
        return f"Future {result.future}, seed {result.seed}; {how}."
    if result.futures == 1:
        return f"One future; {how}."
    asked = result.wanted
    fewer = f" (of {asked:,}: more are not kept)" if result.futures < asked else ""
    return f"Mean over {result.futures:,} futures{fewer}, seed {result.seed}, with least and most; {how}."


def _tree(result: Reasons, width: int, ink: Ink) -> Iterator[str]:
    said: set[str] = set()
    waiting: list[tuple[Explanation, str, str]] = [(result.tree, "", "")]
    while waiting:
        one, first, rest = waiting.pop()
        last_child = not one.inputs
        below = rest + ("  " if last_child else "│ ")
        yield from _node(result, one, first, below, width, ink, said)
        children: list[tuple[Explanation, str, str]] = []
        for number, child in enumerate(one.inputs):
            final = number == len(one.inputs) - 1
            children.append((child, rest + ("└─ " if final else "├─ "), rest + ("   " if final else "│  ")))
        waiting += reversed(children)


def _node(
    result: Reasons, one: Explanation, first: str, below: str, width: int, ink: Ink, said: set[str]
) -> Iterator[str]:
    when = f" in {one.when}" if one.when else ""
    again = "   (above)" if one.known and one.formula else ""
    head = f"{one.name}{when} = {_spread(one.value, one.unit)}"
    wrapped = textwrap.wrap(head, max(width - len(first), 30), break_on_hyphens=False)
    yield first + ink.bold(wrapped[0]) + (ink.dim(again) if len(wrapped) == 1 else "")
    yield from (below + ink.bold(line) for line in wrapped[1:])
    if one.known and one.formula:
        return
    notes = []
    if one.formula:
        notes.append(f"= {one.formula}")
    if one.matched:
        notes.append(f"reads by selection: {', '.join(one.matched)}")
    for note in notes:
        yield from _wrapped(note, below, width)
    for note in _origin(result, one, said):
        yield from (line if not ink.colour else ink.dim(line) for line in _wrapped(note, below, width))


def _wrapped(text: str, below: str, width: int) -> Iterator[str]:
    room = max(width - len(below), 30)
    for line in textwrap.wrap(text, room, break_on_hyphens=False, subsequent_indent="  "):
        yield (below + line).rstrip()


def _origin(result: Reasons, one: Explanation, said: set[str]) -> Iterator[str]:
    """Yield where a number comes from; a clause or project that was named above is not named again."""
    origin = one.origin
    if origin is None or (origin.path in said and one.formula):
        return
    if one.formula:
        said.add(origin.path)
    words = origin.text or origin.title
    path = "" if origin.path == one.name else f"{origin.path}: "
    marked = ", ".join(part for part in (*origin.sources, origin.mark) if part)
    text = f"{path}{words}" if words else path.removesuffix(": ")
    yield " ".join(part for part in (text, f"[{marked}]" if marked else "") if part)
    if origin.note:
        yield f"note: {origin.note}"
    if origin.place and origin.place.file:
        yield f"at {origin.place}"


def _spread(value: Spread, unit: Unit) -> str:
    """Return a number, or the mean with the least and most of it."""
    mean, least, most = (_number(one, unit) for one in (value.mean, value.least, value.most))
    return mean if value.single else f"{mean} (least {least}, most {most})"


def _number(value: float | Decimal, unit: Unit) -> str:
    if isinstance(value, Decimal) and not value.is_finite():
        return "not a number" if value.is_nan() else "unbounded"
    if isinstance(value, Decimal) and is_money(unit):
        # an exact amount is shown to the cent, not in millions
        return format_quantity(value, unit, display_of(unit), decimals=2)
    return format_quantity(value, unit)


def lines_page(page: Page, case: Case, draft: Draft, lines: Sequence[LineAtHand]) -> None:
    """Add the lines of a draft that can be explained."""
    page.title(f"{case.title}: {len(lines)} line{'' if len(lines) == 1 else 's'}", draft_note(draft))
    add_illustrative(page, case)
    columns = (
        Column(title="Line", words=True),
        Column(title="Unit", words=True),
        Column(title="Payment", words=True),
        Column(title="Clause or project", words=True),
    )
    rows = tuple(
        (line.name, "" if line.unit == "1" else line.unit, line.instrument.replace("_", " "), line.title)
        for line in lines
    )
    page.table(Table(columns=columns, rows=rows))
    page.text("Name one with --line, and a period with --year.", dim=True)

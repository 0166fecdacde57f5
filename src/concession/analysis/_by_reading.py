"""Cases and drafts read in one of the ways that their evidence allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from concession.analysis._alternatives import Alternative, alternatives, case_alternatives
from concession.analysis._reading_names import paths_near, reading_named
from concession.deal import Draft, take_reading
from concession.errors import ConcessionError
from concession.model import Case, reread

__all__ = ["Alternative", "alternatives", "case_alternatives", "read_as", "read_case_where", "read_where"]


def read_as(case: Case, draft: str | Draft, readings: Mapping[str, str]) -> Draft:
    """Return a draft with some of its clauses or values read in a stated way.

    Parameters
    ----------
    case, draft
        The case, and the draft or its id.
    readings
        Names of readings by path. A path may be short, such as ``royalty.bands``, where one value alone can
        be meant; a reading may be named by what it says.

    Raises
    ------
    ConcessionError
        E207 where nothing, no reading, or several can be meant.
    """
    read = case.draft(draft)
    if not readings:
        return read
    found = alternatives(case, read)
    wanted: dict[str, str] = {}
    for path, name in readings.items():
        meant = reading_named(found, path, name)
        if meant is None and not path.startswith("clauses."):
            raise ConcessionError.of(
                "E207", f"'{path}' names no clause or value with readings", paths_near(found, path)
            )
        at, chosen = meant or (path, name)
        wanted[at] = chosen
    return taken(read, found, wanted)


def taken(draft: Draft, found: Iterable[Alternative], readings: Mapping[str, str]) -> Draft:
    """Return a draft with readings by their full paths; what stands inside another is read before it."""
    places = {one.path: one.place for one in found}
    files = {path: places.get(path, path) for path in readings}
    for path in sorted(readings, key=lambda one: -files[one].count(".")):
        draft = take_reading(draft, files[path], readings[path])
    return draft


def read_where(case: Case, drafts: Sequence[str | Draft], readings: Mapping[str, str]) -> list[Draft]:
    """Return drafts with each reading taken in those that have it; the others as they are.

    The case's baseline is what results are compared with, so it is left as it is. Paths and names are as
    for :func:`read_as`.

    Raises
    ------
    ConcessionError
        E207 for a reading that none of the drafts has.
    """
    found = [case.draft(one) for one in drafts]
    if not readings:
        return found
    # what was taken in one place leaves the readings of all others as they are
    held = [alternatives(case, draft) if draft.id != case.baseline else () for draft in found]
    wanted: list[dict[str, str]] = [{} for _ in found]
    for path, name in readings.items():
        meant = [reading_named(one, path, name) for one in held]
        if not any(meant):
            read_as(case, found[-1], {path: name})  # says what is wrong with it, if anything is
            raise ConcessionError.of(
                "E207", f"'{path}' stands in the baseline alone", "evaluate the baseline under the reading"
            )
        for mine, one in zip(wanted, meant, strict=True):
            if one:
                mine[one[0]] = one[1]
    return [taken(draft, there, mine) for draft, there, mine in zip(found, held, wanted, strict=True)]


def read_case_where(
    case: Case, drafts: Sequence[str | Draft], readings: Mapping[str, str], *, compared: bool = True
) -> tuple[Case, list[Draft]]:
    """Return a case and drafts with readings of any of its clauses, values, projects and inputs.

    What the case says (projects, outlook, rates) is the same for all drafts, so that such a reading is taken
    for the baseline too.

    Parameters
    ----------
    case, drafts
        The case, and drafts or their ids.
    readings
        Names of readings by path, short or full, as for :func:`read_as`.
    compared
        Whether the drafts are compared with the baseline, which then keeps its own readings.

    Raises
    ------
    ConcessionError
        E207 where nothing, no reading, or several can be meant; what the case gets wrong when it is read so.
    """
    here = case_alternatives(case)
    inside = [alternatives(case, draft) for draft in drafts]
    world: dict[str, str] = {}
    rest: dict[str, str] = {}
    for path, name in readings.items():
        there = [one for some in inside for one in some]
        in_drafts = path.startswith("clauses.") or any(reading_named(some, path, name) for some in inside)
        meant = None if in_drafts else reading_named(here, path, name)
        if meant is None and not in_drafts:
            hint = paths_near([*there, *here], path)
            raise ConcessionError.of("E207", f"'{path}' names no clause or value with readings", hint)
        if meant is None:
            rest[path] = name
        else:
            place = next(one.place for one in here if one.path == meant[0])
            world[place] = meant[1]
    case = reread(case, world)
    if compared:
        return case, read_where(case, drafts, rest)
    return case, [read_as(case, draft, rest) for draft in drafts]

"""Drafts read in one of the ways that their evidence allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from concession.analysis._alternatives import Alternative, alternatives
from concession.analysis._reading_names import paths_near, reading_named
from concession.deal import Draft, take_reading
from concession.errors import ConcessionError
from concession.model import Case

__all__ = ["Alternative", "alternatives", "read_as", "read_where"]


def read_as(case: Case, draft: str | Draft, readings: Mapping[str, str]) -> Draft:
    """Return a draft with some of its values read in a stated way.

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
        E207 where no value, no reading, or several can be meant.
    """
    read = case.draft(draft)
    if not readings:
        return read
    found = alternatives(case, read)
    for path, name in readings.items():
        meant = reading_named(found, path, name)
        if meant is None and not path.startswith("clauses."):
            raise ConcessionError.of(
                "E207", f"'{path}' names no value with readings", paths_near(found, path)
            )
        read = take_reading(read, *(meant or (path, name)))
    return read


def read_where(case: Case, drafts: Sequence[str | Draft], readings: Mapping[str, str]) -> list[Draft]:
    """Return drafts with each reading taken in those that have the value; the others as they are.

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
    for path, name in readings.items():
        meant = [reading_named(one, path, name) for one in held]
        if not any(meant):
            read_as(case, found[-1], {path: name})  # says what is wrong with it, if anything is
            raise ConcessionError.of(
                "E207", f"'{path}' stands in the baseline alone", "evaluate the baseline under the reading"
            )
        found = [take_reading(draft, *one) if one else draft for draft, one in zip(found, meant, strict=True)]
    return found

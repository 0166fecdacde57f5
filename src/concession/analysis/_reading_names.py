"""How people name readings: a short path to the value, and the reading's name or what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from concession.analysis._alternatives import Alternative
from concession.errors import ConcessionError, nearest

__all__ = ["paths_near", "reading_named", "short_path"]

#: The sections of a case, which a short path leaves out.
_SECTIONS = ("clauses", "projects", "outlook", "conventions", "parties")
#: The switch of a table, which people call its bands.
_TABLE, _HOW = "table", "how"


def reading_named(found: Sequence[Alternative], path: str, name: str) -> tuple[str, str] | None:
    """Return the full path and the reading's name that people mean, or None where no value is so named.

    A path may leave out ``clauses.``, ``projects.`` or ``outlook.`` and steps in the middle: ``royalty.how``
    is ``clauses.royalty.table.how`` where nothing else is. ``royalty.bands`` is the switch ``table.how`` of a
    table, by slice or whole value. A reading goes by its name, or by what it says where one reading alone
    says that.

    Parameters
    ----------
    found
        The values with readings of a draft.
    path, name
        What was asked for.

    Raises
    ------
    ConcessionError
        E207 where several values or no reading can be meant.
    """
    full = [one for one in found if one.path in (path, *(f"{section}.{path}" for section in _SECTIONS))]
    meant = full or [one for one in found if _means(path.split("."), one.path.split("."))]
    if not meant:
        return None
    if len(meant) > 1:
        names = ", ".join(one.path for one in meant)
        raise ConcessionError.of("E207", f"'{path}' may be any of {names}", "write one of them in full")
    return meant[0].path, _name(meant[0], name)


def paths_near(found: Sequence[Alternative], path: str) -> str:
    """Return a hint that names what there is."""
    known = [short_path(one.path) for one in found]
    return nearest(path, known) if known else "nothing here has readings"


def short_path(path: str) -> str:
    """Return a path as people write it: that of a clause without its section.

    >>> short_path("clauses.royalty.rate"), short_path("projects.mine.start")
    ('royalty.rate', 'projects.mine.start')
    """
    return path.removeprefix("clauses.")


def _name(value: Alternative, name: str) -> str:
    if name in value.unstated and value.money:
        others = ", ".join(one for one in value.texts if one not in value.unstated)
        raise ConcessionError.of(
            "E207", f"by the reading '{name}' of '{value.path}' no amount is stated", f"others are: {others}"
        )
    if name in value.texts:
        return name
    saying = [key for key, text in value.texts.items() if text == name]
    if len(saying) != 1:
        known: Mapping[str, str] = value.texts
        raise ConcessionError.of(
            "E207", f"'{value.path}' has no reading '{name[:40]}'", nearest(name, list(known))
        )
    return saying[0]


def _means(asked: Sequence[str], steps: Sequence[str]) -> bool:
    """Say whether what was asked is the path with steps in the middle left out."""
    wanted = [step for step in asked if step]
    if steps[-1] == _HOW and _TABLE in steps and wanted[-1:] == ["bands"]:
        wanted = [*wanted[:-1], _HOW]
    left = list(steps[1:] if steps[0] in _SECTIONS and wanted[:1] != list(steps[:1]) else steps)
    if not wanted or wanted[-1] != left[-1]:
        return False
    # the name of a clause tells its values apart; that of a project may go without saying
    if steps[0] != "projects" and len(wanted) > 1 and wanted[0] != left[0]:
        return False
    rest = iter(left)
    return all(step in rest for step in wanted)

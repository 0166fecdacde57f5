"""How people name readings: a short path to the value, and the reading's name or what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from concession.analysis._alternatives import Alternative
from concession.errors import ConcessionError, nearest

__all__ = ["reading_named"]

#: What the switch of a table is called, beside its key ``how``.
_BANDS = ("table", "how")


def reading_named(found: Sequence[Alternative], path: str, name: str) -> tuple[str, str] | None:
    """Return the full path and the reading's name that people mean, or None where no value is so named.

    A path may leave out ``clauses.`` and steps in the middle: ``royalty.how`` is
    ``clauses.royalty.table.how`` where nothing else is. ``royalty.bands`` is the switch ``table.how`` of a
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
    full = [one for one in found if one.path in (path, f"clauses.{path}")]
    meant = full or [one for one in found if _means(path.split("."), one.path.split("."))]
    if not meant:
        return None
    if len(meant) > 1:
        names = ", ".join(one.path for one in meant)
        raise ConcessionError.of("E207", f"'{path}' may be any of {names}", "write one of them in full")
    return meant[0].path, _name(meant[0], name)


def paths_near(found: Sequence[Alternative], path: str) -> str:
    """Return a hint that names what there is."""
    known = [one.path.removeprefix("clauses.") for one in found]
    return nearest(path, known) if known else "no value of this draft has readings"


def _name(value: Alternative, name: str) -> str:
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
    if tuple(steps[-2:]) == _BANDS and wanted[-1:] == ["bands"]:
        wanted = [*wanted[:-1], "how"]
    left = list(steps[1:] if steps[:1] == ["clauses"] and wanted[:1] != ["clauses"] else steps)
    if not wanted or wanted[-1] != left[-1] or (len(wanted) > 1 and wanted[0] != left[0]):
        return False
    rest = iter(left)
    return all(step in rest for step in wanted)

"""Whether the inputs and groups of an outlook fit together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from concession.errors import Problems, nearest
from concession.outlook._base import Grid, Input
from concession.outlook._chains import Chain
from concession.outlook._correlation import Group
from concession.outlook._paths import Flat

__all__ = ["check_groups", "check_reads"]

_MOST_DRIVERS = 20


def check_reads(inputs: Mapping[str, Input], found: Problems) -> None:
    """Note inputs that read what is not there, has no states, or reads them back."""
    for name, spec in inputs.items():
        for other in spec.reads:
            target = inputs.get(other)
            if target is None:
                found.add("E922", f"it reads '{other}', which is not there", nearest(other, inputs), name)
            elif not isinstance(target, Chain):
                found.add("E922", f"it reads '{other}', which has no states", path=name)
            else:
                _check_driver(spec, other, target, name, found)
        seen, now = {name}, spec.reads
        while now:
            if now[0] in seen:
                found.add("E922", f"it depends on itself through '{now[0]}'", path=name)
                break
            if len(seen) > _MOST_DRIVERS:
                found.add("E922", f"more than {_MOST_DRIVERS} chains drive each other in a row", path=name)
                break
            seen.add(now[0])
            now = inputs[now[0]].reads if now[0] in inputs else ()


def check_groups(inputs: Mapping[str, Input], groups: tuple[Group, ...], grid: Grid, found: Problems) -> None:
    """Note groups whose members are not there, are in two groups, or cannot be mixed."""
    home: dict[str, str] = {}
    for group in groups:
        if [g.name for g in groups].count(group.name) > 1:
            found.add("E930", f"two groups are called '{group.name}'")
        rows: dict[int, str] = {}
        for member in group.members:
            if member in home:
                found.add("E930", f"'{member}' is in groups '{home[member]}' and '{group.name}'")
            home[member] = group.name
            spec = inputs.get(member)
            if spec is None:
                hint = nearest(member, inputs)
                found.add("E930", f"group '{group.name}' names '{member}', which is not there", hint)
                continue
            shocks = spec.needs(grid).get("shock", 0)
            if shocks:
                once = spec.kind == "number" or isinstance(spec, Flat)
                rows.setdefault(1 if once else 2, member)
            elif spec.random:
                hint = "blocks of history move together by the label 'together'"
                found.add("E930", f"'{member}' ({spec.describe()}) has no shocks to correlate", hint)
        if len(rows) > 1:
            found.add("E933", f"group '{group.name}' mixes '{rows[1]}', one draw, with '{rows[2]}', a path")


def _check_driver(spec: Input, other: str, target: Chain, name: str, found: Problems) -> None:
    """Note states of another chain that an input names and that chain has not."""
    wanted: Iterable[str] = ()
    if isinstance(spec, Chain):
        wanted = dict.fromkeys(state for rate in spec.rates for state in rate.during or ())
    elif (states := getattr(spec, "states", None) or getattr(spec, "values", None)) is not None:
        wanted = states
    for state in wanted:
        if state not in target.states:
            found.add("E922", f"'{other}' has no state '{state}'", nearest(state, target.states), name)
    values = getattr(spec, "values", None)
    if isinstance(values, Mapping):
        for state in target.states:
            if state not in values:
                found.add("E922", f"no value is given for the state '{state}' of '{other}'", path=name)

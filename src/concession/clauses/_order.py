"""In which order clauses are built: what is read first, whatever the order of the file.

Only the units of what is read depend on it. Clauses may read each other in a circle, through earlier
periods; then the order of the file decides inside the circle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["in_order"]


def in_order(reads: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the names, each after those that it reads where that can be.

    >>> in_order({"tax": ["duty"], "duty": ["base"], "base": []})
    ['base', 'duty', 'tax']
    >>> in_order({"line": ["fund"], "fund": ["state"], "state": ["fund"]})
    ['state', 'fund', 'line']
    """
    done: dict[str, None] = {}
    for root in reads:
        # a walk that keeps its own stack: chains may be long
        work = [(root, iter(reads[root]))]
        open_ = {root}
        while work:
            name, rest = work[-1]
            if name in done:
                work.pop()
                continue
            other = next((one for one in rest if one in reads and one not in done and one not in open_), None)
            if other is None:
                done[name] = None
                work.pop()
            else:
                open_.add(other)
                work.append((other, iter(reads[other])))
    return list(done)

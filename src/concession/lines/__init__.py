"""The algebra: expressions, units, the graph, the program. Knows no mining and no money."""

from concession.lines._units import NONE, YEAR, Unit

__all__ = ["NONE", "YEAR", "Unit"]

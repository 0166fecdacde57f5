"""The physical and cost side of a mine or field, as lines."""

from concession.projects._build import build_project
from concession.projects._built import BuiltProject
from concession.projects._project import (
    COST_ROLES,
    Capital,
    Closure,
    Cost,
    Licence,
    Ore,
    Place,
    Product,
    Project,
    Start,
    WorkingCapital,
)

__all__ = [
    "COST_ROLES",
    "BuiltProject",
    "Capital",
    "Closure",
    "Cost",
    "Licence",
    "Ore",
    "Place",
    "Product",
    "Project",
    "Start",
    "WorkingCapital",
    "build_project",
]

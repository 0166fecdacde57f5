"""All kinds of vectors: importing this module registers them."""

from concession.vectors import (
    _indicators,
    _rent,
    _royalties,
    _sharing,
    _sharing_month,
    _taxes,
    _writing_down,
)
from concession.vectors._kinds import CALCS

__all__ = ["CALCS", "FAMILIES"]

#: The modules that compute vectors, by family.
FAMILIES = (_indicators, _rent, _royalties, _sharing, _sharing_month, _taxes, _writing_down)

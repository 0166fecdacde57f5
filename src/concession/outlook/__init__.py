"""What may happen: named random inputs, and how they move together.

Specifications are typed and immutable; :class:`Outlook` draws them future by future from streams that
are keyed by the input's name, so that no edit elsewhere, no chunk and no worker changes a draw.
"""

from concession.outlook._base import Grid, Input, Noise
from concession.outlook._bootstrap import Bootstrap
from concession.outlook._calibrate import calibrate
from concession.outlook._chains import Chain, Rate
from concession.outlook._checks import show
from concession.outlook._correlation import Group, from_rank, nearest_ranks
from concession.outlook._distributions import (
    Distribution,
    Interval,
    Lognormal,
    Normal,
    Point,
    Triangular,
    Uniform,
)
from concession.outlook._events import Event, yearly_hazard
from concession.outlook._fit import Estimate, Fit, Residuals
from concession.outlook._history import History, history
from concession.outlook._jumps import Jumps
from concession.outlook._motion import Brownian, Reverting
from concession.outlook._outlook import Outlook
from concession.outlook._parameters import Parameter
from concession.outlook._paths import Flat, Given, Path
from concession.outlook._readings import ByState, FirstTime, InStates
from concession.outlook._regimes import Regime, Switching
from concession.outlook._shapes import Delay, Discrete, Empirical, Overrun, Pert
from concession.outlook._stream import Stream, uniforms
from concession.outlook._supplied import Supplied, read_paths

__all__ = [
    "Bootstrap",
    "Brownian",
    "ByState",
    "Chain",
    "Delay",
    "Discrete",
    "Distribution",
    "Empirical",
    "Estimate",
    "Event",
    "FirstTime",
    "Fit",
    "Flat",
    "Given",
    "Grid",
    "Group",
    "History",
    "InStates",
    "Input",
    "Interval",
    "Jumps",
    "Lognormal",
    "Noise",
    "Normal",
    "Outlook",
    "Overrun",
    "Parameter",
    "Path",
    "Pert",
    "Point",
    "Rate",
    "Regime",
    "Residuals",
    "Reverting",
    "Stream",
    "Supplied",
    "Switching",
    "Triangular",
    "Uniform",
    "calibrate",
    "from_rank",
    "history",
    "nearest_ranks",
    "read_paths",
    "show",
    "uniforms",
    "yearly_hazard",
]

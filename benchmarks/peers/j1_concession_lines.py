"""Job J1 in Concession as lines without a case around them: all cash by year and future is kept."""

from __future__ import annotations

import sys
from pathlib import Path

from turns import kept_in_full, measure

sys.path.insert(0, str(Path(__file__).parents[1]))

import concession
from concession.engine import Inputs, ReferenceExecutor
from job_j1 import program


class Way:
    """Compiles the lines once."""

    def __init__(self):
        self.program = program()

    def __call__(self, price):
        """Return the answer for these prices."""
        inputs = Inputs(draws={"price": lambda part: price[:, part.start : part.stop]})
        found = ReferenceExecutor(self.program, inputs).collect(range(price.shape[1]))
        return kept_in_full({name: found[name] for name in ("state", "lp", "gp")})


if __name__ == "__main__":
    measure(Way, {"concession": concession.__version__})

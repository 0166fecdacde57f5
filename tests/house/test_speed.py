"""How long a person waits at the command line, from a cold start. Run alone: other work would be timed too."""

import subprocess
import sysconfig
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROGRAM = Path(sysconfig.get_path("scripts")) / "concession"


def best_of(runs: int, *words: str) -> float:
    """Return the shortest time of several runs in seconds: the one that was disturbed least."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([PROGRAM, *words], check=True, capture_output=True)  # noqa: S603 - our own program
        times.append(time.perf_counter() - start)
    return min(times)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [(("--help",), 0.3), (("--version",), 0.3), (("evaluate", "buenavista"), 1.5)],
    ids=["help", "version", "evaluate"],
)
def test_answers_soon(words: tuple[str, ...], seconds: float) -> None:
    assert best_of(7, *words) < seconds

"""A starter case to run commands on, and the comparison with what they printed before."""

import json
import math
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import concession

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a starter case that no test changes."""
    folder = tmp_path_factory.mktemp("starter") / "my-case"
    assert concession("new", str(folder)).code == 0
    return folder


@pytest.fixture
def own_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder ``my-case`` of a starter case that a test may change; the test runs beside it."""
    monkeypatch.chdir(tmp_path)
    assert concession("new", "my-case").code == 0
    return tmp_path / "my-case"


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Return what compares a text with a file of ``golden``, or writes it where CONCESSION_GOLDEN=write."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if os.environ.get("CONCESSION_GOLDEN") == "write":
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
            return
        assert file.is_file(), f"no {name}: write it with CONCESSION_GOLDEN=write, and read it"
        kept = file.read_text(encoding="utf-8")
        if name.endswith(".json"):
            differences(json.loads(text), json.loads(kept))
        else:
            assert text == kept

    return compare


def differences(now: object, kept: object, path: str = "") -> None:
    """Fail where two JSON values differ; numbers may differ by the rounding of another processor."""
    if isinstance(kept, dict):
        assert isinstance(now, dict)
        assert list(now) == list(kept), path
        for key, value in kept.items():
            differences(now[key], value, f"{path}.{key}")
    elif isinstance(kept, list):
        assert isinstance(now, list)
        assert len(now) == len(kept), path
        for at, value in enumerate(kept):
            differences(now[at], value, f"{path}[{at}]")
    elif isinstance(kept, float) and isinstance(now, float):
        assert math.isclose(now, kept, rel_tol=1e-9, abs_tol=1e-12), path
    else:
        assert now == kept, path

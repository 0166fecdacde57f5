"""The direction of imports is enforced: the contracts hold, and they fail where a module looks the wrong way."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

WRONG = [
    ("errors", "concession.lines"),
    ("errors", "numpy"),
    ("lines", "concession.deal"),
    ("lines", "concession.engine"),
    ("lines", "pandas"),
    ("deal", "concession.clauses"),
    ("deal", "concession.engine"),
    ("clauses", "concession.engine"),
    ("clauses", "concession.model"),
    ("ledger", "concession.clauses"),
    ("ledger", "concession.projects"),
    ("ledger", "concession.engine"),
    ("deal", "concession.ledger"),
    ("model", "concession.analysis"),
    ("engine", "concession.ledger"),
    ("measures", "concession.model"),
    ("evidence", "concession.model"),
    ("projects", "concession.clauses"),
    ("outlook", "concession.engine"),
    ("engine", "concession.deal"),
    ("engine", "concession.clauses"),
    ("measures", "concession.lines"),
    ("measures", "concession.engine"),
    ("evidence", "concession.analysis"),
    ("analysis", "concession.report"),
    ("analysis", "concession.cli"),
    ("report", "concession.cli"),
    ("report", "pyxirr"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def copy_to(folder: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_the_house_is_in_order(tmp_path: Path) -> None:
    done = lint(copy_to(tmp_path))
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what is said of a copy in which one module per line of WRONG looks the wrong way."""
    copy = copy_to(tmp_path_factory.mktemp("checkout"))
    for number, (package, wrong) in enumerate(WRONG):
        intruder = copy / "src" / "concession" / package / f"_intruder_{number}.py"
        intruder.write_text(f"import {wrong}\n", encoding="utf-8")
    done = lint(copy)
    assert done.returncode == 1, done.stdout
    return done.stdout


@pytest.mark.parametrize(("number", "package", "wrong"), [(i, *pair) for i, pair in enumerate(WRONG)])
def test_a_look_the_wrong_way_is_found(verdict: str, number: int, package: str, wrong: str) -> None:
    assert f"concession.{package}._intruder_{number} -> {wrong}" in verdict

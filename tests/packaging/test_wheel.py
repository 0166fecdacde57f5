"""The wheel, as a stranger gets it: built, installed beside what it asks for, run far from the checkout."""

import email
import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "src" / "concession" / "cases"


def call(*words: str | Path, cwd: Path) -> str:
    """Run a command without this process's Python settings; return what it prints."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV", "COV"))
    }
    done = subprocess.run(  # noqa: S603 - our own commands
        words, cwd=cwd, env=kept, capture_output=True, encoding="utf-8", timeout=900, check=False
    )
    assert done.returncode == 0, f"{words} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    call(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a new environment, ``env``, that holds the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "env", with_pip=True)
    call(folder / "env" / "bin" / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    return folder


def concession(elsewhere: Path, *words: str) -> str:
    return call(elsewhere / "env" / "bin" / "concession", *words, cwd=elsewhere)


def test_the_wheel_holds_the_package_and_only_it(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"concession"}
    assert "concession/py.typed" in names
    assert [name for name in names if "__pycache__" in name or "/tests/" in name] == []
    source = {str(p.relative_to(ROOT / "src")) for p in (ROOT / "src" / "concession").rglob("*.py")}
    assert source <= set(names)


def test_the_wheel_holds_every_file_of_every_case(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = {
        "concession/cases/" + p.relative_to(CASES).as_posix()
        for p in CASES.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    assert any(name.endswith((".yaml", ".yml")) for name in files), "there is no case to ship"
    assert files <= names


def test_the_wheel_carries_its_licence_and_its_needs(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    about = email.message_from_bytes(archive.read(name))
    assert about["License-Expression"] == "Apache-2.0"
    assert sorted(about.get_all("License-File", [])) == ["LICENSE", "NOTICE"]
    for text in ("LICENSE", "NOTICE"):
        (packed,) = [name for name in archive.namelist() if name.endswith(f"licenses/{text}")]
        assert archive.read(packed) == (ROOT / text).read_bytes()
    needs = {
        re.split(r"[^\w.-]", need)[0] for need in about.get_all("Requires-Dist", []) if "extra ==" not in need
    }
    # A base installation stays small.
    assert needs == {"numpy", "rich", "ruamel-yaml", "scipy", "typer"}


def test_the_installed_package_is_not_the_checkout(elsewhere: Path) -> None:
    where = call(
        elsewhere / "env" / "bin" / "python",
        "-c",
        "import concession; print(concession.__file__)",
        cwd=elsewhere,
    )
    assert Path(where.strip()).is_relative_to(elsewhere)


def test_version(wheel: Path, elsewhere: Path) -> None:
    assert wheel.name.split("-")[1] in concession(elsewhere, "--version")


def test_cases(elsewhere: Path) -> None:
    listed = concession(elsewhere, "cases")
    assert "buenavista" in listed
    assert "copper-creek" in listed


def test_evaluate_a_shipped_mine(elsewhere: Path) -> None:
    result = json.loads(concession(elsewhere, "evaluate", "buenavista", "--json"))
    assert result["case"] == "buenavista"
    assert result["conservation_error"] <= 1e-9
    (project,) = result["projects"].values()
    # Printed in the report: 5,826 before tax and 3,405 after, in millions of dollars.
    assert project["npv_pre_tax"] == pytest.approx(5_826e6, rel=0.005)
    assert project["npv_post_tax"] == pytest.approx(3_405e6, rel=0.005)


def test_checks_and_starts_a_case_of_ones_own(elsewhere: Path) -> None:
    concession(elsewhere, "new", "my-case")
    concession(elsewhere, "check", "my-case")
    concession(elsewhere, "evaluate", "my-case", "--json")

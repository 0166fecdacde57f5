"""``./run`` and ``./test`` on machines that are not ready: what they say, and when they leave things alone."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Stands for a Python: each part succeeds or fails as it is told.
FAKE_PYTHON = """#!/bin/sh
case "$*" in
    *version_info*) exit {version} ;;
    *ensurepip*) exit {venv} ;;
    -V) echo "Python 3.99.0" ;;
    *"-m pip"*) echo "pip was called: $*"; exit {pip} ;;
    "-m venv"*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
esac
"""


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "a checkout"  # A space in a path is nothing unusual.
    (folder / "tools").mkdir(parents=True)
    for name in ("run", "test", "pyproject.toml", "tools/environment.sh"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def call(checkout: Path, script: str, *words: str, **fake: int) -> subprocess.CompletedProcess[str]:
    outcome = {"version": 0, "venv": 0, "pip": 0} | fake
    python = program(checkout.parent / "fake" / "python", FAKE_PYTHON.format(**outcome))
    return subprocess.run(  # noqa: S603 - our own scripts
        [checkout / script, *words],
        cwd="/",
        env={**os.environ, "PYTHON": str(python)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("script", ["run", "test"])
def test_an_old_python_is_named(checkout: Path, script: str) -> None:
    done = call(checkout, script, version=1)
    assert done.returncode == 1
    assert "needs Python 3.11 or later" in done.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("script", ["run", "test"])
def test_a_missing_venv_module_is_named(checkout: Path, script: str) -> None:
    done = call(checkout, script, venv=1)
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_failed_installation_is_not_taken_for_a_good_one(checkout: Path) -> None:
    done = call(checkout, "run", pip=1)
    assert done.returncode == 1
    assert "could not install" in done.stderr
    assert not (checkout / ".venv" / ".ready-run").exists()


def test_sets_up_once_and_again_when_the_needs_change(checkout: Path) -> None:
    first = call(checkout, "run", "cases")
    assert "pip was called" in first.stderr
    program(checkout / ".venv" / "bin" / "concession", '#!/bin/sh\nprintf "<%s>" "$@"\n')

    second = call(checkout, "run", "check", "my case")
    assert (second.returncode, second.stdout, second.stderr) == (0, "<check><my case>", "")

    plain = call(checkout, "run")
    assert plain.stdout == "<compare><us-ukraine>"

    with (checkout / "pyproject.toml").open("a", encoding="utf-8") as needs:
        needs.write("# changed\n")
    assert "pip was called" in call(checkout, "run", "cases").stderr
    assert call(checkout, "run", "cases").stderr == ""


def test_a_moved_checkout_is_set_up_anew(checkout: Path) -> None:
    call(checkout, "run", "cases")
    program(checkout / ".venv" / "bin" / "concession", "#!/bin/sh\necho old\n")
    moved = checkout.rename(checkout.with_name("moved"))
    assert "Setting up" in call(moved, "run", "cases").stderr


def test_what_the_tests_need_is_enough_for_a_run(checkout: Path) -> None:
    assert "[charts," in call(checkout, "test", "--version").stderr
    program(checkout / ".venv" / "bin" / "concession", "#!/bin/sh\necho ran\n")
    done = call(checkout, "run", "cases")
    assert (done.stdout, done.stderr) == ("ran\n", "")


def test_failure_of_the_program_is_passed_on(checkout: Path) -> None:
    call(checkout, "run", "cases")
    program(checkout / ".venv" / "bin" / "concession", "#!/bin/sh\nexit 2\n")
    assert call(checkout, "run", "cases").returncode == 2

"""A starter case: the files of ``concession/starter`` written into a folder of the user's."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from concession.errors import ConcessionError

__all__ = ["start_case"]


def start_case(path: str | Path) -> tuple[str, ...]:
    """Write a commented case that runs into a folder, and return the names of its files.

    Nothing that is there already is written over, and nothing is written outside the folder.

    Raises
    ------
    ConcessionError
        E151 where something else is there already.
    """
    # with its '..' worked out: making the folders of 'a/../b' would leave an 'a' behind
    folder = Path(path).expanduser().resolve()
    there = folder.exists() or Path(path).is_symlink()
    if there and not (folder.is_dir() and not any(folder.iterdir())):
        raise ConcessionError.of(
            "E151", f"'{path}' is there already", "name a folder that is not there yet, or is empty"
        )
    written = []
    for name, file in _files(files("concession") / "starter"):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # 'x' refuses a file that appears meanwhile
        with target.open("x", encoding="utf-8", newline="\n") as out:
            out.write(file.read_text(encoding="utf-8"))
        written.append(name)
    return tuple(written)


def _files(folder: Traversable, above: str = "") -> list[tuple[str, Traversable]]:
    """Return the files of the starter case by their names in it, those of the folder itself first."""
    found: list[tuple[str, Traversable]] = []
    entries = sorted(folder.iterdir(), key=lambda one: (one.is_dir(), one.name))
    for one in entries:
        name = f"{above}{one.name}"
        if one.is_dir():
            found += _files(one, f"{name}/") if not one.name.startswith("_") else []
        elif one.name.endswith((".yaml", ".csv")):
            found.append((name, one))
    return found

"""A case is a folder; this reads it into one tree.

``case.yaml`` is the case. Beside it may stand, to keep files short: ``sources.yaml``, ``outlook.yaml``,
``texts.yaml``, ``vocabulary.yaml``, ``principals.yaml`` and ``statements.yaml``, each the section of that
name; ``projects/ID.yaml``, ``drafts/ID.yaml`` and ``texts/ID.yaml``, one project, draft or text each;
``inbox/ID.yaml``, the statements that were read from one text; data tables (``*.csv``, ``*.npy``,
``*.parquet``), in the folder or in folders below; and notes (``*.md``, ``*.txt``). A section or entry given
twice is an error. Hidden files are passed over; nothing outside the folder is read, through links or
otherwise.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Final

from concession.deal._migrations import migrated
from concession.deal._node import Mapping, Node
from concession.deal._shape import close_to, is_id
from concession.deal._tree import read_tree
from concession.errors import ConcessionError, Place, Problem, Problems, nearest

__all__ = ["Documents", "inside", "read_folder"]

MAX_FILES = 500
MAX_YAML = 1024 * 1024
MAX_LEVELS = 4
#: Files that each are a section of the case.
SECTIONS: Final = ("sources", "outlook", "texts", "vocabulary", "principals", "statements")
#: Folders whose files each are an entry of the section.
ENTRIES: Final = ("projects", "drafts", "texts", "inbox")
DATA: Final = (".csv", ".npy", ".parquet")
NOTES: Final = (".md", ".txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """A case as its files say it, before anything is made of it.

    ``tree`` has the sections of ``case.yaml`` with the other files put in their places; ``data`` are the
    data tables by their name inside the folder; ``label`` is what places call the folder.
    """

    folder: Path
    label: str
    tree: Mapping
    data: MappingType[str, Path]
    files: tuple[str, ...] = field(default=())

    def digest(self) -> str:
        """Return a hash of all files that make up the case, names included; notes do not count."""
        total = hashlib.sha256()
        for name in self.files:
            total.update(f"{name}\0{(self.folder / name).stat().st_size}\0".encode())
            with (self.folder / name).open("rb") as file:
                while piece := file.read(1 << 20):
                    total.update(piece)
        return total.hexdigest()


def read_folder(path: Path | str, *, label: str | None = None) -> Documents:
    """Read the folder of a case.

    Parameters
    ----------
    path
        The folder, or its ``case.yaml``.
    label
        What places call the folder; the path as given where it is left out.

    Raises
    ------
    ConcessionError
        E101 to E128, everything that is wrong with any of the files at once.
    """
    folder = Path(path)
    if folder.name == "case.yaml":
        folder = folder.parent
    shown = folder.as_posix() if label is None else label
    if not folder.is_dir() or not (folder / "case.yaml").is_file():
        what = "has no case.yaml" if folder.is_dir() else "is not a folder"
        hint = "a case is a folder with a file case.yaml; 'concession new PATH' makes one"
        raise _error("E127", f"'{shown}' {what}", hint, Place(file=shown))
    reader = _Reader(folder=folder, root=folder.resolve(), label=shown)
    return reader.read()


def inside(
    folder: Path, name: str, *, place: Place | None = None, path: str = "", known: tuple[str, ...] = ()
) -> Path:
    """Return the file of a case by the name that the case gives it.

    Raises
    ------
    ConcessionError
        E120 where the name leads out of the folder, E128 where there is no such file.
    """
    pure = PurePosixPath(name)
    odd = "\\" in name or "\0" in name or ":" in name or not name
    if odd or pure.is_absolute() or ".." in pure.parts:
        hint = "name a file of the case's own folder, such as prices.csv or data/prices.csv"
        message = f"'{name[:80]}' does not stay inside the case's folder"
        raise ConcessionError([Problem(code="E120", message=message, hint=hint, path=path, place=place)])
    file = folder / pure
    try:
        if not file.is_file():
            hint = close_to(name, known or _names_near(folder))
            message = f"there is no file '{name[:80]}' in the case's folder"
            raise ConcessionError([Problem(code="E128", message=message, hint=hint, path=path, place=place)])
        if not file.resolve().is_relative_to(folder.resolve()):
            message = f"'{name[:80]}' is a link that leads out of the case's folder"
            hint = "copy the file into the folder"
            raise ConcessionError([Problem(code="E120", message=message, hint=hint, path=path, place=place)])
    except OSError:
        message = f"'{name[:80]}' cannot name a file"
        raise ConcessionError([Problem(code="E128", message=message, path=path, place=place)]) from None
    return file


def _names_near(folder: Path) -> tuple[str, ...]:
    """Return the names of the data files of a folder, as hints."""
    found: list[str] = []
    for pattern in ("*", "*/*"):
        for file in folder.glob(pattern):
            if file.suffix in DATA:
                found.append(file.relative_to(folder).as_posix())
            if len(found) >= MAX_FILES:
                return tuple(found)
    return tuple(found)


def _error(code: str, message: str, hint: str, place: Place) -> ConcessionError:
    return ConcessionError([Problem(code=code, message=message, hint=hint, place=place)])


@dataclass(slots=True, kw_only=True)
class _Reader:
    folder: Path
    root: Path
    label: str
    problems: Problems = field(default_factory=Problems)

    def read(self) -> Documents:
        names = self._names()
        trees = self._trees([name for name in names if name.endswith(".yaml")])
        case = trees.pop("case.yaml", None)
        if case is not None:
            try:
                case = migrated(case)
            except ConcessionError as error:
                self.problems.extend(error)
        # every file has been read: what is wrong with any of them is told now
        tree = self._joined(case or Mapping(entries={}), trees)
        self.problems.raise_if_any()
        data = {name: self.folder / name for name in names if name.endswith(DATA)}
        files = tuple(name for name in names if name.endswith((".yaml", *DATA)))
        return Documents(
            folder=self.folder, label=self.label, tree=tree, data=MappingProxyType(data), files=files
        )

    def _place(self, name: str) -> Place:
        return Place(file=f"{self.label}/{name}" if self.label else name)

    def _names(self) -> list[str]:
        """Return the files of the folder by name, sorted; odd ones are noted and left out."""
        names: list[str] = []
        waiting = [""]
        seen = 0
        while waiting:
            below = waiting.pop()
            with os.scandir(self.folder / below) as entries:
                for entry in entries:
                    seen += 1
                    if seen > MAX_FILES:
                        hint = "move what does not belong to the case elsewhere"
                        message = f"more than {MAX_FILES} files in the case's folder"
                        raise _error("E121", message, hint, Place(file=self.label))
                    if entry.name.startswith(".") or entry.name.endswith("~"):
                        continue
                    name = f"{below}/{entry.name}" if below else entry.name
                    kind = self._kind(entry, name)
                    if kind == "folder":
                        waiting.append(name)
                    elif kind == "file":
                        names.append(name)
        # by name without the ending, so that a longer name follows the one it begins with
        return sorted(names, key=lambda name: (str(PurePosixPath(name).with_suffix("")), name))

    def _kind(self, entry: os.DirEntry[str], name: str) -> str:
        place = self._place(name)
        if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(self.root):
            message = f"'{name}' is a link that leads out of the case's folder"
            self.problems.add("E120", message, "copy the file into the folder", place=place)
            return ""
        if entry.is_dir(follow_symlinks=False):
            if name.count("/") + 1 >= MAX_LEVELS:
                hint = "move what does not belong to the case elsewhere"
                message = f"folders more than {MAX_LEVELS} levels deep"
                self.problems.add("E121", message, hint, place=place)
                return ""
            return "folder"
        if not entry.is_file():
            message = f"'{name}' is no plain file: a pipe, a device, or a link to nothing"
            self.problems.add("E122", message, "put a plain file in its place, or delete it", place=place)
            return ""
        if not _belongs(name):
            message = f"'{name}' has no place in a case"
            self.problems.add("E122", message, _advice(name), place=place)
            return ""
        return "file"

    def _trees(self, names: list[str]) -> dict[str, Mapping]:
        trees: dict[str, Mapping] = {}
        total = 0
        for name in names:
            total += (self.folder / name).stat().st_size
            if total > MAX_YAML:
                hint = "move series and tables into CSV files"
                message = f"the YAML files of the case are larger than {MAX_YAML // 1024} KiB together"
                self.problems.add("E121", message, hint, place=self._place(name))
                break
            try:
                trees[name] = read_tree(self.folder / name, name=self._place(name).file)
            except ConcessionError as error:
                self.problems.extend(error)
        return trees

    def _joined(self, case: Mapping, trees: dict[str, Mapping]) -> Mapping:
        """Put the files of sections and entries into the tree of ``case.yaml``."""
        for name, tree in trees.items():
            stem = PurePosixPath(name).stem
            section = name.split("/")[0].removesuffix(".yaml")
            held = case.get(section)
            if "/" not in name:
                if held is None:
                    case = case.having(**{section: tree})
                else:
                    self._twice(f"'{section}'", tree.place, case.key_place(section))
                continue
            if not is_id(stem):
                hint = "name the file with lower-case letters, digits, - and _"
                self.problems.add("E124", f"'{stem}' cannot be an id", hint, place=tree.place)
            entries = held if isinstance(held, Mapping) else Mapping(entries={}, place=tree.place)
            if held is not None and not isinstance(held, Mapping):
                message, hint = f"'{section}' is not a mapping", "write ids with what they hold"
                self.problems.add("E201", message, hint, path=section, place=held.place)
            if stem in entries:
                self._twice(f"'{section}.{stem}'", tree.place, entries.key_place(stem))
                continue
            case = _with(case, section, entries, stem, tree)
        return case

    def _twice(self, what: str, place: Place, first: Place) -> None:
        self.problems.note(
            Problem(
                code="E123",
                message=f"{what} is given twice",
                hint="keep one of the two",
                place=place,
                related=first,
            )
        )


def _with(case: Mapping, section: str, entries: Mapping, key: str, tree: Node) -> Mapping:
    """Return the case with one more entry in a section, which keeps the place it has."""
    joined = entries.having(**{key: tree})
    places = {section: entries.place, **case.key_places}
    return Mapping(entries={**case.entries, section: joined}, key_places=places, place=case.place)


def _belongs(name: str) -> bool:
    """Return whether a file of this name has a meaning in a case."""
    if name.endswith((*DATA, *NOTES)):
        return True
    pure = PurePosixPath(name)
    if pure.suffix != ".yaml":
        return False
    if len(pure.parts) == 1:
        return pure.stem == "case" or pure.stem in SECTIONS
    return len(pure.parts) == 2 and pure.parts[0] in ENTRIES


def _advice(name: str) -> str:
    pure = PurePosixPath(name)
    if pure.suffix == ".yml":
        return f"rename it to {pure.with_suffix('.yaml')}"
    if pure.suffix == ".yaml":
        known = [f"{section}.yaml" for section in ("case", *SECTIONS)]
        known += [f"{folder}/{pure.name}" for folder in ENTRIES]
        return nearest(name, known)
    return "a case holds .yaml, .csv, .npy, .parquet, .md and .txt files; delete or move this one"

"""One bad file for each code of files, structure, quantities, evidence and drafts.

Each file of ``bad/`` says in its first line which code it should give, and where; a folder is a case that
says so in its ``expect.txt``. What cannot be kept as a small file is made here.
"""

import re
import time
from decimal import Decimal
from pathlib import Path

import pytest

from concession.deal import (
    Mapping,
    Tables,
    Wanted,
    as_choice,
    as_date,
    as_flag,
    as_list,
    as_mapping,
    as_quantity,
    as_text,
    as_whole,
    check_keys,
    find,
    parse_unit,
    read_folder,
    read_series,
    read_sources,
    read_table,
    read_tree,
    read_value,
    resolve_drafts,
)
from concession.errors import CODES, ConcessionError, Problems

BAD = Path(__file__).parent / "bad"
FILES = sorted(path for path in BAD.iterdir() if path.name != "tables")


def wanted_of(tree):
    said = find(tree, "wanted")
    said = said.plain() if said else {}
    unit = parse_unit(said["unit"])[0] if "unit" in said else None
    most = Decimal(said["most"]) if "most" in said else None
    return {
        "unit": unit,
        "share": said.get("share", False),
        "interval": said.get("interval", True),
        "most": most,
    }


SHAPES = {
    "mapping": as_mapping,
    "list": as_list,
    "text": as_text,
    "flag": as_flag,
    "date": as_date,
    "choice": lambda node, problems, path: as_choice(node, ["always", "never"], problems, path=path),
    "whole": lambda node, problems, path: as_whole(node, problems, path=path, least=1, most=9, default=1),
    "keys": lambda node, problems, path: check_keys(
        node, ["rate", "base"], problems, path=path, required=["rate"]
    ),
}


def read_parts(tree: Mapping, problems: Problems, tables: Tables) -> None:
    """Read each part of a tree as what it is."""
    sources = read_sources(tree.get("sources"), problems)
    wanted = wanted_of(tree)
    for key, node in tree.entries.items():
        if key in SHAPES:
            SHAPES[key](node, problems, path=key)
        elif key == "quantity":
            as_quantity(node, problems, path=key, **wanted)
        elif key == "value":
            read_value(node, problems, path=key, sources=sources, wanted=Wanted(**wanted))
        elif key == "series":
            read_series(node, problems, path=key, tables=tables)
        elif key == "drafts":
            resolve_drafts(node, problems)
        elif key == "at":
            tree.at(node.text)


def read(path: Path) -> None:
    problems = Problems()
    if path.is_dir():
        documents = read_folder(path, label="")
        read_parts(documents.tree, problems, Tables(folder=documents.folder))
    else:
        tree = read_tree(path, name=path.name)
        read_parts(tree, problems, Tables(folder=BAD / "tables", label="tables"))
    problems.raise_if_any()


def expected(path: Path) -> tuple[str, str]:
    file = path / "expect.txt" if path.is_dir() else path
    found = re.match(rb"# expect: (E[0-9]{3}) (\S+)\n", file.read_bytes())
    code, place = found[1].decode(), found[2].decode()
    whole = place if place.count(":") == 2 else f"{path.name}:{place}"
    return code, whole


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_bad_file_gives_its_code_at_its_place(path):
    began = time.process_time()
    with pytest.raises(ConcessionError) as caught:
        read(path)
    spent = time.process_time() - began
    problem, *others = caught.value.problems
    assert (problem.code, str(problem.place)) == expected(path)
    assert problem.code == path.name[:4]
    assert not others
    assert problem.message
    assert spent < 1


def too_many_cells(folder):
    file = folder / "t.csv"
    file.write_text("a,b\n" + "1,2\n" * 250_000)
    read_table(file, name="t.csv")


def long_text(folder):
    file = folder / "t.yaml"
    file.write_text("a: 1\nnote: " + "x" * 30_000)
    read_tree(file, name="t.yaml")


def big_file(folder):
    file = folder / "t.yaml"
    file.write_bytes(b"n: " + b"1" * 10_000_000)
    read_tree(file, name="t.yaml")


def too_many_drafts(folder):
    file = folder / "t.yaml"
    file.write_text("drafts:\n" + "".join(f"  d{i}: {{clauses: {{}}}}\n" for i in range(400)))
    problems = Problems()
    resolve_drafts(read_tree(file, name="t.yaml").at("drafts"), problems)
    problems.raise_if_any()


MADE = {
    "E101": (lambda folder: read_tree(folder / "none.yaml", name="none.yaml"), "none.yaml:1:1"),
    "E102": (big_file, "t.yaml:1:1"),
    "E108": (long_text, "t.yaml:2:7"),
    "E510": (too_many_drafts, "t.yaml:2:3"),
    "E130": (too_many_cells, "t.csv:200001:1"),
}


@pytest.mark.parametrize("code", MADE)
def test_a_bad_file_that_is_made_gives_its_code_at_its_place(code, tmp_path):
    make, place = MADE[code]
    with pytest.raises(ConcessionError) as caught:
        make(tmp_path)
    assert [(problem.code, str(problem.place)) for problem in caught.value.problems] == [(code, place)]


#: Codes of readers above this package, tested with them.
ELSEWHERE = {"E129", "E151", "E160", "E161", "E162", "E210", "E509"}


def test_every_code_of_files_has_a_bad_file():
    kept = {path.name[:4] for path in FILES} | set(MADE) | ELSEWHERE
    assert {code for code in CODES if "E100" < code < "E600"} == kept


def test_every_problem_says_what_to_do():
    silent = []
    for path in FILES:
        try:
            read(path)
        except ConcessionError as error:
            silent += [path.name for problem in error.problems if not problem.hint]
    assert silent == []

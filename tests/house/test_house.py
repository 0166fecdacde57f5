"""Rules of the house that no linter knows."""

import ast
import importlib
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from concession.errors import CODES
from concession.errors._codes_algebra import ALGEBRA
from concession.errors._codes_files import FILES
from concession.errors._codes_fund import FUND
from concession.errors._codes_law import LAW
from concession.errors._codes_outlook import OUTLOOK
from concession.errors._codes_texts import TEXTS

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
PACKAGE = SRC / "concession"
CASES = PACKAGE / "cases"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)
TABLES = {
    "_codes_files.py": FILES,
    "_codes_algebra.py": ALGEBRA,
    "_codes_law.py": LAW,
    "_codes_fund.py": FUND,
    "_codes_texts.py": TEXTS,
    "_codes_outlook.py": OUTLOOK,
}
RANGES = {
    "_codes_files.py": "12345",
    "_codes_algebra.py": "67",
    "_codes_law.py": "6",
    "_codes_fund.py": "6",
    "_codes_texts.py": "8",
    "_codes_outlook.py": "9",
}

#: A module that must be longer than LIMIT, with the reason. Keep it empty.
LONG_BECAUSE: dict[str, str] = {}
LIMIT = 400

# Written in pieces, so that this file does not hold what it forbids.
FORBIDDEN = {
    "a folder of one machine": ["/" + "work/", "/" + "root/", "/" + "home/", "bash" + "_jobs"],
    "a host of a package registry": [
        "pypi" + ".org",
        "pythonhosted" + ".org",
        "npmjs" + ".org",
        "deb.debian" + ".org",
    ],
    "a file that is not in the repository": ["DESIGN" + ".md", "../" + "shared/", "brief" + ".md"],
}


def dotted(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def exported(module: ast.Module) -> list[str] | None:
    """Return what a module lists in ``__all__``, or None where it lists nothing."""
    for node in module.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets
        ):
            return list(ast.literal_eval(node.value))
    return None


def files_of_the_repository() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_modules_stay_small(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LIMIT or dotted(path) in LONG_BECAUSE, f"{lines} lines: what is its second concept?"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_what_a_module_offers_exists(path: Path) -> None:
    module = importlib.import_module(dotted(path))
    names = exported(tree(path)) or []
    assert len(names) == len(set(names))
    assert [name for name in names if not hasattr(module, name)] == []


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "__init__.py"], ids=dotted)
def test_a_door_says_what_it_offers(path: Path) -> None:
    body = tree(path)
    brought_in = [
        n
        for n in body.body
        if isinstance(n, ast.Import | ast.ImportFrom) and getattr(n, "module", "") != "__future__"
    ]
    assert exported(body) is not None or not brought_in, "a package's __init__ needs __all__"
    assert ast.get_docstring(body), "a package's __init__ says in a sentence what the package is"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_public_names_are_documented(path: Path) -> None:
    # Ruff holds that everything in a module whose name starts with "_" is private, and looks away.
    lines = path.read_text(encoding="utf-8").splitlines()
    body = tree(path)
    names = set(exported(body) or [])
    # A constant that one module lends to its neighbours may speak for itself; one that is offered may not.
    offered = {
        name
        for door in MODULES
        if not door.stem.startswith("_") or door.stem == "__init__"
        for name in exported(tree(door)) or []
    }
    missing = []
    for node in body.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name in names:
            missing += undocumented(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for name in assigned(node) & names & offered:
                if (
                    not lines[node.lineno - 2].lstrip().startswith("#:")
                    and "#:" not in lines[node.lineno - 1]
                ):
                    missing.append(f"{name}: say what it is in a comment '#: ...' above it")
    assert missing == []


def undocumented(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, inside: str = "") -> list[str]:
    """Return what is wrong with the docstrings of a public class or function, and of a class's public methods."""
    name = inside + node.name
    text = ast.get_docstring(node) or ""
    wrong = []
    if not re.match(r"[^\n]*\S[^\n]*[.:]($|\n\n)", text):
        wrong.append(f"{name}: its docstring starts with one sentence on one line")
    if isinstance(node, ast.ClassDef):
        for child in node.body:
            public = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith(
                "_"
            )
            if public and not any(
                "overload" in ast.unparse(d) or "setter" in ast.unparse(d) for d in child.decorator_list
            ):
                wrong += undocumented(child, f"{name}.")
    return wrong


def assigned(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def test_no_file_speaks_of_where_it_was_made() -> None:
    found = []
    for path in files_of_the_repository():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}: {word} ({what})"
            for what, words in FORBIDDEN.items()
            for word in words
            # A folder counts where a path starts, not inside an address of the web.
            if re.search(r"(?<![\w.])" + re.escape(word) if word.startswith("/") else re.escape(word), text)
        ]
    assert found == []


def is_data_of_a_law(path: Path) -> bool:
    """Say whether a file states a real law: data as the cases are, and no code."""
    return path.parent == PACKAGE / "regimes" / "data" and path.suffix == ".yaml"


def test_only_cases_and_laws_know_a_country_at_war() -> None:
    word = re.compile("ukrain", re.IGNORECASE)
    knowing = []
    for path in PACKAGE.rglob("*"):
        if (
            path.is_file()
            and path.suffix != ".pyc"
            and not path.is_relative_to(CASES)
            and not is_data_of_a_law(path)
        ):
            name = str(path.relative_to(SRC))
            knowing += (
                [name]
                if word.search(name + "\n" + path.read_text(encoding="utf-8", errors="replace"))
                else []
            )
    assert knowing == []


def codes_used() -> Counter[str]:
    """Return how often each code stands in the source as a text of its own, outside the tables."""
    used: Counter[str] = Counter()
    for path in MODULES:
        if path.name not in TABLES:
            for node in ast.walk(tree(path)):
                if (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and re.fullmatch(r"E\d{3,4}", node.value)
                ):
                    used[node.value] += 1
    return used


def test_every_code_that_is_reported_is_explained() -> None:
    assert sorted(set(codes_used()) - set(CODES)) == []


def test_every_code_that_is_explained_is_reported() -> None:
    assert sorted(set(CODES) - set(codes_used())) == []


def test_every_code_is_met_in_a_test() -> None:
    texts = "\n".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in (ROOT / "tests").rglob("*")
        if path.is_file()
        and path.suffix != ".pyc"
        and "house" not in path.parts
        and b"\0" not in path.read_bytes()
    )
    met = set(
        re.findall(r"E\d{3,4}", texts + " ".join(str(path.name) for path in (ROOT / "tests").rglob("E*")))
    )
    assert sorted(set(CODES) - met) == []


def test_codes_stand_in_their_table_once() -> None:
    assert sum(len(table) for table in TABLES.values()) == len(CODES), "two tables share a code"
    strays = [
        code
        for name, table in TABLES.items()
        for code in table
        if not re.fullmatch(rf"E[{RANGES[name]}]\d\d", code)
    ]
    assert strays == []
    # A dictionary forgets the first of two equal keys without a word.
    for name, table in TABLES.items():
        keys = re.findall(
            r'^\s*"(E\d+)":', (PACKAGE / "errors" / name).read_text(encoding="utf-8"), re.MULTILINE
        )
        assert Counter(keys) == Counter(list(table)), f"{name} has a code twice"


def test_every_code_says_what_it_is_and_what_to_do() -> None:
    thin = [
        code for code, entry in CODES.items() if len(entry.title.split()) < 2 or len(entry.remedy.split()) < 4
    ]
    assert thin == []


def test_help_loads_nothing_heavy() -> None:
    program = """
import sys
sys.argv = ["concession", "--help"]
from concession.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
heavy = {"altair", "llvmlite", "numpy", "pandas", "polars", "ruamel.yaml", "scipy"}
print("LOADED", *sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run(  # noqa: S603 - the program above
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "evaluate" in done.stdout
    assert done.stdout.splitlines()[-1].split() == ["LOADED"]

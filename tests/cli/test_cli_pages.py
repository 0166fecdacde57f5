"""What commands print, kept in ``golden``: text at several widths, and JSON.

When a page changes on purpose, write the files anew and read the difference before it is committed:
``CONCESSION_GOLDEN=write ./test tests/cli/test_cli_pages.py``.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import concession

Golden = Callable[[str, str], None]

STARTER = {
    "evaluate": ("evaluate", "my-case"),
    "evaluate-lines": ("evaluate", "my-case", "-d", "offer", "-l", "royalty*", "-l", "ore.*", "-p", "state"),
    "compare": ("compare", "my-case"),
    "diff": ("diff", "my-case", "law", "offer"),
    "explain": ("explain", "my-case", "--line", "income_tax", "--year", "2030", "--depth", "2"),
    "explain-exact": ("explain", "my-case", "--line", "royalty", "--exact"),
    "lines": ("explain", "my-case"),
    "check": ("check", "my-case"),
}
SHIPPED = {
    "buenavista-evaluate": ("evaluate", "buenavista"),
    "buenavista-compare": ("compare", "buenavista", "duty-10"),
    "buenavista-diff": ("diff", "buenavista", "base", "duty-10"),
    "buenavista-explain": ("explain", "buenavista", "--line", "income_tax", "--year", "2035"),
}


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", STARTER)
def test_pages_of_the_starter_case(
    name: str, columns: int, starter: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(starter.parent)
    ended = concession(*STARTER[name], columns=columns)
    assert (ended.code, ended.err) == (0, "")
    assert max(map(len, ended.out.splitlines())) <= columns
    golden(f"{name}-{columns}.txt", ended.out)


@pytest.mark.parametrize("name", [name for name in STARTER if name != "evaluate-lines"])
def test_json_of_the_starter_case(
    name: str, starter: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(starter.parent)
    ended = concession(*STARTER[name], "--json")
    assert (ended.code, ended.err) == (0, "")
    assert isinstance(ended.json, dict)
    golden(f"{name}.json", ended.out)


@pytest.mark.parametrize("name", SHIPPED)
def test_pages_of_a_shipped_case(name: str, golden: Golden) -> None:
    ended = concession(*SHIPPED[name], columns=80)
    assert (ended.code, ended.err) == (0, "")
    assert max(map(len, ended.out.splitlines())) <= 80
    golden(f"{name}.txt", ended.out)


@pytest.mark.parametrize("columns", [40, 60, 200])
@pytest.mark.parametrize("name", ["evaluate", "evaluate-lines", "compare", "check", "explain"])
def test_no_width_loses_a_number(
    name: str, columns: int, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(starter.parent)
    wide = concession(*STARTER[name], columns=400).out
    narrow = concession(*STARTER[name], columns=columns).out
    assert "…" not in narrow
    assert max(map(len, narrow.splitlines())) <= max(columns, 60)
    # every number of the wide page is on the narrow one, in the same order but for tables that are divided
    assert sorted(numbers(narrow)) == sorted(numbers(wide))


def numbers(text: str) -> set[str]:
    return {word.strip("(),;") for word in text.split() if any(char.isdigit() for char in word)}

"""Each kind of clause has an example in the reference, and each example runs on the starter case."""

from pathlib import Path

import pytest

from concession.analysis import evaluate
from concession.clauses import KINDS, MoneyClause
from concession.deal import Mapping, parse_tree, shown
from concession.model import load, start_case

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "examples" / "clauses.yaml").read_text(encoding="utf-8")
EXAMPLES = parse_tree(TEXT)

MORE_PARTIES = """\
  lender: {name: A bank, kind: lender}
  fund: {name: The joint fund, kind: fund}
  investor: {name: The investor, kind: investor}
  escrow: {name: The closure account, kind: provision}
"""


def block(word: str) -> str:
    """Return the example of a kind as the file has it, without its first line."""
    lines = TEXT.splitlines(keepends=True)
    start = lines.index(f"{word}:\n") + 1
    end = next((k for k in range(start, len(lines)) if lines[k][0] not in " \n"), len(lines))
    return "".join(lines[start:end]).rstrip() + "\n"


def test_every_kind_has_one_and_no_other() -> None:
    assert sorted(EXAMPLES) == sorted(KINDS)


@pytest.mark.parametrize("word", sorted(KINDS))
def test_it_runs(word: str, tmp_path: Path) -> None:
    start_case(tmp_path / "case")
    file = tmp_path / "case" / "case.yaml"
    text = file.read_text().replace("  region: {", MORE_PARTIES + "  region: {", 1)
    file.write_text(
        text.replace("outlook:\n", "outlook:\n  strike: {kind: event, hazard: 3 % per year}\n", 1)
    )
    added = "".join(f"  {line}" if line.strip() else line for line in block(word).splitlines(keepends=True))
    (tmp_path / "case" / "drafts" / "example.yaml").write_text(
        f"title: An example\nextends: law\nsource: law\nadd:\n{added}"
    )
    case = load(tmp_path / "case")
    example = EXAMPLES.at(word)
    assert isinstance(example, Mapping)
    kinds = [shown(clause.at("type")) for clause in example.entries.values()]
    assert word in kinds
    result = evaluate(case, "example", futures=20)
    if issubclass(KINDS[word], MoneyClause) and word != "deterrence":  # which moves only chances
        name = list(example)[kinds.index(word)]
        lines = [one for key, one in result.lines.items() if key.split(".")[0].split("[")[0] == name]
        assert any(abs(one.by_period).max() > 0 for one in lines), "it does something"

"""Mistakes that are easily made when a printed table is put into the format, and what they are answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from concession.analysis import evaluate
from concession.errors import ConcessionError
from concession.model import load

BY_MONTH = Path(__file__).parent / "fixtures" / "by-month" / "case.yaml"


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("common_rate: 8 %", "common_rate: 8", "E317"),
        ("rate: 25 %", "rate: 25", "E317"),
        ("grade: 2 g/t", "grade: 2", "E317"),
        ("share: 10 %", "share: 10", "E317"),
        ("USD 12 million, spread: even", "USD 12 million", "E313"),
        ("amount: USD 6 million/yr", "amount: USD 6 million", "E315"),
        ("amount: USD 3 million", "amount: 3 million", "E309"),
        ("price: gold", "price: golf", "E615"),
        ("recovery: 90 %", "recovry: 90 %", "E202"),
        ("of: ore}\n      f", "of: ores}\n      f", "E614"),
        ("base: ore", "base: oer", "E608"),
        ("rate: 0.9 USD/t", "rate: 0.9 USD/bbl", "E601"),
        ("2027: 1900 USD/oz", "2027: 1900 USD/bbl", "E309"),
        ("    owner: co\n", "", "E203"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, right, wrong, code):
    text = BY_MONTH.read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "case.yaml").write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ConcessionError) as caught:
        load(tmp_path)
    assert code in [problem.code for problem in caught.value.problems]
    for problem in caught.value.problems:
        assert problem.hint
        assert problem.place is not None
        assert problem.place.line > 0


def test_a_result_after_tax_of_one_of_several_mines_is_refused_in_words(tmp_path):
    text = (BY_MONTH.parents[1] / "three-mines" / "case.yaml").read_text(encoding="utf-8")
    printed = (
        "published: {old: {title: NPV, measure: npv_post_tax, project: old, value: USD 1, tolerance: 1 %}}\n"
    )
    (tmp_path / "case.yaml").write_text(
        text.replace("sources:\n", f"{printed}sources:\n", 1), encoding="utf-8"
    )
    with pytest.raises(ConcessionError) as caught:
        evaluate(load(tmp_path))
    assert caught.value.problems[0].code == "E608"
    assert "several projects" in caught.value.problems[0].hint

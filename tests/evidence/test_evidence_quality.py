"""Statements against labels that a person made by reading: our own texts always, others where present."""

import hashlib
import json
import os
import sys
from datetime import date
from pathlib import Path

import pytest

from concession.errors import ConcessionError
from concession.evidence import Quality, measure, read_labels, read_text, statements, text_of

TEXTS = Path(__file__).parent / "texts"
LABELS = sorted(TEXTS.glob("*.json"))
#: A folder with texts whose words may not be kept here; their labels are places and hashes.
ELSEWHERE = Path(os.environ.get("CONCESSION_SEEDS", Path(__file__).parents[3] / "shared" / "seeds"))
OWN = [path for path in LABELS if not path.stem.startswith("article")]
ARTICLES = [path for path in LABELS if path.stem.startswith("article")]
SHARES = ("spans", "speakers", "dates", "kinds", "roles", "addressees")


def quality(path: Path) -> Quality:
    told = json.loads(path.read_text(encoding="utf-8"))
    source = TEXTS / told["text"]
    if not source.exists():
        source = ELSEWHERE / told["text"]
    if not source.exists():
        pytest.skip(f"{told['text']} is not here")
    if "sha256" in told and hashlib.sha256(source.read_bytes()).hexdigest() != told["sha256"]:
        pytest.skip(f"{told['text']} is another version")
    published = date.fromisoformat(told["published"]) if told["published"] else None
    text = read_text(source, published=published)
    return measure(statements(text), read_labels(path.read_text(encoding="utf-8"), text), text.body)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_each_article_reaches_the_required_shares(path: Path) -> None:
    found = quality(path)
    assert found.precision >= 0.95, found.misses
    assert found.recall >= 0.95, found.misses
    for what in SHARES:
        assert found.share(what) >= 0.95, (what, found.misses)


def test_our_own_texts_reach_the_required_shares_together() -> None:
    assert len(OWN) >= 15
    total = Quality()
    for path in OWN:
        total += quality(path)
    assert total.labels >= 120
    assert total.precision >= 0.95, total.misses
    assert total.recall >= 0.95, total.misses
    for what in SHARES:
        assert total.share(what) >= 0.95, (what, total.misses)


def test_labels_of_texts_that_are_not_here_hold_no_words() -> None:
    for path in ARTICLES:
        for row in json.loads(path.read_text(encoding="utf-8"))["statements"]:
            assert "quotes" not in row
            assert row["speaker"].startswith("sha256:")
            assert row["sha256"].startswith("sha256:")


def test_a_wrong_speaker_place_and_day_lower_the_shares() -> None:
    text = text_of("“Yes,” said Ada Moss on Monday.", published=date(2031, 5, 8))
    rows = {"kind": "direct", "speaker": "Ivor Lund", "date": "2031-05-06", "quotes": ["Yes"]}
    bad = measure(statements(text), read_labels(json.dumps({"statements": [rows]}), text), text.body)
    assert (bad.matched, bad.speakers, bad.spans, bad.dates, bad.kinds) == (1, 0, 0, 0, 1)
    assert len(bad.misses) == 3
    none = measure((), read_labels(json.dumps({"statements": [rows]}), text), text.body)
    assert none.recall == 0.0
    assert measure(statements(text), (), text.body).precision == 0.0


def test_labels_that_do_not_fit_are_told_together() -> None:
    text = text_of("Nothing was said.")
    rows = [
        {"kind": "direct", "speaker": "A", "quotes": ["absent"]},
        {"kind": "direct", "speaker": "A", "spans": [[0, 7]], "sha256": "sha256:0000"},
    ]
    with pytest.raises(ConcessionError) as caught:
        read_labels(json.dumps({"statements": rows}), text)
    assert [problem.code for problem in caught.value.problems] == ["E812", "E812"]
    with pytest.raises(ConcessionError, match="E812"):
        read_labels("{", text)


if (
    __name__ == "__main__"
):  # prints the figures of each text, and of all: python tests/evidence/test_evidence_quality.py
    names = ("precision", "recall", "speakers", "spans", "dates", "kinds")
    sys.stdout.write(f"{'text':<16}{'labels':>8}" + "".join(f"{name:>11}" for name in names) + "\n")
    everything = Quality()
    for one in LABELS:
        try:
            read = quality(one)
        except pytest.skip.Exception:
            continue
        everything += read
        row = read.to_dict()
        sys.stdout.write(
            f"{one.stem:<16}{row['labels']:>8}" + "".join(f"{row[name]:>11.3f}" for name in names) + "\n"
        )
    row = everything.to_dict()
    sys.stdout.write(
        f"{'all':<16}{row['labels']:>8}" + "".join(f"{row[name]:>11.3f}" for name in names) + "\n"
    )

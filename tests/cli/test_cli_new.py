"""The starter case: it runs through every command, and nothing of the user's is touched."""

from pathlib import Path

import pytest
from terminal import concession

import concession as package
from concession.errors import ConcessionError
from concession.model import start_case


def test_it_goes_through_every_command(own_case: Path) -> None:
    for words in (
        ("check", "my-case"),
        ("evaluate", "my-case"),
        ("evaluate", "my-case", "--draft", "offer", "--json"),
        ("compare", "my-case"),
        ("diff", "my-case", "law", "offer"),
        ("explain", "my-case"),
        ("explain", "my-case", "--line", "income_tax"),
        ("explain", "my-case", "--line", "income_tax", "--exact"),
    ):
        ended = concession(*words)
        assert (ended.code, ended.err) == (0, ""), words
        assert ended.out


def test_every_file_begins_with_what_it_is_for(own_case: Path) -> None:
    for file in own_case.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        assert text.startswith("# ")
        assert text.count("#") >= 2
        assert max(map(len, text.splitlines())) <= 110


def test_it_says_that_it_is_illustrative_everywhere(own_case: Path) -> None:
    for command in ("evaluate", "compare"):
        assert "Illustrative" in concession(command, "my-case").out
        assert concession(command, "my-case", "--json").json["illustrative"] is True
    assert "illustrative" in concession("check", "my-case").out


def test_the_offer_costs_the_treasury_and_helps_the_company(own_case: Path) -> None:
    case = package.load("my-case")
    parties = package.compare(case, futures=200).drafts[1].parties
    assert parties["company"].vs_baseline_common.mean > 0 > parties["treasury"].vs_baseline_common.mean
    total = sum(parties[name].vs_baseline_common.mean for name in ("company", "treasury", "region"))
    assert abs(total) < 1e-3, "what one gains the others lose"


def test_nothing_is_written_over(own_case: Path) -> None:
    kept = (own_case / "case.yaml").read_bytes()
    (own_case / "drafts" / "law.yaml").unlink()
    assert concession("new", "my-case").code == 2
    assert (own_case / "case.yaml").read_bytes() == kept
    assert not (own_case / "drafts" / "law.yaml").exists()


def test_a_file_in_the_way_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "my-case"
    file.write_text("mine")
    with pytest.raises(ConcessionError, match="E151"):
        start_case(file)
    assert file.read_text() == "mine"


def test_a_link_to_nowhere_is_not_followed(tmp_path: Path) -> None:
    link = tmp_path / "my-case"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConcessionError, match="E151"):
        start_case(link)
    assert not (tmp_path / "elsewhere").exists()


def test_an_empty_folder_and_a_new_one_are_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    assert set(start_case(tmp_path / "empty")) == {
        "case.yaml",
        "costs.csv",
        "drafts/law.yaml",
        "drafts/offer.yaml",
    }
    start_case(tmp_path / "a" / "deep" / "one")
    assert {file.name for file in tmp_path.iterdir()} == {"empty", "a"}
    monkeypatch.chdir(tmp_path / "empty")
    assert concession("evaluate", ".", "--json").json["case"] == "empty"


def test_json_lists_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = concession("new", "x", "--json")
    assert ended.json == {
        "path": "x",
        "files": ["case.yaml", "costs.csv", "drafts/law.yaml", "drafts/offer.yaml"],
    }

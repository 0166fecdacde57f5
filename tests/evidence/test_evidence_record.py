"""What a case keeps of texts: read, checked, and added to by proposals."""

import json
import os
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from terminal import concession

from concession.deal import MAX_QUOTE_WORDS, SaidText, read_tree
from concession.errors import CODES, ConcessionError
from concession.evidence import (
    add_proposals,
    kept_statements,
    short_quote,
    statements,
    text_of,
    verify_case,
    vocabulary_of,
)
from concession.model import read_case

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))
QUAY = HERE / "cases" / "quay"
NEWS = "“We will pay $5 million,” said Ada Moss, the minister, on 1 May 2031.\n\n“No,” Tom Reyes replied.\n"


@pytest.fixture
def quay(tmp_path: Path) -> Path:
    shutil.copytree(QUAY, tmp_path / "quay")
    return tmp_path / "quay"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What files say ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_record_gives_its_code_in_its_section(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "case.yaml")
    with pytest.raises(ConcessionError) as caught:
        read_case(tmp_path)
    codes = {problem.code for problem in caught.value.problems}
    assert codes == {path.stem[:4]}
    for problem in caught.value.problems:
        assert problem.place is not None
        assert problem.place.line >= 9
        assert problem.hint


def test_every_code_of_a_record_has_a_bad_file_or_a_test_here() -> None:
    kept = {path.stem[:4] for path in BAD} | {"E820", "E821"}
    assert {code for code in CODES if "E813" < code < "E900"} <= kept


def test_a_record_is_read_from_files_of_its_own() -> None:
    head = read_case(QUAY).head
    assert head.vocabulary["royalty"].clauses == ("royalty",)
    assert head.principals["eastland"] == ("Ilse Toll",)
    one, other = kept_statements(head.said(), vocabulary=vocabulary_of(head.vocabulary))
    assert (one.speaker.name, one.terms, str(one.when)) == ("Ilse Toll", ("loan",), "2030-04-02")
    assert (other.text, other.when.first) == ("letter", date(2030, 3, 30))


# Proposals ---------------------------------------------------------------------------------------------


def into(folder: Path, body: str = NEWS, name: str = "news.txt") -> tuple[int, int]:
    text = text_of(body, name=name)
    head = read_case(folder).head
    found = statements(text, terms=vocabulary_of(head.vocabulary))
    added = add_proposals(folder, text, found, texts=head.texts, known=head.said())
    return added.added, added.known


def test_proposals_are_added_once_and_read_back(quay: Path) -> None:
    before = everything(quay)
    assert into(quay) == (2, 0)
    after = everything(quay)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"inbox/news.yaml", "texts/news.yaml"}
    head = read_case(quay).head
    first = head.inbox["news"]["s1"]
    assert (first.speaker, first.role, first.status) == ("Ada Moss", "minister", "proposed")
    assert (first.quote, first.figures, first.places) == (
        "We will pay $5 million,",
        ("$5 million",),
        ((1, 24),),
    )
    assert NEWS.encode() not in b"".join(after.values())
    assert into(quay) == (0, 2)
    assert everything(quay) == after
    # only what a person has accepted makes a position
    assert len(kept_statements(head.said())) == 2


def test_what_a_person_wrote_is_never_changed(quay: Path) -> None:
    into(quay)
    file = quay / "inbox" / "news.yaml"
    said = file.read_text(encoding="utf-8")
    mine = "# mine\n" + said.replace("proposed", "accepted", 1).replace("Ada Moss", "Ada B. Moss")
    mine = re.sub(r"\n\ns\d+:\n  status: proposed.*", "", mine, flags=re.DOTALL)
    file.write_text(mine, encoding="utf-8")
    assert into(quay) == (1, 1)
    assert file.read_text(encoding="utf-8").startswith(mine)
    assert read_case(quay).head.inbox["news"]["s1"].speaker == "Ada B. Moss"


def test_a_changed_text_of_the_same_name_is_another_text(quay: Path) -> None:
    into(quay)
    assert into(quay, NEWS.replace("$5", "$6")) == (2, 0)
    assert len(read_case(quay).head.texts) == 2


def test_nothing_is_written_where_a_file_cannot_be_added_to(quay: Path) -> None:
    (quay / "inbox").mkdir()
    (quay / "inbox" / "news.yaml").write_text("{s7: {speaker: A, quote: b, source: gazette}}\n")
    before = everything(quay)
    with pytest.raises(ConcessionError, match="E820"):
        into(quay)
    after = everything(quay)
    after.pop("texts/news.yaml", None)
    assert after == before


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_out_of_the_folder_is_not_followed(quay: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    text = text_of(NEWS, name="news.txt")
    (quay / "texts").symlink_to(outside)
    with pytest.raises(ConcessionError, match="E820"):
        add_proposals(quay, text, statements(text), texts={}, known=())
    assert list(outside.iterdir()) == []


def test_a_hostile_name_names_no_other_file(quay: Path) -> None:
    assert into(quay, name="../../../etc/pass wd\u202e.txt") == (2, 0)
    assert sorted(path.name for path in (quay / "texts").iterdir()) == ["pass-wd.yaml"]


def test_quotes_are_cut_at_sentences_and_never_too_long() -> None:
    long = " ".join(["We will dig and dig until there is nothing left to dig."] * 6)
    one, two = statements(
        text_of(f"“{long}” said Ada Moss. The mine {'very ' * 60} deep was closed, she said.")
    )
    assert len(short_quote(one).split()) <= MAX_QUOTE_WORDS
    assert short_quote(one).endswith("dig. …")
    assert len(short_quote(two).split()) <= 12


def test_marks_that_break_yaml_are_kept_as_words(quay: Path) -> None:
    body = "“We say: [b, {c}] # d \\ \\n 'e' & *f !g % @ ` | > - ? \x07 \u202e ${x},” said Ada Moss.\n"
    assert into(quay, body) == (1, 0)
    one = next(iter(read_case(quay).head.inbox["news"].values()))
    assert one.quote == "We say: [b, {c}] # d \\ \\n 'e' & *f !g % @ ` | > - ? ${x},"


# Quotes in their sources -------------------------------------------------------------------------------


def test_figures_beside_values_and_their_explanations(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(
        "a: {value: 40 %, quote: half of it is 50 percent, source: x}\n"
        "b: {value: 40 %, quote: half of it is 50 percent, source: x, note: Net of costs.}\n"
        "c: {value: USD 5 million, quote: a fee of $5 million, source: x}\n"
        "d: {value: none, quote: no fee, source: x}\n"
        "e: {quote: nowhere to be found here, source: x, status: rejected}\n"
        "f: {source: x, deep: [{quote: « no fee »}]}\n"
    )
    text = text_of("A fee of $5 million; half of it is 50 percent. No fee: “no fee” is said.", name="x.txt")
    result = verify_case(read_tree(tmp_path / "t.yaml", name="t.yaml"), {}, [text])  # type: ignore[arg-type]
    assert [one.figure for one in result.checks] == ["differs", "explained", "equal", "", ""]
    assert [one.quoted.path for one in result.failed] == ["a.quote"]
    assert [one.status for one in result.checks[3:]] == ["found", "found"]
    assert [place.line for place in result.places] == [1, 2, 3, 4, 6]


def test_a_text_is_known_by_its_hash_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("a: {quote: we will, source: s}\nb: {quote: never said, source: s}\n")
    tree = read_tree(tmp_path / "t.yaml", name="t.yaml")
    text = text_of("Yes, we will.", name="oddly named.txt")
    texts = {"t1": SaidText(sha256=text.sha256, source=("s",)), "t2": SaidText(sha256="0" * 64)}
    result = verify_case(tree, texts, [text])  # type: ignore[arg-type]
    assert [one.status for one in result.checks] == ["found", "not found"]
    assert [(one.id, one.state) for one in result.texts] == [("t1", "same"), ("t2", "not given")]
    changed = verify_case(tree, texts, [text_of("Yes, we will!", name="t1.txt")])  # type: ignore[arg-type]
    assert [one.state for one in changed.texts] == ["another version", "not given"]
    none = verify_case(tree, texts, [])  # type: ignore[arg-type]
    assert {one.status for one in none.checks} == {"missing text"}


# The commands ------------------------------------------------------------------------------------------


def golden(name: str, text: str) -> None:
    file = HERE / "golden" / name
    if os.environ.get("CONCESSION_GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [80, 120])
def test_pages_are_as_they_were(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    for name, words, code in (
        ("statements", ("statements", "texts/v1-agency.txt", "texts/10-titles.txt", "--explain"), 0),
        ("positions", ("positions", "cases/quay"), 0),
        ("verify", ("verify", "cases/quay", "--texts", "quay-texts", "--all"), 0),
    ):
        ended = concession(*words, columns=columns)
        assert (ended.code, ended.err) == (code, "")
        assert max(map(len, ended.out.splitlines())) <= columns
        golden(f"{name}-{columns}.txt", ended.out)


def test_json_has_what_the_page_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    told = concession("statements", "quay-texts/gazette.txt", "--date", "2030-03-21", "--json")
    (text,) = told.json["texts"]
    assert [one["speaker"] for one in text["statements"]] == ["Oskar Brandl", "Oskar Brandl", "Ilse Toll"]
    assert text["statements"][0]["figures"][0]["low"] == "4"
    assert text["published"] == "2030-03-21"
    rows = concession("positions", "cases/quay", "--json", "--party", "eastland").json["positions"]
    assert [(row["term"], row["draft"], row["stance"]) for row in rows] == [("loan", "second", "affirms")]
    assert rows[0]["changes"][0]["kind"] == "opposed"
    found = concession("verify", "cases/quay", "--texts", "quay-texts", "--json").json
    assert found["counts"] == {"found": 4, "found with difference": 0, "missing text": 1, "not found": 0}


def test_into_a_case_and_on_to_positions(quay: Path) -> None:
    words = (
        "statements",
        str(HERE / "quay-texts" / "gazette.txt"),
        "--into",
        str(quay),
        "--date",
        "2030-03-22",
    )
    told = concession(*words)
    assert told.code == 0
    assert "3 proposed" in told.out
    file = quay / "inbox" / "gazette.yaml"
    assert read_case(quay).head.texts["gazette"].source == ("gazette",)
    before = concession("positions", str(quay), "--json").json["positions"]
    file.write_text(file.read_text(encoding="utf-8").replace("proposed", "accepted"), encoding="utf-8")
    after = concession("positions", str(quay), "--json").json["positions"]
    assert len(after) == len(before) + 2
    assert concession("verify", str(quay), "--texts", str(HERE / "quay-texts")).code == 0
    again = concession(*words, "--json")
    assert [(one["added"], one["known"]) for one in again.json["added"]] == [(0, 3)]


def test_a_phrase_that_is_not_there_ends_with_2(quay: Path) -> None:
    file = quay / "statements.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("must be repaid", "was a present"), encoding="utf-8"
    )
    ended = concession("verify", str(quay), "--texts", str(HERE / "quay-texts"))
    assert ended.code == 2
    assert "not found" in ended.out
    assert "statements.yaml:5" in ended.out
    found = concession("verify", str(quay), "--texts", str(HERE / "quay-texts"), "--json")
    assert (found.code, found.json["failed"]) == (2, 1)


def test_a_text_that_is_missing_fails_only_where_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    words = ("verify", "cases/quay", "--texts", "quay-texts")
    plain = concession(*words)
    assert plain.code == 0
    assert "1 of 5 phrases could not be checked" in plain.out
    strict = concession(*words, "--strict", "--json")
    assert (strict.code, strict.json["unchecked"], strict.json["failed"]) == (2, 1, 0)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("statements", "nowhere.txt"), "E807"),
        (("statements", "quay/case.yaml", "--date", "soon"), "E312"),
        (("statements", "quay/case.yaml", "--date", "2030-03"), "E312"),
        (("statements", "quay/case.yaml", "--into", "buenavista"), "E820"),
        (("statements", "quay/case.yaml", "--into", "quay/drafts"), "E127"),
        (("positions", "quay", "--term", "laon"), "E816"),
        (("positions", "quay", "--party", "nobody"), "E210"),
        (("positions", "quay", "--chart", "x.pdf"), "E821"),
        (("positions", "buenavista", "--chart", "x.svg"), "E821"),
        (("verify", "quay", "--texts", "nowhere"), "E807"),
    ],
)
def test_a_mistake_is_told_in_words(
    words: tuple[str, ...], code: str, quay: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(quay.parent)
    before = everything(quay)
    ended = concession(*words)
    assert (ended.code, ended.out) == (2, "")
    assert code in ended.err
    assert "Traceback" not in ended.err
    assert everything(quay) == before


def test_hostile_texts_end_in_words_or_results(tmp_path: Path, quay: Path) -> None:
    kinds = {
        "marks.txt": ("“" * 20_000).encode(),
        "binary.txt": bytes(range(256)) * 40,
        "turned.txt": "“\u202eyadnoM\u202c we \u200fsign \x1b[31mred\x07,” said Ada\u200b Moss.".encode(),
        "page.html": b"<html><body><article><p>&ldquo;Yes <script>alert(1)</script>we sign the whole of it,&rdquo; "
        b"said Ada Moss, the minister.</p><p onclick=alert(2)>"
        + b"Long words here. " * 40
        + b"</p></article>",
        "rich.txt": "“[bold red]No[/bold red] <b>never</b>,” said Ada Moss. “$(rm -rf x) `id`,” she said.".encode(),
        "empty.txt": b"  \n",
    }
    for name, content in kinds.items():
        file = tmp_path / name
        file.write_bytes(content)
        for extra in ((), ("--json",), ("--explain",), ("--into", str(quay))):
            ended = concession("statements", str(file), *extra)
            assert ended.code in (0, 2), ended.err
            assert "Traceback" not in ended.err
            assert "a fault of ours" not in ended.err
            if "--json" not in extra:
                assert not set(ended.out) & set("\x1b\x07\u202e\u202c\u200f\u200b\x00")
            assert "alert(" not in ended.out
    told = concession("statements", str(tmp_path / "rich.txt"), columns=200).out
    assert "[bold red]No[/bold red] <b>never</b>," in told
    json.loads(concession("statements", str(tmp_path / "turned.txt"), "--json").out)
    for path in (*quay.glob("inbox/*"), *quay.glob("texts/*")):
        assert not set(path.read_text(encoding="utf-8")) & set("\x1b\x07\u202e\u202c\u200f\u200b")
    read_case(quay)


def test_a_chart_of_positions_holds_its_parties_terms_and_drafts(tmp_path: Path) -> None:
    pytest.importorskip("altair")
    file = tmp_path / "chart.svg"
    ended = concession("positions", str(QUAY), "--chart", str(file))
    assert (ended.code, ended.err) == (0, f"wrote {file}\n")
    drawn = file.read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    for words in ("The loan", "Westmark", "Eastland", "second", "Illustrative"):
        assert words in drawn
    assert "<script" not in drawn

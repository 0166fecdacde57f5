"""The one-file report: markup that holds, nothing loaded from elsewhere, hostile texts, the words on it."""

import base64
import csv
import dataclasses
import hashlib
import io
import itertools
import re
import shutil
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from small_cases import loaded, mine, tree_of
from typer.testing import CliRunner

from concession.analysis import answers, compare, evaluate
from concession.cli._app import app
from concession.errors import ConcessionError
from concession.model import load
from concession.report import report_html, write_report
from concession.report._charts import javascript

pytest.importorskip("altair", reason="the report needs the extra 'charts'")
pytest.importorskip("vl_convert", reason="the report needs the extra 'charts'")
pytest.importorskip("jinja2", reason="the report needs the extra 'charts'")

VOID = {"meta", "link", "br", "img", "input", "hr", "base", "col"}
HOSTILE = (
    "</script></title><script>alert(1)</script><img src=x onerror=alert(2)>\"'&<svg onload=alert(3)>{{ 7*7 }}"
)


class Reader(HTMLParser):
    """Elements with their attributes and texts; fails where elements do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice in <{tag}>"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.append((self.open[-1], data))

    def every(self, tag: str) -> list[dict[str, str]]:
        return [found for name, found in self.elements if name == tag]

    def words(self) -> str:
        return " ".join(" ".join(text for tag, text in self.texts if tag not in ("script", "style")).split())


def hostile_tree() -> dict[str, Any]:
    royalty = {"type": "royalty", "rate": "5 %", "base": "revenue", "payee": "treasury", "title": HOSTILE}
    more = {**royalty, "rate": "6 %"}
    tree = tree_of(
        {},
        {"pit": {**mine([90, 90, 90], [20, 20, 20], [100]), "title": HOSTILE}},
        periods=3,
        parties={"treasury": {"name": HOSTILE, "kind": "treasury"}},
        drafts={
            "base": {"title": HOSTILE, "status": "example", "source": "s", "clauses": {"royalty": royalty}},
            "other": {
                "title": HOSTILE,
                "proposer": HOSTILE,
                "status": "example",
                "source": "s",
                "clauses": {"royalty": more},
            },
        },
    )
    tree.update(title=HOSTILE, summary=HOSTILE, illustrative=True)
    tree["sources"]["s"].update(
        title=HOSTILE,
        publisher=HOSTILE,
        note=HOSTILE,
        url='https://example.org/?a="><script>alert(4)</script>',
    )
    tree["conventions"]["rate_basis"] = HOSTILE
    return tree


@pytest.fixture(scope="module", params=["buenavista", "dobra", "copper-creek draft", "hostile"])
def page(request: pytest.FixtureRequest) -> tuple[str, Reader]:
    name = str(request.param)
    if name == "hostile":
        text = report_html(compare(loaded(hostile_tree())))
    elif name.endswith("draft"):
        text = report_html(evaluate(load("copper-creek"), "royalty-2"))
    else:
        text = report_html(compare(load(name), futures=200))
    return text, Reader(text)


def test_markup_holds(page: tuple[str, Reader]) -> None:
    text, found = page
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
    ids = Counter(one["id"] for _, one in found.elements if "id" in one)
    assert [name for name, count in ids.items() if count > 1] == []
    for _, one in found.elements:
        for key in ("aria-labelledby", "href"):
            target = one.get(key, "")
            if key == "aria-labelledby" or target.startswith("#"):
                assert not target or target.lstrip("#") in ids


def test_nothing_is_loaded(page: tuple[str, Reader]) -> None:
    _, found = page
    for tag, one in found.elements:
        assert not {"src", "srcset", "action", "poster", "background"} & set(one), tag
        assert tag not in ("link", "iframe", "object", "embed", "base", "form", "image", "use")
        if "href" in one:
            assert tag == "a"
            assert one["href"].startswith(("#", "data:text/csv", "https://", "http://"))
    styles = "".join(text for tag, text in found.texts if tag == "style")
    assert "@import" not in styles
    assert "url(" not in styles


def test_only_our_scripts_may_run(page: tuple[str, Reader]) -> None:
    text, found = page
    policy = next(
        one["content"] for one in found.every("meta") if one.get("http-equiv") == "Content-Security-Policy"
    )
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == 2
    for script in scripts:
        assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy
    assert not [one for _, one in found.elements if any(name.startswith("on") for name in one)]
    assert not [one for _, one in found.elements if one.get("href", "").lower().startswith("javascript")]


def test_a_reader_of_screens_finds_the_way(page: tuple[str, Reader]) -> None:
    _, found = page
    levels = [int(tag[1]) for tag, _ in found.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert len(found.every("caption")) == len(found.every("table"))
    assert all(one.get("scope") in ("col", "row", "rowgroup") for one in found.every("th"))
    drawings = [one for _, one in found.elements if one.get("role") == "img"]
    assert len(drawings) == len(found.every("figure"))
    assert all(len(one["aria-label"].split()) > 5 for one in drawings)
    assert any(one.get("class") == "skip" and one["href"] == "#main" for one in found.every("a"))
    assert all(one.get("aria-hidden") == "true" for one in found.every("svg"))


def test_every_chart_offers_its_data(page: tuple[str, Reader]) -> None:
    text, found = page
    links = [one for one in found.every("a") if "download" in one]
    assert len(links) == len(found.every("figure"))
    for link in links:
        kept = unquote(link["href"].partition(",")[2])
        records = list(csv.reader(io.StringIO(kept)))
        assert len(records) > 1
        assert len({len(one) for one in records}) == 1
    assert text.count("datasets") == javascript().count("datasets"), "data are on the page once"


def test_data_in_links_are_the_results() -> None:
    result = compare(load("dobra"), futures=200)
    found = Reader(report_html(result, scripts=False))
    link = next(one for one in found.every("a") if one.get("download") == "dobra-illustrative-difference.csv")
    records = list(csv.DictReader(io.StringIO(unquote(link["href"].partition(",")[2]))))
    parties = {one.draft.id: one.parties for one in result.drafts}
    assert records
    for one in records:
        wanted = parties[one["draft"]][one["party"]].vs_baseline
        assert float(one["mean"]) == pytest.approx(wanted.mean, rel=1e-9)
        assert float(one["p10"]) == pytest.approx(wanted.p10, rel=1e-9)


def test_hostile_texts_stay_texts() -> None:
    text = report_html(compare(loaded(hostile_tree())), scripts=False)
    found = Reader(text)
    assert [
        one for tag, one in found.elements if tag == "script" and one.get("type") != "application/json"
    ] == []
    assert not [one for tag, one in found.elements if tag == "img"]
    assert not [one for _, one in found.elements if "onerror" in one or "onload" in one]
    assert found.words().count("{{ 7*7 }}") > 5
    assert "49" not in found.words().split()
    assert HOSTILE in found.words()
    link = next(one for one in found.every("a") if one["href"].startswith("https://example.org"))
    assert "<script>" in link["href"], "the address is one attribute, whatever it holds"
    inside = re.findall(r'<script type="application/json">(.*?)</script>', text, re.DOTALL)
    assert inside
    assert not any("<" in one for one in inside)


def test_golden_words() -> None:
    found = Reader(report_html(compare(load("buenavista"), ["duty-10"]), scripts=False)).words()
    for said in (
        "Buenavista del Cobre, Sonora: 2 drafts compared",
        "2 drafts; one future: nothing varies; valued at 2025-01-01, facts known to 2025-02-11; amounts in USD million unless they say otherwise.",
        "duty-10, compared with base: USD 96.1 million more for Federal treasury of Mexico; USD 19.6 million less for Employees; "
        "USD 76.5 million less for Buenavista del Cobre, S.A. de C.V.",
        "At one common rate (10 %) and the same behaviour, what one party gains others lose: no draft creates value here by itself.",
        "Special mining duty",
        "rate: 10 %",
        "filing, grade A (an official or primary text).",
        "concession compare buenavista base duty-10 --futures 1 --seed 1 --report buenavista.html",
        "Payments add up over all parties, to rounding.",
    ):
        assert said in found
    assert "Illustrative" not in found


def test_terms_are_marked_where_they_differ() -> None:
    text = report_html(compare(load("buenavista"), ["duty-10", "royalty-2-35"]), scripts=False)
    assert "<mark>rate: 10 %</mark>" in text
    assert "<mark>removed</mark>" in text
    assert "<mark>added</mark>" in text
    assert "<mark>rate: 7.5 %</mark>" not in text, "the baseline is not marked"


def test_an_illustrative_case_says_so() -> None:
    found = Reader(report_html(compare(load("dobra"), futures=50), scripts=False))
    labels = [one["aria-label"] for _, one in found.elements if one.get("role") == "img"]
    assert all(label.startswith("Illustrative. ") for label in labels)
    assert ("text", "Illustrative: this rests on assumptions") in found.texts


def test_two_pages_of_one_result_are_the_same() -> None:
    result = compare(load("buenavista"), ["duty-10"])
    assert report_html(result) == report_html(result)


def test_sizes() -> None:
    text = report_html(compare(load("buenavista")))
    assert len(text) < 1_700_000
    assert len(report_html(compare(load("buenavista")), scripts=False)) < 800_000


def test_commands_write_it(tmp_path: Path) -> None:
    runner = CliRunner()
    for words in (
        ["compare", "buenavista", "duty-10"],
        ["evaluate", "dobra", "--futures", "20", "--party", "state"],
    ):
        file = tmp_path / f"{words[0]}.html"
        done = runner.invoke(app, [*words, "--report", str(file)])
        assert done.exit_code == 0, done.output
        assert Reader(file.read_text(encoding="utf-8")).words()
    assert "--party state --report dobra.html" in (tmp_path / "evaluate.html").read_text(encoding="utf-8")


def test_without_its_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    result = compare(load("buenavista"), ["duty-10"])
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(ConcessionError, match="pip install") as caught:
        write_report(result, tmp_path / "a.html")
    assert caught.value.problems[0].code == "E708"
    assert not (tmp_path / "a.html").exists()


def test_the_script_is_made_again_where_it_cannot_be_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    vl = pytest.importorskip("vl_convert")
    monkeypatch.setattr(vl, "javascript_bundle", lambda snippet: f"/* {snippet} */")
    monkeypatch.setenv("CONCESSION_CACHE", str(tmp_path / "kept"))
    first = javascript()
    assert "window.vegaEmbed" in first
    assert (tmp_path / "kept" / "charts").is_dir()
    monkeypatch.setattr(vl, "javascript_bundle", lambda snippet: "other")
    assert javascript() == first
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CONCESSION_CACHE", str(tmp_path / "file"))
    assert javascript() == "(function(){other})();"


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_in_a_browser(tmp_path: Path, width: int, scheme: str) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium here")
    driver = pytest.importorskip("playwright.sync_api", reason="Playwright drives the browser")
    file = tmp_path / "page.html"
    write_report(compare(load("dobra"), futures=100), file)
    with driver.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        tab = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
        said: list[str] = []
        asked: list[str] = []
        tab.on("console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None)
        tab.on("pageerror", lambda one: said.append(str(one)))
        tab.on("request", lambda one: asked.append(one.url))
        tab.goto(file.as_uri())
        for figure in tab.query_selector_all("figure"):
            if figure.is_visible():
                figure.scroll_into_view_if_needed()
                tab.wait_for_function("one => one.dataset.drawn === 'yes'", arg=figure)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        wide = (
            "Array.from(document.querySelectorAll('.live svg')).map(one => one.getBoundingClientRect().right)"
        )
        assert max(tab.evaluate(wide)) <= width
        ink = tab.evaluate("getComputedStyle(document.querySelector('.live text[fill=\"#1f2328\"]')).fill")
        assert ink == ("rgb(230, 232, 235)" if scheme == "dark" else "rgb(31, 35, 40)")
        chromium.close()
    assert said == []
    assert [url for url in asked if not url.startswith("file:")] == []


def test_answers_stand_in_their_blocks() -> None:
    found = Reader(report_html(answers(load("dobra"), futures=50), scripts=False))
    headings = [text for tag, text in found.texts if tag in ("h3", "h4")]
    assert headings[0] == "1. Transfer at fixed behaviour"
    assert "3. Not valued" in headings
    assert "Each draft beside base" in headings
    assert "costs-first, compared with base: USD" in found.words()


def test_what_is_partial_or_rough_is_said_on_top() -> None:
    case = load("dobra")
    whole = compare(case, futures=50)
    part = dataclasses.replace(whole, drafts=whole.drafts[:1], not_run=(whole.drafts[1].draft,))
    words = Reader(report_html(part, scripts=False)).words()
    assert "Partial: 1 of 2 drafts, each over 50 futures; not run: costs-first." in words
    assert "P10 and P90 are rough for" in words
    assert words.index("Partial: 1 of 2") < words.index("The answers in words")
    run = dataclasses.replace(evaluate(case, futures=50), wanted=80)
    assert "Partial: 50 of 80 futures." in Reader(report_html(run, scripts=False)).words()
    settled = report_html(compare(load("buenavista"), ["duty-10"]), scripts=False)
    assert "are rough for" not in settled
    assert "Partial:" not in settled

"""Texts in: formats, encodings, what is left out, and clear refusals."""

import io
from datetime import date
from pathlib import Path

import pytest

from concession.errors import ConcessionError
from concession.evidence import read_bytes, read_text, statement_rows, statements, text_of

PAGE = """<!doctype html><html><head><title>Trams</title>
<meta property="article:published_time" content="2031-05-08T10:00:00Z">
<script>var x = "“Hi,” said Eve Evil.";</script><style>p:after{content:"“Oh,” said Sty Le."}</style></head>
<body><nav><a href="x">Home</a> <a href="y">“Menu,” said Nav Bar.</a></nav>
<article><h1>Trams come back</h1><p>By A. Writer</p>
<figure><img src="x" onerror="alert(1)"><figcaption>“Ha,” said Bob Photo.</figcaption></figure>
<p>Mayor Hanna Vogel announced on Tuesday that the trams, which the town lost in 1950, would return.</p>
<p onclick="alert(2)">“They will <em>run</em>,” said Vogel. &#8220;They will be quiet.&#8221;</p>
<blockquote class="post"><p>Two lines first.<br>Then we count.</p>&mdash; Hanna Vogel (@mayor) <a href="u">May 6, 2031</a>
</blockquote><p><a href="z">Read more about the trams here and elsewhere</a></p></article>
<aside>“Buy,” said Ad Vert.</aside><footer>© 2031</footer></body></html>"""


def test_html_gives_the_article_without_scripts_and_furniture() -> None:
    text = read_bytes(PAGE.encode(), name="page.html")
    assert text.form == "html"
    assert (text.title, text.published) == ("Trams", date(2031, 5, 8))
    for unwanted in ("Evil", "Sty Le", "Nav Bar", "Bob Photo", "Ad Vert", "alert", "<", "Read more"):
        assert unwanted not in text.body
    found = statements(text)
    assert [one.kind for one in found] == ["indirect", "direct", "direct"]
    assert {one.speaker.name for one in found} == {"Hanna Vogel"}
    assert found[1].words == "They will run, They will be quiet."
    assert found[2].words == "Two lines first. Then we count."
    assert [str(one.when) for one in found] == ["2031-05-06"] * 3


def test_html_scripts_never_reach_a_row() -> None:
    page = "<html><body><article><p>“&lt;script&gt;alert(1)&lt;/script&gt; is what we run here,” said Ada Moss.</p></article></body></html>"
    (row,) = statement_rows(statements(read_bytes(page.encode(), name="x.html")))
    # Escaped markup is the speaker's words and stays plain text for a report to escape.
    assert row["quote"].startswith("<script>")
    with pytest.raises(ConcessionError, match="E806"):
        read_bytes(b"<html><script>alert('x')</script></html>", name="x.html")


def test_html_date_from_linked_data_and_time() -> None:
    body = "<p>“We agree with every word of this long text,” said Ada Moss on Monday at the mine.</p>"
    linked = '<script type="application/ld+json">{"@graph":[{"datePublished":"2031-05-08T01:00"}]}</script>'
    assert read_bytes(
        f"<html><head>{linked}</head><body><article>{body}</article></body></html>".encode()
    ).published == date(2031, 5, 8)
    timed = f'<html><body><article><time datetime="2031-05-07">x</time>{body}</article></body></html>'
    assert read_bytes(timed.encode()).published == date(2031, 5, 7)


def test_markdown_quotes_links_and_front_matter() -> None:
    source = "---\ntitle: X\ndate: 2031-05-08\n---\n# Head\n\nMayor *Hanna Vogel* said:\n\n> We **will** run.\n> And how.\n\n“Yes,” [she](http://x) added.\n\n![“Ha,” said Bob Photo.](p.png)\n"
    text = read_bytes(source.encode(), name="a.md")
    assert text.published == date(2031, 5, 8)
    assert [one.words for one in statements(text)] == ["We will run. And how.", "Yes,"]


def test_pdf_text_layer() -> None:
    pypdf = pytest.importorskip("pypdf")
    lines = ["“We agree,” said Ada Moss.".replace("“", '"').replace("”", '"')]
    stream = "BT /F1 12 Tf 72 720 Td (" + lines[0] + ") Tj ET"
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(612, 792)
    generic = pytest.importorskip("pypdf.generic")
    NameObject, DictionaryObject = generic.NameObject, generic.DictionaryObject  # noqa: N806
    content = generic.DecodedStreamObject()
    content.set_data(stream.encode())
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    page[NameObject("/Contents")] = writer._add_object(content)
    made = io.BytesIO()
    writer.write(made)
    text = read_bytes(made.getvalue(), name="paper.pdf")
    assert text.form == "pdf"
    assert [one.speaker.name for one in statements(text)] == ["Ada Moss"]
    empty = io.BytesIO()
    blank = pypdf.PdfWriter()
    blank.add_blank_page(10, 10)
    blank.write(empty)
    with pytest.raises(ConcessionError, match="E805"):
        read_bytes(empty.getvalue(), name="empty.pdf")


@pytest.mark.parametrize(
    ("encoding", "used"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16le"),
        ("utf-16-be", "utf-16be"),
        ("cp1251", "windows-1251"),
    ],
)
def test_cyrillic_encodings(encoding: str, used: str) -> None:
    body = "«Угода буде підписана», сказала Ада Мосс. The mine is open."
    text = read_bytes(body.encode(encoding), name="a.txt")
    assert text.body == body
    assert text.encoding == used


def test_western_one_byte_encoding_and_a_named_one() -> None:
    body = "“We agree,” said Zoë Müller — at the café."
    assert read_bytes(body.encode("cp1252")).body == body
    assert read_bytes("Ада".encode("koi8-u"), encoding="koi8-u").body == "Ада"
    with pytest.raises(ConcessionError, match="E803"):
        read_bytes("Ада".encode("koi8-u"), encoding="utf-8")
    with pytest.raises(ConcessionError, match="E803"):
        read_bytes(b"x", encoding="rot13")


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64), "a.txt", "E801"),
        (b"\x7fELF" + bytes(range(1, 32)) * 20, "a.txt", "E801"),
        (b"   \n", "a.txt", "E806"),
        (b"%PDF-1.7 broken", "a.pdf", "E805"),
        (b"<html></html>", "a.html", "E806"),
        (b"x" * 24_000_001, "a.txt", "E802"),
    ],
    ids=["png", "elf", "blank", "broken pdf", "empty page", "large"],
)
def test_refusals_have_a_code(content: bytes, name: str, code: str) -> None:
    with pytest.raises(ConcessionError) as caught:
        read_bytes(content, name=name)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConcessionError, match="E807"):
        read_text(tmp_path / "absent.txt")


def test_blocks_and_date_of_a_plain_text() -> None:
    body = (
        "Mine to reopen\n\nBy A. Writer\nPublished: 8 May 2031\n\nPORTVILLE, May 7 (Wire) — The mine will reopen.\n"
        "Photo: The pit. (Photo by A. Nother)\nWhat comes next\nRead more: the pit\nSubscribe to our newsletter\n"
    )
    text = text_of(body)
    assert [block.kind for block in text.blocks] == [
        "title",
        "byline",
        "byline",
        "paragraph",
        "caption",
        "heading",
        "noise",
        "noise",
    ]
    assert (text.title, text.published, text.dated_by) == ("Mine to reopen", date(2031, 5, 8), "byline")
    assert text_of("PORTVILLE, May 7, 2031 (Wire) — The mine will reopen.").published == date(2031, 5, 7)
    assert "words" not in text.record()
    assert text.record()["published"] == "2031-05-08"

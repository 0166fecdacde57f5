"""Markdown and HTML to running text with blocks; nothing of scripts, styles or navigation is kept."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from concession.errors import ConcessionError
from concession.evidence._days import full_date
from concession.evidence._spans import Block

if TYPE_CHECKING:
    from markdown_it.token import Token as MarkdownToken

from concession.evidence._word_sets import word_set

__all__ = ["Extract", "from_html", "from_markdown"]

_MAX_LD = 200_000
_DROP = (
    "script", "style", "noscript", "template", "iframe", "object",
    "embed", "svg", "math", "canvas", "nav", "aside",
    "footer", "form", "button", "select", "figcaption", "audio", "video", "map", "applet", "dialog", "menu",
)  # fmt: skip
#: An ``article`` counts when it holds at least this share of the page's paragraphs.
_MIN_SHARE = 0.3


class Extract(NamedTuple):
    """Running text with its blocks, and what the page tells of its title and date."""

    body: str
    blocks: tuple[Block, ...]
    title: str = ""
    published: date | None = None


class _Builder:
    """Joins paragraphs with blank lines and keeps where each stands."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self.at = 0

    def add(self, words: str, kind: str) -> None:
        clean = re.sub(r"[ \t\r\n\f\v]+", " ", words).strip()
        if not clean:
            return
        if self.parts:
            self.parts.append("\n\n")
            self.at += 2
        self.blocks.append(Block(self.at, self.at + len(clean), kind))
        self.parts.append(clean)
        self.at += len(clean)

    def done(self, title: str = "", published: date | None = None) -> Extract:
        return Extract("".join(self.parts), tuple(self.blocks), title, published)


# Markdown -----------------------------------------------------------------------------------------------


def from_markdown(content: str) -> Extract:
    r"""Return the running text of Markdown: headings, quotes and lists marked, links and emphasis plain.

    >>> from_markdown("# News\n\n> *We* will [sign](x).").blocks
    (Block(start=0, end=4, kind='title'), Block(start=6, end=19, kind='quote'))
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415 - comes with rich; only this format needs it

    front, rest = _front_matter(content)
    built = _Builder()
    depth = {"blockquote": 0, "list_item": 0}
    heading = ""
    title = front.get("title", "")
    for token in MarkdownIt("commonmark", {"html": False}).parse(rest):
        base = token.type.removesuffix("_open").removesuffix("_close")
        if base in depth and token.nesting:
            depth[base] += token.nesting
        elif base == "heading":
            heading = token.tag if token.nesting == 1 else ""
        elif token.type == "inline":
            words = _inline(token)
            kind = "paragraph"
            if heading:
                kind = "heading" if title or heading != "h1" else "title"
                title = title or (words if heading == "h1" else "")
            elif depth["blockquote"]:
                kind = "quote"
            elif depth["list_item"]:
                kind = "item"
            if not words and token.children:
                continue
            built.add(words, kind)
    return built.done(title, full_date(front.get("date", "")))


def _front_matter(content: str) -> tuple[dict[str, str], str]:
    """Split off ``key: value`` lines between two ``---`` lines at the top, as plain words."""
    match = re.match(r"---[ \t]*\r?\n(.{0,4000}?)\r?\n---[ \t]*(?:\r?\n|$)", content, re.DOTALL)
    if match is None:
        return {}, content
    pairs = (line.split(":", 1) for line in match.group(1).splitlines() if ":" in line)
    return {key.strip().lower(): value.strip().strip("\"'") for key, value in pairs}, content[match.end() :]


def _inline(token: MarkdownToken) -> str:
    words: list[str] = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            words.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            words.append(" ")
    return "".join(words)


# HTML ---------------------------------------------------------------------------------------------------


def from_html(content: str, name: str = "page") -> Extract:
    """Return the article of a page: its running text without scripts, navigation, captions and boilerplate.

    The page's paragraphs are told from its furniture by jusText, by length, links and common words, and only
    within the page's ``article`` where it has one. Raises E804 where the libraries are not installed and
    E806 where there is no running text.
    """
    try:
        import justext  # noqa: PLC0415 - an optional extra
        import lxml.etree  # noqa: PLC0415
        import lxml.html  # noqa: PLC0415
    except ImportError as error:
        raise ConcessionError.of(
            "E804", "HTML needs jusText and lxml", "install the extra 'texts'"
        ) from error
    # A str with an XML declaration of an encoding is refused by lxml; the declaration is spent by now.
    clean = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", content.replace("\x00", ""))
    if not clean.strip():
        raise ConcessionError.of("E806", f"'{name}' is empty")
    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = lxml.html.document_fromstring(clean, parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise ConcessionError.of("E806", f"'{name}' has no readable page: {error}") from error
    title, published = _page_facts(tree)
    lxml.etree.strip_elements(tree, *_DROP, with_tail=False)
    root = _article(tree)
    for line_break in root.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    markup = lxml.html.tostring(root, encoding="unicode")
    narrowed = root.tag != "body"
    paragraphs = justext.justext(
        f"<html><body>{markup}</body></html>", justext.get_stoplist("English"), length_low=40, length_high=140
    )
    built = _kept(paragraphs, title, narrowed=narrowed)
    if not built.blocks:
        # A short page may look like furniture throughout: then only links are left out.
        built = _kept(paragraphs, title, narrowed=True)
    if not built.blocks:
        raise ConcessionError.of("E806", f"'{name}' has no running text")
    return built.done(title, published)


def _kept(paragraphs: Any, title: str, *, narrowed: bool) -> _Builder:
    built = _Builder()
    for paragraph in paragraphs:
        kind = _kind_of_path(paragraph.dom_path, bool(built.blocks), title)
        furniture = paragraph.links_density() > 0.5 and paragraph.text.strip()[:1] not in "—–"
        keep = not furniture if narrowed or kind.startswith("quote") else not paragraph.is_boilerplate
        if keep or (kind == "title" and not built.blocks):
            built.add(paragraph.text, kind)
    return built


def _kind_of_path(path: str, begun: bool, title: str) -> str:
    tags = path.split(".")
    if any(re.fullmatch(r"h[1-6]", tag) for tag in tags):
        return "heading" if begun or not title else "title"
    if "blockquote" in tags:
        return "quote_or_signature"
    return "item" if "li" in tags else "paragraph"


def _article(tree: Any) -> Any:
    """Return the part of the page that holds its article: the longest ``article``, ``main``, or body."""
    best = None
    longest = max(1.0, _MIN_SHARE * sum(len(p.text_content()) for p in tree.iter("p")))
    for element in tree.iter("article", "main"):
        length = sum(len(p.text_content()) for p in element.iter("p"))
        if length >= longest and (best is None or length > longest):
            best, longest = element, float(length)
    if best is not None:
        return best
    body = tree.find("body")
    return body if body is not None else tree


def _page_facts(tree: Any) -> tuple[str, date | None]:
    title = ""
    for element in tree.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if key == "og:title" and not title:
            title = (element.get("content") or "")[:500]
    if not title:
        found = tree.find(".//title")
        title = (found.text or "")[:500].strip() if found is not None else ""
    return title, _page_date(tree)


def _page_date(tree: Any) -> date | None:
    wanted = word_set(
        "article:published_time datepublished date dc.date dc.date.issued pubdate publish-date publishdate "
        "parsely-pub-date sailthru.date"
    )
    for element in tree.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if key in wanted:
            found = full_date((element.get("content") or "")[:40])
            if found is not None:
                return found
    for element in tree.iter("script"):
        if (element.get("type") or "").lower() == "application/ld+json":
            found = _linked_date((element.text or "")[:_MAX_LD])
            if found is not None:
                return found
    for element in tree.iter("time"):
        found = full_date((element.get("datetime") or element.text_content())[:60])
        if found is not None:
            return found
    return None


def _linked_date(content: str) -> date | None:
    """Read ``datePublished`` from the page's own linked data, which is parsed as data and never run."""
    try:
        found: Any = json.loads(content)
    except (ValueError, RecursionError):
        return None
    queue = [found]
    for _ in range(2000):
        if not queue:
            return None
        item = queue.pop(0)
        if isinstance(item, dict):
            if isinstance(item.get("datePublished"), str):
                return full_date(item["datePublished"][:40])
            queue.extend(item.values())
        elif isinstance(item, list):
            queue.extend(item[:100])
    return None

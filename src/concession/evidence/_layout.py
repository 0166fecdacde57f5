"""Lay a plain text out in blocks: paragraphs, titles, bylines, captions, block quotes, noise.

A newline ends a paragraph, except in hard-wrapped text, where blank lines do. Everything is decided from a
line and its neighbours, so the work grows linearly with the text.
"""

from __future__ import annotations

import itertools
import re

from concession.evidence._spans import Block

__all__ = ["classify", "layout"]

_MAX_SHORT = 240
_BYLINE = re.compile(
    r"(?:by|written by|reporting by|additional reporting by|editing by|reported by|compiled by|story by|"
    r"interview by|words by|translated by)\s+(?=[A-Z\u00c0-\u00de\u0400-\u042f])[^!?“\"]{2,100}(?<!\.)$|"
    r"(?:published|updated|posted|last (?:updated|modified)|first published|date|issued|"
    r"created)\s*(?:on|:|at)?\s"
    r"[^.!?“\"]{4,80}$|"
    r"\(?(?:(?:additional )?reporting by|editing by|writing by)\s[^“\"]{2,200}$",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\.?,?\s+\d{4}|[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|"
    r"\d{4}-\d{2}-\d{2})(?:[,T ]+(?:at\s+)?\d{1,2}[:.]\d{2}.{0,20})?$",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:(?:file\s+)?(?:photo(?:graph)?s?|image|picture|caption|graphic|video|illustration|chart|map)s?"
    r"(?:\s+(?:by|credit|courtesy))?\s*[:—–-]|file\s*[-—–:]|\((?:photo|image|picture)\b|\[(?:photo|image)|"
    r"(?:photo(?:graph)?|image|picture)\s+(?:by|courtesy|credit|shows)\b|!\[)",
    re.IGNORECASE,
)
_CAPTION_END = re.compile(
    r"(?:\((?:photo|image|picture|credit|file|ap photo)\b[^)]{0,80}\)|(?:photo|image|picture|"
    r"credit)s?:\s[^.“\"]{2,60}|"
    r"\bvia (?:ap|getty images)\)?|/(?:getty images|afp|ap|reuters)(?:\)|$)[^.]{0,30})\.?$",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"(?:read (?:more|also|next|our)|also read|related(?: (?:article|stor|topic|content)\w*)?\s*[:|]|"
    r"see also|sign up|subscribe|"
    r"follow (?:us|me)|advertise?ment|share (?:this|on|via)|copyright|©|\(c\)\s*\d{4}|"
    r"all rights reserved|click here|"
    r"most (?:read|popular)|recommended|trending|download our|newsletter|support (?:our|us)|get (?:our|"
    r"the) (?:free )?"
    r"(?:app|newsletter)|cookies?\b|terms of (?:use|service)|privacy policy|leave a comment|"
    r"comments?\s*\(?\d*\)?$|"
    r"skip to|back to top|tags?:|topics?:|filed under|listen to this|watch(?: (?:now|live))?:|"
    r"more (?:on|from) this|"
    r"this (?:article|story|post) (?:was|has been|is|first|originally)\b|correction:|editor['’]s note|"
    r"source:\s|contact the "
    r"(?:author|reporter)|pic\.twitter\.com/\S+$|https?://\S+$|\d+ (?:min(?:ute)?s?) read|©)",
    re.IGNORECASE,
)
_ONLY_LINK = re.compile(r"^\S{0,40}\s?\S{0,20}\s?(?:pic\.twitter\.com|t\.co|https?:/)/\S+$")
SIGNATURE = re.compile(
    r"^[—–―-]{1,2}\s?(?P<name>[^()@\d“\"]{2,90}?)\s*(?:\((?P<handle>@\w{1,40})\)|,\s(?P<rest>[^“\"]{2,120}))"
    r"\s*[·|,]?\s*(?P<date>[^“\"]{0,60})$"
)
_BULLET = re.compile(r"^\s{0,8}(?:[•‣▪●◦]|[*–—-])\s+(?=\S)")
_TERMINAL = re.compile(r"[.!?:;…”\"»’'“)\]]\s*$")
_QUOTE_START = re.compile(r"^\s*[“\"«„‘'\"]")
_DATELINE = re.compile(
    r"^(?:\([A-Z][\w /.&]{1,30}\)\s?[—–-]\s|"
    r"(?P<place>[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de .'’/-]{2,40}|[A-Z][A-Za-z.'’ -]{2,30})"
    r"(?:,\s(?P<rest>[A-Z][A-Za-z.]{1,20}(?:\s\d{1,2})?(?:,\s\d{4})?|"
    r"\d{1,2}\s[A-Z][a-z]{2,8}(?:\s\d{4})?|[A-Z][A-Za-z .]{1,30}))?"
    r"(?:,\s(?P<more>[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,\s\d{4})?|\d{1,2}\s[A-Z][a-z]{2,8}(?:\s\d{4})?))?"
    r"\s?(?:(?:\([A-Za-z /.&]{2,30}\)|/[A-Z][\w .-]{1,20}/)\s?)?(?:[—–]|--|\s-|(?<=[)/\s])-)\s?)"
    r"(?=[A-Z\u00c0-\u00de“\"‘«„\d])"
)


def dateline_end(body: str, start: int, end: int) -> int:
    """Return where a paragraph's running text begins, after a dateline such as ``PORTVILLE, May 3 —``."""
    head = body[start : min(end, start + 120)]
    match = _DATELINE.match(head)
    if match is None:
        return start
    place = (match["place"] or "").strip()
    known = not place or place.isupper() or match["rest"] or "(" in match.group(0)
    return start + match.end() if known else start


def layout(body: str) -> tuple[Block, ...]:
    """Return the blocks of a plain text, in order; blank lines belong to none."""
    lines: list[tuple[int, int]] = []
    at = 0
    for line in body.splitlines(keepends=True):
        lines.append((at, at + len(line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))))
        at += len(line)
    if _wrapped(body, lines):
        lines = _unwrap(body, lines)
    blocks = []
    for start, end in lines:
        words = body[start:end]
        begin = start + len(words) - len(words.lstrip())
        if words.strip():
            blocks.append(Block(begin, begin + len(words.strip())))
    return tuple(blocks)


def _wrapped(body: str, lines: list[tuple[int, int]]) -> bool:
    """Whether lines were broken at a width: all short, most run on into the next, some in mid-sentence."""
    longest = max((end - start for start, end in lines), default=0)
    if longest > 110 or longest < 24:
        return False
    inner = runs_on = lower = 0
    for (start, end), (after, after_end) in itertools.pairwise(lines):
        if end > start and after_end > after and not body[after:after_end].isspace():
            inner += 1
            goes_on = not _TERMINAL.search(body[max(start, end - 20) : end]) and not SIGNATURE.match(
                body[start:end]
            )
            runs_on += goes_on
            lower += goes_on and body[after].islower()
    return inner >= 2 and runs_on * 2 > inner and lower * 4 >= runs_on


def _unwrap(body: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    open_block = False
    for start, end in lines:
        if not body[start:end].strip():
            open_block = False
            continue
        bullet = _BULLET.match(body[start : min(end, start + 12)]) is not None
        if open_block and not bullet:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
            open_block = True
    return joined


def classify(body: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks with their kinds told apart, those that a reader already marked kept as they are."""
    told: list[Block] = []
    seen_text = False
    for number, block in enumerate(blocks):
        kind = block.kind
        if kind == "paragraph":
            kind = _kind(body, block, first=not seen_text, last=number == len(blocks) - 1)
            if kind == "title" and told and any(one.kind == "title" for one in told):
                kind = "heading"
        if kind in {"paragraph", "item", "quote"}:
            seen_text = True
        told.append(Block(block.start, block.end, kind))
    return _with_posts(body, told)


def _kind(body: str, block: Block, *, first: bool, last: bool) -> str:
    long = block.end - block.start > _MAX_SHORT
    text = body[block.start : min(block.end, block.start + _MAX_SHORT)]
    tail = body[max(block.start, block.end - 160) : block.end]
    if _CAPTION.match(text) or _CAPTION_END.search(tail):
        return "caption"
    if not long and SIGNATURE.match(text):
        return "signature"
    if not long and (_BYLINE.match(text) or _DATE_LINE.match(text)):
        return "byline"
    if _ONLY_LINK.match(text) or (_NOISE.match(text) and not _QUOTE_START.match(text)):
        return "noise"
    if _BULLET.match(text):
        return "item"
    if not long and not _TERMINAL.search(text):
        words = text.split()
        if first and not last and len(words) <= 30:
            return "title"
        if len(words) <= 12 and not _QUOTE_START.match(text) and not text.rstrip().endswith((",", "—", "–")):
            return "heading"
    return "paragraph"


def _with_posts(body: str, blocks: list[Block]) -> tuple[Block, ...]:
    """Mark the text that a signature signs: back to the line that announced it, or the one before."""
    for number, block in enumerate(blocks):
        if block.kind != "signature":
            continue
        reached = number
        for back in range(number - 1, max(-1, number - 13), -1):
            before = blocks[back]
            if before.kind not in {"paragraph", "quote", "item", "heading"} or body[before.end - 1] == ":":
                break
            reached = back
        announced = reached > 0 and body[blocks[reached - 1].end - 1] == ":"
        if not announced:
            reached = max(number - 1, 0)
        for back in range(reached, number):
            if blocks[back].kind in {"paragraph", "item", "heading"}:
                blocks[back] = Block(blocks[back].start, blocks[back].end, "quote")
    return tuple(blocks)

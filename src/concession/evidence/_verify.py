"""Whether quoted phrases really stand in their sources, and whether figures agree with encoded values.

Only quotation marks, dashes, spaces and ellipses are made alike; every other difference is reported. The
search is linear in the text: an exact pattern first, then pieces around an ellipsis, then the best window
of words by shared pairs.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from concession.errors import Problems
from concession.evidence._figures import Figure, figures
from concession.evidence._spans import Span
from concession.evidence._texts import Text

__all__ = ["STATUSES", "Check", "Quoted", "verify"]

#: What can be said of a quotation once it is sought in its text.
STATUSES = ("found", "found with difference", "missing text", "not found")
_ALIKE = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛‹›′`´", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys(
        "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\n\x0c\x0b",
        " ",
    )
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ELLIPSIS = re.compile(r"\s*(?:\[\s*)?(?:…|\.\s?\.\s?\.)(?:\s*\])?\s*")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_MAX_PHRASE = 20_000
_GAP = 1200
_PER_PAIR = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A phrase that a case marks as quoted: from which source, and the value it is encoded as.

    ``source`` names a text; empty means any. ``value`` and ``unit`` are those of the case; ``explained``
    tells why they may differ from the words.
    """

    phrase: str
    source: str = ""
    path: str = ""
    value: Decimal | None = None
    unit: str = ""
    explained: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What became of one quoted phrase in one source.

    ``figure`` is ``equal``, ``differs``, ``explained`` or ``no figure``; empty where no value was encoded.
    """

    quoted: Quoted
    source: str
    status: str
    span: Span | None = None
    differences: tuple[str, ...] = ()
    figure: str = ""


@dataclass(slots=True)
class _Prepared:
    """A text made alike, with the place of each character in the body, and its pairs of words."""

    name: str
    alike: str
    places: list[int] | None
    _words: list[tuple[str, int, int]] | None = field(default=None)
    _pairs: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: Text) -> _Prepared:
        body = text.body
        if not _INVISIBLE.search(body):
            return cls(text.name, body.translate(_ALIKE), None)
        places = [at for at, letter in enumerate(body) if not _INVISIBLE.match(letter)]
        return cls(text.name, "".join(body[at] for at in places).translate(_ALIKE), places)

    def span(self, start: int, end: int) -> Span:
        if self.places is None:
            return Span(start, end)
        return Span(self.places[start], self.places[end - 1] + 1)

    def words(self) -> list[tuple[str, int, int]]:
        if self._words is None:
            self._words = [(m.group().lower(), m.start(), m.end()) for m in _WORD.finditer(self.alike)]
            for at in range(len(self._words) - 1):
                rows = self._pairs.setdefault((self._words[at][0], self._words[at + 1][0]), [])
                if len(rows) < _PER_PAIR:
                    rows.append(at)
        return self._words

    def pairs(self, pair: tuple[str, str]) -> Sequence[int]:
        self.words()
        return self._pairs.get(pair, ())


def verify(quotes: Iterable[Quoted | str], texts: Iterable[Text] | Mapping[str, Text]) -> tuple[Check, ...]:
    """Return, for each quoted phrase, whether its source holds it; a phrase without source is sought in all.

    ``texts`` are given as such or under the names that the case has for them. Raises E813 for empty phrases.

    >>> from concession.evidence import text_of
    >>> verify(["we will   sign"], [text_of("“Yes – we will sign,” she said.")])[0].status
    'found'
    """
    named = dict(texts) if isinstance(texts, Mapping) else {text.name: text for text in texts}
    problems = Problems()
    wanted: list[Quoted] = []
    for number, one in enumerate(quotes):
        quoted = one if isinstance(one, Quoted) else Quoted(phrase=one)
        if not _WORD.search(quoted.phrase) or len(quoted.phrase) > _MAX_PHRASE:
            problems.add(
                "E813", f"phrase {number} is empty or longer than {_MAX_PHRASE} characters", path=quoted.path
            )
        wanted.append(quoted)
    problems.raise_if_any()
    prepared: dict[str, _Prepared] = {}
    return tuple(_check(quoted, named, prepared) for quoted in wanted)


def _check(quoted: Quoted, named: Mapping[str, Text], prepared: dict[str, _Prepared]) -> Check:
    figure = _figure(quoted)
    names = [quoted.source] if quoted.source else list(named)
    if not names or (quoted.source and quoted.source not in named):
        return Check(quoted=quoted, source=quoted.source, status="missing text", figure=figure)
    best = Check(quoted=quoted, source=quoted.source, status="not found", figure=figure)
    for name in names:
        if name not in prepared:
            prepared[name] = _Prepared.of(named[name])
        status, span, differences = _seek(quoted.phrase, prepared[name])
        if status == "found":
            return Check(quoted=quoted, source=name, status=status, span=span, figure=figure)
        if status == "found with difference" and best.status == "not found":
            best = Check(
                quoted=quoted, source=name, status=status, span=span, differences=differences, figure=figure
            )
    return best


def _alike(phrase: str) -> str:
    return re.sub(r" +", " ", _INVISIBLE.sub("", phrase).translate(_ALIKE)).strip()


def _exact(phrase: str) -> str:
    """Return the pattern of a phrase in which only spaces and ellipses vary."""
    parts = [
        r" +".join(re.escape(word) for word in part.split(" ") if word) for part in _ELLIPSIS.split(phrase)
    ]
    return r" *(?:…|\. ?\. ?\.) *".join(parts)


def _seek(phrase: str, text: _Prepared) -> tuple[str, Span | None, tuple[str, ...]]:
    wanted = _alike(phrase)
    match = _bounded(_exact(wanted)).search(text.alike)
    if match is not None:
        return "found", text.span(*match.span()), ()
    pieced = _pieces(wanted, text)
    if pieced is not None:
        return pieced
    return _nearly(wanted, text)


def _bounded(pattern: str) -> re.Pattern[str]:
    """Let a phrase begin and end at the edge of a word."""
    return re.compile(
        rf"(?<!\w){pattern}(?!\w)" if pattern[:1].isalnum() and pattern[-1:].isalnum() else pattern
    )


def _pieces(wanted: str, text: _Prepared) -> tuple[str, Span | None, tuple[str, ...]] | None:
    """Find a phrase whose ellipsis or brackets stand for words that the source has."""
    rough = re.split(r"\s*(?:\[[^\]]{0,200}\]|…|\.\s?\.\s?\.)\s*", wanted)
    parts = [part.strip(" .,;:") for part in rough if _WORD.search(part)]
    if len(rough) < 2 or not parts:
        return None
    first = re.compile(_exact(parts[0]))
    for tried, match in enumerate(first.finditer(text.alike)):
        if tried >= _PER_PAIR:
            return None
        at = match.end()
        left_out: list[str] = []
        for part in parts[1:]:
            following = re.compile(_exact(part)).search(
                text.alike, at, min(len(text.alike), at + _GAP + len(part))
            )
            if following is None:
                break
            left_out.append(text.alike[at : following.start()].strip())
            at = following.end()
        else:
            gaps = tuple(f"left out: “{gap[:200]}”" for gap in left_out if gap)
            return (
                "found with difference",
                text.span(match.start(), at),
                gaps or ("brackets or ellipsis added",),
            )
    return None


def _nearly(wanted: str, text: _Prepared) -> tuple[str, Span | None, tuple[str, ...]]:
    """Find the window of words that shares most pairs with the phrase, and tell what differs in it."""
    words = [(m.group().lower(), m.start(), m.end()) for m in _WORD.finditer(wanted)]
    source = text.words()
    if len(words) < 2:
        hit = next((row for row in source if words and row[0] == words[0][0]), None)
        if hit is None:
            return "not found", None, ()
        return "found with difference", text.span(hit[1], hit[2]), _told(wanted, text.alike[hit[1] : hit[2]])
    votes: dict[int, int] = {}
    step = max(2, len(words) // 4)
    for at in range(len(words) - 1):
        for place in text.pairs((words[at][0], words[at + 1][0])):
            bucket = (place - at) // step
            votes[bucket] = votes.get(bucket, 0) + 1
            votes[bucket + 1] = votes.get(bucket + 1, 0) + 1
    if not votes:
        return "not found", None, ()
    bucket = max(votes, key=lambda one: (votes[one], -one))
    low = max(0, (bucket - 1) * step - step)
    high = min(len(source), (bucket + 1) * step + len(words) + step)
    window = source[low:high]
    matcher = difflib.SequenceMatcher(None, [w[0] for w in words], [w[0] for w in window], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    shared = sum(block.size for block in blocks)
    if not blocks or shared < max(2, 0.7 * len(words)):
        return "not found", None, ()
    # What the phrase begins or ends with differently is taken from the same number of source words.
    begin = max(0, blocks[0].b - blocks[0].a)
    end = min(len(window), blocks[-1].b + blocks[-1].size + len(words) - blocks[-1].a - blocks[-1].size)
    if end - begin > 2 * len(words) + 4:
        return "not found", None, ()
    span = (window[begin][1], window[end - 1][2])
    return "found with difference", text.span(*span), _told(wanted, text.alike[span[0] : span[1]])


def _told(wanted: str, found: str) -> tuple[str, ...]:
    """Return the differences between a phrase and the words of the source, in words and marks."""
    left = re.findall(r"[^\W_]+(?:['-][^\W_]+)*|[^\w\s]", wanted)[:4000]
    right = re.findall(r"[^\W_]+(?:['-][^\W_]+)*|[^\w\s]", found)[:4000]
    told: list[str] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        ours, theirs = " ".join(left[a:b]), " ".join(right[c:d])
        if tag == "replace":
            told.append(f"“{ours}” where the source has “{theirs}”")
        elif tag == "delete":
            told.append(f"“{ours}” is not in the source")
        elif tag == "insert":
            told.append(f"left out: “{theirs}”")
    return tuple(told[:40]) or ("spacing or marks",)


def _figure(quoted: Quoted) -> str:
    if quoted.value is None:
        return ""
    named = figures(quoted.phrase, [Span(0, len(quoted.phrase))])
    fitting = [one for one in named if not quoted.unit or not one.unit or one.unit == quoted.unit]
    if any(_agrees(one, quoted.value) for one in fitting):
        return "equal"
    if quoted.explained.strip():
        return "explained"
    return "differs" if named else "no figure"


def _agrees(figure: Figure, value: Decimal) -> bool:
    if figure.low <= value <= figure.high:
        return True
    # A share may be encoded as 0.5 for "50 percent".
    return figure.kind == "percent" and figure.low <= value * 100 <= figure.high

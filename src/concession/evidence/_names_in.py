"""Runs of capitalised words in a sentence, told apart into a role and a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from concession.evidence._lexicon import (
    AUXILIARIES,
    CUE_FORMS,
    DETERMINERS,
    DOCUMENTS,
    FUNCTION_WORDS,
    HONORIFICS,
    MODIFIERS,
    ORG_NOUNS,
    ORG_WORDS,
    PEOPLE_NOUNS,
    PREPOSITIONS,
    ROLE_NOUNS,
    WEEKDAYS,
)
from concession.evidence._names import gender_of_name
from concession.evidence._tokens import Token
from concession.evidence._word_sets import word_set

__all__ = ["Run", "appositive", "runs"]

_MONTHS = word_set(
    "january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sep sept oct nov dec"
)
_PARTICLES = word_set("de van von der den al bin ibn da di du la le el del dos y ter ten af av zu")
_FAMILY = frozenset({"father", "sister", "brother", "mother"})
_RANKS = word_set("gen sen rep gov lt col sgt capt prof rev adm supt cllr insp cmdr pres maj hon")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "her", "our"})
_INNER = frozenset({"of", "for", "and", "&", "the"})
#: Occupations that are also common surnames.
_SURNAMES = word_set(
    "baker king bishop prince pope dean judge butcher farmer major elder driver singer chamberlain "
    "marshal page potter cook miller archer fisher hunter mason monk chief trader broker abbot planner"
)


class Run(NamedTuple):
    """A run of tokens ``start`` up to ``end``: the words of its role, the words of its name."""

    start: int
    end: int
    role: tuple[str, ...]
    name: tuple[str, ...]
    honorific: str
    name_start: int

    @property
    def is_role(self) -> bool:
        """Whether the run names an office and nobody: "the Treasury Secretary"."""
        return bool(self.role) and not self.name

    @property
    def is_organisation(self) -> bool:
        """Whether the name has a word of an organisation in it."""
        return not self.role and any(word.lower() in ORG_WORDS for word in self.name)


def _role_word(low: str) -> bool:
    if low in ROLE_NOUNS or low in _RANKS:
        return True
    return "-" in low and low.rsplit("-", 1)[-1] in ROLE_NOUNS


def _blocked(token: Token, first: bool, common: frozenset[str] | set[str]) -> bool:
    """Whether a capitalised word is no name: a month, a weekday, a sentence's first common word."""
    low = token.low
    if low in _FAMILY:
        return False
    if low in WEEKDAYS or (low in _MONTHS and low != "may"):
        return True
    if low in FUNCTION_WORDS or low in {"i", "i’m", "i'm", "may"}:
        return True
    return first and (
        low in common or low.endswith(("ing", "ly")) or (low in PEOPLE_NOUNS and not _role_word(low))
    )


def runs(row: Sequence[Token], common: frozenset[str] | set[str]) -> list[Run]:
    """Return the runs of capitalised words of a sentence that may name somebody or an office."""
    found: list[Run] = []
    at = 0
    limit = len(row)
    while at < limit:
        token = row[at]
        first = at == 0 or row[at - 1].kind == "q" or row[at - 1].text in ":.?!("
        if not token.capital or _blocked(token, first and not _capital_follows(row, at), common):
            at += 1
            continue
        start = _leftward(row, at)
        end = _rightward(row, at)
        if start < (found[-1].end if found else 0):
            start = at
        run = _split(row, start, end)
        if run is not None:
            found.append(run)
        at = max(end, at + 1)
    return found


def _capital_follows(row: Sequence[Token], at: int) -> bool:
    """Whether a sentence's first word is followed by a name of its own run: "Maria Lopez said"."""
    if at + 1 >= len(row) or row[at].possessive:
        return False
    after = row[at + 1]
    low = row[at].low
    return (
        after.capital
        and low not in FUNCTION_WORDS
        and not low.endswith("ly")
        and after.low not in WEEKDAYS
        and after.low not in _MONTHS
    )


def _leftward(row: Sequence[Token], at: int) -> int:
    """Take in the lower-case words of a role before a name: "energy minister Ana Ruiz"."""
    start = at
    led = start and row[start - 1].kind == "w" and not row[start - 1].possessive
    # "interim CEO Ana Ruiz": the office itself has capitals, what narrows it has none
    narrowed = led and _role_word(row[at].low) and row[start - 1].low in MODIFIERS
    if led and (_role_word(row[start - 1].low) or narrowed):
        start -= 1
        while start and row[start - 1].kind == "w" and not row[start - 1].possessive:
            low = row[start - 1].low
            if low in MODIFIERS or _role_word(low) or (row[start - 1].capital and low not in FUNCTION_WORDS):
                start -= 1
            else:
                break
    return start


def _rightward(row: Sequence[Token], at: int) -> int:
    """Return the end of the run that begins with a capitalised word."""
    end = at
    limit = min(len(row), at + 24)
    while end < limit:
        token = row[end]
        low = token.low
        if token.kind != "w":
            before = row[end - 1]
            short = (
                len(before.text) == 1
                or before.low in _RANKS
                or before.low in HONORIFICS
                or before.low in _SUFFIXES
            )
            if (
                token.text == "."
                and end > at
                and before.capital
                and short
                and end + 1 < limit
                and row[end + 1].capital
            ):
                end += 1
                continue
            if (
                token.text == "."
                and end > at
                and before.low in _SUFFIXES
                and end + 1 < limit
                and row[end + 1].kind == "w"
            ):
                end += 1
                continue
            break
        if token.capital:
            if (
                low in WEEKDAYS
                or (low in FUNCTION_WORDS and low not in {"the"})
                or (low in _MONTHS and end > at)
            ):
                break
            end += 1
            if token.possessive:
                break
            continue
        if end > at and _continues(row, end, limit):
            end += 1
            continue
        break
    while end > at + 1 and not row[end - 1].capital and row[end - 1].text != ".":
        end -= 1
    return end


def _continues(row: Sequence[Token], end: int, limit: int) -> bool:
    """Whether a lower-case word stands inside a run: a particle, a role's word, "of" within an office."""
    low = row[end].low
    after = row[end + 1] if end + 1 < limit else None
    if after is None or after.kind != "w" or row[end].possessive:
        return False
    if low in _PARTICLES and after.capital:
        return True
    if low in {"and", "&"} and _role_word(row[end - 1].low) and _role_word(after.low):
        return True  # "COO and CFO Ana Ruiz"
    if low in _INNER:
        seen_role = any(_role_word(row[back].low) for back in range(max(0, end - 3), end))
        if low in {"of", "for"}:
            return seen_role and (after.capital or after.low == "the")
        if low == "the":
            return row[end - 1].low in {"of", "for"} and after.capital
        back = row[end - 2].low if end > 1 else ""
        return back in {"of", "for"} and after.capital
    if low in MODIFIERS or _role_word(low):
        for ahead in range(end + 1, min(limit, end + 5)):
            token = row[ahead]
            if token.kind != "w":
                return False
            if token.capital:
                seen = any(_role_word(row[between].low) for between in range(end, ahead))
                return seen or any(
                    row[later].capital and _role_word(row[later].low)
                    for later in range(ahead, min(limit, ahead + 4))
                )
            if not (token.low in MODIFIERS or _role_word(token.low)):
                return False
    return False


def _split(row: Sequence[Token], start: int, end: int) -> Run | None:
    words = [index for index in range(start, end) if row[index].kind == "w"]
    honorific = ""
    name_from = start
    role: list[int] = []
    caps = [index for index in words if row[index].capital and not _role_word(row[index].low)]
    last = words[-1]
    if row[start].low in _FAMILY and row[start].capital and len(words) > 1 and row[words[1]].capital:
        return Run(start, end, (row[start].text,), tuple(_bare(row[i]) for i in words[1:]), "", words[1])
    offices = [index for index in words if _role_word(row[index].low)]
    if offices and offices[-1] == last and row[last].low in _SURNAMES and _surname(row, start, last):
        offices.pop()
        caps.append(last)
    inside = [index for index in offices if any(cap > index for cap in caps)]
    if inside:
        name_from = _after_office(row, inside[-1] + 1, end)
        role = [index for index in words if index < name_from]
    elif offices and offices[-1] >= last - 3 and not (caps and caps[-1] > offices[-1]):
        role = words
        name_from = end
    name = [index for index in words if index >= name_from]
    while name and row[name[0]].low in HONORIFICS:
        honorific = honorific or row[name[0]].low
        name.pop(0)
    role = [index for index in role if row[index].low not in HONORIFICS]
    if not name and not role:
        return None
    while role and row[role[0]].low in {"the", "a", "an", "and", "&"}:
        role.pop(0)
    name_words = tuple(_bare(row[index]) for index in name)
    role_words = tuple(_bare(row[index]) + ("." if row[index].low in _RANKS else "") for index in role)
    return Run(start, end, role_words, name_words, honorific, name[0] if name else end)


def _surname(row: Sequence[Token], start: int, last: int) -> bool:
    if last == start:
        return False
    before = row[last - 1] if row[last - 1].kind == "w" else row[max(start, last - 2)]
    determined = start > 0 and (row[start - 1].low in DETERMINERS or row[start - 1].possessive)
    given = bool(gender_of_name((before.text, "X")))
    return (
        before.capital
        and not determined
        and (given or not _role_word(before.low))
        and before.low not in MODIFIERS
    )


def _after_office(row: Sequence[Token], at: int, end: int) -> int:
    """Skip "of State" and "for Mines and Energy" between an office and a name."""
    while at < end and row[at].kind != "w":
        at += 1
    if at < end and row[at].low in {"of", "for"}:
        caps = [index for index in range(at, end) if row[index].capital]
        joined = [index for index in range(at, end) if row[index].low in {"and", "&"}]
        keep = 2 if len(caps) > 2 else 1
        cut = caps[-keep] if len(caps) > 1 else end
        named_after = (
            end + 1 < len(row)
            and row[end].text == ","
            and row[end + 1].capital
            and row[end + 1].low not in FUNCTION_WORDS
        )
        if (joined and joined[-1] >= cut) or (
            named_after and not gender_of_name(tuple(row[i].text for i in caps[-keep:]))
        ):
            cut = end
        return cut
    return at


def _bare(token: Token) -> str:
    if token.possessive:
        return token.text[: len(token.low)]
    return token.text


def appositive(row: Sequence[Token], run: Run, all_runs: Sequence[Run]) -> tuple[int, int] | None:
    """Return the tokens that tell a name's office beside it: ", chair of the fund," or "The chair, X,"."""
    after = _office_after(row, run, all_runs)
    if after is not None or run.start < 2 or row[run.start - 1].text != "," or run.role:
        return after
    office = next((other for other in all_runs if other.end == run.start - 1 and other.is_role), None)
    if office is not None:
        return office.start, office.end
    return _office_before(row, run)


def _office_after(row: Sequence[Token], run: Run, all_runs: Sequence[Run]) -> tuple[int, int] | None:
    limit = len(row)
    at = run.end
    if at + 1 >= limit or row[at].text not in {",", "(", "—", "–"}:
        return None
    closer = ")" if row[at].text == "(" else row[at].text
    begin = at + 1
    if row[begin].text.isdigit() and begin + 1 < limit and row[begin + 1].text == ",":
        begin += 2  # an age
    own = any(other.start == begin and other.name and other.role for other in all_runs)
    if begin >= limit or own or row[begin].kind != "w" or row[begin].low in {"and", "but", "or"}:
        return None
    end = _words_until(row, begin, {"who", "which", "whose", "said", "and"})
    more = end + 1 < limit and row[end].low == "and" and row[end + 1].low in MODIFIERS | ROLE_NOUNS
    if more:
        end = _words_until(row, end, set())
    if end >= limit or not (
        row[end].text in {closer, ",", ".", ";"}
        or row[end].kind == "q"
        or row[end].low in {"who", "said", "and"}
    ):
        return None
    if not _has_office(row, begin, end):
        return None
    while begin < end and row[begin].low in _ARTICLES:
        begin += 1
    return begin, end


def _words_until(row: Sequence[Token], begin: int, stops: set[str]) -> int:
    end = begin
    while end < len(row) and end - begin < 16 and row[end].kind == "w" and row[end].low not in stops:
        end += 1
    return end


def _office_before(row: Sequence[Token], run: Run) -> tuple[int, int] | None:
    end = run.start - 1
    begin = end
    while begin > 0 and run.start - begin < 16:
        token = row[begin - 1]
        verb = (
            not token.capital and token.low in CUE_FORMS and CUE_FORMS[token.low].tense in {"past", "present"}
        )
        if token.kind != "w" or token.low in {"and", "that"} or verb:
            break
        begin -= 1
    while begin < end and not (row[begin].low in DETERMINERS or row[begin].possessive or row[begin].capital):
        begin += 1
    closed = run.end >= len(row) or row[run.end].text in {",", ".", ")"} or row[run.end].kind in {"q", "w"}
    hangs = begin > 0 and row[begin - 1].low in PREPOSITIONS and row[begin - 1].low not in {"from", "by"}
    if begin >= end or not closed or hangs:
        return None
    while begin < end and row[begin].low in _ARTICLES | {"yesterday", "today"}:
        begin += 1
    set_off = run.end < len(row) and row[run.end].text == "," and len(run.name) > 1 and end - begin <= 6
    clause = any(
        one.low in AUXILIARIES or one.low in {"if", "when", "as", "also", "still", "even", "only", "not"}
        for one in row[begin:end]
    )
    if clause or not (set_off or _has_office(row, begin, end)):
        return None
    return (begin, end) if begin < end else None


def _has_office(row: Sequence[Token], begin: int, end: int) -> bool:
    """Whether the first noun group names an office or a human: before any preposition."""
    if begin >= end or row[begin].low in PREPOSITIONS:
        return False
    if row[begin].low.endswith("ing") and not row[begin].capital and row[begin].low not in MODIFIERS:
        return False
    for index in range(begin, min(end, begin + 9)):
        low = row[index].low
        if low in PREPOSITIONS:
            return False
        if _role_word(low) or (low in PEOPLE_NOUNS and low not in DOCUMENTS | ORG_WORDS | ORG_NOUNS):
            return not row[index].possessive or _has_office(row, index + 1, end)
    return False

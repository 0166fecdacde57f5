"""Quotations that no verb of speech governs: after a colon, under a label, or standing alone."""

from __future__ import annotations

from concession.evidence._found import Announced, Found
from concession.evidence._governors import Governor
from concession.evidence._marks import Piece
from concession.evidence._people import Person
from concession.evidence._reader import ReaderState
from concession.evidence._spans import Span
from concession.evidence._view import View
from concession.evidence._word_sets import word_set

__all__ = ["UngovernedReader"]

_BEING = frozenset(["is", "was", "are", "were", "feels", "felt", "remains", "remained"])
_MINDS = word_set(
    "convinced confident sure certain pleased delighted proud happy glad hopeful optimistic worried "
    "concerned disappointed shocked horrified surprised appalled saddened sad angry furious outraged "
    "relieved grateful thankful open ready willing committed determined excited thrilled devastated "
    "heartbroken humbled honoured honored embarrassed ashamed sorry frustrated sceptical skeptical "
    "doubtful baffled bemused puzzled alarmed troubled upset tired unhappy satisfied adamant clear aware "
    "against opposed"
)


class UngovernedReader(ReaderState):
    """Reads quoted words that have no verb of speech of their own."""

    def _unspoken(self, number: int, view: View, quoted: list[int], governors: list[Governor]) -> None:
        """Read quotations that no verb of speech governs: after a colon, or a speaker's label."""
        governed = {one.quote for one in governors}
        for index in quoted:
            piece = view.row[index].piece
            if piece is None or index in governed:
                continue
            continued = self._by_chain.get(piece.chain)
            if continued is not None:
                continued.spans.append(Span(piece.inner_start, piece.inner_end))
                continued.block = number
                continue
            if index and view.row[index - 1].low in _BEING:
                self._predicate(number, view, index, piece)
                continue
            if index == 0 or view.row[index - 1].text != ":":
                continue
            person, why, mention = self._before_colon(view, index)
            if person is None:
                continue
            found = Found(
                kind="direct",
                spans=[Span(piece.inner_start, piece.inner_end)],
                speaker=person,
                mention=mention,
                cue=":",
                block=number,
            )
            found.reasons = ["quoted after a colon", why]
            found.when = self.diary.carry(person)
            self._add(found, person)
            self._by_chain[piece.chain] = found

    def _predicate(self, number: int, view: View, index: int, piece: Piece) -> None:
        """Read "The firm is “convinced” that …": quoted words about the subject's own mind."""
        phrase = view.phrase_ending(index - 2) if index > 1 else None
        if phrase is None or (
            phrase.start
            and view.row[phrase.start - 1].kind == "w"
            and view.row[phrase.start - 1].low not in {"and", "but"}
        ):
            return
        person, why = self.cast.resolve(view, phrase, self.cast.before(view, phrase.start))
        if person is None or person.kind not in {"person", "organisation", "group"}:
            return
        word = view.body[piece.inner_start : piece.inner_end].split()
        if not word or word[-1].strip(".,").lower() not in _MINDS:
            return
        found = Found(
            kind="mixed",
            spans=[Span(piece.inner_start, piece.inner_end)],
            speaker=person,
            mention=Span(view.row[phrase.start].start, view.row[phrase.end - 1].end),
            clause=Span(piece.start, view.row[-1].end),
            block=number,
        )
        found.reasons = ["quoted words about the subject's own mind", why]
        for later in view.row[index + 1 :]:
            if later.kind == "q" and later.piece is not None:
                found.spans.append(Span(later.piece.inner_start, later.piece.inner_end))
        found.when = self.diary.carry(person)
        self._add(found, person)

    def _before_colon(self, view: View, index: int) -> tuple[Person | None, str, Span | None]:
        for run in view.runs:
            if run.end == index - 1 and run.name and run.start == 0:
                person = self.register.find(run.name)
                return person, "a speaker's label", Span(view.row[run.start].start, view.row[run.end - 1].end)
        phrase = view.subject_of_clause(index)
        if phrase is not None:
            person, why = self.cast.resolve(view, phrase, self.cast.before(view, phrase.start))
            if person is not None and person.kind == "person":
                return person, f"subject before the colon; {why}", None
        owner = view.row[0].low if view.row else ""
        if owner in {"his", "her", "their"}:
            person = self.register.pronoun({"his": "he", "her": "she"}.get(owner, "they"))
            return person, f"“{owner}” before the colon", None
        first = view.runs[0] if view.runs else None
        if first is not None and first.name and view.row[first.end - 1].possessive:
            return self.register.find(first.name), "owner of the words before the colon", None
        return None, "", None

    def _standing_alone(
        self,
        number: int,
        view: View,
        quoted: list[int],
        announced: Announced | None,
        place: int,
    ) -> None:
        """Read a sentence that is only quoted words: it goes on, was announced, or leaves its cue out."""
        for index in quoted:
            piece = view.row[index].piece
            if piece is None:
                continue
            span = Span(piece.inner_start, piece.inner_end)
            chained = self._by_chain.get(piece.chain)
            if chained is not None:
                chained.spans.append(span)
                chained.block = number
                chained.reasons.append(
                    "goes on in the next paragraph" if chained.block != number else "goes on"
                )
                self._last_block = number
                continue
            if piece.chain in self._waiting:
                self._waiting[piece.chain].append(span)
                if piece.closed and not self._attributed_later(number, piece):
                    self._elided(number, self._waiting.pop(piece.chain), piece, None)
                continue
            same = self._last is not None and self._last.block == number and place > 0
            if same and self._last is not None and self._last.kind == "direct":
                self._last.spans.append(span)
                self._last.reasons.append("split quotation, joined")
                self._by_chain[piece.chain] = self._last
                continue
            if not piece.closed and self._attributed_later(number, piece):
                self._waiting[piece.chain] = [span]
                continue
            self._elided(number, [span], piece, announced)

    def _attributed_later(self, number: int, piece: Piece) -> bool:
        """Whether a later paragraph of the same quotation has its own words beside it."""
        for later in range(number + 1, min(len(self.blocks), number + 60)):
            row = self.pieces[later]
            if not row or row[0].chain != piece.chain:
                return False
            if self._views.get(later) and any(token.kind == "w" for token in self._views[later][0].row):
                return True
            if row[0].closed:
                return False
        return False

    def _elided(
        self,
        number: int,
        spans: list[Span],
        piece: Piece,
        announced: Announced | None,
    ) -> None:
        person: Person | None = None
        cue = ""
        if announced is not None and announced.person is not None:
            person, cue = announced.person, announced.cue
            why = "announced by a colon in the line before"
        else:
            person = self.register.subject
            if person is None or person.kind not in {"person", "group", "organisation"}:
                person = self.register.speaker
            why = "no verb of speech: the last subject goes on"
            if self._answers(number, person):
                person = self._other
                why = "an answer to the question before"
        found = Found(kind="direct", spans=spans, speaker=person, cue=cue, block=number)
        found.reasons = ["quoted words that stand alone", why]
        found.when = self.diary.carry(person)
        self._add(found, person)
        self._by_chain[piece.chain] = found

    def _answers(self, number: int, person: Person | None) -> bool:
        """Whether quoted words alone answer what ``person`` asked in the block before."""
        asked = self._last
        if asked is None or self._other is None or asked.kind != "direct" or asked.speaker is not person:
            return False
        return asked.block == number - 1 and asked.spans[-1].of(self.body).rstrip().endswith("?")

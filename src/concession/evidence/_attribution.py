"""Give each quotation and each reported clause its speaker, addressee and day, in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from concession.evidence._calendar import Diary
from concession.evidence._cues import Cue, cues
from concession.evidence._days import When
from concession.evidence._found import Announced, Found
from concession.evidence._governors import Governor, govern, reported
from concession.evidence._layout import dateline_end
from concession.evidence._marks import Piece, pieces
from concession.evidence._names_in import Run, appositive, runs
from concession.evidence._people import Person, Register
from concession.evidence._spans import Block, Span
from concession.evidence._speakers import Cast
from concession.evidence._texts import Text
from concession.evidence._tokens import Token, sentences, tokens
from concession.evidence._view import Phrase, View
from concession.evidence._word_sets import word_set

__all__ = ["Reader"]

_COMMON = re.compile(r"(?<![\w’'])[a-z\u00df-\u00ff]{2,24}(?![\w])")
_LINK_END = re.compile(r"(?:\s*(?:pic\.twitter\.com|https?:/|t\.co)/?\S{0,200})+\s*$")
_READ = frozenset({"paragraph", "item", "quote"})
_PAPERS = frozenset({"letter", "statement", "post", "message", "email", "note", "memo", "column", "article"})
_PROMISES = re.compile(r"\b(?:statement|words|said|wrote|reply|answer|response|message|post|speech)\b")
_BEING = frozenset(["is", "was", "are", "were", "feels", "felt", "remains", "remained"])
_MINDS = word_set(
    "convinced confident sure certain pleased delighted proud happy glad hopeful optimistic worried "
    "concerned disappointed shocked horrified surprised appalled saddened sad angry furious outraged "
    "relieved grateful thankful open ready willing committed determined excited thrilled devastated "
    "heartbroken humbled honoured honored embarrassed ashamed sorry frustrated sceptical skeptical "
    "doubtful baffled bemused puzzled alarmed troubled upset tired unhappy satisfied adamant clear aware "
    "against opposed"
)


class Reader:
    """Reads one text once, front to back."""

    def __init__(self, text: Text, published: date | None = None) -> None:
        self.text = text
        self.body = text.body
        self.blocks: Sequence[Block] = text.blocks
        self.pieces = pieces(self.body, self.blocks)
        self.common = frozenset(_COMMON.findall(self.body))
        self.register = Register()
        self.cast = Cast(self.register)
        anchor = published or text.published
        self.diary = Diary(anchor, "given" if published else text.dated_by)
        self.found: list[Found] = []
        self._by_chain: dict[int, Found] = {}
        self._waiting: dict[int, list[Span]] = {}
        self._announced: Announced | None = None
        self._last: Found | None = None
        self._other: Person | None = None
        self._last_block = -2
        self._views: dict[int, list[View]] = {}

    def read(self) -> list[Found]:
        """Return what was found, in the order of the text."""
        for number, block in enumerate(self.blocks):
            if block.kind in _READ:
                self._views[number] = self._sentences(number, block)
        self._collect()
        number = 0
        while number < len(self.blocks):
            number = self._block(number)
        self.diary.close(self.found)
        return sorted(self.found, key=lambda one: (one.spans[0], one.spans[-1]))

    def _sentences(self, number: int, block: Block) -> list[View]:
        start = dateline_end(self.body, block.start, block.end)
        quoted = [piece for piece in self.pieces[number] if piece.start >= start]
        row = tokens(self.body, start, block.end, quoted)
        return [View(one, self.body, self.common) for one in sentences(row, self.body)]

    def _collect(self) -> None:
        """Note every name outside quotations, and those of signatures."""
        noted: list[tuple[Run, str]] = []
        for number, block in enumerate(self.blocks):
            if block.kind == "signature":
                noted.extend((run, "") for run in self._signed(block))
                continue
            for view in self._views.get(number, ()):
                for run in view.runs:
                    place = appositive(view.row, run, view.runs) if run.name else None
                    noted.append((run, view.text(*place) if place else ""))
        self.register.collect(noted)

    def _signed(self, block: Block) -> list[Run]:
        head = self.body[block.start : block.end].split("(")[0].split("/")[0]
        row: list[Token] = tokens(self.body, block.start, block.start + len(head), [])
        return runs(row, frozenset())[:1]

    # Blocks ------------------------------------------------------------------------------------------

    def _block(self, number: int) -> int:
        """Read one block, or several that make one quotation; return the number of the next."""
        block = self.blocks[number]
        if block.kind not in _READ:
            return number + 1
        announced = self._announced
        self._announced = None
        if block.kind == "quote" or self._is_block_quote(number, announced):
            return self._block_quote(number, announced)
        views = self._views[number]
        self.diary.new_block()
        for place, view in enumerate(views):
            self._sentence(number, view, announced if place == 0 else None, place)
        if self.body[block.end - 1] == ":" and views:
            self._announce(number, views[-1])
        return number + 1

    def _is_block_quote(self, number: int, announced: Announced | None) -> bool:
        if announced is None or not announced.cue:
            return False
        row = self.pieces[number]
        return not (row and row[0].start == self.blocks[number].start)

    def _block_quote(self, number: int, announced: Announced | None) -> int:
        """Read blocks set apart as one statement; return the number of the block after them."""
        kind = self.blocks[number].kind
        after = number + 1
        while kind != "paragraph" and after < len(self.blocks) and self.blocks[after].kind == kind:
            after += 1
        spans = [span for span in map(self._said, range(number, after)) if span.start < span.end]
        signed = after < len(self.blocks) and self.blocks[after].kind == "signature"
        if not spans:
            return after
        found = Found(
            kind="indirect" if kind == "item" else "direct", spans=spans, speaker=None, block=after - 1
        )
        found.reasons = ["a block set apart"]
        when = When()
        if announced is not None:
            found.speaker, found.cue, found.addressee = announced.person, announced.cue, announced.addressee
            found.reasons.append("announced by a colon in the line before")
        if signed:
            signature = self.blocks[after]
            person, found.mention = self._signer(signature)
            found.speaker = person or found.speaker
            when = self.diary.signed(self.body[signature.start : signature.end])
            found.reasons.append("signed below with a name" + (" and a date" if when.first else ""))
        elif announced is None:
            found.speaker = self.register.speaker
            found.reasons.append("nobody is named: the last speaker goes on")
        found.when = when if when.first is not None else self.diary.carry(found.speaker)
        leading = announced.found if announced is not None else None
        if (
            when.first is not None
            and leading is not None
            and leading.when.basis in {"none", "carried", "article"}
        ):
            leading.when = replace(when, basis="carried", reason="introduces the post that follows")
        self._add(found, found.speaker)
        if found.speaker is not None:
            self.diary.note(found.speaker, found.when)
        return after + signed

    def _said(self, number: int) -> Span:
        """Return the words of a block without its bullet, outer quotation marks and closing links."""
        start, end = self.blocks[number].start, self.blocks[number].end
        bullet = re.match(r"(?:>\s?)*(?:[•‣▪●◦*–—-]\s+)?", self.body[start : min(end, start + 16)])
        start += bullet.end() if bullet else 0
        tail = _LINK_END.search(self.body, max(start, end - 600), end)
        if tail is not None:
            end = tail.start()
        row = self.pieces[number]
        if len(row) == 1 and row[0].start == start and row[0].end >= end - 1:
            start, end = row[0].inner_start, row[0].inner_end
        return Span(start, end)

    def _signer(self, block: Block) -> tuple[Person | None, Span | None]:
        signed = self._signed(block)
        if not signed or not signed[0].name:
            return None, None
        name = " ".join(signed[0].name)
        at = self.body.find(name, block.start, block.end)
        return self.register.find(signed[0].name), Span(at, at + len(name)) if at >= 0 else None

    def _announce(self, number: int, view: View) -> None:
        """Remember who a block that ends with a colon says will speak."""
        latest = self.found[-1] if self.found and self.found[-1].block == number else None
        row = cues(view)
        told = self.cast.speakers(view, row)
        known = [index for index in range(len(row)) if told[index][0] is not None]
        if known:
            cue = row[known[-1]]
            words = view.text(cue.addressee.start, cue.addressee.end) if cue.addressee else ""
            self._announced = Announced(told[known[-1]][0], latest, view.row[cue.at].text, words)
        elif self.register.subject is not None and _PROMISES.search(view.text(0, len(view.row))):
            self._announced = Announced(self.register.subject, latest, ":")

    # Sentences ---------------------------------------------------------------------------------------

    def _sentence(self, number: int, view: View, announced: Announced | None, place: int) -> None:
        quoted = [index for index, token in enumerate(view.row) if token.kind == "q"]
        words = [index for index, token in enumerate(view.row) if token.kind == "w"]
        if quoted and not words:
            self._standing_alone(number, view, quoted, announced, place)
            return
        row = cues(view)
        told = self.cast.speakers(view, row)
        governors = govern(view, row, [one[0] for one in told], quoted)
        self.diary.read(view, row)
        made: dict[int, Found] = {}
        for governor in governors:
            self._quoted(number, view, row, told, governor, made)
        for index in range(len(row)):
            if index not in made:
                self._indirect(number, view, row, told, index, set(made))
        self._unspoken(number, view, quoted, governors)
        self._follow(view, row, told)

    def _quoted(
        self,
        number: int,
        view: View,
        row: list[Cue],
        told: list[tuple[Person | None, str, Phrase | None]],
        governor: Governor,
        made: dict[int, Found],
    ) -> None:
        cue = row[governor.cue]
        person, why, phrase = told[governor.cue]
        piece = view.row[governor.quote].piece
        if piece is None:
            return
        span = Span(piece.inner_start, piece.inner_end)
        key = governor.cue if not governor.colon else len(row) + governor.cue
        found = made.get(key)
        if found is None:
            found = self._new(number, view, cue, person, why, phrase, governor.kind)
            found.reasons.insert(0, governor.why)
            made[key] = found
            self._addressee(view, found, row, told, governor)
            if governor.kind == "mixed":
                clause = reported(view, cue)
                found.clause = clause[0] if clause else span
            earlier = self._waiting.pop(piece.chain, None)
            if earlier:
                found.spans.extend(earlier)
                found.reasons.append("goes on from the paragraph before")
            elif piece.chain in self._by_chain and piece.block != self._by_chain[piece.chain].block:
                self._by_chain[piece.chain].spans.append(span)
                self._by_chain[piece.chain].block = number
                return
            found.when = self.diary.of(view, row, governor.cue, [one[0] for one in told])
            self._add(found, person)
        found.spans.append(span)
        if not piece.closed:
            found.reasons.append("no closing mark in this paragraph")
        self._by_chain[piece.chain] = found

    def _new(
        self,
        number: int,
        view: View,
        cue: Cue,
        person: Person | None,
        why: str,
        phrase: Phrase | None,
        kind: str,
    ) -> Found:
        token = view.row[cue.at]
        mention = None
        if phrase is not None:
            mention = Span(view.row[phrase.start].start, view.row[phrase.end - 1].end)
        return Found(
            kind=kind,
            spans=[],
            speaker=person,
            mention=mention,
            cue=view.text(cue.at, cue.at + 2) if cue.form == "according" else token.text,
            cue_span=Span(token.start, token.end),
            reasons=[why],
            block=number,
            earlier=cue.earlier,
        )

    def _addressee(
        self,
        view: View,
        found: Found,
        row: list[Cue],
        told: list[tuple[Person | None, str, Phrase | None]],
        governor: Governor,
    ) -> None:
        inner = governor.inner if governor.inner is not None else governor.cue
        for index in range(inner, governor.cue - 1, -1):
            phrase = row[index].addressee
            if phrase is None or told[index][0] is not told[governor.cue][0]:
                continue
            words = view.text(phrase.start, phrase.end)
            if phrase.kind in {"name", "office"}:
                person, _ = self.cast.resolve(view, phrase)
                words = person.shown if person is not None and phrase.kind == "name" else words
            found.addressee = words
            found.reasons.append(f"spoken to “{words}”")
            return

    def _indirect(
        self,
        number: int,
        view: View,
        row: list[Cue],
        told: list[tuple[Person | None, str, Phrase | None]],
        index: int,
        made: set[int],
    ) -> None:
        cue = row[index]
        person, why, phrase = told[index]
        if person is None:
            return
        spans = reported(view, cue, quoted=False)
        if not spans:
            return
        for earlier in range(len(row)):
            outer = row[earlier]
            inside = (
                earlier != index
                and outer.starts is not None
                and outer.how != "object"
                and outer.starts <= cue.at < (outer.ends or 0)
            )
            if inside and (
                told[earlier][0] is person or (person.kind == "group" and told[earlier][0] is None)
            ):
                return
        if any(
            row[other].starts is not None and other in made and row[other].starts == cue.starts
            for other in range(len(row))
        ):
            return
        found = self._new(number, view, cue, person, why, phrase, "indirect")
        found.spans = spans
        found.reasons.insert(0, f"reported without quotation marks after “{view.row[cue.at].text}”")
        self._addressee(view, found, row, told, Governor(quote=-1, cue=index, kind="indirect", why=""))
        found.when = self.diary.of(view, row, index, [one[0] for one in told])
        self._add(found, person)

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

    def _add(self, found: Found, person: Person | None) -> None:
        self.found.append(found)
        self._last = found
        self._last_block = found.block
        if person is not None:
            if person is not self.register.speaker:
                self._other = self.register.speaker
            self.register.speaks(person)
            if not found.earlier:
                self.diary.note(person, found.when)

    def _follow(
        self, view: View, row: list[Cue], told: list[tuple[Person | None, str, Phrase | None]]
    ) -> None:
        """Note who the sentence was about, for the pronouns of the next."""
        for run in view.runs:
            if run.name:
                person = self.register.find(run.name)
                if person is not None:
                    self.register.mention(person)
        main: Person | None = None
        outer = [
            told[i][0]
            for i, cue in enumerate(row)
            if not any(o.starts is not None and o.starts <= cue.at < (o.ends or 0) for o in row[:i])
        ]
        known = [person for person in outer if person is not None]
        if known and any(
            cue.reports or cue.front or cue.form == "inverted" or cue.how == "none" for cue in row
        ):
            main = known[0]
        else:
            phrase = view.subject_of_clause(len(view.row))
            self.diary.told(self._present(view))
            if phrase is not None and phrase.kind in {"name", "office", "pronoun"}:
                main, _ = self.cast.resolve(view, phrase)
            elif phrase is not None and phrase.kind == "nouns":
                main, _ = self.cast.resolve(view, phrase)
                if main is not None and main.kind not in {"person", "group", "organisation"}:
                    main = None
        if main is not None:
            self.register.acts(main)
            self.diary.about(main, speaks=bool(row))
            if main.kind == "person" and any(token.low in _PAPERS for token in view.row):
                self.register.document_of = main

    def _present(self, view: View) -> list[Person]:
        """Return the persons named in a sentence that tells what happened."""
        named = [
            self.register.find(run.name)
            for run in view.runs
            if run.name and not view.row[run.end - 1].possessive
        ]
        return [person for person in named if person is not None and person.kind == "person"]

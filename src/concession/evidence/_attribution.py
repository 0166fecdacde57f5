"""Give each quotation and each reported clause its speaker, addressee and day, in the order of the text."""

from __future__ import annotations

import re
from dataclasses import replace

from concession.evidence._cues import Cue, cues
from concession.evidence._days import When
from concession.evidence._found import Announced, Found
from concession.evidence._governors import Governor, govern, reported
from concession.evidence._layout import dateline_end
from concession.evidence._names_in import Run, appositive, runs
from concession.evidence._people import Person
from concession.evidence._spans import Block, Span
from concession.evidence._tokens import Token, sentences, tokens
from concession.evidence._ungoverned import UngovernedReader
from concession.evidence._view import Phrase, View

__all__ = ["Reader"]

_LINK_END = re.compile(r"(?:\s*(?:pic\.twitter\.com|https?:/|t\.co)/?\S{0,200})+\s*$")
_READ = frozenset({"paragraph", "item", "quote"})
_PROMISES = re.compile(r"\b(?:statement|words|said|wrote|reply|answer|response|message|post|speech)\b")


class Reader(UngovernedReader):
    """Reads one text once, front to back."""

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
            front = row[index].front if row[index].form == "according" else None
            # "“…,” he said, according to a statement": the words are told already
            told_already = front is not None and any(front[0] <= one.quote < front[1] for one in governors)
            if index not in made and not told_already:
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

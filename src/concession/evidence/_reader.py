"""What a reader of one text carries from sentence to sentence, and how it notes a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from concession.evidence._calendar import Diary
from concession.evidence._cues import Cue
from concession.evidence._found import Announced, Found
from concession.evidence._governors import Governor
from concession.evidence._marks import pieces
from concession.evidence._people import Person, Register
from concession.evidence._spans import Block, Span
from concession.evidence._speakers import Cast
from concession.evidence._texts import Text
from concession.evidence._view import Phrase, View

__all__ = ["ReaderState"]

_COMMON = re.compile(r"(?<![\w’'])[a-z\u00df-\u00ff]{2,24}(?![\w])")
_PAPERS = frozenset({"letter", "statement", "post", "message", "email", "note", "memo", "column", "article"})


class ReaderState:
    """The people, days and statements of one text so far."""

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

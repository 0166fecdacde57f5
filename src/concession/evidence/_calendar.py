"""On which day a statement was made: its own sentence, then the speaker's last day, then the text's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from concession.evidence._cues import Cue
from concession.evidence._days import DayWords, When, full_date
from concession.evidence._found import Found
from concession.evidence._people import Person
from concession.evidence._view import View
from concession.evidence._word_sets import word_set

__all__ = ["Diary"]

_ISSUED = frozenset({"published", "released", "written", "issued", "posted", "dated", "sent", "filed"})
#: For so many blocks a day that was told stays the day of what is said.
_FADES = 4
#: Words of events at which people speak: their day is that of what is said after.
_GATHERINGS = word_set(
    "met meets meet meeting visit visits visited gathered attended hosted hearing debate summit "
    "conference speech briefing session assembly rally flew walked travelled traveled toured arrived "
    "welcomed interview spoke addressed"
)
_NEEDS_TO = frozenset({"scheduled", "expected", "planned", "due", "set", "ahead", "plan"})
#: The paragraphs in which a text tells of which day its news is.
_OPENING = 3
_AHEAD = word_set(
    "will scheduled expected plans planned due set plan intends hopes would shall ahead upcoming"
)


class Diary:
    """The days that a text has told so far, as its sentences are read in order."""

    def __init__(self, published: date | None, dated_by: str) -> None:
        self.published = published
        self.dated_by = dated_by
        self._of: dict[Person, When] = {}
        self._words: dict[Person, When] = {}
        self._scene: When | None = None
        self._latest: When | None = None
        self._open: list[DayWords] = []
        self._known: dict[int, When] = {}
        self._age = 0
        self._blocks = 0
        self._peg: When | None = None
        self._lead: When | None = None
        self._event = False

    def new_block(self) -> None:
        """Let the day of a told event fade after a few blocks, and that of a remark at once."""
        self._age += 1
        self._blocks += 1
        if self._age > _FADES or not self._event:
            self._scene = None

    def read(self, view: View, row: list[Cue]) -> None:
        """Note the days of a sentence that are not part of what somebody said."""
        self._open = []
        self._known = {}
        for day in view.days:
            if day.future or self._reported(view, row, day) or self._ahead(view, day):
                continue
            self._open.append(day)
        told = [day for day in self._open if not {"year", "onlymonth", "monthyear"} & set(day.groups)]
        # a day says more of when something happened than a week that is told beside it
        for day in sorted(told, key=self._length):
            when = self._resolve(day)
            if when.first is not None and when.last is not None and (when.last - when.first).days < 7:
                self._open_with(when, speaks=bool(row))
                occasion = any(token.low in _GATHERINGS for token in view.row)
                self._scene, self._age, self._event = when, 0, occasion and not row
                break

    def _length(self, day: DayWords) -> tuple[int, int]:
        """Return how many days the words span; among equals the later words come first."""
        when = self._resolve(day)
        days = (when.last - when.first).days if when.first is not None and when.last is not None else 0
        return days, -day.start

    def _open_with(self, when: When, *, speaks: bool) -> None:
        """Remember the day of the first remark in a text's opening: the day its news is of."""
        near = self.published is None or (
            when.last is not None and 0 <= (self.published - when.last).days <= 7
        )
        if when.first != when.last or not near or self._blocks > _OPENING:
            return
        if speaks and self._peg is None:
            self._peg = when
        elif not speaks and self._blocks == 1 and self._lead is None:
            self._lead = when

    def _resolve(self, day: DayWords) -> When:
        """Resolve words for a day once, so that "a day later" does not move with each question."""
        if day.start not in self._known:
            near = self.dated_by == "signed post"
            self._known[day.start] = day.resolve(self.published, self._latest, nearest=near)
        return self._known[day.start]

    @staticmethod
    def _reported(view: View, row: list[Cue], day: DayWords) -> bool:
        for cue in row:
            reach: tuple[int, int] | None = None
            if cue.starts is not None and cue.ends is not None and cue.how != "object":
                reach = (cue.starts, cue.ends)
            elif cue.starts is None:
                reach = cue.front
            if reach is None or reach[0] >= min(reach[1], len(view.row)):
                continue
            if view.row[reach[0]].start <= day.start < view.row[reach[1] - 1].end:
                return True
        return False

    @staticmethod
    def _ahead(view: View, day: DayWords) -> bool:
        """Whether a day is told as still to come."""
        for place, token in enumerate(view.row):
            if token.start >= day.start:
                break
            if (
                token.low in _AHEAD
                and token.kind == "w"
                and not any(one.kind == "q" for one in view.row[:place])
            ):
                leads = view.row[place + 1].low if place + 1 < len(view.row) else ""
                if token.low not in _NEEDS_TO or leads in {"to", "for"}:
                    return True
        return False

    def of(self, view: View, row: list[Cue], index: int, speakers: list[Person | None]) -> When:
        """Return the day of the statement of one cue of the sentence just read."""
        cue = row[index]
        person = speakers[index]
        chosen = self._choose(view, row, index, speakers)
        if chosen is not None:
            when = self._resolve(chosen)
            if when.first is not None or when.reason:
                if (
                    when.first is None
                    and when.basis == "none"
                    and person is not None
                    and self._of.get(person)
                    and self.published
                ):
                    return self.carry(person)
                return when
        nested = any(
            speakers[number] is not person
            and one.starts is not None
            and one.starts <= cue.at < (one.ends or 0)
            for number, one in enumerate(row[:index])
        )
        return self.carry(person, scene=not nested)

    def _choose(
        self, view: View, row: list[Cue], index: int, speakers: list[Person | None]
    ) -> DayWords | None:
        cue = row[index]
        outer = [
            number
            for number, one in enumerate(row)
            if number != index and one.starts is not None and one.starts <= cue.at < (one.ends or 0)
        ]
        tokens = view.row
        here = tokens[cue.at].start
        begin, end = cue.adjunct
        if begin < end:
            low, high = tokens[begin].start, tokens[end - 1].end
            own = [day for day in view.days if low <= day.start < high and not day.future]
            if own:
                return own[0]
        if cue.subject is not None and cue.form == "inverted":
            stop = tokens[min(cue.finish, len(tokens) - 1)].end
            own = [day for day in view.days if here <= day.start < stop and not day.future]
            if own:
                return own[0]
        if any(speakers[number] is not speakers[index] for number in outer):
            return None
        if cue.gap and not outer:
            phrase = view.subject_of_clause(cue.at)
            main = None
            if phrase is not None and phrase.run is not None and cue.subject is not None:
                main = phrase.run.name[-1:]
            speaker = speakers[index]
            mine = speaker.name[-1:] if speaker is not None else ()
            if main != tuple(mine):
                return None
        subject_end = cue.subject.end if cue.subject is not None and cue.subject.end <= cue.at else cue.at
        gap = (tokens[max(subject_end - 1, 0)].end, here)
        free = [day for day in self._open if not (gap[0] <= day.start < gap[1] and not cue.inherit)]
        after = [day for day in free if day.start > here]
        before = [day for day in free if day.start < here]
        if after and cue.starts is None:
            return after[0]
        if before:
            return before[-1]
        between = [
            day
            for day in self._open
            if gap[0] <= day.start < gap[1] and self._in_parenthesis(view, day, subject_end)
        ]
        return between[-1] if between else None

    @staticmethod
    def _in_parenthesis(view: View, day: DayWords, subject_end: int) -> bool:
        """Whether words between a speaker and the verb are about the speaking: ", speaking on Monday,"."""
        after = view.row[subject_end + 1].low if subject_end + 1 < len(view.row) else ""
        plain = subject_end < len(view.row) and view.row[subject_end].start == day.start
        maker = view.row[subject_end].low if subject_end < len(view.row) else ""
        return plain or after.endswith("ing") or after in {"on", "in", "at"} or maker in _ISSUED

    def carry(self, person: Person | None, *, scene: bool = True) -> When:
        """Return the day of a statement whose sentence names none."""
        if person is not None and person not in self._of and person.origin is not None:
            person = person.origin
        if person is not None and person in self._of and self._of[person].first is not None:
            known = self._of[person]
            if known.basis == "article":
                return known
            return When(
                first=known.first,
                last=known.last,
                basis="carried",
                reason=f"as {person.shown}'s words before: {known}",
            )
        if scene and self._scene is not None and self._scene.first is not None:
            return When(
                first=self._scene.first,
                last=self._scene.last,
                basis="carried",
                reason=f"as the sentence before: {self._scene}",
            )
        if person is not None and person in self._words:
            return When(reason=f"as {person.shown}'s words before: {self._words[person].reason}")
        return When()

    def signed(self, text: str) -> When:
        """Return the day of a post from its signature."""
        found = full_date(text, self.published.year if self.published else None)
        if found is None:
            return When()
        return When(first=found, last=found, basis="named", reason="the date under the post")

    def note(self, person: Person, when: When) -> None:
        """Remember the day on which somebody spoke."""
        if when.first is not None and (when.basis != "carried" or person not in self._of):
            self._of[person] = when
            self._latest = when
        elif when.first is not None:
            self._latest = when
        elif when.reason.startswith("“"):
            self._words[person] = when

    def told(self, persons: Iterable[Person]) -> None:
        """Remember the day of a told event for the persons in it who have none yet."""
        if self._scene is not None and self._age == 0 and self._open:
            for person in persons:
                self._of.setdefault(person, replace(self._scene, basis="carried"))

    def about(self, person: Person, *, speaks: bool) -> None:
        """Remember the day of the sentence just read for the person it was about."""
        for day in sorted(self._open, key=self._length)[:1]:
            if "year" in day.groups or "onlymonth" in day.groups or "monthyear" in day.groups:
                continue
            when = self._resolve(day)
            if when.first is not None and (person not in self._of or self._event or speaks):
                self._of[person] = replace(
                    when, basis="carried", reason=f"{person.shown} in the sentence before: {when.reason}"
                )

    def close(self, found: Iterable[Found]) -> None:
        """Give undated statements the speaker's only other day in the text, else the text's own date."""
        only: dict[Person, set[tuple[date | None, date | None]]] = {}
        rows = list(found)
        peg = self._peg or self._lead
        for one in rows:
            if one.speaker is not None and one.when.first is not None:
                only.setdefault(one.speaker, set()).add((one.when.first, one.when.last))
        for one in rows:
            if one.when.first is not None or (
                one.when.reason and one.when.basis == "none" and self.published is None
            ):
                continue
            days = only.get(one.speaker, set()) if one.speaker is not None else set()
            if len(days) == 1:
                ((first, last),) = days
                one.when = When(
                    first=first,
                    last=last,
                    basis="carried",
                    reason="the only day the text tells of this speaker",
                )
            elif peg is not None:
                one.when = When(
                    first=peg.first,
                    last=peg.last,
                    basis="carried",
                    reason=f"the day of the text's opening: {peg}",
                )
            elif self.published is not None:
                one.when = When(
                    first=self.published,
                    last=self.published,
                    basis="article",
                    reason=f"no day is named: the text's date ({self.dated_by})",
                )
            elif not one.when.reason:
                one.when = When(reason="no day is named, and the text has no date")

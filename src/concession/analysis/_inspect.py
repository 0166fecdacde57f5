"""Inspect: what a sound case rests on, counted by section and mark, and what its reader should know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from concession.analysis._tables import Exports, Row
from concession.analysis._trial import try_drafts
from concession.deal import (
    EVIDENCE_KEYS,
    MARKS,
    TimedValue,
    Value,
    as_texts,
    counted,
    read_evidence,
    shown,
    walk,
)
from concession.deal import Mapping as MappingNode
from concession.errors import Place, Problems
from concession.model import Case, dimensions_of, sobol_dimensions
from concession.model._outlook import spec_of_value
from concession.outlook import Input, Interval, Triangular

__all__ = ["Inspection", "Varies", "Warned", "inspect_case"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something that is no mistake and that a reader should know: of which kind, what, and where."""

    kind: str
    message: str
    place: Place | None = None

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {
            "kind": self.kind,
            "message": self.message,
            "file": self.place.file if self.place else None,
            "line": self.place.line if self.place else None,
            "column": self.place.column if self.place else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Varies:
    """Something that differs from future to future: its path, what the file says, how it is drawn."""

    path: str
    text: str
    how: str

    def to_dict(self) -> dict[str, object]:
        """Return plain data for ``--json``."""
        return {"path": self.path, "text": self.text, "how": self.how}


@dataclass(frozen=True, kw_only=True, repr=False)
class Inspection(Exports):
    """What a case holds, how many of its values bear each mark, what varies, and what to know of it.

    ``evidence`` counts values by section (``projects``, ``outlook``, and ``clauses of DRAFT`` with what
    each draft states) and by mark.
    """

    case: Case
    evidence: Mapping[str, Mapping[str, int]]
    varies: tuple[Varies, ...]
    warnings: tuple[Warned, ...]

    @property
    def total(self) -> dict[str, int]:
        """The counts by mark over the whole case: a value that several drafts share counts once."""
        return dict(self.evidence["all"])

    def to_dict(self) -> dict[str, object]:
        """Return plain data, as ``--json`` prints it."""
        case = self.case
        return {
            "case": case.id,
            "title": case.title,
            "sound": True,
            "illustrative": case.head.illustrative,
            "currency": case.head.currency,
            "periods": case.timeline.periods,
            "parties": list(case.parties),
            "groups": list(case.groups),
            "projects": [said.id for said in case.projects],
            "varies": [one.to_dict() for one in self.varies],
            "drafts": [
                {"id": draft.id, "title": draft.title, "clauses": len(draft.clauses)}
                for draft in case.drafts.values()
            ],
            "evidence": {name: dict(counts) for name, counts in self.evidence.items()},
            "warnings": [one.to_dict() for one in self.warnings],
            "problems": [],
        }

    def _records(self) -> list[Row]:
        """Return one record for each section and mark."""
        return [
            {"case": self.case.id, "section": section, "mark": mark, "values": count}
            for section, counts in self.evidence.items()
            for mark, count in counts.items()
        ]

    def _summary_rows(self) -> list[Row]:
        return [{"section": section, **counts} for section, counts in self.evidence.items()]

    def _heading(self) -> str:
        return f"{self.case.title}: sound, {counted(len(self.warnings), 'warning')}"


def inspect_case(case: Case) -> Inspection:
    """Return what a loaded case rests on, once each of its drafts gives numbers.

    Raises
    ------
    ConcessionError
        As :func:`concession.analysis._trial.try_drafts`.

    Examples
    --------
    >>> from concession.model import load
    >>> inspect_case(load("buenavista")).total["assumed"]
    0
    """
    try_drafts(case)
    return Inspection(
        case=case,
        evidence=_counts(case),
        varies=tuple(dict.fromkeys((*_outlook(case), *_ranges(case)))),
        warnings=(
            *_illustrative(case),
            *_charged_twice(case),
            *_not_stored(case),
            *_unused_sources(case),
            *_not_known(case),
            *_too_late(case),
        ),
    )


def _read_by(case: Case) -> Iterator[tuple[str, str, Value | TimedValue]]:
    """Yield every value that a draft reads, with the draft and the value's path."""
    for name in case.drafts:
        for path, value in case.build(name).values.used.items():
            yield name, path, value


def _counts(case: Case) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    seen: set[tuple[str, str, object]] = set()

    def count(section: str, mark: str) -> None:
        for name in (section, "all"):
            counts.setdefault(name, dict.fromkeys(MARKS, 0))
            if mark:
                counts[name][mark] += 1

    counts["all"] = dict.fromkeys(MARKS, 0)
    for name, path, value in _read_by(case):
        top = path.split(".", maxsplit=1)[0]
        section = f"clauses of {name}" if top == "clauses" else top
        if isinstance(value, TimedValue) and value.reference:
            continue  # the price of the outlook itself is counted
        key = (path, value.text, value.place)
        if key not in seen:
            seen.add(key)
            count(section, value.evidence.mark)
    for mark in _outlook_marks(case):
        count("outlook", mark)
    return {**{name: one for name, one in counts.items() if name != "all"}, "all": counts["all"]}


def _outlook_marks(case: Case) -> Iterator[str]:
    """Yield the mark of each input of the outlook, or of its values where they bear their own."""
    section = case.documents.tree.get("outlook")
    for name, entry in case.outlook.items():
        node = section.get(name) if isinstance(section, MappingNode) else None
        values = node.entries.values() if isinstance(node, MappingNode) else ()
        own = [
            read_evidence(one, Problems(), path="", sources=case.sources, inherited=entry.evidence).mark
            for one in values
            if isinstance(one, MappingNode) and ("mark" in one or "source" in one)
        ]
        yield from own or [entry.evidence.mark]


def _outlook(case: Case) -> Iterator[Varies]:
    """Yield the inputs of the outlook in the words of the file."""
    section = case.documents.tree.get("outlook")
    for name, entry in case.outlook.items():
        node = section.get(name) if isinstance(section, MappingNode) else None
        if isinstance(node, MappingNode) and "kind" in node:
            terms = node.without("kind", *EVIDENCE_KEYS).entries.items()
            text = ", ".join(f"{key} {shown(child)}" for key, child in terms)
            how = shown(node.at("kind"))
        else:
            text, how = entry.text, _how(entry.spec)
        yield Varies(path=f"outlook.{name}", text=text, how=how)


def _ranges(case: Case) -> Iterator[Varies]:
    """Yield the values of projects and clauses that have a range, or are one."""
    for name in case.drafts:
        for path, value in case.build(name).values.uncertain.items():
            span = value.evidence.range
            text = value.text if span is None or span.text == value.text else f"{value.text}, {span.text}"
            yield Varies(path=path, text=text, how=_how(spec_of_value(value)))


def _how(spec: Input) -> str:
    """Return in words how a value is drawn."""
    if isinstance(spec, Interval):
        shape = "lognormal" if spec.low > 0 else "normal"
        return f"5th to 95th percentile, {shape}"
    if isinstance(spec, Triangular):
        return "triangular within its range"
    return "fixed" if not spec.random else spec.describe()


def _illustrative(case: Case) -> Iterator[Warned]:
    if case.head.illustrative:
        yield Warned(
            kind="illustrative",
            message="the case says that it is illustrative: so does everything that is made from it",
            place=case.documents.tree.at("illustrative").place,
        )


def _charged_twice(case: Case) -> Iterator[Warned]:
    """Yield each risk that the discount rate contains already and that the futures draw as well."""
    for name in case.head.conventions.risks_in_rate:
        entry = case.outlook.get(name)
        if entry is not None and entry.spec.random:
            yield Warned(
                kind="charged-twice",
                message=f"the rates contain the risk of '{name}' (conventions.risks_in_rate), "
                f"and the futures draw it too ({entry.text}): it is charged twice",
                place=case.documents.tree.at("conventions").place,
            )
        elif entry is None:
            yield Warned(
                kind="unknown-risk",
                message=f"conventions.risks_in_rate names '{name}', which the outlook does not have",
                place=case.documents.tree.at("conventions").place,
            )


def _not_stored(case: Case) -> Iterator[Warned]:
    """Yield the dimensions of Sobol points that the case does not store."""
    if case.outlook.sampling != "sobol":
        return
    wanted = sobol_dimensions(case)
    if wanted != case.outlook.dimensions:
        lines = ", ".join(f'"{line}"' for line in dimensions_of(wanted))
        yield Warned(
            kind="dimensions-not-stored",
            message="an input that is added later may change the Sobol points of others: store where they "
            f"are, in the entry of the kind 'sampling': dimensions: [{lines}]",
            place=case.documents.tree.at("outlook").place,
        )


def _unused_sources(case: Case) -> Iterator[Warned]:
    used: set[str] = set()
    for _, node in walk(case.documents.tree):
        if isinstance(node, MappingNode) and "source" in node:
            used.update(as_texts(node.get("source"), Problems(), path=""))
    for name, source in case.sources.items():
        if name not in used:
            yield Warned(
                kind="unused-source", message=f"no value names the source '{name}'", place=source.place
            )


def _not_known(case: Case) -> Iterator[Warned]:
    said: set[tuple[str, str]] = set()
    for _, path, value in _read_by(case):
        mark = value.evidence.mark
        if mark in ("unknown", "withheld") and (path, value.text) not in said:
            said.add((path, value.text))
            what = "is not known" if mark == "unknown" else "is withheld by those asked for it"
            stands = f"; '{value.text}' stands in for it" if value.text else ""
            yield Warned(kind=mark, message=f"{path} {what}{stands}", place=value.place)


def _too_late(case: Case) -> Iterator[Warned]:
    """Yield each series with amounts after the last period of the case: they count nowhere."""
    timeline = case.timeline
    said: set[str] = set()
    for _, path, value in _read_by(case):
        if not isinstance(value, TimedValue) or path in said:
            continue
        per_year = timeline.per_year
        late = [
            one
            for one, amount in value.dated.items()
            if amount
            and timeline.index(one.year, (one.part - 1) * per_year // one.parts + 1) >= timeline.periods
        ]
        if late:
            said.add(path)
            when = str(min(late)) if len(late) == 1 else f"{min(late)} to {max(late)}"
            yield Warned(
                kind="too-late",
                message=f"{path} has amounts in {when}, after the case's last period, {timeline.labels[-1]}: "
                "they count nowhere",
                place=value.place,
            )

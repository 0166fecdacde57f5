"""The report: one HTML file that holds all it shows, for a screen, for paper, and for a reader of screens."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from concession.analysis import Answers, Comparison, Evaluation
from concession.analysis._years import Years
from concession.deal import GRADES, MARKS, counted
from concession.report._answers import answers_page
from concession.report._charts import javascript, pictures, spec_to_svg
from concession.report._charts_frame import Frame, frame_of
from concession.report._charts_marks import optional
from concession.report._charts_picture import Grid, Picture
from concession.report._charts_specs import draw
from concession.report._charts_theme import THEMED, WIDTH
from concession.report._conventions import partial_note, rough_note
from concession.report._page_parts import (
    answers,
    conventions,
    drafts_grid,
    evidence_grid,
    facts,
    marks_words,
    not_evaluated,
    source_entries,
    swing_grid,
    values_grid,
    values_notes,
)
from concession.report._page_terms import terms_matrix
from concession.report._page_words import Part, Parts
from concession.report._standard_errors import ERRORS_CAPTION, errors_grid

__all__ = ["report_html", "write_report"]

#: Characters that stand for themselves in the address that holds a chart's data.
_PLAIN = " ,;:()+-=/!*$"
#: A sentence longer than this is cut at its parts; the rest stands in a fold.
_SHORT = 420
#: Yearly cash of more drafts than these is drawn by script only; the numbers are on the page all the same.
_STILL_DRAFTS = 3
#: A chart higher than this is folded away until it is asked for.
_HIGH = 2200


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One chart as the template wants it; ``beside`` is the width of all that is not panel."""

    key: str
    title: str
    short: str
    more: str
    note: str
    svg: str
    spec: str
    beside: int
    href: str
    file: str
    size: str
    table: Grid
    folded: bool


def report_html(
    result: Comparison | Evaluation | Answers,
    *,
    units: str = "auto",
    parties: Sequence[str] = (),
    first: Sequence[str] = (),
    readings: Sequence[str] = (),
    regime: str = "",
    paths: Years | None = None,
    scripts: bool = True,
) -> str:
    """Return a result as one HTML page that asks nothing of any server.

    Parameters
    ----------
    result
        What ``compare``, ``evaluate`` or ``answers`` returned.
    units
        The scale of money: a word of :data:`concession.report.SCALES`, or ``auto``.
    parties
        Parties and groups to show; all where nothing is said.
    first
        Sentences that stand before those of the result.
    readings
        The readings that the drafts were changed to, as the command line states them.
    regime
        The regime of the library that the case was put under, where one was named.
    paths
        The years behind the charts, where they are known already; else they are run.
    scripts
        Whether charts can be drawn again at the reader's width with numbers under the pointer: this takes
        0.9 MB. Without, the page holds pictures and tables only.

    Raises
    ------
    ConcessionError
        E708 where a package of the extra ``charts`` is not installed.
    """
    jinja2 = optional("jinja2")
    optional("altair")
    optional("vl_convert")
    blocks: list[Part] = []
    said: Answers | None = None
    verb, switches = "evaluate" if isinstance(result, Evaluation) else "compare", []
    if isinstance(result, Answers):
        verb, switches = "answers" if result.added else "compare", list(result.added)
        blocks, said = _blocks(result, units), result
        result = result.transfer
    frame = frame_of(result, units=units, parties=parties, paths=paths)
    case = frame.case
    charts = [_drawn(one, frame) for one in pictures(frame, said)]
    texts = [javascript(), _asset("page.js").replace("/*WIDTH*/", str(WIDTH))] if scripts else []
    texts = [text.replace("</script", "<\\/script").replace("<!--", "<\\!--") for text in texts]
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    markup = optional("markupsafe").Markup
    drafts = counted(len(frame.drafts), "draft")
    page: str = environment.from_string(_asset("page.html.j2")).render(
        version=_version(),
        title=f"{case.title}: {drafts} compared" if frame.compared else case.title,
        summary=case.head.summary,
        illustrative=case.head.illustrative,
        facts=facts(frame),
        contents=_contents(),
        blocks=blocks,
        warnings=[text for text in (partial_note(result), rough_note(result, _seen(frame))) if text],
        answers=[*first, *answers(result, frame)],
        compared=frame.compared,
        baseline=frame.drafts[0].id,
        drafts=drafts_grid(frame),
        draft_notes=not_evaluated(frame, result),
        values=values_grid(frame),
        all_values=values_grid(frame, every=True),
        swing=swing_grid(frame),
        errors=errors_grid(frame),
        errors_caption=f"{ERRORS_CAPTION}, {frame.scale.unit}",
        values_caption=f"NPV at each party's own rate, {frame.scale.unit}"
        + ("; means, P10 and P90 over the futures" if frame.random else ""),
        values_notes=values_notes(frame),
        charts=[_trusted(one, markup) for one in charts],
        terms=terms_matrix(case, frame.drafts),
        evidence=evidence_grid(frame),
        marks=MARKS.items(),
        rests_on=marks_words(frame),
        sources=source_entries(frame),
        grades=GRADES.items(),
        conventions=conventions(frame),
        command=_command(
            verb,
            frame,
            {
                "--switch": switches,
                "--units": [units] if units != "auto" else [],
                "--party": parties,
                "--regime": [regime] if regime else [],
                "--reading": readings,
            },
        ),
        made=_made(frame),
        style=markup(_style()),
        scripts=[markup(text) for text in texts],
        hashes=markup(" ".join(_hash(text) for text in texts) or "'none'"),
    )
    return page


def check_report() -> None:
    """Raise E708, before a long run, where a package is not installed that pages need."""
    for name in ("jinja2", "altair", "vl_convert", "markupsafe"):
        optional(name)


def write_report(result: Comparison | Evaluation | Answers, file: str | Path, **options: Any) -> None:
    """Write a result as one HTML page; options as for :func:`report_html`."""
    Path(file).write_text(report_html(result, **options), encoding="utf-8", newline="\n")


def _seen(frame: Frame) -> list[str]:
    """Return the ids of those whom a page is about: groups, or all parties where there are none."""
    return [name for name, one in frame.parties.items() if one.group] or list(frame.parties)


def _asset(name: str) -> str:
    return (resources.files("concession.report") / "page" / name).read_text(encoding="utf-8")


def _version() -> str:
    from concession import __version__  # noqa: PLC0415 - the package's door imports this module

    return __version__


def _blocks(result: Answers, units: str) -> list[Part]:
    """Return the answers in their blocks; what the page says elsewhere is left out."""
    words = Parts()
    answers_page(words, result, units=units)
    elsewhere = ("Illustrative", "Conventions")
    found = [one for one in words.parts[1:] if not "".join(one.paragraphs).startswith(elsewhere)]
    return [
        replace(one, heading=one.paragraphs[0], paragraphs=()) if _heads(one.paragraphs) else one
        for one in found
    ]


def _heads(paragraphs: tuple[str, ...]) -> bool:
    """Whether paragraphs are a heading: one line that is no sentence."""
    return len(paragraphs) == 1 and not paragraphs[0].endswith((".", ":", "…"))


def _contents() -> list[tuple[str, str]]:
    return [
        ("answers", "Answers"),
        ("drafts", "Drafts"),
        ("values", "Values"),
        ("charts", "Charts"),
        ("terms", "Terms"),
        ("evidence", "Evidence"),
        ("conventions", "Conventions"),
        ("reproduce", "Get it again"),
    ]


def _drawn(picture: Picture, frame: Frame) -> Drawn:
    spec = draw(picture, frame, titled=False).to_dict(validate=False)
    number = (
        [one.id for one in frame.drafts].index(picture.key.partition("-")[2]) if _by_draft(picture) else 0
    )
    text = spec_to_svg(spec) if number < _STILL_DRAFTS else ""
    wide, high = _size(text)
    svg = _inlined(text, picture.key)
    csv = picture.to_csv()
    # the page reads the data from the download: they are in it once
    spec.pop("datasets", None)
    spec["data"] = {"format": spec["data"]["format"]}
    short, more = _cut(picture.sentence)
    return Drawn(
        key=picture.key,
        title=picture.title,
        short=short,
        more=more,
        note=picture.note,
        svg=svg,
        # what a script element holds is not escaped by the template: no '<' may stand in it
        spec=json.dumps(spec, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c"),
        beside=(wide - WIDTH) if wide else 90,
        href=f"data:text/csv;charset=utf-8,{quote(csv, safe=_PLAIN)}",
        file=f"{frame.case.id}{'-illustrative' if frame.case.head.illustrative else ''}-{picture.key}.csv",
        size=f"{max(1, round(len(csv) / 1000)):,} kB",
        table=picture.table,
        folded=number > 0 or high > _HIGH,
    )


def _by_draft(picture: Picture) -> bool:
    return picture.kind == "yearly_cash"


def _trusted(one: Drawn, markup: Any) -> dict[str, Any]:
    """Return a chart's parts by name; what was made here and holds markup is marked as such."""
    parts: dict[str, Any] = {name: getattr(one, name) for name in Drawn.__slots__}
    parts["svg"], parts["spec"] = markup(one.svg), markup(one.spec)
    return parts


def _size(svg: str) -> tuple[int, int]:
    found = re.match(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"', svg)
    return (round(float(found[1])), round(float(found[2]))) if found else (0, 0)


def _inlined(svg: str, key: str) -> str:
    """Return an SVG with ids of its own and without paper of its own."""
    text = re.sub(r'<rect width="[\d.]+" height="[\d.]+" fill="(?:white|transparent)"/>', "", svg, count=1)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{key}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{key}-\1)", text)
    return text.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _cut(sentence: str) -> tuple[str, str]:
    """Return the part of a long sentence that is read first, and all of it where that is not all."""
    if len(sentence) <= _SHORT:
        return sentence, ""
    parts = re.split(r"(?<=[;.]) ", sentence)
    short = ""
    for part in parts:
        if short and len(short) + len(part) > _SHORT:
            break
        short += f"{part} "
    return f"{short.rstrip(' ;.')} …", sentence


def _style() -> str:
    """Return the style sheet with the colours of charts put in."""
    series = {name: both for name, both in THEMED.items() if name.startswith("series")}
    light = " ".join(f"--{name}: {both[0]};" for name, both in series.items())
    dark = " ".join(f"--{name}: {both[1]};" for name, both in series.items())
    # a chart's own colours, wherever it states them, give way to those of the paper that it stands on
    rules = "\n".join(
        f'.drawing [{what}="{both[0]}"] {{ {what}: var(--{name}); }}'
        for name, both in THEMED.items()
        for what in ("fill", "stroke")
    )
    text = _asset("page.css")
    return text.replace("/*LIGHT*/", light).replace("/*DARK*/", dark).replace("/*RULES*/", rules)


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _command(verb: str, frame: Frame, options: Mapping[str, Sequence[str]]) -> str:
    """Return the command that gives this page again; options with the texts that each is given."""
    drafts = [one.id for one in frame.drafts]
    words = ["concession", verb, frame.case.id]
    words += ["--draft", *drafts] if verb == "evaluate" else drafts
    words += ["--futures", str(frame.futures), "--seed", str(frame.seed)]
    for option, texts in options.items():
        for text in texts:
            words += [option, text]
    return shlex.join([*words, "--report", f"{frame.case.id}.html"])


def _made(frame: Frame) -> list[tuple[str, str]]:
    try:
        digest = f"sha256 {frame.case.documents.digest()}"
    except OSError:
        digest = "not known: the files are no longer where they were read"
    found: Mapping[str, str] = {
        "Version": f"Concession {_version()}",
        "Case": frame.case.id,
        "Hash of its files": digest,
        "Seed": str(frame.seed),
        "Futures": f"{frame.futures:,}",
    }
    return list(found.items())

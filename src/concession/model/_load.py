"""Loading a case: from the library by name, or from a folder."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from concession.deal import (
    EVIDENCE_KEYS,
    Context,
    Documents,
    Mapping,
    as_mapping,
    is_id,
    read_evidence,
    read_fields,
    read_folder,
    read_sources,
    resolve_drafts,
)
from concession.errors import ConcessionError, Problems, nearest
from concession.ledger import OUTSIDE, Group, Party
from concession.model._build import SaidProject
from concession.model._case import Case, read_clauses, tables_of, timeline_of
from concession.model._draws import outlook_of
from concession.model._head import Head, SaidParty
from concession.model._outlook import read_outlook
from concession.model._record import check_record
from concession.projects import Project

__all__ = ["case_of", "library", "library_folder", "load", "opened", "read_case"]

_SECTIONS = ("concession", "projects", "outlook", "sources", "drafts")


def library_folder() -> Path:
    """Return the folder of the shipped cases."""
    return Path(str(files("concession") / "cases"))


def library() -> tuple[str, ...]:
    """Return the names of the shipped cases."""
    return tuple(sorted(one.parent.name for one in library_folder().glob("*/case.yaml")))


def load(case: str | Path) -> Case:
    """Read a case, check everything it says, and build each of its drafts.

    Parameters
    ----------
    case
        The name of a shipped case, or the path of a folder.

    Raises
    ------
    ConcessionError
        Everything that is wrong with the files at once, each with file, line and column.

    Examples
    --------
    >>> load("buenavista").currency
    Unit('USD')
    """
    loaded = read_case(case)
    problems = Problems()
    for draft in loaded.drafts.values():
        try:
            if draft.evaluated:
                outlook_of(loaded, loaded.build(draft), loaded.head.seed)
            else:
                loaded.clauses(draft)  # nothing of it is ever run, but what it says is read
        except ConcessionError as error:
            problems.extend(error)
    problems.raise_if_any()
    return loaded


def opened(case: Case | str | Path) -> Case:
    """Return a case that is loaded already as it is, and load one that is named.

    >>> opened("buenavista").id
    'buenavista'
    """
    return case if isinstance(case, Case) else load(case)


def read_case(case: str | Path) -> Case:
    """Read a case without building its drafts."""
    folder, label = _find(case)
    return case_of(read_folder(folder, label=label))


def case_of(documents: Documents) -> Case:
    """Return the case that a folder's documents state, without building its drafts."""
    problems = Problems()
    tree = documents.tree
    sources = read_sources(tree.get("sources"), problems)
    spoken = only_keys(tree, EVIDENCE_KEYS)
    evidence = read_evidence(spoken, problems, path="", sources=sources)
    tables = tables_of(documents)
    context = Context(problems=problems, sources=sources, evidence=evidence, tables=tables)
    head = read_fields(Head, tree.without(*_SECTIONS, *EVIDENCE_KEYS), context)
    drafts = resolve_drafts(tree.get("drafts"), problems, spoken=only_keys(tree, ("source", "mark", "note")))
    if not drafts and not problems.found:
        problems.add("E203", "'drafts' is missing", "add a draft with its clauses", place=tree.place)
    projects = _projects(tree, context)

    def raise_if_any() -> None:
        # what is wrong with the clauses is told along with what is wrong elsewhere
        for draft in drafts.values() if problems.found else ():
            read_clauses(draft, sources, tables, problems)
        problems.raise_if_any()

    if head is None:
        raise_if_any()
        raise ConcessionError.of("E203", "the head of the case cannot be read")
    parties = {name: _party(name, said) for name, said in head.parties.items()}
    groups = {
        name: Group(id=name, name=said.name, members=said.members, perimeter=said.perimeter)
        for name, said in head.groups.items()
    }
    _check_parties(parties, groups, problems, tree)
    clauses = {name for draft in drafts.values() for name in draft.clauses}
    check_record(head, tree, problems, parties=(*OUTSIDE, *parties, *groups), clauses=clauses)
    try:
        timeline = timeline_of(head)
    except ConcessionError as error:
        problems.extend(error, tree.at("timeline").place, "timeline")
        raise_if_any()
        raise
    outlook = read_outlook(tree.get("outlook"), timeline, context.below("outlook"))
    raise_if_any()
    return Case(
        id=documents.folder.resolve().name,
        head=head,
        timeline=timeline,
        parties=parties,
        groups=groups,
        projects=projects,
        outlook=outlook,
        sources=sources,
        drafts=drafts,
        documents=documents,
    )


def only_keys(mapping: Mapping, keys: tuple[str, ...]) -> Mapping:
    """Return the mapping with these keys alone."""
    return mapping.without(*(key for key in mapping if key not in keys))


def _find(case: str | Path) -> tuple[Path, str]:
    """Return the folder of a case and what places call it.

    A case in the folder where one stands wins over a shipped one of its name; a mere folder does not.
    """
    path = Path(case)
    if not isinstance(case, str) or not is_id(case) or (path / "case.yaml").exists():
        return path, path.as_posix()
    folder = library_folder() / case
    if not (folder / "case.yaml").is_file():
        if path.exists():
            return path, path.as_posix()
        raise ConcessionError.of(
            "E129", f"there is no case '{case}'", f"{nearest(case, library())}; or give the path of a folder"
        )
    return folder, case


def _party(name: str, said: SaidParty) -> Party:
    kind = next(word for word in (said.kind,))
    rate = said.rate.quantity.low if said.rate is not None and said.rate.quantity is not None else None
    return Party(id=name, name=said.name, kind=kind, rate=rate, note=said.note)  # type: ignore[arg-type]


def _check_parties(
    parties: dict[str, Party], groups: dict[str, Group], problems: Problems, tree: Mapping
) -> None:
    known = {**OUTSIDE, **parties}
    for name, group in groups.items():
        path = f"groups.{name}"
        if name in known:
            problems.add("E210", f"'{name}' is a party and a group", "rename one", path, tree.at(path).place)
        for member in group.members:
            if member not in known:
                problems.add(
                    "E210", f"there is no party '{member}'", nearest(member, known), path, tree.at(path).place
                )


def _projects(tree: Mapping, context: Context) -> tuple[SaidProject, ...]:
    section = as_mapping(tree.get("projects"), context.problems, path="projects")
    found = []
    for name, node in section.entries.items():
        here = context.below("projects").below(name)
        mapping = as_mapping(node, context.problems, path=here.path)
        evidence = read_evidence(
            mapping, context.problems, path=here.path, sources=context.sources, inherited=context.evidence
        )
        project = read_fields(Project, mapping.without(*EVIDENCE_KEYS), here.under(evidence))
        if project is not None:
            found.append(SaidProject(id=name, project=project, evidence=evidence, place=node.place))
    return tuple(found)

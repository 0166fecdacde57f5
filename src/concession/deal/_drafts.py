"""Drafts: versions of an agreement, each written whole or as changes to another one.

A first draft lists its ``clauses``; the law of the land usually is one. Another ``extends`` it, and says
by clause what is different::

    extends: law
    source: signed-text          # speaks for everything that this draft writes
    remove: [duty]
    change:
      royalty: {rate: 5 %}       # mappings merge, lists and values are replaced; 'rate: null' takes it out
    add:
      bonus: {type: bonus, amount: USD 5 million}

Removals come first, then changes, then additions, so a clause can be removed and added anew. What a draft
writes rests on its own sources: those of the change, else of the draft. What it leaves alone keeps the
sources of the draft that wrote it. A block under ``change`` that holds nothing but evidence (``source``,
``mark``, ``note``, …) speaks for the whole clause anew.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from concession.deal._dates import Dated
from concession.deal._evidence import EVIDENCE_KEYS
from concession.deal._fit import as_date
from concession.deal._merge import Lent, lend, merge, only
from concession.deal._node import NOWHERE, Mapping, Node, Scalar, walk
from concession.deal._shape import as_choice, as_list, as_mapping, as_text, check_keys, close_to, full, is_id
from concession.errors import ConcessionError, Place, Problem, Problems

__all__ = ["DRAFT_KEYS", "STATUSES", "Draft", "resolve_drafts"]

#: What became of a draft, by the words that files use.
STATUSES: Final[tuple[str, ...]] = (
    "law",
    "in-force",
    "signed",
    "agreed",
    "proposed",
    "reported",
    "withdrawn",
    "terms-unknown",  # known to exist; listed with what is known of it, never evaluated
    "example",
)
#: The keys of a draft, in the order in which they are documented.
DRAFT_KEYS: Final[tuple[str, ...]] = (
    "title",
    "dated",
    "status",
    "proposer",
    "extends",
    "note",
    "source",
    "mark",
    "clauses",
    "change",
    "add",
    "remove",
)
#: A longer chain of drafts is a mistake, or meant to exhaust.
MAX_CHAIN = 50
#: More drafts, clauses in one, or values in all of them together, are refused: each draft is held whole.
MAX_DRAFTS = 300
MAX_CLAUSES = 2_000
MAX_VALUES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft with all its clauses, as it stands after every change along its chain.

    ``clauses`` holds one mapping per clause. ``chain`` names the drafts from the first one to this one.
    ``gone`` names clauses that it once had and that read as nothing: law that is not in force. ``read`` has
    the readings that were taken in the place of the base, by path.
    ``tree`` is the whole as a node, so that ``tree.at("clauses.royalty.rate")`` finds a term.
    """

    id: str
    clauses: Mapping
    chain: tuple[str, ...]
    title: str = ""
    dated: Dated | None = None
    status: str = ""
    proposer: str = ""
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False)
    gone: frozenset[str] = frozenset()
    read: MappingType[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        names = ", ".join(self.clauses)
        return f"<Draft {self.id}: {self.title}; clauses {names}>"

    @property
    def extends(self) -> str:
        """The draft that this one extends, or nothing."""
        return self.chain[-2] if len(self.chain) > 1 else ""

    @property
    def evaluated(self) -> bool:
        """Whether its terms are known well enough to be evaluated."""
        return self.status != "terms-unknown"

    @property
    def tree(self) -> Mapping:
        """The draft as a node, its clauses under ``clauses``."""
        return Mapping(entries={"clauses": self.clauses}, place=self.place)

    def replace(self, path: str, value: object, *, called: str = "") -> Draft:
        """Return the draft with another value at a path such as ``clauses.royalty.rate``.

        Its id says what is different, as ``base+royalty.rate=4 %``, unless it is ``called`` otherwise: two
        drafts of one id could not be told apart where they are compared.

        Raises
        ------
        ConcessionError
            E207, with the nearest keys, where the path leads nowhere; E201 where all clauses would become
            something else than clauses by name.
        """
        from concession.deal._changes import replace_at  # noqa: PLC0415 (it compares drafts)

        tree = replace_at(self.tree, path, value)
        clauses = tree.entries.get("clauses")
        if not isinstance(clauses, Mapping):
            hint = "give them as a mapping, or name one of them: clauses.royalty.rate"
            raise ConcessionError.of("E201", "the clauses of a draft are wanted by name", hint, path=path)
        said = f"{path.removeprefix('clauses.')}={value}" if isinstance(value, str | int | float) else path
        name = called or f"{self.id}+{said.removeprefix('clauses.')}"
        if name == self.id:
            return replace(self, clauses=clauses)
        title = self.title if called else f"{self.title}, with {said.removeprefix('clauses.')}"
        return replace(self, id=name, title=title, chain=(*self.chain, name), clauses=clauses)


def resolve_drafts(
    node: Node | None,
    problems: Problems,
    *,
    path: str = "drafts",
    extra: Collection[str] = (),
    spoken: Mapping | None = None,
) -> MappingType[str, Draft]:
    """Read all drafts of a case and follow their chains.

    Parameters
    ----------
    node
        The mapping of drafts by id.
    problems, path
        Where to note problems, E501 to E508 among them. A draft that cannot be followed is left out.
    extra
        Further keys that a draft may have and that are read elsewhere.
    spoken
        What the case as a whole says of its evidence: it speaks for drafts that extend none and state no
        source of their own, never for changes.
    """
    documents = as_mapping(node, problems, path=path)
    if len(documents) > MAX_DRAFTS:
        message = f"more than {MAX_DRAFTS} drafts"
        problems.add("E510", message, "split the case", path=path, place=documents.place)
        return MappingProxyType({})
    reader = _Reader(documents=documents, problems=problems, path=path, extra=tuple(extra), spoken=spoken)
    for key in documents:
        if not is_id(key):
            hint = "use lower-case letters, digits, - and _"
            message = f"'{key[:40]}' cannot name a draft"
            problems.add("E124", message, hint, path=path, place=documents.key_place(key))
    for key in documents:
        reader.resolve(key)
    # in the order of the documents, each after those that it extends
    return MappingProxyType(dict(reader.done))


@dataclass(slots=True, kw_only=True)
class _Reader:
    documents: Mapping
    problems: Problems
    path: str
    extra: tuple[str, ...]
    spoken: Mapping | None = None
    done: dict[str, Draft] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    values: int = 0

    def resolve(self, key: str) -> None:
        """Resolve one draft after those it extends."""
        chain = self._chain(key)
        for name in reversed(chain):
            if name in self.done or name in self.failed:
                continue
            if self.values > MAX_VALUES:
                return
            document = as_mapping(self.documents.get(name), self.problems, path=f"{self.path}.{name}")
            if not document:
                self._check_form(document, f"{self.path}.{name}")
                self.failed.add(name)
                continue
            parent = self._extends(document)
            extended = self.done.get(parent)
            if (parent and not extended) or (extended and len(extended.chain) >= MAX_CHAIN):
                if extended:
                    place, where = document.at("extends").place, f"{self.path}.{name}.extends"
                    message = f"a chain of more than {MAX_CHAIN} drafts"
                    self.problems.add("E508", message, "extend an earlier draft", path=where, place=place)
                self.failed.add(name)
                continue
            draft = self._draft(name, document, extended)
            if self._within_bounds(draft, document):
                self.done[name] = draft
            else:
                self.failed.add(name)

    def _extends(self, document: Node | None) -> str:
        node = document.get("extends") if isinstance(document, Mapping) else None
        return node.text if isinstance(node, Scalar) and not node.empty else ""

    def _chain(self, key: str) -> list[str]:
        """Return the draft and those it extends, up to the first one or one that is seen already."""
        chain = {key: None}
        last = key
        while True:
            document = self.documents.get(last)
            parent = self._extends(document)
            if not parent or parent in self.done or parent in self.failed:
                return list(chain)
            place = document.at("extends").place if document is not None else NOWHERE
            where = f"{self.path}.{last}.extends"
            if parent in chain:
                names = list(chain)
                circle = " → ".join([*names[names.index(parent) :][:8], parent])
                hint = "let one of them list its clauses instead"
                message = f"drafts extend each other in a circle: {circle}"
                self.problems.add("E501", message, hint, path=where, place=place)
            elif parent not in self.documents:
                message = f"no draft is called '{parent[:40]}'"
                self.problems.add("E502", message, close_to(parent, self.documents), path=where, place=place)
            else:
                chain[parent] = None
                last = parent
                continue
            self.failed.update(chain)
            return list(chain)

    def _within_bounds(self, draft: Draft, document: Mapping) -> bool:
        """Whether a draft, and all drafts so far with what each wrote, are of bearable size."""
        self.values += sum(1 for _ in walk(document))
        if len(draft.clauses) <= MAX_CLAUSES and self.values <= MAX_VALUES:
            return True
        hint = f"a draft has at most {MAX_CLAUSES:,} clauses; use fewer aliases"
        where = f"{self.path}.{draft.id}"
        self.problems.add("E510", "the draft is too big", hint, path=where, place=document.place)
        return False

    def _draft(self, key: str, document: Mapping, parent: Draft | None) -> Draft:
        path = f"{self.path}.{key}"
        check_keys(document, (*DRAFT_KEYS, *self.extra), self.problems, path=path)
        self._check_form(document, path)
        lent = _lent_by(document)
        if parent is None:
            lent = (self.spoken, *lent) if self.spoken else lent
            clauses = self._added(document.get("clauses"), {}, lent, f"{path}.clauses")
        else:
            clauses = self._removed(document, dict(parent.clauses.entries), path)
            clauses = self._changed(document.get("change"), clauses, lent, f"{path}.change")
            clauses = self._added(document.get("add"), clauses, lent, f"{path}.add")
        status = document.get("status")
        return Draft(
            id=key,
            clauses=Mapping(entries=clauses, place=document.place),
            chain=(*(parent.chain if parent else ()), key),
            title=as_text(document.get("title"), self.problems, path=f"{path}.title") or key,
            dated=as_date(document.get("dated"), self.problems, path=f"{path}.dated"),
            status=as_choice(status, STATUSES, self.problems, path=f"{path}.status") if status else "",
            proposer=as_text(document.get("proposer"), self.problems, path=f"{path}.proposer"),
            note=as_text(document.get("note"), self.problems, path=f"{path}.note"),
            place=document.place,
        )

    def _check_form(self, document: Mapping, path: str) -> None:
        changes = [name for name in ("change", "add", "remove") if name in document]
        if "extends" in document and "clauses" in document:
            message = "a draft that extends another lists clauses of its own"
            hint = "write them under 'add' or 'change', or delete 'extends'"
            place = document.key_place("clauses")
            self.problems.add("E507", message, hint, path=path, place=place)
        elif "extends" not in document and changes:
            message = f"'{changes[0]}' in a draft that extends none"
            place = document.key_place(changes[0])
            self.problems.add("E507", message, "add 'extends:'", path=path, place=place)
        elif "extends" not in document and "clauses" not in document:
            hint = "add 'clauses:' or 'extends:'"
            self.problems.add("E507", "a draft without clauses", hint, path=path, place=document.place)

    def _removed(self, document: Mapping, clauses: dict[str, Node], path: str) -> dict[str, Node]:
        where = f"{path}.remove"
        for item in as_list(document.get("remove"), self.problems, path=where):
            name = as_text(item, self.problems, path=where)
            if full(self.problems):
                break
            if name in clauses:
                del clauses[name]
            elif name:
                message = f"there is no clause '{name[:40]}' to remove"
                self.problems.add("E505", message, close_to(name, clauses), path=where, place=item.place)
        return clauses

    def _changed(self, node: Node | None, clauses: dict[str, Node], lent: Lent, path: str) -> dict[str, Node]:
        changes = as_mapping(node, self.problems, path=path)
        for name, child in changes.entries.items():
            if full(self.problems):
                break
            where = f"{path}.{name}"
            change = as_mapping(child, self.problems, path=where)
            before = clauses.get(name)
            if not isinstance(before, Mapping):
                message = f"there is no clause '{name[:40]}' to change"
                hint = close_to(name, clauses) + "; a new clause goes under 'add'"
                self.problems.add("E503", message, hint, path=where, place=changes.key_place(name))
                continue
            clauses[name] = self._one_changed(before, change, lent, where)
        return clauses

    def _one_changed(self, before: Mapping, change: Mapping, lent: Lent, path: str) -> Mapping:
        evidence = only(change, EVIDENCE_KEYS)
        terms = change.without(*EVIDENCE_KEYS)
        anew = (*lent, evidence)
        if "source" in evidence:
            # the old source's article and mark say nothing of the new one
            held = before.without(*EVIDENCE_KEYS).having(**evidence.entries)
        else:
            held = before.having(**evidence.entries)
        if not terms:
            self.values += sum(1 for _ in walk(held))
            return lend(held, anew, again=True)
        return merge(held, lend(terms, anew), self.problems, path)

    def _added(self, node: Node | None, clauses: dict[str, Node], lent: Lent, path: str) -> dict[str, Node]:
        added = as_mapping(node, self.problems, path=path)
        for name, child in added.entries.items():
            where, place = f"{path}.{name}", added.key_place(name)
            if not is_id(name):
                hint = "use lower-case letters, digits, - and _"
                self.problems.add(
                    "E124", f"'{name[:40]}' cannot name a clause", hint, path=where, place=place
                )
            clause = as_mapping(child, self.problems, path=where)
            if name in clauses:
                self.problems.note(
                    Problem(
                        code="E504",
                        message=f"there is a clause '{name[:40]}' already",
                        hint="write it under 'change', or remove it first",
                        path=where,
                        place=place,
                        related=clauses[name].place,
                    )
                )
                continue
            clauses[name] = lend(clause, (*lent, only(clause, EVIDENCE_KEYS)))
        return clauses


def _lent_by(document: Mapping) -> Lent:
    """Return what a draft as a whole lends to all that it writes."""
    keys = ("source", "mark", "note") if "mark" in document else ("source",)
    return (only(document, keys),)

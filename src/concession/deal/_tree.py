"""Read YAML 1.2 into plain nodes with places, within bounds.

ruamel.yaml's scanner and parser give events; they are composed here with a stack, never by recursion,
and never into Python objects: no tag is honoured, every scalar stays text. All bounds are checked
before or while composing, so a hostile file costs little time and memory:

- at most 512 KiB a file (the pure-Python scanner reads some 250 kB a second; tables belong in CSV);
- at most 25,000 nodes written, and 200,000 once aliases are expanded;
- at most 40 levels deep, aliases included;
- at most 20,000 characters in a scalar, 40 digits in a number, and exponents up to 30.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from concession.deal._node import Mapping, Node, Scalar, Sequence
from concession.deal._syntax import in_plain_words
from concession.errors import ConcessionError, Place, Problem, Problems

if TYPE_CHECKING:
    from ruamel.yaml.events import Event

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_EXPANDED", "MAX_NODES", "MAX_SCALAR", "parse_tree", "read_tree"]

MAX_BYTES = 512 * 1024
MAX_NODES = 25_000
MAX_EXPANDED = 200_000
MAX_DEPTH = 40
MAX_SCALAR = 20_000
MAX_DIGITS = 40
MAX_EXPONENT = 30

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"[-+]?[0-9][0-9_,. ]*(?:[eE]([-+]?[0-9]+))?\Z")


def read_tree(path: Path, *, name: str | None = None) -> Mapping:
    """Read a file whose top level is a mapping.

    Parameters
    ----------
    path
        The file.
    name
        What places call the file; its path where nothing is given.

    Raises
    ------
    ConcessionError
        E101 to E116: the file cannot be read, is too big, or is not the YAML of a case.
    """
    shown = name if name is not None else str(path)
    try:
        # opening a pipe or a device would wait, perhaps for ever
        if path.exists() and not path.is_file():
            raise _error("E101", "cannot read the file: it is not a plain file", Place(file=shown))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise _error("E101", f"cannot read the file: {reason.lower()}", Place(file=shown)) from None
    except ConcessionError:
        raise
    except ValueError:
        raise _error("E101", "the file's name is not one that this system knows", Place(file=shown)) from None
    node = parse_tree(data, name=shown)
    if not isinstance(node, Mapping):
        hint = "begin with keys at the left margin, such as 'concession: 1'"
        raise _error("E115", "the file does not hold a mapping of keys to values", node.place, hint)
    return node


def parse_tree(text: str | bytes, *, name: str = "<text>") -> Node:
    """Compose one YAML document into nodes.

    Raises
    ------
    ConcessionError
        E102 to E116; several problems at once where the file could be read on.

    Examples
    --------
    >>> tree = parse_tree("royalty: {rate: 4 %}", name="case.yaml")
    >>> tree.at("royalty.rate")
    Scalar(text='4 %', quoted=False, place=Place(file='case.yaml', line=1, column=17))
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 (slow to import; not needed for --help)
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    checked = _decode(text, name)
    composer = _Composer(name=name)
    try:
        for event in YAML(typ="safe", pure=True).parse(checked):
            composer.take(event)
    except ConcessionError:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file=name, line=mark.line + 1, column=mark.column + 1) if mark else Place(file=name)
        message, hint = in_plain_words(str(error.problem or error.context or "it cannot be read"))
        composer.problems.add("E104", message, hint, place=place)
    except (YAMLError, ValueError, LookupError, TypeError, AttributeError, OverflowError):
        # The scanner lets bare Python errors out on some malformed escapes and directives.
        composer.problems.add("E104", "the YAML cannot be read near here", place=composer.last)
    composer.problems.raise_if_any()
    if composer.root is None:
        raise _error("E115", "the file is empty", Place(file=name), "a case begins with 'concession: 1'")
    return composer.root


def _error(code: str, message: str, place: Place, hint: str = "") -> ConcessionError:
    return ConcessionError([Problem(code=code, message=message, hint=hint, place=place)])


def _decode(given: str | bytes, name: str) -> str:
    if len(given) > MAX_BYTES:
        hint = "move series and tables into CSV files beside it, and split the rest into sections"
        raise _error("E102", f"the file is larger than {MAX_BYTES // 1024} KiB", Place(file=name), hint)
    if isinstance(given, str):
        text = given
    else:
        try:
            text = given.decode("utf-8")
        except UnicodeDecodeError as error:
            before = given[: error.start].decode("utf-8")
            place = _place_in(before, len(before), name)
            hint = "save the file as UTF-8"
            raise _error("E103", "the file is not UTF-8 text", place, hint) from None
    text = text.removeprefix("\ufeff")
    control = _CONTROL.search(text)
    if control:
        place = _place_in(text, control.start(), name)
        raise _error("E113", f"a control character, U+{ord(control[0]):04X}", place, "delete it")
    return text


def _place_in(text: str, offset: int, name: str) -> Place:
    before = text[:offset].replace("\r\n", "\n")
    return Place(file=name, line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))


@dataclass(slots=True, kw_only=True)
class _Frame:
    """A mapping or list that is still open."""

    place: Place
    anchor: str | None
    mapping: bool
    entries: dict[str, Node] = field(default_factory=dict)
    key_places: dict[str, Place] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    key: str | None = None
    key_place: Place | None = None
    size: int = 1
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anchored:
    node: Node
    size: int
    height: int


@dataclass(slots=True, kw_only=True)
class _Composer:
    """Builds nodes from events; fatal problems raise at once, the others gather."""

    name: str
    problems: Problems = field(default_factory=Problems)
    root: Node | None = None
    documents: int = 0
    nodes: int = 0
    expanded: int = 0
    open: list[_Frame] = field(default_factory=list)
    anchors: dict[str, _Anchored] = field(default_factory=dict)
    last: Place = field(init=False)

    def __post_init__(self) -> None:
        self.last = Place(file=self.name)

    def take(self, event: Event) -> None:
        """Take the next event of the document."""
        from ruamel.yaml import events  # noqa: PLC0415 (imported by the caller already)

        place = self._place(event)
        self.last = place
        if isinstance(event, events.DocumentStartEvent):
            self._begin(event, place)
        elif isinstance(event, events.AliasEvent):
            self._alias(str(event.anchor), place)
        elif isinstance(event, events.ScalarEvent):
            self._scalar(event, place)
        elif isinstance(event, events.MappingStartEvent | events.SequenceStartEvent):
            self._start(event, place, isinstance(event, events.MappingStartEvent))
        elif isinstance(event, events.MappingEndEvent | events.SequenceEndEvent):
            self._end()

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(file=self.name, line=mark.line + 1, column=mark.column + 1)

    def _fatal(self, code: str, message: str, place: Place, hint: str = "") -> None:
        self.problems.add(code, message, hint, place=place)
        self.problems.raise_if_any()

    def _begin(self, event: Any, place: Place) -> None:
        self.documents += 1
        if self.documents > 1:
            self._fatal("E111", "a second document begins here", place, "keep one document to a file")
        if event.tags or (event.version and tuple(event.version) != (1, 2)):
            self._fatal("E114", "a directive that is not '%YAML 1.2'", place, "delete the line with '%'")

    def _count(self, place: Place, tag: object) -> None:
        self.nodes += 1
        self.expanded += 1
        if self.nodes > MAX_NODES:
            hint = "move series and tables into CSV files, and split the rest into sections"
            self._fatal("E106", f"the file holds more than {MAX_NODES:,} values", place, hint)
        self._check_expanded(place)
        if tag is not None:
            message = "a tag (a word that begins with '!') stands here"
            self._fatal("E110", message, place, "delete it: case files are plain data")

    def _check_expanded(self, place: Place) -> None:
        if self.expanded > MAX_EXPANDED:
            message = f"aliases make this file more than {MAX_EXPANDED:,} values long"
            self._fatal("E106", message, place, "write the values out, or use fewer aliases")

    def _start(self, event: Any, place: Place, mapping: bool) -> None:
        self._count(place, _tag(event))
        if len(self.open) >= MAX_DEPTH:
            self._fatal("E107", f"nested more than {MAX_DEPTH} levels deep", place, "write it flatter")
        self._check_key_is_text(place)
        self.open.append(_Frame(place=place, anchor=event.anchor, mapping=mapping))

    def _check_key_is_text(self, place: Place) -> None:
        if self.open and self.open[-1].mapping and self.open[-1].key is None:
            hint = "a key is one word or text; quote a text that begins with '{' or '['"
            self._fatal("E112", "a key that is a list or a mapping", place, hint)

    def _end(self) -> None:
        frame = self.open.pop()
        node: Node
        if frame.mapping:
            node = Mapping(entries=frame.entries, key_places=frame.key_places, place=frame.place)
        else:
            node = Sequence(items=tuple(frame.items), place=frame.place)
        self._done(node, frame.anchor, frame.size, frame.height)

    def _scalar(self, event: Any, place: Place) -> None:
        self._count(place, _tag(event))
        text, quoted = str(event.value), event.style is not None and event.style != ""
        if len(text) > MAX_SCALAR:
            message = f"a text of more than {MAX_SCALAR:,} characters"
            self._fatal("E108", message, place, "shorten it, or split the text")
        control = _CONTROL.search(text)
        if control:
            message = f"a control character, U+{ord(control[0]):04X}"
            self.problems.add("E113", message, "delete it", place=place)
            text = _CONTROL.sub(" ", text)
        if not quoted and _giant(text):
            message = f"a number of more than {MAX_DIGITS} digits or beyond 1e{MAX_EXPONENT}"
            self.problems.add("E109", message, "quote it if it is not a number", place=place)
            text = "0"
        frame = self.open[-1] if self.open else None
        if frame and frame.mapping and frame.key is None:
            self._key(frame, text, quoted, place)
            if event.anchor:
                node = Scalar(text=text, quoted=quoted, place=place)
                self.anchors[event.anchor] = _Anchored(node=node, size=1, height=0)
            return
        self._done(Scalar(text=text, quoted=quoted, place=place), event.anchor, 1, 0)

    def _key(self, frame: _Frame, text: str, quoted: bool, place: Place) -> None:
        if not quoted and text == "<<":
            hint = "write the entries out; a draft can extend another one"
            self._fatal("E114", "a merge key ('<<'), which YAML 1.2 does not have", place, hint)
        if not text or (not quoted and text in ("~", "null")):
            self.problems.add("E112", "an empty key", "give the value a name", place=place)
        elif text in frame.entries:
            first = frame.key_places[text]
            self.problems.note(
                Problem(
                    code="E105",
                    message=f"'{_short(text)}' stands twice in this mapping",
                    hint="keep one of them",
                    place=place,
                    related=first,
                )
            )
        frame.key, frame.key_place = text, place

    def _alias(self, name: str, place: Place) -> None:
        self._check_key_is_text(place)
        held = self.anchors.get(name)
        if held is None:
            within = any(frame.anchor == name for frame in self.open)
            what = f"nothing is anchored as '&{_short(name)}'"
            what = "an alias inside what it stands for" if within else what
            hint = "quote the text if '*' is meant literally"
            self._fatal("E116", what, place, hint)
            return
        self.expanded += held.size
        self._check_expanded(place)
        if len(self.open) + held.height > MAX_DEPTH:
            self._fatal(
                "E107", f"nested more than {MAX_DEPTH} levels deep by an alias", place, "write it flatter"
            )
        self._done(held.node, None, held.size, held.height)

    def _done(self, node: Node, anchor: str | None, size: int, height: int) -> None:
        if anchor:
            self.anchors[anchor] = _Anchored(node=node, size=size, height=height)
        if not self.open:
            self.root = node
            return
        frame = self.open[-1]
        frame.size += size
        frame.height = max(frame.height, height + 1)
        if not frame.mapping:
            frame.items.append(node)
            return
        if frame.key is not None and frame.key not in frame.entries:
            frame.entries[frame.key] = node
            frame.key_places[frame.key] = frame.key_place or frame.place
        frame.key = None


def _tag(event: Any) -> object:
    tag = event.tag
    return None if tag is None else str(tag)


def _giant(text: str) -> bool:
    found = _NUMBER.match(text)
    if not found:
        return False
    exponent = found[1] or "0"
    if len(exponent) > 6 or abs(int(exponent)) > MAX_EXPONENT:
        return True
    return sum(letter.isdigit() for letter in text) > MAX_DIGITS


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"

"""Which terms of a deal a statement bears on, by an editable list of phrases."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from concession.errors import Problems
from concession.evidence._spans import Span

__all__ = ["STARTER_TERMS", "Vocabulary"]

#: A vocabulary to begin from; a case writes its own. ``*`` stands for any ending of a word.
STARTER_TERMS: Mapping[str, tuple[str, ...]] = {
    "security": (
        "security guarantee",
        "security assurance",
        "security shield",
        "military guarantee",
        "deterren*",
    ),
    "transparency": ("transparen*", "corporate hygiene", "best practices", "disclosure", "audit*"),
    "fund": ("fund", "joint fund", "investment fund"),
    "minerals": (
        "rare earth",
        "critical mineral",
        "mineral*",
        "lithium",
        "titanium",
        "uranium",
        "graphite",
        "natural resource*",
    ),
    "royalty": ("royalt*",),
    "tax": ("tax*", "levy", "levies", "duty", "duties"),
    "ownership": ("ownership", "equity stake", "shareholding", "free carry"),
    "offtake": ("offtake", "off-take", "right of first refusal", "first refusal"),
    "repayment": ("repay*", "pay back", "paid back", "reimburse*", "compensation", "loan*", "debt*"),
    "governance": ("board", "veto", "voting right"),
    "licence": ("licence", "license", "permit"),
    "law": ("governing law", "arbitration", "jurisdiction"),
}
_MAX_PHRASE = 200


class Vocabulary:
    """Terms and the phrases that tell of them; words match whole, in any case, singular or plural.

    >>> words = Vocabulary({"security": ["security guarantee"], "ore": ["rare earth", "mineral*"]})
    >>> words.of("Security guarantees for rare-earth mines")
    ('security', 'ore')
    """

    def __init__(self, terms: Mapping[str, Sequence[str]]) -> None:
        problems = Problems()
        self._patterns: list[tuple[str, re.Pattern[str]]] = []
        for term, phrases in terms.items():
            if isinstance(phrases, str):
                problems.add(
                    "E810",
                    f"the phrases of term '{term}' are one text, not a list",
                    "write a list of phrases",
                )
                continue
            made = []
            for phrase in phrases:
                if not phrase.strip(" *-") or len(phrase) > _MAX_PHRASE:
                    problems.add(
                        "E810",
                        f"term '{term}' has a phrase that is empty or too long",
                        "write one to a few words",
                    )
                else:
                    made.append(_pattern(phrase))
            if made:
                self._patterns.append(
                    (term, re.compile(rf"(?<!\w)(?:{'|'.join(made)})(?!\w)", re.IGNORECASE))
                )
        problems.raise_if_any()

    def of(self, words: str) -> tuple[str, ...]:
        """Return the terms that some words bear on, in the vocabulary's order."""
        return tuple(term for term, pattern in self._patterns if pattern.search(words))

    def places(self, body: str, span: Span) -> list[tuple[str, Span]]:
        """Return every place in a span where a term's phrase stands."""
        return [
            (term, Span(*match.span()))
            for term, pattern in self._patterns
            for match in pattern.finditer(body, span.start, span.end)
        ]


def _pattern(phrase: str) -> str:
    words = re.split(r"[\s-]+", phrase.strip())
    parts = [re.escape(word).replace(r"\*", r"\w{0,30}") for word in words if word]
    ending = "" if parts[-1].endswith("}") else r"(?:e?s|['’]s)?"
    return r"[\s-]{1,3}".join(parts) + ending

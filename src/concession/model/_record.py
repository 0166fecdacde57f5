"""Whether what a case keeps of texts refers to what the case has."""

from __future__ import annotations

from collections.abc import Collection

from concession.deal import Mapping, SaidStatement, find
from concession.errors import Problems, nearest
from concession.model._head import Head

__all__ = ["check_record"]


def check_record(
    head: Head,
    tree: Mapping,
    problems: Problems,
    *,
    parties: Collection[str],
    clauses: Collection[str],
) -> None:
    """Note principals of unknown parties, terms of unknown clauses, and statements of unknown texts."""

    def note(code: str, path: str, message: str, hint: str) -> None:
        node = find(tree, path)
        problems.add(code, message, hint, path, node.place if node is not None else tree.place)

    for party in head.principals:
        if party not in parties:
            message = f"there is no party or group '{party}'"
            note("E210", f"principals.{party}", message, nearest(party, parties))
    for term, said in head.vocabulary.items():
        for clause in said.clauses:
            if clause not in clauses:
                message = f"term '{term}': no draft has a clause '{clause}'"
                note("E817", f"vocabulary.{term}", message, nearest(clause, clauses))

    def check(path: str, one: SaidStatement) -> None:
        if one.text and one.text not in head.texts:
            hint = nearest(one.text, head.texts) if head.texts else "keep its hash and date under 'texts:'"
            note("E816", path, f"there is no text '{one.text}'", hint)
        for term in one.terms:
            if term not in head.vocabulary:
                hint = nearest(term, head.vocabulary) if head.vocabulary else "name it under 'vocabulary:'"
                note("E816", path, f"there is no term '{term}'", hint)
        if not one.text and not one.source:
            note("E819", path, "the statement names neither text nor source", "add 'text:' or 'source:'")

    for name, statement in head.statements.items():
        check(f"statements.{name}", statement)
    for name, held in head.inbox.items():
        for key, statement in held.items():
            check(f"inbox.{name}.{key}", statement)

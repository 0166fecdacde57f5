"""``concession schema``: the JSON Schema of case files, for editors and other programs."""

from __future__ import annotations

from typing import Annotated

import typer

from concession.cli._guard import guarded, write_json
from concession.cli._options import AsJson

__all__ = ["schema"]


def _complete(incomplete: str) -> list[str]:
    from concession.model import DOCUMENTS  # noqa: PLC0415 - only while completing

    return [word for word in DOCUMENTS if word.startswith(incomplete)]


Document = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="Which file: case, draft, project, outlook, sources, texts, text, vocabulary, principals, "
        "statements or inbox.",
        autocompletion=_complete,
    ),
]


@guarded
def schema(document: Document = "case", as_json: AsJson = False) -> None:
    """Print the JSON Schema (draft 2020-12) of a kind of case file."""
    from concession.model import DOCUMENTS, schema_of_document  # noqa: PLC0415 - off the way to --help

    if document not in DOCUMENTS:
        raise typer.BadParameter(f"'{document}' is none of {', '.join(DOCUMENTS)}")
    write_json(schema_of_document(document))

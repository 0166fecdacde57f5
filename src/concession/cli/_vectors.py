"""``concession vectors``: published worked examples, run through our clauses."""

from __future__ import annotations

from typing import Annotated

import typer

from concession.cli._guard import MISTAKE, guarded, write_json
from concession.cli._options import AsJson
from concession.cli._screen import new_page, show, tell

__all__ = ["vectors"]

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE.json", help="Files of vectors; all shipped ones where nothing is said."),
]
Rejected = Annotated[
    bool,
    typer.Option(
        "--rejected", help="Show the register of published numbers that fail their own arithmetic instead."
    ),
]


@guarded
def vectors(files: Files = None, rejected: Rejected = False, as_json: AsJson = False) -> None:
    """Run published worked examples: source, printed, ours, pass or not; 0 only if all pass."""
    from concession.report import rejected_page, vectors_page  # noqa: PLC0415 - off the way to --help
    from concession.vectors import rejected as register  # noqa: PLC0415
    from concession.vectors import run_vectors  # noqa: PLC0415

    if rejected:
        if files:
            raise typer.BadParameter("--rejected shows the shipped register: name no files with it")
        entries = register()
        tell(
            lambda page: rejected_page(page, entries),
            lambda: {"rejected": [dict(one) for one in entries]},
            as_json=as_json,
        )
        return
    results = run_vectors(files or None)
    if as_json:
        write_json({"vectors": [one.to_dict() for one in results]})
        for one in results:
            if not one.passed:
                typer.echo(f"{one.vector.name}: {one.why_not}", err=True)
    else:
        page = new_page()
        vectors_page(page, results)
        show(page)
    if not results or not all(one.passed for one in results):
        raise typer.Exit(MISTAKE)

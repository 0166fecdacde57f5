"""``concession cases``: the library of shipped cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concession.cli._guard import guarded
from concession.cli._options import AsJson
from concession.cli._screen import tell

if TYPE_CHECKING:
    from concession.errors import ConcessionError
    from concession.model import Case

__all__ = ["cases"]


@guarded
def cases(as_json: AsJson = False) -> None:
    """List the shipped cases; one that cannot be read stands among them, with what is wrong."""
    from concession.errors import ConcessionError  # noqa: PLC0415 - off the way to --help
    from concession.model import library, library_folder, read_case  # noqa: PLC0415
    from concession.report import cases_page  # noqa: PLC0415

    found: dict[str, Case | ConcessionError] = {}
    for name in library():
        try:
            found[name] = read_case(library_folder() / name)
        except ConcessionError as error:
            found[name] = error
    tell(
        lambda page: cases_page(page, found),
        lambda: {"cases": [_plain(name, one) for name, one in found.items()]},
        as_json=as_json,
    )


def _plain(name: str, case: Case | ConcessionError) -> dict[str, object]:
    if isinstance(case, ValueError):
        return {"id": name, "problems": [problem.to_dict() for problem in case.problems]}
    return {
        "id": name,
        "title": case.title,
        "summary": case.head.summary or None,
        "currency": case.head.currency,
        "illustrative": case.head.illustrative,
        "drafts": list(case.drafts),
    }

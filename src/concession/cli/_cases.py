"""``concession cases``: the library of shipped cases."""

from __future__ import annotations

from concession.cli._guard import guarded, write_json
from concession.cli._options import AsJson
from concession.cli._screen import new_page, show

__all__ = ["cases"]


@guarded
def cases(as_json: AsJson = False) -> None:
    """List the shipped cases."""
    from concession.model import library, library_folder, read_case  # noqa: PLC0415 - off the way to --help
    from concession.report import cases_page  # noqa: PLC0415

    found = [read_case(library_folder() / name) for name in library()]
    if as_json:
        write_json(
            {
                "cases": [
                    {
                        "id": case.id,
                        "title": case.title,
                        "summary": case.head.summary or None,
                        "currency": case.head.currency,
                        "illustrative": case.head.illustrative,
                        "drafts": list(case.drafts),
                    }
                    for case in found
                ]
            }
        )
        return
    page = new_page()
    cases_page(page, found)
    show(page)

"""``concession check``: whether a case is sound, and what it rests on."""

from __future__ import annotations

from concession.cli._guard import guarded
from concession.cli._options import AsJson, CaseName
from concession.cli._screen import tell

__all__ = ["check"]


@guarded
def check(case: CaseName, as_json: AsJson = False) -> None:
    """Check a case: report all mistakes at once, else count its evidence and warn."""
    from concession.analysis import inspect_case  # noqa: PLC0415 - off the way to --help
    from concession.model import load  # noqa: PLC0415
    from concession.report import inspection_page  # noqa: PLC0415

    result = inspect_case(load(case))
    tell(lambda page: inspection_page(page, result), result.to_dict, as_json=as_json)

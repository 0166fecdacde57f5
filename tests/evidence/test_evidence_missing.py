"""Formats whose libraries are not installed are refused with what to install."""

import sys

import pytest

from concession.errors import ConcessionError
from concession.evidence import read_bytes


@pytest.mark.parametrize(
    ("module", "name", "content"),
    [("justext", "a.html", b"<html><body><p>Text.</p></body></html>"), ("pypdf", "a.pdf", b"%PDF-1.4\n")],
)
def test_missing_libraries_are_named(monkeypatch, module, name, content):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConcessionError, match="E804"):
        read_bytes(content, name=name)

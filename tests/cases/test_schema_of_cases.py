"""The JSON Schema takes what the format takes: every case of the library and of these tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from concession.model import library_folder, schema_of_document

FIXTURES = Path(__file__).parent / "fixtures"
OWN = [library_folder() / name / "case.yaml" for name in ("buenavista", "copper-creek", "dobra")]


@pytest.mark.parametrize(
    "path", [*OWN, *sorted(FIXTURES.glob("*/case.yaml"))], ids=lambda path: path.parent.name
)
def test_cases_fit_their_schema(path):
    yaml = YAML(typ="safe", pure=True)
    document = yaml.load(path.read_text(encoding="utf-8"))
    document = plain(document)
    errors = [
        f"{'.'.join(map(str, one.path))}: {one.message[:200]}" for one in validator().iter_errors(document)
    ]
    assert errors == []


def validator() -> Draft202012Validator:
    return Draft202012Validator(schema_of_document("case"))


def plain(node):
    """Return the document with texts for keys and dates, as JSON has them."""
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(value) for value in node]
    return node if isinstance(node, str | int | float | bool) or node is None else str(node)

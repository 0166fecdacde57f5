"""The pages that are made from the program's own tables."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from concession.errors import CODES, Code

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "_generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_code_has_its_section_and_anchor(generate: ModuleType) -> None:
    page = generate.error_codes(CODES)
    assert sorted(re.findall(r"^### (E\d+) ", page, re.MULTILINE)) == sorted(CODES)
    assert sorted(re.findall(r"^\((e\d+)\)=$", page, re.MULTILINE)) == sorted(code.lower() for code in CODES)


def test_a_section_holds_title_and_remedy_under_its_group(generate: ModuleType) -> None:
    codes = {
        "E301": Code(title="Not a quantity", remedy="Write a number and a unit,\nas in `50 %`."),
        "E101": Code(title="No such file", remedy="Check [the name] of *it*."),
    }
    page = generate.error_codes(codes)
    assert page.index("## E1 Files and YAML") < page.index("### E101") < page.index("## E3 Quantities and units")
    assert "### E301 Not a quantity\n\nWrite a number and a unit, as in `50 %`.\n" in page
    assert r"Check \[the name\] of \*it\*." in page


def test_an_unchanged_page_is_left_alone(generate: ModuleType, tmp_path: Path) -> None:
    generate.write(tmp_path)
    page = tmp_path / "error-codes.md"
    before = page.stat().st_mtime_ns
    generate.write(tmp_path)
    assert page.stat().st_mtime_ns == before
    page.write_text("drifted", encoding="utf-8")
    generate.write(tmp_path)
    assert page.read_text(encoding="utf-8") == generate.error_codes(CODES)

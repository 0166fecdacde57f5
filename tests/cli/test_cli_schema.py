"""The schemas of case files: the shipped cases conform, and mistakes that a schema can see do not."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from terminal import concession

from concession.clauses import KINDS
from concession.deal import DRAFT_KEYS, EVIDENCE_KEYS, fields_of
from concession.deal._folder import ENTRIES, SECTIONS
from concession.model import DOCUMENTS, ENTRY_KINDS, library, library_folder, schema_of_document

STARTER = Path(__file__).parents[2] / "src" / "concession" / "starter"
FILES = sorted(
    [
        *STARTER.rglob("*.yaml"),
        *(file for name in library() for file in (library_folder() / name).rglob("*.yaml")),
    ]
)


def plain(file: Path) -> Any:
    """Return a YAML file as an editor sees it: dates and the like are texts."""
    return texts(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")))


def texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): texts(child) for key, child in value.items()}
    if isinstance(value, list):
        return [texts(child) for child in value]
    return value.isoformat() if isinstance(value, date) else value


def kind_of(file: Path) -> str:
    if file.name == "case.yaml":
        return "case"
    folders = {"drafts": "draft", "projects": "project", "texts": "text", "inbox": "inbox"}
    return folders.get(file.parent.name, file.stem)


@cache
def validator(document: str) -> Draft202012Validator:
    return Draft202012Validator(schema_of_document(document))


def problems(document: str, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(document).iter_errors(value)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_reference_leads_somewhere(document: str) -> None:
    schema = concession("schema", document).json
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert [ref for ref in references(schema) if ref.removeprefix("#/$defs/") not in schema["$defs"]] == []


def test_it_is_a_schema_of_the_draft_that_it_names() -> None:
    Draft202012Validator.check_schema(schema_of_document("case"))


def test_it_is_small_enough_for_an_editor() -> None:
    assert len(json.dumps(schema_of_document("case"))) < 400_000


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: "/".join(file.parts[-3:]))
def test_shipped_files_conform(file: Path) -> None:
    assert problems(kind_of(file), plain(file)) == []


def test_every_kind_and_every_key_is_in_it() -> None:
    defined = schema_of_document("case")["$defs"]
    for word, cls in KINDS.items():
        schema = defined[f"clause-{word}"]
        assert schema["properties"]["type"] == {"const": word}
        keys = {one.key for one in fields_of(cls)}
        assert set(schema["properties"]) == {"type", "readings", *keys, *EVIDENCE_KEYS}
    for word, cls in ENTRY_KINDS.items():
        assert {one.key for one in fields_of(cls)} <= set(defined[f"outlook-{word}"]["properties"])
    assert set(schema_of_document("draft")["$defs"]["draft"]["properties"]) == set(DRAFT_KEYS)


def starter() -> Any:
    case = plain(STARTER / "case.yaml")
    case["drafts"] = {file.stem: plain(file) for file in STARTER.glob("drafts/*.yaml")}
    return case


def test_drafts_may_stand_in_the_case() -> None:
    assert problems("case", starter()) == []


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("titel", "A mine", "$"),
        ("concession", 2, "$.concession"),
        ("currency", ["USD"], "$.currency"),
        ("timeline.per", "week", "$.timeline.per"),
        ("timeline.periods", "many", "$.timeline.periods"),
        ("conventions.discounting", "mid", "$.conventions.discounting"),
        ("parties.treasury.kind", "ministry", "$.parties.treasury.kind"),
        ("projects.mine.products.gold.recovry", "91 %", "$.projects.mine.products.gold"),
        ("projects.mine.products.gold.grade", {"valu": "2 g/t"}, "$.projects.mine.products.gold.grade"),
        ("outlook.gold_price.kind", "reverting", "$.outlook.gold_price.kind"),
        ("outlook.gold_price.half_live", "3 years", "$.outlook.gold_price"),
        ("sources.law.grade", "E", "$.sources.law.grade"),
        ("drafts.law.clauses.royalty.type", "royality", "$.drafts.law.clauses.royalty.type"),
        ("drafts.law.clauses.royalty.rates", "4 %", "$.drafts.law.clauses.royalty"),
        ("drafts.law.clauses.income_tax.losses.carry_forward", "always", "$.drafts.law.clauses.income_tax"),
        ("drafts.law.clauses.Royalty", {"type": "royalty"}, "$.drafts.law.clauses"),
        ("drafts.law.extends", "offer", "$.drafts.law"),
        ("drafts.offer.change.royalty.rtae", "2 %", "$.drafts.offer.change.royalty"),
        ("drafts.offer.status", "leaked", "$.drafts.offer.status"),
    ],
)
def test_a_mistake_is_found_where_it_stands(path: str, value: Any, where: str) -> None:
    case = starter()
    *above, key = path.split(".")
    holder = case
    for step in above:
        holder = holder[step]
    holder[key] = value
    found = problems("case", case)
    assert found
    assert any(one.startswith(where) for one in found), found


def test_every_file_that_a_case_may_have_has_a_schema() -> None:
    assert {"case", *SECTIONS, "draft", "project", "text", "inbox"} == set(DOCUMENTS)
    assert len(ENTRIES) == 4


@pytest.mark.parametrize("document", ["draft", "project", "outlook", "sources"])
def test_files_of_their_own_are_checked_too(document: str) -> None:
    case = starter()
    good = {
        "draft": case["drafts"]["offer"],
        "project": case["projects"]["mine"],
        "outlook": case["outlook"],
        "sources": case["sources"],
    }[document]
    assert problems(document, good) == []
    assert problems(document, {**good, "Not an id": 7}) != []


def test_terms_that_change_at_dates() -> None:
    case = starter()
    table = {"how": "whole-value", "bands": [{"from": 0, "rate": "5 %"}]}
    case["drafts"]["dated"] = {
        "clauses": {
            "royalty": {
                "type": "royalty",
                "base": "revenue",
                "rate": {"since": {"2019": "5 %", "2023-07-01": {"value": "4 %", "source": "law"}}},
                "in_force": {"since": "2019", "until": "2030-12-31"},
            },
            "sliding": {
                "type": "sliding_royalty",
                "base": "revenue",
                "by": "price",
                "table": {"since": {"2019-01-01": table}},
            },
            "stable": {
                "type": "stabilisation",
                "freezes": "all",
                "law_of": "2025",
                "years": 15,
                "premium": {"tax": "2 %"},
            },
        }
    }
    assert problems("case", case) == []
    case["drafts"]["dated"]["clauses"]["royalty"]["rate"]["since"]["never"] = "1 %"
    assert problems("case", case) != []

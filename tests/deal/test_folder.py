"""A case's folder: files put together, nothing read from outside, nothing passed over in silence."""

import os
import time
from pathlib import Path

import pytest

from concession.deal import find, inside, read_folder
from concession.errors import ConcessionError, Place


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        file = folder / name.replace("__", "/").replace("_dot_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


@pytest.fixture(name="case")
def case_of(tmp_path):
    return write(
        tmp_path / "mine",
        case_dot_yaml="concession: 1\ntitle: A mine\nprojects: {north: {reserves: 1 Mt}}\n",
        sources_dot_yaml="law: {title: The code, grade: A}\n",
        projects__south_dot_yaml="reserves: 2 Mt\n",
        drafts__base_dot_yaml="title: Base\nclauses: {}\n",
        drafts__offer_dot_yaml="extends: base\n",
        data__prices_dot_csv="year,price\n2025,1\n",
        CASE_dot_md="# A mine\n",
    )


def errors(path, **kwargs):
    with pytest.raises(ConcessionError) as caught:
        read_folder(path, **kwargs)
    return [(problem.code, str(problem.place)) for problem in caught.value.problems]


def test_files_are_put_into_one_tree(case):
    documents = read_folder(case, label="mine")
    tree = documents.tree
    assert list(tree) == ["concession", "title", "projects", "drafts", "sources"]
    assert list(tree.at("projects")) == ["north", "south"]
    assert list(tree.at("drafts")) == ["base", "offer"]
    assert tree.at("projects.south.reserves").place == Place(
        file="mine/projects/south.yaml", line=1, column=11
    )
    assert tree.at("sources.law.grade").text == "A"
    assert dict(documents.data) == {"data/prices.csv": case / "data" / "prices.csv"}
    assert documents.files[0] == "case.yaml"


def test_the_case_file_names_its_folder(case):
    assert read_folder(case / "case.yaml").tree == read_folder(str(case)).tree
    assert read_folder(case).tree.at("title").place.file == f"{case.as_posix()}/case.yaml"


def test_the_digest_follows_the_content_and_not_the_notes(case):
    first = read_folder(case).digest()
    (case / "CASE.md").write_text("other words")
    assert read_folder(case).digest() == first
    (case / "data" / "prices.csv").write_text("year,price\n2025,2\n")
    assert read_folder(case).digest() != first


def test_all_files_report_at_once(case):
    write(
        case,
        sources_dot_yaml="a: 1\na: 2\n",
        drafts__offer_dot_yaml="extends: [base\n",
        outlook_dot_yml="x: 1",
    )
    assert errors(case, label="mine") == [
        ("E104", "mine/drafts/offer.yaml:2:1"),
        ("E122", "mine/outlook.yml:1:1"),
        ("E105", "mine/sources.yaml:2:1"),
    ]


def test_a_section_or_entry_given_twice(case):
    write(
        case,
        projects__north_dot_yaml="x: 1",
        case_dot_yaml="concession: 1\nsources: {}\nprojects: {north: {}}\n",
    )
    assert errors(case, label="") == [("E123", "projects/north.yaml:1:1"), ("E123", "sources.yaml:1:1")]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("title: x", [("E125", "m/case.yaml:1:1")]),
        ("concession: 2", [("E126", "m/case.yaml:1:13")]),
        ("concession: 1.0", [("E126", "m/case.yaml:1:13")]),
        ("concession: one", [("E126", "m/case.yaml:1:13")]),
        ("concession: 0", [("E126", "m/case.yaml:1:13")]),
    ],
)
def test_the_version_is_checked(tmp_path, line, found):
    write(tmp_path, case_dot_yaml=line)
    assert errors(tmp_path, label="m") == found


def test_what_is_not_a_case(tmp_path):
    assert errors(tmp_path / "none", label="none") == [("E127", "none:1:1")]
    assert errors(tmp_path, label="empty") == [("E127", "empty:1:1")]
    (tmp_path / "case.yaml").mkdir()
    assert errors(tmp_path, label="m") == [("E127", "m:1:1")]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("source.yaml", "sources.yaml"),
        ("drafts.yml", "drafts.yaml"),
        ("draft/x.yaml", "drafts/x.yaml"),
        ("drafts/deep/x.yaml", "drafts/x.yaml"),
        ("run.py", ".csv"),
    ],
)
def test_unknown_files_come_with_a_hint(case, name, hint):
    file = case / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("x: 1")
    with pytest.raises(ConcessionError) as caught:
        read_folder(case)
    assert [problem.code for problem in caught.value.problems] == ["E122"]
    assert hint in caught.value.problems[0].hint


def test_ids_come_from_file_names(case):
    write(case, **{"drafts__Offer 2_dot_yaml": "extends: base"})
    assert errors(case, label="m") == [("E124", "m/drafts/Offer 2.yaml:1:1")]


def test_hidden_files_are_passed_over(case):
    write(case, _dot_git__config="x", case_dot_yaml_dot_swp="x")
    (case / "case.yaml.swp").rename(case / ".case.yaml.swp")
    (case / "case.yaml~").write_text("[")
    assert read_folder(case).tree.at("title").text == "A mine"


def test_links_do_not_lead_out(case, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("1,2\n")
    (case / "stolen.csv").symlink_to(secret)
    (case / "folder").symlink_to(tmp_path)
    assert errors(case, label="m") == [("E120", "m/folder:1:1"), ("E120", "m/stolen.csv:1:1")]
    with pytest.raises(ConcessionError, match="E120"):
        inside(case, "stolen.csv")


def test_links_inside_are_files_but_folders_are_not_followed(case):
    (case / "again.csv").symlink_to(case / "data" / "prices.csv")
    assert "again.csv" in read_folder(case).data
    (case / "loop").symlink_to(case)
    assert errors(case, label="m") == [("E122", "m/loop:1:1")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have names on Unix only")
def test_a_pipe_does_not_hang_the_reader(case):
    (case / "sources.yaml").unlink()
    os.mkfifo(case / "sources.yaml")
    assert errors(case, label="m") == [("E122", "m/sources.yaml:1:1")]


@pytest.mark.parametrize(
    "name",
    [
        "../x.csv",
        "/etc/passwd",
        "data/../../x.csv",
        "C:\\x.csv",
        "..\\x.csv",
        "data\\prices.csv",
        "",
        "a\0b",
        "C:x.csv",
    ],
)
def test_names_do_not_lead_out(case, name):
    with pytest.raises(ConcessionError, match="E120"):
        inside(case, name)


def test_a_file_that_is_not_there_names_the_nearest(case):
    assert inside(case, "data/prices.csv") == case / "data" / "prices.csv"
    with pytest.raises(ConcessionError) as caught:
        inside(case, "data/price.csv", path="outlook.copper", place=Place(file="f"))
    problem = caught.value.problems[0]
    assert (problem.code, problem.path, problem.hint) == (
        "E128",
        "outlook.copper",
        "did you mean 'data/prices.csv'?",
    )
    for name in ("data", "x" * 5000):
        with pytest.raises(ConcessionError, match="E128"):
            inside(case, name)


def test_too_many_files_levels_and_bytes(case):
    deep = case / "a" / "b" / "c" / "d"
    deep.mkdir(parents=True)
    (deep / "x.csv").write_text("")
    assert errors(case, label="m") == [("E121", "m/a/b/c/d:1:1")]
    (deep / "x.csv").unlink()
    for folder in (deep, *list(deep.parents)[:3]):
        folder.rmdir()
    for i in range(4):
        (case / "projects" / f"p{i}.yaml").write_text("#" + "x" * 300_000 + "\na: 1")
    assert ("E121", "m/projects/p3.yaml:1:1") in errors(case, label="m")
    for i in range(600):
        (case / f"{i}.csv").write_text("")
    began = time.process_time()
    assert errors(case, label="m") == [("E121", "m:1:1")]
    assert time.process_time() - began < 1


def test_a_section_that_is_no_mapping(tmp_path):
    write(tmp_path, case_dot_yaml="concession: 1\ndrafts: text\n", drafts__a_dot_yaml="clauses: {}")
    assert errors(tmp_path, label="m") == [("E201", "m/case.yaml:2:9")]
    assert (
        find(read_folder(write(tmp_path, case_dot_yaml="concession: 1")).tree, "drafts.a.clauses") is not None
    )

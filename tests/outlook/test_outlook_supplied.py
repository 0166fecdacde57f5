"""Paths from files: what is read, and everything that must not be."""

import importlib.util
import os
import pickle

import numpy as np
import polars
import pytest

from concession.errors import ConcessionError
from concession.outlook import Grid, Outlook, Supplied, _supplied, read_paths

TABLE = np.random.default_rng(1).normal(size=(40, 6))
GRID = Grid(periods=6)


def draw(spec, start, stop, grid=GRID):
    return Outlook(seed=1, grid=grid, inputs={"x": spec}).draw("x", start, stop)


@pytest.fixture
def folder(tmp_path):
    case = tmp_path / "case"
    case.mkdir()
    np.save(case / "rows.npy", TABLE)
    np.save(case / "columns.npy", np.asfortranarray(TABLE.T))
    head = ",".join(f"p{t}" for t in range(6))
    np.savetxt(case / "rows.csv", TABLE, delimiter=",", header=head, comments="", fmt="%.17g")
    return case


@pytest.mark.parametrize(
    ("file", "turn"), [("rows.npy", "rows"), ("columns.npy", "columns"), ("rows.csv", "rows")]
)
def test_future_i_is_path_i(folder, file, turn):
    spec = read_paths(folder, file, futures_in=turn)
    assert (spec.count, spec.periods) == (40, 6)
    x = draw(spec, 7, 19)
    assert np.array_equal(x, TABLE[7:19].T)
    assert x.flags.c_contiguous
    assert x.flags.owndata
    short = draw(spec, 0, 40, Grid(periods=2))
    assert np.array_equal(short, TABLE[:, :2].T)
    assert file in spec.describe()


def test_npy_is_mapped_not_read(folder):
    assert isinstance(read_paths(folder, "rows.npy").paths, np.memmap)


def test_repeat(folder):
    spec = read_paths(folder, "rows.npy", repeat=True)
    assert np.array_equal(draw(spec, 38, 95), TABLE[np.arange(38, 95) % 40].T)
    with pytest.raises(ConcessionError, match="E914"):
        draw(read_paths(folder, "rows.npy"), 38, 41)


def test_one_path_serves_all_futures():
    assert (draw(Supplied(paths=TABLE[:1]), 0, 99) == TABLE[0][:, None]).all()


def codes(make):
    with pytest.raises(ConcessionError) as caught:
        make()
    return [p.code for p in caught.value.problems]


def test_files_outside_the_folder(folder, tmp_path):
    np.save(tmp_path / "secret.npy", TABLE)
    (folder / "link.npy").symlink_to(tmp_path / "secret.npy")
    (folder / "sub").mkdir()
    for name in (
        "../secret.npy",
        str(tmp_path / "secret.npy"),
        str(folder / "rows.npy"),
        "link.npy",
        "none.npy",
        "sub",
        "",
        "a\0b.npy",
        "x" * 5000,
    ):
        assert codes(lambda name=name: read_paths(folder, name)) == ["E910"], name


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_no_file(folder):
    os.mkfifo(folder / "pipe.npy")
    assert codes(lambda: read_paths(folder, "pipe.npy")) == ["E910"]


class Trap:
    def __reduce__(self):
        return (os.system, ("touch trapped",))


def test_bad_files(folder, monkeypatch):
    monkeypatch.chdir(folder)
    np.save(folder / "objects.npy", np.array([[Trap()]], dtype=object), allow_pickle=True)
    (folder / "pickle.npy").write_bytes(pickle.dumps(Trap()))
    np.save(folder / "cube.npy", np.zeros((2, 2, 2)))
    np.save(folder / "text.npy", np.array([["a", "b"]]))
    np.save(folder / "none.npy", np.zeros((0, 6)))
    (folder / "empty.npy").write_bytes(b"")
    (folder / "empty.csv").write_text("")
    (folder / "head.csv").write_text("a,b\n")
    (folder / "words.csv").write_text("a,b\n1,x\n")
    (folder / "ragged.csv").write_text("a,b\n1,2\n1\n")
    (folder / "notes.txt").write_text("1,2\n")
    data = (folder / "rows.npy").read_bytes()
    (folder / "cut.npy").write_bytes(data[:-100])
    (folder / "giant.npy").write_bytes(data.replace(b"(40, 6), ", b"(9999999999, 6), ")[:128] + data[128:])
    for name in (
        "objects.npy", "pickle.npy", "cube.npy", "text.npy", "none.npy", "empty.npy", "empty.csv", "head.csv", "words.csv", "ragged.csv", "notes.txt", "cut.npy", "giant.npy",
    ):  # fmt: skip
        assert codes(lambda name=name: read_paths(folder, name)) == ["E912"], name
    assert not (folder / "trapped").exists()


def test_too_large(folder):
    with (folder / "large.csv").open("wb") as file:
        file.truncate(65 * 2**20)
    assert codes(lambda: read_paths(folder, "large.csv")) == ["E911"]


def test_too_short(folder):
    spec = read_paths(folder, "columns.npy")  # the wrong way round
    assert codes(lambda: draw(spec, 0, 1, Grid(periods=41))) == ["E906"]
    assert codes(lambda: draw(read_paths(folder, "rows.npy"), 0, 1, Grid(periods=7))) == ["E906"]


def test_holes_are_found_where_they_are(folder):
    holed = TABLE.copy()
    holed[13, 4] = np.nan
    np.save(folder / "holed.npy", holed)
    spec = read_paths(folder, "holed.npy")
    assert np.isfinite(draw(spec, 0, 13)).all()
    with pytest.raises(ConcessionError, match="period 4, future 13"):
        draw(spec, 10, 20)
    (folder / "huge.csv").write_text("a\n1e999\n")
    assert codes(lambda: draw(read_paths(folder, "huge.csv"), 0, 1, Grid(periods=1))) == ["E912"]


def without(monkeypatch, *names):
    """Hide packages from whoever looks for them."""
    there = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name in names else there(name, *rest)
    )


def test_parquet_without_a_reader(folder, monkeypatch):
    (folder / "x.parquet").write_bytes(b"PAR1")
    without(monkeypatch, "pyarrow", "polars")
    assert codes(lambda: read_paths(folder, "x.parquet")) == ["E913"]


def test_parquet(folder, monkeypatch):
    polars.DataFrame({f"p{t}": TABLE[:, t] for t in range(6)}).write_parquet(folder / "x.parquet")
    (folder / "bad.parquet").write_bytes(b"PAR1")
    polars.DataFrame({"a": ["x", "y"]}).write_parquet(folder / "words.parquet")
    for hidden in ((), ("pyarrow",)):
        without(monkeypatch, *hidden)
        assert np.array_equal(draw(read_paths(folder, "x.parquet"), 3, 9), TABLE[3:9].T)
        for bad in ("bad.parquet", "words.parquet"):
            assert codes(lambda bad=bad: read_paths(folder, bad)) == ["E912"], bad
        monkeypatch.setattr(_supplied, "_MOST_TABLE", 100)
        assert codes(lambda: read_paths(folder, "x.parquet")) == ["E911"]
        monkeypatch.undo()

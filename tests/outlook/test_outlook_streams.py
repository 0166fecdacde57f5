"""Streams: the same number for a future and a row, however it is asked for."""

import hashlib
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concession.errors import ConcessionError
from concession.outlook import Stream, uniforms

whole = st.integers(0, 2**40)


@given(
    seed=st.integers(0, 2**64 - 1),
    name=st.text(max_size=20),
    start=whole,
    cuts=st.lists(st.integers(0, 25), max_size=6),
    rows=st.integers(1, 5),
)
@settings(deadline=None, max_examples=150)
def test_chunks_and_rows_do_not_matter(seed, name, start, cuts, rows):
    edges = [start, *sorted(start + cut for cut in cuts), start + 25]
    all_at_once = uniforms(seed, name, start, start + 25, rows)
    pieces = [uniforms(seed, name, a, b, rows) for a, b in pairwise(edges)]
    assert np.array_equal(np.hstack(pieces), all_at_once)
    assert np.array_equal(uniforms(seed, name, start, start + 25, rows + 3)[:rows], all_at_once)
    last = Stream(seed, name).uniforms(start, start + 25, 1, first_row=rows - 1)
    assert np.array_equal(last[0], all_at_once[-1])


def test_words_are_philox_of_key_and_counter():
    """One block by hand: Philox4x64-10 as published, keyed by the hash of the three parts."""
    stream = Stream(3, "copper", "shock")
    digest = hashlib.blake2b(digest_size=16, person=b"concession/1")
    for part in (b"3", b"copper", b"shock"):
        digest.update(len(part).to_bytes(8, "little") + part)
    raw = digest.digest()
    key = [int.from_bytes(raw[:8], "little"), int.from_bytes(raw[8:], "little")]
    mask = 2**64 - 1
    x = [2 + 1, 5, 0, 0]  # the third block of futures (NumPy counts from one), row 5
    for _ in range(10):
        a, b = 0xD2E7470EE14C6C93 * x[0], 0xCA5A826395121157 * x[2]
        x = [(b >> 64) ^ x[1] ^ key[0], b & mask, (a >> 64) ^ x[3] ^ key[1], a & mask]
        key = [(key[0] + 0x9E3779B97F4A7C15) & mask, (key[1] + 0xBB67AE8584CAA73B) & mask]
    assert stream.words(8, 12, first_row=5)[0].tolist() == x
    expected = [((word >> 12) * 2 + 1) / 2**53 for word in x]
    assert stream.uniforms(8, 12, first_row=5)[0].tolist() == expected


def test_open_interval():
    stream = Stream(1, "x")

    class Extreme(Stream):
        __slots__ = ()

        def words(self, start, stop, rows=1, first_row=0):
            return np.array([[0, 2**64 - 1]], dtype=np.uint64)

    low, high = Extreme(1, "x").uniforms(0, 2)[0]
    assert (low, high) == (2.0**-53, 1 - 2.0**-53)
    u = stream.uniforms(0, 100_000)[0]
    assert 0 < u.min() < 1e-4
    assert 1 - 1e-4 < u.max() < 1


def test_uniform_and_independent():
    u = uniforms(11, "a", 0, 200_000, 3)
    counts = np.histogram(u[0], bins=100, range=(0, 1))[0]
    assert ((counts - 2000) ** 2 / 2000).sum() < 160  # chi-squared, 99 degrees
    others = [u[1], u[2], uniforms(12, "a", 0, 200_000)[0], uniforms(11, "b", 0, 200_000)[0]]
    others += [uniforms(11, "a", 0, 200_000, purpose="jumps")[0], np.roll(u[0], 1)]
    for other in others:
        assert abs(np.corrcoef(u[0], other)[0, 1]) < 4.5 / np.sqrt(200_000)


def test_parts_of_a_key_do_not_run_together():
    assert not np.array_equal(Stream(1, "ab", "c").key(), Stream(1, "a", "bc").key())
    assert not np.array_equal(Stream(11, "a").key(), Stream(1, "1a").key())


@pytest.mark.parametrize(("start", "stop"), [(-1, 3), (5, 4)])
def test_futures_run_forward_from_zero(start, stop):
    with pytest.raises(ConcessionError, match="E941"):
        uniforms(1, "x", start, stop)

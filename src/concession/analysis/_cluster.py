"""Runs on a Dask cluster: blocks as tasks, the case as data.

What travels to a worker are the files of the case, the id of a draft and what is asked; the functions
that run there are those of the worker's own installation, named and never sent. A task says nothing but
which futures, so a worker that dies is replaced by another that draws the same ones.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

import concession
from concession.analysis._job import Ask, Job, Part, prepare
from concession.deal import find
from concession.engine import BLOCK
from concession.errors import ConcessionError
from concession.model import Built, Case, load

__all__ = ["Cluster", "Parcel", "versions", "work"]

#: Bytes of a case's files that are sent; larger paths belong on a disk that all workers see.
MOST_BYTES = 256 * 2**20
#: Blocks in a task: some seconds of work, so that what a task costs by itself does not matter.
BLOCKS = 8
#: How often the files are sent again after they were lost.
MOST_LOST = 5
#: Seconds to wait for a scheduler.
WAIT = 20

#: Files by their names inside the case's folder.
Files = tuple[tuple[str, bytes], ...]


class Parcel:
    """A case as it travels: its files, the draft's id and what is asked."""

    def __init__(self, case: Case, built: Built, ask: Ask) -> None:
        self.draft = next((name for name in case.drafts if case.build(name) is built), "")
        if not self.draft:
            raise ConcessionError.of(
                "E719", "a draft that was changed in memory cannot be sent to a cluster", "write it to a file"
            )
        if case.read:
            raise ConcessionError.of(
                "E719",
                "a case that is read otherwise than its files say first cannot be sent to a cluster",
                f"state {', '.join(case.read)} in the files as they are to be read",
            )
        documents = case.documents
        if find(documents.tree, f"drafts.{self.draft}") is None:
            raise ConcessionError.of(
                "E719",
                f"'{self.draft}' stands in no file of the case, and cannot be sent to a cluster",
                "write the draft, or the law that the case was put under, to a file of the case",
            )
        size = sum((documents.folder / name).stat().st_size for name in documents.files)
        if size > MOST_BYTES:
            raise ConcessionError.of(
                "E719", f"the case has {size >> 20} MB of files; at most {MOST_BYTES >> 20} MB are sent"
            )
        self.files: Files = tuple((name, (documents.folder / name).read_bytes()) for name in documents.files)
        self.ask = ask


class Cluster:
    """Runs ranges of futures on the workers of a Dask scheduler.

    Raises
    ------
    ConcessionError
        E707 without Dask; E719 where the scheduler cannot be reached, has no workers, where they have
        other versions, or where the case cannot be sent.
    """

    def __init__(self, address: str, case: Case, built: Built, ask: Ask) -> None:
        if importlib.util.find_spec("distributed") is None:
            raise ConcessionError.of(
                "E707", "a cluster needs Dask", "install it with: pip install 'concession[cluster]'"
            )
        self.address = address
        self.parcel = Parcel(case, built, ask)

    def parts(self, futures: range) -> Iterator[Part]:
        """Yield finished parts in order; a few tasks for each worker are under way at a time."""
        distributed: Any = importlib.import_module("distributed")
        try:
            client = distributed.Client(self.address, timeout=WAIT, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ConcessionError.of(
                "E719", f"no scheduler answers at {self.address}: {str(error)[:100]}"
            ) from error
        with client:
            self._check(client)
            yield from self._in_order(client, futures)

    def _in_order(self, client: Any, futures: range) -> Iterator[Part]:
        """Yield finished parts in order; what is lost with a worker is sent and asked for again."""
        parcel, size = self.parcel, BLOCK * BLOCKS
        starts = iter(range(futures.start, futures.stop, size))

        def sent() -> Any:
            # every worker holds the files, so that they outlive any one of them
            return client.scatter([parcel.files], broadcast=True, hash=False)[0]

        def submit(start: int) -> tuple[int, Any]:
            stop = min(start + size, futures.stop)
            return start, client.submit(work, files, parcel.draft, parcel.ask, start, stop, pure=False)

        files = sent()
        ahead = 3 * max(len(client.scheduler_info(n_workers=-1)["workers"]), 1)
        waiting = [submit(start) for start in islice(starts, ahead)]
        lost = 0
        while waiting:
            try:
                part = waiting[0][1].result()
            except CancelledError:
                # a worker may die while the only copy of the files is still with it: the tasks go with them
                lost += 1
                if lost > MOST_LOST:
                    raise ConcessionError.of(
                        "E719",
                        f"the workers at {self.address} keep losing what is sent to them",
                        "start others",
                    ) from None
                files = sent()
                waiting = [submit(start) for start, _ in waiting]
                continue
            yield part
            waiting.pop(0)
            waiting += [submit(start) for start in islice(starts, 1)]

    def _check(self, client: Any) -> None:
        found = client.run(versions)
        if not found:
            raise ConcessionError.of("E719", f"the scheduler at {self.address} has no workers", "start some")
        others = {worker: had for worker, had in found.items() if had != versions()}
        if others:
            worker, had = next(iter(others.items()))
            raise ConcessionError.of(
                "E719", f"{len(others)} workers have other versions: {worker} has {had}, here is {versions()}"
            )


def versions() -> str:
    """Return the versions on which results depend to the bit."""
    return f"concession {concession.__version__}, numpy {np.__version__}"


def work(files: Files, draft: str, ask: Ask, start: int, stop: int) -> Part:
    """Run some futures of a draft and return them finished, as one part; this runs on a worker."""
    key = hashlib.sha256(repr([(name, hashlib.sha256(data).digest()) for name, data in files]).encode())
    job = _job(_Files(key.hexdigest(), files), draft, ask)
    return join(list(job.machine(futures=stop, executor="auto", workers=1)(range(start, stop))))


class _Files:
    """Files that are told apart by their hash."""

    def __init__(self, key: str, files: Files) -> None:
        self.key = key
        self.files = files

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Files) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=4)
def _job(files: _Files, draft: str, ask: Ask) -> Job:
    """Return a job from the files of its case; a worker keeps the last few."""
    folder = Path(tempfile.mkdtemp(prefix="concession-"))
    for name, data in files.files:
        path = folder / "case" / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ConcessionError.of("E719", f"'{name}' lies outside the case")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    case = load(folder / "case")
    return prepare(case, case.build(draft), ask)


def join(parts: list[Part]) -> Part:
    """Return consecutive parts as one."""
    if len(parts) == 1:
        return parts[0]
    blocks = [part.block for part in parts]
    first = blocks[0]

    def side_by_side(rows: list[Mapping[str, Any]], axis: int) -> dict[str, Any]:
        return {name: np.concatenate([row[name] for row in rows], axis=axis) for name in rows[0]}

    return Part(
        block=type(first)(
            futures=range(first.futures.start, blocks[-1].futures.stop),
            weighted=side_by_side([one.weighted for one in blocks], 0),
            sums=side_by_side([one.sums for one in blocks], 0),
            lows={name: float(np.minimum.reduce([one.lows[name] for one in blocks])) for name in first.lows},
            last=side_by_side([one.last for one in blocks], 0),
            streams=side_by_side([one.streams for one in blocks], 1),
        ),
        rates={
            name: (
                np.concatenate([part.rates[name][0] for part in parts]),
                np.concatenate([part.rates[name][1] for part in parts]),
            )
            for name in parts[0].rates
        },
    )

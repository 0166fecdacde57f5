"""What the documentation shows is run: every block of a page, in order, in a folder of its own.

Blocks of a page that count:

``python``
    With prompts, a doctest; without, plain code. All of a page share their names.
``console``
    Each line that starts with ``$`` is a command, and what follows it is what it prints (on both streams),
    where anything is printed on the page; ``...`` stands for any text. Commands are ``concession`` and the
    checkout's ``./run``, which stands for it; ``echo $?`` shows how the last one ended, and a command that
    fails without being followed by it is an error. Steps of any other kind belong into a ``sh`` block.
``{code-block}`` with a caption that is a path
    A file that the reader is asked to write, or ``docs/examples/...``: written into the folder.
"""

import doctest
import os
import re
import shlex
import subprocess
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    if not {"generated", "_build"} & set(path.parts)
)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block of a page: its language, its text, the line it starts on, the file it is to become."""

    language: str
    text: str
    line: int
    file: str = ""


@dataclass(kw_only=True)
class Command:
    """A command of a console block, and what the page says it prints."""

    words: list[str]
    line: int
    shown: list[str] = field(default_factory=list)


def blocks_of(page: str) -> list[Block]:
    """Return the fenced blocks of a page in their order; an open fence at the end is an error."""
    blocks: list[Block] = []
    fence, info, start, body = "", "", 0, []
    for number, line in enumerate(page.splitlines(), 1):
        mark = re.match(r" {0,3}(`{3,}|:{3,}|~{3,})(.*)$", line)
        if not fence:
            if mark:
                fence, info, start, body = mark[1], mark[2].strip(), number, []
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            blocks.append(_block(info, body, start))
            fence = ""
        else:
            body.append(line)
    assert not fence, f"the block that starts on line {start} is never closed"
    return blocks


def _block(info: str, body: list[str], line: int) -> Block:
    if not info.startswith("{code-block}"):
        return Block(language=info, text="\n".join(body) + "\n", line=line)
    options = {}
    while body and (option := re.match(r":([\w-]+):\s*(.*)$", body[0])):
        options[option[1]] = option[2].strip()
        body = body[1:]
    return Block(
        language=info.removeprefix("{code-block}").strip(),
        text="\n".join(body).strip("\n") + "\n",
        line=line,
        file=options.get("caption", ""),
    )


def commands_of(block: Block) -> list[Command]:
    """Return the commands of a console block, each with the lines that the page shows after it."""
    commands: list[Command] = []
    lines = iter(enumerate(block.text.splitlines(), block.line + 1))
    for number, line in lines:
        if line.startswith("$ "):
            text = line[2:]
            while text.endswith("\\"):
                text = text[:-1] + next(lines)[1]
            commands.append(Command(words=shlex.split(text, comments=True), line=number))
        else:
            assert commands, f"line {number}: output before any command"
            commands[-1].shown.append(line)
    return commands


def matches(shown: list[str], printed: str) -> bool:
    """Whether what was printed is what the page shows; a page that shows nothing says nothing."""
    want = "\n".join(shown).strip("\n")
    return not want or doctest.OutputChecker().check_output(want + "\n", printed.strip("\n") + "\n", FLAGS)


class Reader:
    """Somebody who works through one page from top to bottom in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, object] = {"__name__": "__page__"}
        self.exit_code = 0

    def read(self, page: str) -> None:
        for block in blocks_of(page):
            if block.file:
                self._write(block)
            elif block.language == "console":
                self._type(block)
            elif block.language == "python":
                self._run(block)

    def _write(self, block: Block) -> None:
        path = (self.folder / block.file).resolve()
        assert path.is_relative_to(self.folder.resolve()), f"line {block.line}: {block.file} is outside"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")

    def _type(self, block: Block) -> None:
        commands = commands_of(block)
        for i, command in enumerate(commands):
            if command.words == ["echo", "$?"]:
                printed = f"{self.exit_code}\n"
            else:
                printed = self._call(command)
                told = i + 1 < len(commands) and commands[i + 1].words == ["echo", "$?"]
                assert told or self.exit_code == 0, (
                    f"line {command.line}: {shlex.join(command.words)} ended with {self.exit_code}:\n{printed}"
                )
            assert matches(command.shown, printed), (
                f"line {command.line}: {shlex.join(command.words)}\n--- the page shows\n"
                + "\n".join(command.shown)
                + f"\n--- it prints\n{printed}"
            )

    def _call(self, command: Command) -> str:
        program, *arguments = command.words
        assert program in {"concession", "./run"}, (
            f"line {command.line}: only concession and ./run are run here; write other steps in a sh block"
        )
        if program == "./run" and not arguments:
            arguments = ["evaluate", "buenavista"]
        done = subprocess.run(  # noqa: S603 - the commands are those of our own pages
            [Path(sysconfig.get_path("scripts")) / "concession", *arguments],
            cwd=self.folder,
            env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        self.exit_code = done.returncode
        return done.stdout

    def _run(self, block: Block) -> None:
        if ">>> " not in block.text:
            exec(compile(block.text, f"block on line {block.line}", "exec"), self.names)  # noqa: S102
            return
        test = doctest.DocTestParser().get_doctest(block.text, self.names, "page", None, block.line)
        said: list[str] = []
        doctest.DocTestRunner(optionflags=FLAGS, verbose=False).run(test, out=said.append, clear_globs=False)
        self.names = test.globs
        assert not said, "".join(said)


@pytest.mark.parametrize("page", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Reader(tmp_path).read(page.read_text(encoding="utf-8"))


# What follows tests the reader itself, so that a page cannot pass by not being read.


def test_a_wrong_number_in_a_page_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="Expected"):
        Reader(tmp_path).read("```python\nx = 2\n```\n\n```python\n>>> x + x\n5\n\n```\n")


def test_names_carry_over_from_block_to_block(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    reader.read(
        "```python\nx = 2\n```\ntext\n```python\n>>> y = x + 2\n>>> y\n4\n\n```\n```python\nz = y\n```\n"
    )
    assert reader.names["z"] == 4


def test_commands_and_what_they_show_are_told_apart() -> None:
    page = (
        "```console\n$ concession cases --json\n[\n...\n]\n$ concession \\\n    check 'a b'  # as ever\n```\n"
    )
    (block,) = blocks_of(page)
    first, second = commands_of(block)
    assert first.words == ["concession", "cases", "--json"]
    assert first.shown == ["[", "...", "]"]
    assert second.words == ["concession", "check", "a b"]
    assert second.shown == []


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        (["a", "...", "z"], "a\nb\nc\nz\n", True),
        (["a", "...", "z"], "a\nb\n", False),
        (["NPV 1.0"], "NPV 2.0\n", False),
        (["| a | b |"], "| a  |  b |\n", True),
        ([], "whatever\n", True),
    ],
)
def test_matching(shown: list[str], printed: str, same: bool) -> None:
    assert matches(shown, printed) is same


def test_a_command_that_fails_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="ended with"):
        Reader(tmp_path).read("```console\n$ concession no-such-command\n```\n")


def test_other_commands_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="sh block"):
        Reader(tmp_path).read("```console\n$ rm -rf somewhere\n```\n")


def test_a_captioned_block_becomes_a_file(tmp_path: Path) -> None:
    Reader(tmp_path).read("```{code-block} yaml\n:caption: a/b.yaml\n\nx: 1\n```\n")
    assert (tmp_path / "a" / "b.yaml").read_text(encoding="utf-8") == "x: 1\n"
    with pytest.raises(AssertionError, match="outside"):
        Reader(tmp_path).read("```{code-block} yaml\n:caption: ../b.yaml\n\nx: 1\n```\n")


def test_an_open_fence_is_found() -> None:
    with pytest.raises(AssertionError, match="never closed"):
        blocks_of("```python\nx = 1\n")

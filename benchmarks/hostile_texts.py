"""How the reading of texts grows with their length, on ordinary news and on texts made to be slow.

Printed are microseconds a character at two lengths, and their ratio, which is about one where work grows
with the length alone. Run it as ``python benchmarks/hostile_texts.py``.
"""

from __future__ import annotations

import time

from concession.evidence import statements, text_of

NEWS = "“We agree,” said Ada Moss, the minister, on Monday. He told them it was so.\n"
TEXTS = {
    "news": NEWS,
    "opening marks": "“",
    "pairs of marks": "“a” ",
    "verbs of speech": "said ",
    "names": "Ann Berg said ",
    "brackets": "(",
    "chained paragraphs": "“word\n",
    "colons": "He said:\nabc def.\n",
}
SMALL, LARGE = 8_000, 64_000


def seconds(piece: str, size: int) -> float:
    text = text_of(piece * (size // len(piece)))
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        statements(text)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    print(f"{'text':<20} {'us/char':>9} {'us/char':>9} {'ratio':>7}   at {SMALL:,} and {LARGE:,} characters")
    for name, piece in TEXTS.items():
        small, large = seconds(piece, SMALL) / SMALL * 1e6, seconds(piece, LARGE) / LARGE * 1e6
        print(f"{name:<20} {small:>9.3f} {large:>9.3f} {large / small:>7.2f}")


if __name__ == "__main__":
    main()

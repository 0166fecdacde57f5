"""YAML's complaints in plain words."""

from __future__ import annotations

__all__ = ["in_plain_words"]

#: A piece of the parser's complaint -> what to tell the user, and what to do.
_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a second ': ' on this line, or a line that is indented too far",
        "put quotes around a text that contains ': '",
    ),
    ("'\\t'", "a tab where YAML wants spaces", "indent with spaces"),
    (
        "cannot start any token",
        "a character that cannot begin a value ('%', '@' or '`', or a tab)",
        "put quotes around the text",
    ),
    (
        "could not find expected ':'",
        "a line without ': ' among keys",
        "write 'key: value', or indent the line",
    ),
    (
        "block end",
        "this line does not fit the lines above it",
        "check the indentation: entries of one mapping or list start in one column",
    ),
    ("end of stream", "a quote or bracket is never closed", "close it"),
    ("document separator", "a quote is never closed", "close it"),
    ("',' or ']'", "a list in [brackets] lacks a comma or its ']'", "add it; quote texts with commas"),
    ("',' or '}'", "a mapping in {braces} lacks a comma or its '}'", "add it; quote texts with commas"),
    ("escape", "a backslash in double quotes that means nothing", "use single quotes for plain text"),
    (
        "sequence entries are not allowed",
        "a '- ' where no list can begin",
        "start the list on a line of its own",
    ),
    ("undefined alias", "an alias that nothing anchors", "quote the text if '*' is meant literally"),
    ("alias", "'*' begins an alias here", "quote the text if '*' is meant literally"),
    ("anchor", "'&' begins an anchor here", "quote the text if '&' is meant literally"),
    ("document start", "text after the end of the document", "keep one document to a file"),
)


def in_plain_words(problem: str) -> tuple[str, str]:
    """Return what is wrong and what to do, for a complaint of the YAML parser.

    >>> in_plain_words("mapping values are not allowed here")[1]
    "put quotes around a text that contains ': '"
    """
    for piece, message, hint in _WORDS:
        if piece in problem:
            return message, hint
    return f"the YAML cannot be read: {problem}", ""

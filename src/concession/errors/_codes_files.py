"""Codes of files, structure, quantities, evidence and drafts (E1 to E5)."""

from concession.errors._problem import Code


def _code(title: str, remedy: str) -> Code:
    return Code(title=title, remedy=remedy)


_READING: dict[str, Code] = {
    "E101": _code("The file cannot be read", "Check its name and that you may read it."),
    "E102": _code(
        "The file is too big", "Keep YAML under 512 KiB and CSV under 4 MiB: move series into CSV files."
    ),
    "E103": _code("The file is not UTF-8", "Save it as UTF-8; most editors offer that when saving."),
    "E104": _code(
        "The YAML cannot be read", "Mend the line named; quote texts that hold ': ' or begin with a sign."
    ),
    "E105": _code("A key stands twice in one mapping", "Keep one of the two; the message names both places."),
    "E106": _code(
        "Too many values", "Use CSV for tables and fewer aliases; one file holds at most 25,000 values."
    ),
    "E107": _code("Nested too deep", "A case needs few levels; 40 are allowed, aliases included."),
    "E108": _code("A text is too long", "Shorten it to 20,000 characters."),
    "E109": _code(
        "A number is too big", "Numbers have at most 40 digits and exponents up to 30; quote other words."
    ),
    "E110": _code("A tag", "Delete the word that begins with '!': case files are plain data."),
    "E111": _code("More than one document in a file", "Keep one document to a file; delete the line '---'."),
    "E112": _code("A key that is not a word", "A key is text, not a list, a mapping or nothing."),
    "E113": _code(
        "A control character", "Delete it; such characters come from copying out of other programs."
    ),
    "E114": _code("YAML that case files do without", "Write merge keys out; delete %YAML and %TAG lines."),
    "E115": _code("The file holds no keys", "Begin with keys at the left margin, such as 'concession: 1'."),
    "E116": _code(
        "An alias that leads nowhere", "Anchor what it stands for first, or quote the text with '*'."
    ),
}

_FOLDERS: dict[str, Code] = {
    "E120": _code(
        "A path outside the case's folder", "Copy the file into the folder and name it from there."
    ),
    "E121": _code("Too many files", "A case has at most 500 files, 4 levels and 1 MiB of YAML."),
    "E122": _code("A file with no place in a case", "Rename it as the message says, or move it elsewhere."),
    "E123": _code("Something is given twice", "Keep one of the two; the message names both places."),
    "E124": _code("Not an id", "Use lower-case letters, digits, - and _, beginning with a letter or digit."),
    "E125": _code("The format's version is missing", "Make 'concession: 1' the first line of case.yaml."),
    "E126": _code("A format that this Concession does not read", "Install a newer one, or mend the number."),
    "E127": _code("Not a case", "Name a folder that holds case.yaml."),
    "E129": _code(
        "No shipped case of that name", "Name one that 'concession cases' lists, or the path of a folder."
    ),
    "E128": _code("A file is not there", "Check the name; it counts from the case's folder."),
}

_WRITING: dict[str, Code] = {
    "E160": _code(
        "The command line cannot be understood",
        "Mend the command, option or argument that the message names; -h lists what a command takes.",
    ),
    "E161": _code(
        "A file cannot be reached",
        "Check that it is there, and that you may read or write it.",
    ),
    "E162": _code(
        "A fault of the program", "Report it with the command and its files; nothing in them need be wrong."
    ),
    "E151": _code("Something is there already", "Name a folder that is not there yet, or is empty."),
}

_TABLES: dict[str, Code] = {
    "E130": _code("A table is too big", "Keep what the case needs: at most 400,000 cells and 5,000 periods."),
    "E131": _code(
        "Not a table", "Save it as CSV: a line of column names, then rows; quote cells with commas."
    ),
    "E132": _code("A row is not there", "Check its name; the nearest names are in the message."),
    "E133": _code("A column is not there", "Check its name; the nearest names are in the message."),
    "E134": _code("A column or row that should be a period", "Write 2025, 2025Q1, 2025-03 or 2046-2050."),
    "E135": _code(
        "Several years under one number", "Add 'spread: even' for a total, 'spread: same' for a level."
    ),
    "E136": _code("A blank cell", "Fill it in, or add 'blank: 0' or 'blank: skip' to the series."),
    "E137": _code(
        "A cell that is not a number", "Write digits with one dot before decimals; parentheses for minus."
    ),
    "E138": _code("A period stands twice", "Let each period stand once."),
    "E139": _code("Two rows or columns of one name", "Tell rows apart with 'where: {column: text}'."),
    "E141": _code("Periods of different length", "Keep to years, quarters or months in one series."),
    "E142": _code(
        "Not a series", "Write numbers by period, 'from' and 'values', or 'file' with a row or column."
    ),
    "E143": _code("A series without numbers", "Give at least one period."),
}

_SHAPE: dict[str, Code] = {
    "E201": _code("A mapping is wanted", "Write keys and values, one to a line, indented below the key."),
    "E202": _code("An unknown key", "Check the spelling; the message names the nearest known keys."),
    "E203": _code("A key is missing", "Add it; the message says what it holds."),
    "E204": _code("A list is wanted", "Write [one, two] or lines that begin with '- '."),
    "E205": _code("A text is wanted", "Write one word or text in this place."),
    "E206": _code("A word that is not one of the choices", "Use one of the words that the message lists."),
    "E207": _code(
        "A path that leads nowhere", "Check each key of the path; the nearest names are in the message."
    ),
    "E208": _code("Yes or no is wanted", "Write true or false."),
    "E210": _code(
        "No party of that name", "Use the id of a party or group of the case; the nearest are named."
    ),
    "E209": _code(
        "A whole number is wanted", "Write digits alone, within the bounds that the message names."
    ),
}

_QUANTITIES: dict[str, Code] = {
    "E301": _code("Not a quantity", "Write a number and a unit: 4 %, USD 150 million, 1.5 Mt/yr."),
    "E302": _code("Not a number", "Write digits, with one dot before decimals."),
    "E303": _code(
        "An ambiguous comma", "Write 1.5 with a dot; commas stand only before groups of three digits."
    ),
    "E304": _code("Two numbers where one is wanted", "Write an interval as '60 to 95', else one number."),
    "E305": _code(
        "An unknown unit", "Use a unit of the table in the file format's page; the nearest are named."
    ),
    "E306": _code("The bounds of an interval are not in order", "Write the lower bound first."),
    "E307": _code("A unit is missing", "Add the unit that the message names."),
    "E308": _code("A number is too big", "Numbers have at most 40 digits and exponents up to 30."),
    "E309": _code("The wrong unit", "Use a unit of the kind that the message names."),
    "E310": _code("A word with more than one meaning", "Write the clear word that the message names."),
    "E311": _code("Two units side by side", "Put '/' or 'per' between them, or delete one."),
    "E312": _code("Not a date", "Write 2025-02-12, 2025-02 or 2025."),
    "E313": _code("Not a period", "Write 2025, 2025Q1 or 2025-03."),
    "E314": _code("A text is too long for a quantity", "Keep the quantity, and put words into 'note'."),
    "E315": _code(
        "An interval where one number is wanted", "Write one number; put the interval under 'range'."
    ),
    "E316": _code(
        "A quantity is outside its bounds", "Write a value within the bounds that the message names."
    ),
    "E317": _code("A share without a percent sign", "Write 4 %, or a plain number from 0 to 1."),
}

_EVIDENCE: dict[str, Code] = {
    "E401": _code(
        "A value without a source", "Add 'source:' to the value or its clause, or 'mark: assumed'."
    ),
    "E402": _code("An unknown mark", "Marks: text, official, reported, weak, assumed, unknown, withheld."),
    "E403": _code("An unknown source", "Use the id of an entry under 'sources', or add one."),
    "E404": _code("An assumption without a reason", "Add 'note:' with the reason."),
    "E405": _code("An assumed or unknown number without a range", "Add 'range:', such as 3 to 5 %."),
    "E406": _code("A weak source stands alone", "A source of grade C- or D needs a second one beside it."),
    "E407": _code("A strong mark on weak sources", "Write 'mark: weak', or add a better source."),
    "E408": _code(
        "The range does not fit its value", "Give an interval of the value's unit that holds the value."
    ),
    "E409": _code("A value is missing", "Add 'value:'; an unknown one may give 'range:' or 'readings:'."),
    "E410": _code("A withheld value without who asked", "Add 'asked_by:' and 'asked_on:'."),
    "E411": _code("Not a web address", "Begin it with https:// or http://, or leave 'url:' out."),
    "E412": _code(
        "Readings that are no readings", "Write names with values, each without readings of its own."
    ),
}

_DRAFTS: dict[str, Code] = {
    "E501": _code("Drafts extend each other in a circle", "Let one of them list its clauses instead."),
    "E502": _code("A draft extends an unknown one", "Use the id of a draft of this case."),
    "E503": _code("A change of a clause that is not there", "Check the name; new clauses go under 'add'."),
    "E504": _code("An added clause is there already", "Write it under 'change', or remove it first."),
    "E505": _code("A removed clause is not there", "Check the name against the draft that is extended."),
    "E506": _code("A term to take out is not there", "Check the name; null takes out what the clause has."),
    "E507": _code("A draft has the wrong parts", "Write either 'clauses', or 'extends' with changes."),
    "E509": _code("There is no such draft", "Check the spelling; the message names the nearest drafts."),
    "E508": _code("A chain of drafts is too long", "Extend an earlier draft; 50 in a row are allowed."),
    "E510": _code("Too many drafts or clauses", "At most 300 drafts, and 2,000 clauses in one."),
}

FILES: dict[str, Code] = {
    **_READING,
    **_FOLDERS,
    **_WRITING,
    **_TABLES,
    **_SHAPE,
    **_QUANTITIES,
    **_EVIDENCE,
    **_DRAFTS,
}

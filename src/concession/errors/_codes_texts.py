"""Codes of texts and statements (E8)."""

from concession.errors._problem import Code

TEXTS: dict[str, Code] = {
    "E801": Code(
        title="The file is not a text",
        remedy="Give plain text, Markdown, HTML or PDF. A picture or another binary file cannot be read.",
    ),
    "E802": Code(
        title="The text is too large",
        remedy="Split the text; one article or document is far below the limit.",
    ),
    "E803": Code(
        title="The encoding cannot be told",
        remedy="Save the text as UTF-8, or name its encoding.",
    ),
    "E804": Code(
        title="A library for this format is not installed",
        remedy="Install the extra 'texts', which reads HTML and PDF.",
    ),
    "E805": Code(
        title="The PDF cannot be read",
        remedy="The file is damaged, encrypted or has no text layer. Save it again or give its text.",
    ),
    "E806": Code(
        title="The text is empty",
        remedy="No running text was found. Check that the article itself was saved and not only its frame.",
    ),
    "E807": Code(
        title="The text cannot be opened",
        remedy="Check the path and that the file may be read.",
    ),
    "E810": Code(
        title="A vocabulary of terms is malformed",
        remedy="Map each term to a list of short phrases.",
    ),
    "E811": Code(
        title="A list of principals is malformed",
        remedy="Map each party to a list of names or roles of those who speak for it.",
    ),
    "E812": Code(
        title="A label does not fit its text",
        remedy="Check the text's hash, the offsets and the quoted words of the label.",
    ),
    "E813": Code(
        title="A phrase to verify is empty",
        remedy="Give the quoted words themselves.",
    ),
    "E814": Code(
        title="A statement is quoted at too great length",
        remedy="Keep the phrase that locates it, at most 40 words, and tell the rest in words of your own.",
    ),
    "E815": Code(
        title="The hash of a text is malformed",
        remedy="Write the 64 hexadecimal digits of the file's SHA-256.",
    ),
    "E816": Code(
        title="A statement names what the case does not have",
        remedy="Name a text of the case's `texts` and terms of its `vocabulary`.",
    ),
    "E817": Code(
        title="A term bears on a clause that no draft has",
        remedy="Name a clause of any of the case's drafts by its id.",
    ),
    "E818": Code(
        title="A place in a text is malformed",
        remedy="Write the numbers of the first character and of the one after the last, such as `412-466`.",
    ),
    "E819": Code(
        title="A statement names neither text nor source",
        remedy="Say where it can be read: `text:` for a text of the case, or `source:`.",
    ),
    "E820": Code(
        title="Proposals cannot be written into the case",
        remedy="Name a folder of your own with a case in it, which may be written to.",
    ),
    "E821": Code(
        title="A chart cannot be made so",
        remedy="Name a file that ends in .svg or .png, and install the extra 'charts'.",
    ),
}

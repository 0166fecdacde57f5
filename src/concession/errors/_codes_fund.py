"""Codes of fund and aid clauses (E63)."""

from concession.errors._problem import Code

FUND: dict[str, Code] = {
    "E630": Code(
        title="Terms of aid or capital that contradict each other",
        remedy="Past aid is one amount, given without the deal; aid and capital in kind say what they cost "
        "the giver and what they are worth to the receiver. The message names the term.",
    ),
    "E631": Code(
        title="A waterfall without an end, or with steps after it",
        remedy="End the steps with exactly one 'remainder', which says who gets what is left.",
    ),
    "E632": Code(
        title="A term of a fund that cannot be used",
        remedy="The message names the term and what it needs.",
    ),
}

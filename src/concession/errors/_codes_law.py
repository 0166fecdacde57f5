"""Codes of law that changes, and of clauses that freeze it (E623 to E629)."""

from concession.errors._problem import Code

LAW: dict[str, Code] = {
    "E623": Code(
        title="The law says nothing so early",
        remedy="A value states since when it holds, and a period, or the day at which a clause freezes it, "
        "lies before the first of its dates. State what held before, say since when the clause is in force, "
        "or, for a regime of the library, name the law of a later date: `zambia@2023`.",
    ),
    "E624": Code(
        title="A stabilisation names what the draft does not have",
        remedy="It freezes clauses of the draft that pay or compute, by their ids, or `all` of them. The "
        "message names the nearest.",
    ),
    "E625": Code(
        title="Two stabilisations freeze one clause at the same time",
        remedy="A clause reads the law of one day in each period. Let one end before the other begins, or "
        "let them freeze different clauses, projects or parties.",
    ),
    "E626": Code(
        title="A stabilisation covers a part of a ring fence only",
        remedy="What is assessed together is assessed by one law. Give the clause a narrower `ring_fence`, "
        "or let the stabilisation cover all that is assessed together.",
    ),
    "E627": Code(
        title="Dates of law that contradict each other",
        remedy="Each date stands once, and a clause is not out of force before it came into force.",
    ),
    "E628": Code(
        title="A stabilisation changes a rate that it cannot",
        remedy="`premium` and `instead` name clauses that the stabilisation freezes and that have a `rate`; "
        "no clause stands in both.",
    ),
}

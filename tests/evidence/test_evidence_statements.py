"""Single rules: each form of speech, who speaks, to whom, when."""

from datetime import date

import pytest

from concession.evidence import Statement, Text, statements, text_of

THURSDAY = date(2031, 5, 8)


def read(body: str, published: date | None = THURSDAY) -> tuple[Statement, ...]:
    return statements(text_of(body, published=published))


def only(body: str) -> Statement:
    found = read(body)
    assert len(found) == 1, [one.words for one in found]
    return found[0]


@pytest.mark.parametrize(
    ("body", "kind", "speaker", "words"),
    [
        ("“We agree,” Ada Moss said.", "direct", "Ada Moss", "We agree,"),
        ("“We agree,” said Ada Moss.", "direct", "Ada Moss", "We agree,"),
        ("Ada Moss said: “We agree.”", "direct", "Ada Moss", "We agree."),
        ("Ada Moss said, “We agree.”", "direct", "Ada Moss", "We agree."),
        ("“We,” Ada Moss said, “agree.”", "direct", "Ada Moss", "We, agree."),
        ("“We agree,” Ada Moss told reporters on Monday.", "direct", "Ada Moss", "We agree,"),
        ("“We agree,” marvelled Ada Moss.", "direct", "Ada Moss", "We agree,"),
        ("“We agree!” Ada Moss twinkled.", "direct", "Ada Moss", "We agree!"),
        ("Ada Moss went on to say: “We agree.”", "direct", "Ada Moss", "We agree."),
        ("Ada Moss was quoted as saying: “We agree.”", "direct", "Ada Moss", "We agree."),
        ("As Ada Moss put it, “We agree.”", "direct", "Ada Moss", "We agree."),
        ("Ada Moss: “We agree.”", "direct", "Ada Moss", "We agree."),
        ("Ada Moss said the pact was “a start”.", "mixed", "Ada Moss", "a start"),
        ("Ada Moss called the pact “a start”.", "mixed", "Ada Moss", "a start"),
        ("The pact is “a start”, Ada Moss said.", "mixed", "Ada Moss", "a start"),
        ("According to Ada Moss, the pact is “a start”.", "mixed", "Ada Moss", "a start"),
        ("Ada Moss accused them of “delay”.", "mixed", "Ada Moss", "delay"),
        ("Ada Moss said that the mine was shut.", "indirect", "Ada Moss", "the mine was shut"),
        ("Ada Moss said the mine was shut.", "indirect", "Ada Moss", "the mine was shut"),
        ("The mine was shut, Ada Moss said.", "indirect", "Ada Moss", "The mine was shut"),
        ("The mine was shut, said Ada Moss.", "indirect", "Ada Moss", "The mine was shut"),
        ("The mine, Ada Moss said, was shut.", "indirect", "Ada Moss", "The mine was shut"),
        ("According to Ada Moss, the mine was shut.", "indirect", "Ada Moss", "the mine was shut"),
        ("The mine was shut, according to Ada Moss.", "indirect", "Ada Moss", "The mine was shut"),
        ("Ada Moss promised to open the mine.", "indirect", "Ada Moss", "to open the mine"),
        ("Ada Moss urged the board to wait.", "indirect", "Ada Moss", "to wait"),
        ("Ada Moss asked whether the mine was shut.", "indirect", "Ada Moss", "whether the mine was shut"),
        ("Ada Moss met Ivor Lund and said the mine was shut.", "indirect", "Ada Moss", "the mine was shut"),
        ("Ada Moss, who runs the mine, said it was shut.", "indirect", "Ada Moss", "it was shut"),
        ("The mine’s director, Ada Moss, said it was shut.", "indirect", "Ada Moss", "it was shut"),
        ("A spokesman for the mine said it was shut.", "indirect", "spokesman for the mine", "it was shut"),
        ("Two officials said it was shut.", "indirect", "Two officials", "it was shut"),
        ("«We agree», said Ada Moss.", "direct", "Ada Moss", "We agree"),
        ("„We agree“, said Ada Moss.", "direct", "Ada Moss", "We agree"),
        ("‘We agree,’ said Ada Moss. It’s true.", "direct", "Ada Moss", "We agree,"),
        ('"We agree," said Ada Moss.', "direct", "Ada Moss", "We agree,"),
        (
            "“The pact, as they say, is ‘done’,” said Ada Moss.",
            "direct",
            "Ada Moss",
            "The pact, as they say, is ‘done’,",
        ),
    ],
)
def test_each_form_of_speech(body: str, kind: str, speaker: str, words: str) -> None:
    found = only(body)
    assert (found.kind, found.speaker.name, found.words) == (kind, speaker, words)
    assert found.words == " ".join(body[span.start : span.end] for span in found.spans)
    assert found.reasons


@pytest.mark.parametrize(
    "body",
    [
        "The “Long Table” dinner drew 4,000 guests.",
        "Ada Moss did not say whether the mine was shut.",
        "Ada Moss declined to comment.",
        "Ada Moss will say on Friday whether the mine is shut.",
        "The claims that the mine was shut are untrue.",
        "The firm announced a plan and posted a profit.",
        "Reporters were told to leave.",
        "Ada Moss refused to say more.",
        "The company is said to be in trouble.",
        "By Ada Moss, Staff Writer",
        "Photo: “We agree,” said Ada Moss. (Photo by A. Nother)",
        "Read more: “We agree,” says Ada Moss",
    ],
)
def test_what_is_no_statement(body: str) -> None:
    assert read(body) == ()


def test_quotations_over_paragraphs_are_one() -> None:
    body = "“One,” Ada Moss said. “Two.\n\n“Three.\n\n“Four.”\n\nShe left."
    found = only(body)
    assert [body[span.start : span.end] for span in found.spans] == ["One,", "Two.", "Three.", "Four."]


def test_a_quotation_that_is_attributed_in_its_last_paragraph() -> None:
    body = "Ivor Lund smiled.\n\n“One.\n\n“Two,” Ada Moss said."
    found = only(body)
    assert found.speaker.name == "Ada Moss"
    assert [body[span.start : span.end] for span in found.spans] == ["One.", "Two,"]


def test_a_quotation_over_paragraphs_without_marks_between() -> None:
    body = 'Ada Moss said in a statement:\n\n"We waited.\n\nWe went on waiting.\n\nNow we sign."\n\nShe left.'
    found = only(body)
    assert [body[span.start : span.end] for span in found.spans] == [
        "We waited.",
        "We went on waiting.",
        "Now we sign.",
    ]


def test_an_inner_opinion_is_the_speakers() -> None:
    found = only("Ada Moss and Tom Reyes added that they believe the pact is “dead.”")
    assert (found.speaker.name, found.words) == ("Ada Moss and Tom Reyes", "dead.")


@pytest.mark.parametrize(
    "body",
    [
        "Ada Moss, head of the Harbour Authority, meanwhile, said it cost LE0.5 million.",
        "Ada Moss, who runs the Grasmere pit, one of three, said it cost LE0.5 million.",
        "The first diver, cooper Ada Moss, said it cost LE0.5 million.",
        "Ada Moss said it cost LE0.5 million.",
    ],
)
def test_asides_between_a_name_and_its_verb(body: str) -> None:
    found = only(body)
    assert (found.speaker.name, found.words) == ("Ada Moss", "it cost LE0.5 million")


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    body = "“We agree, said Ada Moss.\n\nIvor Lund said the mine was shut."
    assert [one.speaker.name for one in read(body)][-1] == "Ivor Lund"
    assert all(one.spans[-1].end <= len(body) for one in read(body))


def test_pronouns_follow_gender_subject_and_office() -> None:
    body = (
        "Energy minister Anna Keller met Mayor David Orlu on Monday. “No,” she said.\n"
        "“Yes,” he said.\n"
        "The minister said the road was open. The mayor said it was not."
    )
    assert [one.speaker.name for one in read(body)] == [
        "Anna Keller",
        "David Orlu",
        "Anna Keller",
        "David Orlu",
    ]
    assert read(body)[0].speaker.role == "Energy minister"


def test_a_pronoun_before_its_name_and_a_spelling_variant() -> None:
    body = "President Olena Kovalenka spoke. “Yes,” she said.\nGo on:\nWe are ready.\n— Olena Kovalenko (@ok) May 3, 2031"
    assert {one.speaker.name for one in read(body)} == {"Olena Kovalenka"}


def test_a_post_is_dated_by_its_signature() -> None:
    body = (
        "Ada Moss wrote:\nWe are ready. pic.twitter.com/abc\n— Ada Moss (@moss) May 3, 2031\nMore followed."
    )
    found = only(body)
    assert found.words == "We are ready."
    assert (found.when.first, found.when.basis) == (date(2031, 5, 3), "named")


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("on Monday", "2031-05-05", "2031-05-05"),
        ("on Thursday", "2031-05-08", "2031-05-08"),
        ("last week", "2031-04-28", "2031-05-04"),
        ("yesterday", "2031-05-07", "2031-05-07"),
        ("two days ago", "2031-05-06", "2031-05-06"),
        ("last month", "2031-04-01", "2031-04-30"),
        ("in March", "2031-03-01", "2031-03-31"),
        ("on 3 May", "2031-05-03", "2031-05-03"),
        ("on December 30", "2030-12-30", "2030-12-30"),
        ("on May 1, 2030", "2030-05-01", "2030-05-01"),
        ("last Thursday", "2031-05-01", "2031-05-01"),
        ("in 2029", "2029-01-01", "2029-12-31"),
    ],
)
def test_days_are_counted_from_the_texts_date(words: str, first: str, last: str) -> None:
    found = only(f"Ada Moss said {words} that the mine was shut.")
    assert (str(found.when.first), str(found.when.last)) == (first, last)
    assert words in found.when.reason


def test_a_day_inside_what_was_said_is_not_when_it_was_said() -> None:
    found = only("Ada Moss said the mine would open on Monday.")
    assert found.when.basis == "article"
    assert found.when.first == THURSDAY


def test_without_any_date_the_day_stays_unknown_with_its_reason() -> None:
    (found,) = read("Ada Moss said on Monday that the mine was shut.", published=None)
    assert found.when.first is None
    assert "no date" in found.when.reason


def test_addressees() -> None:
    assert only("Ada Moss told the board the mine was shut.").addressee == "the board"
    assert only("Ada Moss told Ivor Lund that the mine was shut.").addressee == "Ivor Lund"
    assert only("Ada Moss said the mine was shut.").addressee == ""


def test_an_inner_cue_of_the_same_speaker_gives_the_addressee() -> None:
    found = only("Tom Reyes said he told the miners he wants “like $500 billion worth of ore.”")
    assert (found.speaker.name, found.addressee, found.kind) == ("Tom Reyes", "the miners", "mixed")
    (figure,) = found.figures
    assert (int(figure.low), figure.unit, figure.hedge, figure.of) == (500 * 10**9, "USD", "like", "ore")


def test_reading_is_deterministic_and_offsets_hold_in_every_text() -> None:
    body = "“A b c,” said Ada Moss. " * 50
    assert read(body) == read(body)
    text: Text = text_of(body)
    for one in statements(text):
        assert one.words == " ".join(span.of(text.body) for span in one.spans)
        assert one.to_dict()["speaker"] == "Ada Moss"


def test_a_post_inside_an_undated_text_dates_the_days_near_it() -> None:
    post = "Ada Moss wrote:\nWe are ready.\n— Ada Moss (@moss) May 7, 2031\n"
    found = read(post + "“Yes,” said Tom Reyes on Thursday.\n“No,” said Kim Vale on Monday.", published=None)
    assert [str(one.when) for one in found] == ["2031-05-07", "2031-05-08", "2031-05-05"]

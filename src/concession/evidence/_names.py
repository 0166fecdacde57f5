"""What given names and endings of surnames tell of a person's gender, to choose between "he" and "she".

A small list of common given names of many languages. A name that is not here, or is borne by both,
leaves the gender open, and then the rules fall back to who was spoken of last.
"""

from __future__ import annotations

from concession.evidence._word_sets import word_set

__all__ = ["gender_of_name"]

_MEN = word_set(
    "aaron abdul abdullah adam adrian ahmed alan albert alberto alejandro aleksandr alexander alexei "
    "alfred ali anders andre andreas andrei andrew andrii andriy andrzej angus anthony anton antonio "
    "arthur arturo axel ben benjamin bernard bill bjorn bob bogdan boris brad brandon brian bruce bruno "
    "carl carlos charles chris christian christopher claude colin craig dale daniel david denis dennis "
    "diego dieter dmitri dmitry dmytro donald doug douglas edgar eduardo edward elias emil emmanuel "
    "enrique eric erik ernest ethan eugene evan fabian felipe felix fernando francis francisco frank "
    "franz fred frederick gabriel gary gavin geoffrey george gerald gerard gilbert giorgio giovanni "
    "giuseppe glenn gordon graham greg gregory guillermo gunnar guy hans harold harry hassan hector heinz "
    "henri henrik henry herbert hiroshi howard hugh hugo ian ibrahim igor ihor isaac ivan jack jacob "
    "jacques jake jakob james jan jason javier jean-paul jeff jeffrey jens jeremy jerome jim joao joe "
    "joel johan johann john johnny jon jonas jonathan jorge jose josef joseph joshua juan julian julio "
    "jurgen justin karl keith ken kenji kenneth kevin klaus kofi konrad kostiantyn kurt kwame kyle lars "
    "laurent lawrence leo leon leonard liam lorenzo louis luca lucas luis luke maksym manuel marc marcel "
    "marco marcus mario mark markus marko martin mateo matt matteo matthew maurice max michael michel "
    "miguel mikael mike mikhail milan mohamed mohammed muhammad murray mykhailo mykola nathan neil "
    "nicholas nick nicolas nigel nikolai nils noah norman oleg oleh oleksandr oleksii oliver olivier omar "
    "oscar otto pablo patrick paul pavel pavlo pedro per peter petro philip philippe phil pierre piotr "
    "rafael rahul raj ralph ramon ravi ray raymond rene ricardo richard rick robert roberto rodrigo roger "
    "roland ron ronald ross roy russell ryan salvador samuel scott sean sebastian serge sergei serhii "
    "serhiy sergio simon stanislav stefan stephen steve steven stuart sven taras ted terry theo theodore "
    "thomas tim timothy tobias todd tom tomas tomasz tony travis trevor vadim valentin vasyl victor "
    "viktor vincent vitalii vitaly vladimir volodymyr walter warren wayne werner wilhelm will william "
    "wolfgang yevhen yuri yurii yusuf zachary anil arjun sanjay wei hiro takashi kenta jamal tariq khalid "
    "mustafa mehmet emre bilal"
)
_WOMEN = word_set(
    "abigail ada adele agnes aisha alexandra alice alicia alina alison amanda amelia amina amy ana "
    "anastasia andrea angela anita anja ann anna anne anneliese annette antonia april astrid audrey "
    "barbara beatrice beatriz becky bella bernadette beth betty birgit bonnie brenda brigitte bridget "
    "camila carla carmen carol caroline catherine cecilia celia charlotte cheryl chiara chloe christina "
    "christine cindy claire clara claudia colette connie cristina cynthia daisy dana daniela danielle "
    "daria deborah debra denise diana diane dolores donna dora doris dorothy edith eileen elaine eleanor "
    "elena elisa elisabeth elise elizabeth ella ellen elsa emily emma erica erika esther eva evelyn "
    "fatima fiona florence frances francesca gabriela gail gemma georgia gillian gina giulia gloria grace "
    "greta halyna hanna hannah harriet heather heidi helen helena helga hilary hilda holly ida ines "
    "ingrid inna irene irina iris iryna isabel isabella jacqueline jane janet janice jeanne jennifer "
    "jenny jessica joan joanna joanne josephine joyce juana judith judy julia julie juliet karen karin "
    "karoline katarina kate katharina katherine kathleen kathryn katie katja kristin larysa laura lauren "
    "leila lena leslie lidia liliana lily linda lisa liudmyla lola lorena louise lucia lucy luisa lydia "
    "lynn madeleine magdalena maggie marcia margaret margarita maria mariam mariana marianne marie marina "
    "marion marta martha mary matilda maureen maya megan melanie melissa mercedes mia michelle mildred "
    "miriam molly monica nadia nadine naomi natalia natalie natasha nina nora norma olena olga olha "
    "oksana olivia pamela patricia paula pauline penelope petra phyllis pilar polina priya rachel rebecca "
    "regina renata rita roberta rosa rose rosemary ruth sabine sabrina sally samantha sandra sara sarah "
    "sharon sheila shirley silvia simone sofia solveig sonia sophia sophie stella stephanie susan suzanne "
    "svetlana svitlana sylvia tamara tanya tatiana teresa tetiana theresa tina tracy ulrike ursula uliana "
    "valentina valerie vanessa vera veronica victoria viktoriia virginia vivian wanda wendy yana yulia "
    "yuliia yvonne zoe zofia akiko yuki mei zainab ngozi chinyere"
)
_WOMEN_ENDINGS = ("skaya", "ska", "ova", "eva", "dottir", "dóttir", "aya")
_MEN_ENDINGS = ("skyi", "skyy", "skiy", "sky", "ski", "enkov")


def gender_of_name(words: tuple[str, ...]) -> str:
    """Return ``"m"``, ``"f"`` or ``""`` for a name given as its words.

    >>> gender_of_name(("Ingrid", "Berg")), gender_of_name(("Robin", "Berg")), gender_of_name(("Nowakowska",))
    ('f', '', 'f')
    """
    lowered = [word.lower().rstrip(".") for word in words]
    if len(lowered) > 1:
        first = lowered[0]
        if (first in _MEN) != (first in _WOMEN):
            return "m" if first in _MEN else "f"
    last = lowered[-1] if lowered else ""
    if last.endswith(_WOMEN_ENDINGS) and len(last) > 5:
        return "f"
    if last.endswith(_MEN_ENDINGS) and len(last) > 5:
        return "m"
    return ""

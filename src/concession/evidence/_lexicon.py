"""The words that the rules know: verbs of speech, roles, functions, hedges. Data, no logic.

Everything here is ordinary English; nothing is about one case, country or article. Verbs are listed by
lemma and their forms are made by rule, with the irregular ones spelled out.
"""

from __future__ import annotations

__all__ = [
    "ABBREVIATIONS",
    "ADVERBS",
    "ATTITUDE",
    "AUXILIARIES",
    "CUE_FORMS",
    "DETERMINERS",
    "DOCUMENTS",
    "FUNCTION_WORDS",
    "GENDERED",
    "HONORIFICS",
    "LEADERS",
    "MODIFIERS",
    "NEGATIONS",
    "OBJECT_CUES",
    "OCCASIONS",
    "ORG_NOUNS",
    "ORG_WORDS",
    "PEOPLE_NOUNS",
    "PREPOSITIONS",
    "PRONOUNS",
    "QUOTE_ONLY",
    "ROLE_NOUNS",
    "SUBORDINATORS",
    "TO_CUES",
    "WEEKDAYS",
    "ZERO_THAT",
    "CueForm",
]

from typing import NamedTuple

from concession.evidence._word_sets import word_set


class CueForm(NamedTuple):
    """One form of a verb of speech: its lemma and tense (past, present, base, ing)."""

    lemma: str
    tense: str


#: Verbs that may take a clause without "that": "she said the mine would open".
ZERO_THAT = word_set(
    "say tell insist claim warn hint suggest stress admit acknowledge concede confirm argue assert promise "
    "pledge vow believe estimate think predict maintain explain declare reply respond announce deny assure "
    "inform remind swear contend emphasize emphasise allege fear caution reveal signal note complain agree "
    "boast reckon guess recall testify guarantee indicate"
)
#: Verbs that report speech only with "that", a question word or quoted words.
_WITH_THAT = word_set(
    "add state write report repeat reiterate remark observe comment answer disclose indicate conclude "
    "tweet post counter underline underscore highlight point clarify elaborate lament forecast propose "
    "recommend demand request ask inquire wonder advise rule find mention charge concur proclaim "
    "affirm reaffirm reassert urge beg plead protest object retort volunteer joke quip text email shout "
    "whisper cry yell exclaim mutter murmur continue tell read"
)
#: Verbs that report speech only by the quoted words beside them.
QUOTE_ONLY = word_set(
    "continue begin laugh smile sigh shrug nod interject interrupt open snap fume scoff recount joke quip "
    "elaborate thunder muse offer start finish close exclaim mutter murmur read go tweet post opine growl "
    "chime deadpan remark comment marvel chuckle grin bark groan moan gasp roar bellow holler sob "
    "pray rant gush enthuse lecture scold tease ponder reason reflect recollect reminisce theorize "
    "speculate surmise correct confess confide preach vent fret worry crow beam drawl declaim intone "
    "counsel hazard offer shrug croak sneer hiss grumble gripe"
)
#: Verbs about what somebody said, with quoted words as part of their object: "called it “a gift”".
ATTITUDE = word_set(
    "call describe characterize characterise dub label brand dismiss praise hail denounce condemn "
    "decry refer "
    "accuse blame reject welcome criticize criticise slam blast tout cite speak talk warn threaten promise "
    "pledge vow demand urge propose question appeal thank compare deride portray term brand vow apologize "
    "apologise mock ridicule defend deem complain boast hint envisage lambast applaud commend salute "
    "brush allude liken paint acknowledge admit endorse express use rule oppose attack invoke offer pan "
    "challenge declare pronounce "
    "voice lament mention list summarize summarise outline raise advocate seek want believe consider "
    "see view "
    "invite pressure press plead credit put regard hope insist argue"
)
#: Verbs whose object is the person spoken to: "told reporters that".
OBJECT_CUES = word_set(
    "tell inform assure remind warn ask urge advise promise text email beg caution show notify"
)
#: Verbs that report speech with an infinitive: "promised to pay", "urged the board to wait".
TO_CUES = word_set(
    "call promise pledge vow threaten urge ask tell order beg advise invite instruct warn swear"
)

_IRREGULAR = {
    "say": ("says", "said", "saying"),
    "put": ("puts", "put", "putting"),
    "tell": ("tells", "told", "telling"),
    "write": ("writes", "wrote", "writing"),
    "think": ("thinks", "thought", "thinking"),
    "swear": ("swears", "swore", "swearing"),
    "begin": ("begins", "began", "beginning"),
    "go": ("goes", "went", "going"),
    "read": ("reads", "read", "reading"),
    "speak": ("speaks", "spoke", "speaking"),
    "find": ("finds", "found", "finding"),
    "see": ("sees", "saw", "seeing"),
    "seek": ("seeks", "sought", "seeking"),
    "show": ("shows", "showed", "showing"),
    "cry": ("cries", "cried", "crying"),
    "reply": ("replies", "replied", "replying"),
    "deny": ("denies", "denied", "denying"),
    "decry": ("decries", "decried", "decrying"),
    "testify": ("testifies", "testified", "testifying"),
    "clarify": ("clarifies", "clarified", "clarifying"),
    "notify": ("notifies", "notified", "notifying"),
    "forecast": ("forecasts", "forecast", "forecasting"),
    "refer": ("refers", "referred", "referring"),
    "admit": ("admits", "admitted", "admitting"),
    "concur": ("concurs", "concurred", "concurring"),
    "beg": ("begs", "begged", "begging"),
    "nod": ("nods", "nodded", "nodding"),
    "shrug": ("shrugs", "shrugged", "shrugging"),
    "snap": ("snaps", "snapped", "snapping"),
    "dub": ("dubs", "dubbed", "dubbing"),
    "slam": ("slams", "slammed", "slamming"),
    "quip": ("quips", "quipped", "quipping"),
    "label": ("labels", "labelled labeled", "labelling labeling"),
    "signal": ("signals", "signalled signaled", "signalling signaling"),
    "pan": ("pans", "panned", "panning"),
}


def _forms(lemma: str) -> dict[str, str]:
    if lemma in _IRREGULAR:
        third, past, ing = _IRREGULAR[lemma]
        made = {lemma: "base", third: "present"}
        made |= dict.fromkeys(ing.split(), "ing")
        return made | dict.fromkeys(past.split(), "past")
    stem = lemma[:-1] if lemma.endswith("e") else lemma
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    return {lemma: "base", third: "present", stem + "ing": "ing", stem + "ed": "past"}


CUE_FORMS: dict[str, CueForm] = {
    form: CueForm(lemma, tense)
    for lemma in sorted(ZERO_THAT | _WITH_THAT | QUOTE_ONLY | ATTITUDE | OBJECT_CUES | TO_CUES)
    for form, tense in _forms(lemma).items()
}

ADVERBS = word_set(
    "also further then later again once previously recently repeatedly still now even just only simply often "
    "always sometimes soon earlier already meanwhile nonetheless nevertheless however therefore instead too "
    "himself herself itself themselves separately both all early initially eventually finally thus yesterday "
    "today back ever long twice"
)
AUXILIARIES = word_set("has have had is are was were am been being be having 's 're 've 'd ’s ’re ’ve ’d")
NEGATIONS = word_set(
    "not n't never would will could might may should can cannot can't won't didn't doesn't don't hasn't "
    "haven't hadn't wouldn't couldn't shouldn't must shall didn’t doesn’t don’t hasn’t haven’t hadn’t can’t "
    "wouldn’t couldn’t shouldn’t won’t isn’t isn't wasn't wasn’t weren't weren’t neither nor nobody hardly "
    "barely refused declined"
)
PRONOUNS = {"he": "m", "she": "f", "they": "", "it": "", "who": "", "i": "", "we": "", "one": ""}
DETERMINERS = word_set(
    "the a an his her its their our my your this these those some several many most few one two three four "
    "five six another other both no each any every dozens hundreds thousands all more various certain"
)
PREPOSITIONS = word_set(
    "in on at during after before of about from via through to with following by for under over against "
    "between among into near inside outside within without across around despite amid alongside "
    "behind beneath beside below above along up down off opposite past toward "
    "towards regarding concerning throughout ahead onto upon since until till as like per versus beyond"
)
SUBORDINATORS = word_set(
    "that when while as because after before if although though since until whether where who whom which "
    "what how why but or nor so than whereas unless once whose and"
)
FUNCTION_WORDS = (
    DETERMINERS
    | PREPOSITIONS
    | SUBORDINATORS
    | word_set(
        "he she they it i we you him them us me yes there here not never asked speaking according "
        "however meanwhile earlier later still also then now but yet if though although perhaps today "
        "yesterday tomorrow last next nearly almost only even just first second finally instead too "
        "indeed moreover furthermore additionally nonetheless nevertheless separately elsewhere is are was "
        "were be been has have had do does did will would can could may might should must said says say"
    )
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ABBREVIATIONS = word_set(
    "mr mrs ms dr prof gen sen rep gov lt col sgt capt maj adm st jr sr inc corp ltd co jan feb mar apr jun "
    "jul aug sep sept oct nov dec no vs rev hon pres etc messrs bros dept fig approx est mt ft u.s u.k u.n "
    "e.u a.m p.m e.g i.e cmdr supt cllr"
)
HONORIFICS = {
    "mr": "m", "mrs": "f", "ms": "f", "miss": "f",
    "mx": "", "sir": "m", "dame": "f", "lady": "f", "lord": "m",
    "madam": "f", "honourable": "", "honorable": "", "madame": "f", "dr": "", "messrs": "m",
}  # fmt: skip
ROLE_NOUNS = word_set(
    "president minister secretary adviser advisor spokesman spokeswoman spokesperson ambassador envoy "
    "senator "
    "governor mayor chairman chairwoman chairperson chair chief director head leader general colonel judge "
    "justice professor analyst economist lawyer attorney engineer manager officer official founder cofounder "
    "co-founder owner partner commissioner deputy chancellor king queen prince princess emperor pope bishop "
    "archbishop cardinal captain coach player doctor nurse surgeon teacher farmer miner resident researcher "
    "scientist author historian activist campaigner editor reporter journalist correspondent candidate "
    "representative congressman congresswoman lawmaker mp councillor councilor inspector sheriff ceo "
    "cfo coo cto "
    "negotiator mediator counsel counselor treasurer curator principal veteran pilot driver premier speaker "
    "whip legislator prosecutor geologist executive admiral commander major lieutenant sergeant constable "
    "superintendent dean rector provost fellow expert specialist consultant strategist trader broker "
    "investor "
    "banker auditor inspector-general ombudsman registrar archivist librarian biologist chemist physicist "
    "ecologist architect planner developer designer artist musician singer actor actress writer poet "
    "novelist "
    "filmmaker producer chef captain detective witness spokespeople coordinator organizer organiser "
    "superintendent vice-president parliamentarian deputy-governor undersecretary undersecretary-general "
    "secretary-general attorney-general governor-general co-chair cochair co-owner member chieftain elder "
    "shareholder landowner fisherman baker butcher shopkeeper worker technician operator student "
    "pastor priest "
    "rabbi imam monk trustee magistrate diplomat aide hydrologist seismologist meteorologist oceanographer "
    "astronomer mathematician linguist anthropologist sociologist psychologist physician paramedic "
    "firefighter "
    "colleague predecessor successor counterpart rival midwife pharmacist veterinarian statistician "
    "accountant surveyor clerk cashier warden ranger guard keeper vicar mechanic electrician plumber "
    "carpenter gardener grower rancher beekeeper sailor skipper conductor composer sculptor painter "
    "photographer translator interpreter tutor lecturer scholar forester foreman dealer merchant "
    "vendor waiter bartender porter steward caretaker janitor brewer winemaker builder contractor "
    "landlord tenant commuter retiree pensioner volunteer presenter columnist commentator blogger "
    "critic publisher bookseller academic chaplain bailiff juror arbitrator entrepreneur businessman "
    "businesswoman barrister solicitor assistant apprentice deckhand midfielder striker "
    "goalkeeper stockbroker underwriter adjuster jeweller tailor logger courier postman "
    "policeman policewoman examiner assessor adjudicator emissary attache consul choreographer "
    "dancer comedian narrator vet dentist optician therapist counsellor psychiatrist "
    "nutritionist cyclist climber diver guide curator hunter herder shepherd soldier statesman "
    "financier philanthropist campaigner peer baron baroness duke duchess earl marshal signatory boss "
    "ministers leaders headteacher headmaster headmistress schoolteacher policymaker dockworker steelworker "
    "farmworker caseworker shopworker frontbencher backbencher peacekeeper newsreader songwriter playwright "
    "harbourmaster harbormaster stationmaster postmaster whistleblower taxpayer ratepayer lifeguard "
)
#: What an organisation is called where it speaks.
ORG_NOUNS = word_set(
    "company firm ministry government agency bank council committee commission union party group "
    "team office court department administration embassy regulator board fund association organisation "
    "organization army navy force watchdog charity university institute newspaper magazine network "
    "side delegation parliament senate house kremlin cabinet operator mine utility consortium city state "
    "country authority broadcaster service tribunal panel jury opposition coalition federation society "
    "lobby foundation thinktank think-tank startup retailer carmaker airline producer manufacturer "
    "campaign museum school hospital club league trust bureau academy college corporation"
)
#: What a plural or otherwise unnamed human subject is called.
PEOPLE_NOUNS = (
    ROLE_NOUNS
    | ORG_NOUNS
    | word_set(
        "officials analysts sources people residents experts critics supporters opponents lawmakers "
        "economists "
        "diplomats police authorities ministers lawyers researchers scientists witnesses workers "
        "leaders aides "
        "advisers advisors executives engineers farmers miners activists campaigners parent customer "
        "passenger voter visitor protester guest viewer listener reader delegate commuter shareholder "
        "employee supporter villager local veteran bystander survivor relative regular newcomer organiser "
        "organizer bereaved traders investors bankers "
        "observers families villagers negotiators prosecutors doctors teachers protesters "
        "governments companies "
        "unions banks ministries agencies regulators senators reporters journalists historians "
        "spokesmen source "
        "person man woman lady gentleman guy teenager youth kid grandmother grandfather nephew niece "
        "toddler elders insider critic supporter opponent colleague friend neighbour neighbor brother sister "
        "mother father son daughter wife husband widow uncle aunt cousin boy girl child couple "
        "lender insurer contractor supplier buyer seller plaintiff defendant applicant veterans members "
        "students professors geologists directors managers owners shareholders employees staff parents "
        "pensioners locals monitors visitors voters guests viewers listeners readers delegates crowds "
        "customers passengers commuters fans neighbours neighbors businessmen mayors candidates "
        "organisers organizers inspectors miner shipowner"
    )
)
#: Papers that "say" something; they speak for who issued them.
DOCUMENTS = word_set(
    "statement report letter memo memorandum release post tweet message note document study survey filing "
    "communique communiqué text announcement article paper email notice review audit transcript ruling "
    "indictment complaint petition poll editorial plan law agreement draft decree readout dispatch"
)
ORG_WORDS = word_set(
    "ministry bank inc corp ltd plc llc gmbh group university council company agency department house "
    "conference news times fund union party court committee commission association institute authority "
    "board office service services holdings partners mining energy oil gas resources minerals metals "
    "industries international federation parliament senate congress treasury network radio television tv "
    "post herald tribune journal gazette press media centre center foundation society administration "
    "republic states kingdom nations street organization organisation bureau embassy co academy college "
    "school hospital museum society alliance league coalition cabinet kremlin pentagon railway airways "
    "airlines forum summit works trust capital development exchange operator consortium watchdog"
)
GENDERED = {
    "spokesman": "m", "spokeswoman": "f", "chairman": "m", "chairwoman": "f", "king": "m", "queen": "f",
    "prince": "m", "princess": "f", "congressman": "m", "congresswoman": "f", "actress": "f", "actor": "m",
    "brother": "m", "sister": "f", "mother": "f", "father": "m", "son": "m", "daughter": "f", "wife": "f",
    "husband": "m", "widow": "f", "man": "m", "woman": "f", "pope": "m", "fisherman": "m", "businessman": "m",
    "businesswoman": "f", "boy": "m", "girl": "f", "uncle": "m", "aunt": "f", "monk": "m", "midwife": "f",
}  # fmt: skip
MODIFIERS = ORG_NOUNS | word_set(
    "energy finance foreign defence defense interior economy economic trade justice health mining mines "
    "environment labour labor prime vice deputy acting former ex then chief senior lead executive managing "
    "general press opposition party state national regional local union company group head assistant "
    "associate special permanent government military police security treasury research project site mine "
    "plant campaign board financial operating technical legal public communications policy principal first "
    "incoming outgoing newly longtime veteran independent political climate water transport agriculture "
    "education culture tourism housing budget tax customs border intelligence district provincial federal "
    "county city village town ministry central commercial investment sales marketing operations retired "
    "late interim joint founding ruling provincial top junior minority majority production safety"
)
#: "The leader" may mean any of these.
LEADERS = word_set("president minister premier chancellor king queen emperor chief governor chairman chair")
OCCASIONS = word_set(
    "interview statement speech post letter briefing conference meeting call tweet message report "
    "video remarks "
    "hearing testimony email e-mail note address podcast broadcast forum summit visit ceremony debate talks "
    "column op-ed article book memo filing court parliament session event rally press-conference thread "
    "release announcement editorial documentary lecture sermon panel webinar phone telephone appearance "
    "trip tour inauguration presentation question questions reply response answer text show programme "
    "program "
    "essay blog newsletter congress dinner reception vote x television radio tv writing comments"
)

"""What kind of submission a text is, and what a person must see at once. Pure: no database.

Law: the word "khiếu nại" decides nothing. A complaint in the legal sense attacks a decision or act
that hits the sender's own right and asks for it to be reviewed (Complaints law 02/2011, art 2(1));
a denunciation names a breach of law by somebody (Denunciation law 25/2018, art 2(1)).
"""

from enum import StrEnum

from triage.hearing import Hearing


class Kind(StrEnum):
    """What the submission is, as far as its words show; a person has the last word."""

    FEEDBACK = "feedback"
    RECOMMENDATION = "recommendation"
    PRAISE = "praise"
    QUESTION = "question"
    COMPLAINT_LEGAL_LIKE = "complaint_legal_like"
    DENUNCIATION_LIKE = "denunciation_like"
    NOT_A_MATTER = "not_a_matter"


class Flag(StrEnum):
    """Signs for people; none of them proves anything."""

    BRIBE_WORDS = "bribe_words"  # money talk in whatever tone: a person reads it
    BRIBE_ASKED = "bribe_asked"
    RETALIATION = "retaliation"
    DISCLOSURE = "disclosure"
    POSSIBLE_COMPLAINT = "possible_complaint"
    DENUNCIATION_LIKE = "denunciation_like"
    PRAISE = "praise"
    QUESTION = "question"
    RECOMMENDATION = "recommendation"
    HEARSAY = "hearsay"
    JOKE = "joke"
    DENIAL = "denial"  # a grave act was mentioned and denied
    VULNERABLE = "vulnerable"
    HARM = "harm"
    HEAD_NAMED = "head_named"


GRAVE = frozenset({"bribe_asked", "bribe_given", "retaliation", "disclosure"})
HINT = "bribe_hint"  # "uống cà phê": with no money or favour beside it, a sign for people only
RULE = "suggest_rule"  # "kiến nghị bãi bỏ", "đề nghị rút ngắn": a rule should be another
WHY = "why"  # "cho hỏi sao thu phí mà không có biên lai": asked so, it is a grievance
_BRIBE = frozenset({"bribe_asked", "bribe_given"})
WRONGS = frozenset({"late", "harass", "rude", "refuse", "no_slip", "shuffle", "lost", "wrong"})


def flags_of(hearing: Hearing, guess: Kind) -> frozenset[Flag]:
    """Flags of a text; ``guess`` is the kind its topic usually has."""
    said = hearing.said
    signs = {
        Flag.BRIBE_WORDS: hearing.anyhow(HINT, *_BRIBE),
        Flag.BRIBE_ASKED: bool(said & _BRIBE),
        Flag.RETALIATION: "retaliation" in said,
        Flag.DISCLOSURE: "disclosure" in said,
        Flag.POSSIBLE_COMPLAINT: is_complaint_like(hearing),
        Flag.DENUNCIATION_LIKE: is_denunciation_like(hearing),
        Flag.PRAISE: guess is Kind.PRAISE,
        Flag.QUESTION: is_question(hearing),
        Flag.RECOMMENDATION: guess is Kind.RECOMMENDATION or RULE in said,
        Flag.HEARSAY: "hearsay" in said,
        Flag.JOKE: bool(hearing.joked & GRAVE),
        Flag.DENIAL: bool(hearing.denied & GRAVE),
        Flag.VULNERABLE: "vulnerable" in said,
        Flag.HARM: "harm" in said,
        Flag.HEAD_NAMED: "head_acts" in said,
    }
    return frozenset(flag for flag, on in signs.items() if on)


def kind_of(hearing: Hearing, guess: Kind, relevant: bool) -> Kind:
    """The kind: grave signs first, then law-like complaint, then question, then the topic's own."""
    if is_denunciation_like(hearing):
        return Kind.DENUNCIATION_LIKE
    if is_complaint_like(hearing):
        return Kind.COMPLAINT_LEGAL_LIKE
    if not relevant:
        return Kind.NOT_A_MATTER
    if guess is Kind.PRAISE or hearing.said & WRONGS:
        return guess
    if RULE in hearing.said:
        return Kind.RECOMMENDATION
    proposed = guess is Kind.RECOMMENDATION and "suggest" in hearing.said
    if is_question(hearing) and WHY not in hearing.said and not proposed:
        return Kind.QUESTION
    return guess


def is_complaint_like(hearing: Hearing) -> bool:
    """A decision, the sender's own right, and a wish to have it reviewed: all three."""
    return {"decision", "review_asked", "own_right"} <= hearing.said


def is_denunciation_like(hearing: Hearing) -> bool:
    """An offence of an official told of, or a grave sign that was not denied or joked."""
    return bool(hearing.said & (GRAVE | {"offence"}))


def is_question(hearing: Hearing) -> bool:
    """Asks to be told something: by its opening words or by its question mark with a question cue."""
    return "question" in hearing.said

"""How likely words are a matter of public administration at all. Pure: no database.

Law: leaving a true complaint out is worse than showing a stray post to people, so the doubt is the
sender's: only words that name a private business and nothing public lower the model's answer.
"""

from collections.abc import Sequence

from triage.hearing import Cues
from triage.reading import Word
from triage.topics import Guesses, guess

FIRM, PUBLIC = "firm_named", "public_sure"
# Odds of "no public matter" once a bank, shop, carrier, ... is named and no public body or paper:
# the ratio of the shares of such texts among our sentences without and with a public matter.
FIRM_ODDS = 40.0


def weighed(words: Sequence[Word], cues: Cues) -> tuple[Guesses, float]:
    """What the model guesses of these words, and the probability that they are a public matter."""
    guesses = guess(words, cues)
    p_none = guesses.p_none
    if FIRM in cues and PUBLIC not in cues:
        p_none = p_none * FIRM_ODDS / (p_none * FIRM_ODDS + 1 - p_none)
    return guesses, 1 - p_none

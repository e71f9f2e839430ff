"""Why the machine speaks up, in plain words, and what speaks against it. Pure.

Every sentence is a Vietnamese msgid of :mod:`triage.whysentences` with named places; ``say``
translates it. The words are made from the frozen evidence, so an old proposal is explained as it
was judged.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from triage.whysentences import BURSTS, CAUTION, DECIMAL, HEADLINES, HOLDS, REASONS, WARNINGS

Say = Callable[[str], str]
Evidence = Mapping[str, Any]
FEW = 5  # senders below which the reader is told that they are few
MOST = 0.6  # share of the counted matters from which one story is most of them


@dataclass(frozen=True)
class Explanation:
    """``headline``: one sentence. ``reasons``: for looking. ``against``: for caution.

    ``caution`` is always there: an alarm is a ground to look, not evidence.
    """

    headline: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    caution: str


@dataclass(frozen=True)
class Background:
    """What counting alone cannot know and the caller may: names and things that went on.

    ``topic_names``: code -> name in the reader's language. ``stories``: (short text, number of
    matters). ``new_channel``: day a channel opened in the window. ``outage``: day the portal was
    down in the window.
    """

    topic_names: Mapping[str, str]
    stories: Sequence[tuple[str, int]] = ()
    new_channel: date | None = None
    outage: date | None = None


def explain(evidence: Evidence, say: Say, background: Background | None = None) -> Explanation:
    """Words for the evidence of :meth:`triage.assess.Assessment.as_dict`.

    ``say`` takes a msgid and gives the sentence in the reader's language, its ``%(x)s`` kept.
    """
    extra = background or Background({})
    tier = evidence["tier"]
    return Explanation(
        headline=say(HEADLINES[tier]),
        reasons=tuple(_reasons(evidence, say, extra)),
        against=tuple(_against(evidence, say, extra)),
        caution=say(CAUTION),
    )


def _reasons(evidence: Evidence, say: Say, extra: Background) -> list[str]:
    verdict, fair = evidence["verdict"], evidence["fair"]
    return [
        *_counts(verdict, say),
        _tell(say, "since", since=_day(verdict["since"])),
        _chance(verdict["false_alarms_per_unit_year"], say),
        *_lower_bound(verdict["ic025"], say),
        *_senders(fair, say),
        *_topics(fair, say, extra),
        *_stories(say, extra),
        *_serious(fair, say),
    ]


def _tell(say: Say, key: str, **places: object) -> str:
    return say(REASONS[key]) % places


def _counts(verdict: Evidence, say: Say) -> list[str]:
    month = verdict["usual_per_month"]
    if month < 1:
        usual = _tell(say, "usual_rare", months=_number(1 / max(month, 0.01), say))
    else:
        usual = _tell(say, "usual", usual=_number(month, say))
    return [usual, _came(verdict, say, "came")]


def in_short(evidence: Evidence, say: Say) -> str:
    """One sentence for lists: what came in how many days, and what is usual."""
    return _came(evidence["verdict"], say, "short")


def _came(verdict: Evidence, say: Say, form: str) -> str:
    """What was counted; a sum with a fraction is called what it is, a weighted one."""
    seen = verdict["observed"]
    whole = abs(seen - round(seen)) < 0.05
    return _tell(
        say,
        f"{form}_whole" if whole else f"{form}_weighted",
        days=verdict["window_days"],
        seen=_number(seen, say),
        expected=_number(verdict["expected"], say, least=0.1),
    )


def _chance(rate: float, say: Say) -> str:
    """``rate``: how often a unit and year chance alone reaches the score."""
    if rate >= 1:
        return _tell(say, "chance_often", n=_number(rate, say))
    years = 1 / max(rate, 0.001)
    if years > 100:
        return _tell(say, "chance_never")
    return _tell(say, "chance_rare", n=_number(years, say))


def _lower_bound(ic025: float, say: Say) -> list[str]:
    """IC025 is log2 of the lower bound; below 0 it says nothing and is left out."""
    times = _number(2.0**ic025, say)
    return [_tell(say, "lower_bound", times=times)] if ic025 > 0 and times != "1" else []


def _senders(fair: Evidence, say: Say) -> list[str]:
    if fair["distinct_senders"] < 2:
        return []
    return [_tell(say, "senders", n=fair["distinct_senders"])]


def _topics(fair: Evidence, say: Say, extra: Background) -> list[str]:
    total = sum(weight for _, weight in fair["by_topic"])
    if not total:
        return []
    code, weight = fair["by_topic"][0]
    name = extra.topic_names.get(code, code)
    name = name[:1].lower() + name[1:]
    return [_tell(say, "topic", topic=name, share=round(100 * weight / total))]


def _stories(say: Say, extra: Background) -> list[str]:
    told = [(story, n) for story, n in extra.stories[:3] if n > 1]
    return [_tell(say, "story", n=n, story=story.rstrip(". ")) for story, n in told]


def _serious(fair: Evidence, say: Say) -> list[str]:
    number = dict(map(tuple, fair["by_severity"])).get("S3", 0)
    return [_tell(say, "serious", n=number)] if number else []


def _against(evidence: Evidence, say: Say, extra: Background) -> list[str]:
    fair, verdict = evidence["fair"], evidence["verdict"]
    lines = [say(HOLDS[hold]) for hold in evidence["holds"]]
    lines += [
        say(BURSTS[kind]) % {"n": len(b["members"]), "hours": max(round(b["hours"]), 1)}
        for b in fair["bursts"]
        for kind in (b["kind"],)
    ]
    facts = [*_voices(evidence), *_surroundings(verdict, say, extra)]
    if _one_story(fair, extra):
        facts.append(("one_story", {}))
    return lines + [say(WARNINGS[key]) % places for key, places in facts]


Fact = tuple[str, dict[str, Any]]


def _voices(evidence: Evidence) -> list[Fact]:
    """Who speaks: few, nameless, or repeating."""
    fair, senders = evidence["fair"], evidence["fair"]["distinct_senders"]
    copied, repeated = _why(fair, "near_copy"), _why(fair, "same_sender", "same_dossier")
    found: list[tuple[bool, Fact]] = [
        (senders == 1 and fair["share_anonymous"] == 0, ("one_hand", {})),
        (
            1 < senders < FEW and "few_senders" not in evidence["holds"],
            ("few_senders", {"n": senders}),
        ),
        (evidence["article_25"], ("anonymous", {})),
        (not evidence["article_25"] and fair["share_anonymous"] > 0.5, ("half_anonymous", {})),
        (copied > 0, ("copied", {"n": copied})),
        (repeated > 0, ("repeats", {"n": repeated})),
    ]
    return [fact for holds, fact in found if holds]


def _surroundings(verdict: Evidence, say: Say, extra: Background) -> list[Fact]:
    """What else went on, and how much is known of the usual."""
    common = verdict["common_factor"]
    found: list[tuple[bool, Fact]] = [
        (common > 1.25, ("shared_rise", {"times": _number(common, say)})),
        (extra.new_channel is not None, ("new_channel", {"day": _date(extra.new_channel)})),
        (extra.outage is not None, ("outage", {"day": _date(extra.outage)})),
        (verdict["cold_start"], ("cold_start", {"days": verdict["history_days"]})),
        (verdict["calibrated_on"] != "own_year", ("simulator", {})),
    ]
    return [fact for holds, fact in found if holds]


def _one_story(fair: Evidence, extra: Background) -> bool:
    most = max((n for _, n in extra.stories), default=0)
    return most >= 3 and most >= MOST * len(fair["items"])


def _why(fair: Evidence, *reasons: str) -> int:
    return sum(item["why"] in reasons for item in fair["items"])


def _number(value: float, say: Say, least: float = 0.0) -> str:
    """At most one decimal, written as the reader's language writes it; whole numbers bare."""
    value = max(value, least)
    whole, _, tenths = (f"{value:.1f}" if value < 10 else f"{value:.0f}").partition(".")
    if tenths in ("", "0"):
        return whole
    return say(DECIMAL) % {"whole": whole, "tenths": tenths}


def _day(iso: str) -> str:
    return _date(date.fromisoformat(iso))


def _date(day: date | None) -> str:
    return "" if day is None else f"{day.day:02d}/{day.month:02d}/{day.year}"

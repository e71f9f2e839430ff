"""The topic model: built from our sentences as they are today, small, and with its card."""

import csv

import numpy as np

from benchmarks.sentences import sentences, with_copies
from benchmarks.topics_card import fresh_part, fresh_sentences
from benchmarks.train_topics import digest
from triage.reading import DATA, read
from triage.topics import MODEL, NO_MATTER, OTHER_MATTER, topics


def test_the_model_was_built_from_the_sentences_of_today() -> None:
    with np.load(MODEL, allow_pickle=False) as file:
        assert str(file["digest"]) == digest(), "run python -m benchmarks.train_topics"


def test_the_model_is_small_and_its_card_tells_data_figures_and_limits() -> None:
    assert MODEL.stat().st_size < 1_000_000
    told = MODEL.with_suffix(".md").read_text(encoding="utf-8")
    assert all(part in told for part in ("## Data", "## Figures", "## Limits"))
    assert f"{len(sentences()):,} sentences" in told


def test_the_card_says_what_the_model_measures() -> None:
    told = MODEL.with_suffix(".md").read_text(encoding="utf-8")
    assert fresh_part() in told, "run python -m benchmarks.topics_card"


def test_the_fresh_sentences_are_of_every_topic_and_were_never_trained_on() -> None:
    rows = fresh_sentences()
    assert {r["topic"] for r in rows} == {*topics(), OTHER_MATTER, NO_MATTER}
    trained = {tuple(w.bare for w in read(r.text).words) for r in sentences()}
    assert not trained & {tuple(w.bare for w in read(r["text"]).words) for r in rows}


def test_every_sentence_is_marked_invented_and_stands_once() -> None:
    seen: set[str] = set()
    for path in sorted((DATA / "sentences").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert row["synthetic"] == "yes"
                assert row["topic"] == path.stem
                assert row["text"] not in seen
                seen.add(row["text"])
    assert len(seen) >= 1200


def test_every_topic_has_sentences_in_every_style() -> None:
    styles = {(r.topic, r.style) for r in sentences()}
    wanted = ("formal", "southern", "no_diacritics", "teencode", "business", "voice")
    for code in [*topics(), OTHER_MATTER, NO_MATTER]:
        assert {s for t, s in styles if t == code} >= set(wanted)


def test_a_sentence_and_its_copies_are_one_group_and_never_change() -> None:
    few = sentences()[:20]
    once, again = list(with_copies(few)), list(with_copies(few))
    assert once == again
    assert {r.group for r in once} == {r.group for r in few}
    assert {r.copy for r in once} >= {"as written", "stripped", "teencode", "dressed"}

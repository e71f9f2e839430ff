"""Folding's laws: idempotent, the way back valid, marks without weight."""

import unicodedata
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intake.fold import fold
from triage.placewords import Words, read_words
from triage.reading import read, same_spelling, short_forms
from triage.retyped import decoded, split

ANY = st.text(alphabet=st.characters(), max_size=60)
VIETNAMESE = st.text(alphabet="aàáạảãăằâầđêềiìoôồơờuưừyỳ xXhHnNgt.,-\u00ad\u200b", max_size=40)
NAMES = frozenset({"xa", "binh", "thanh", "hoa", "an"})
HARD = ["\x00Xã\x00", "\ud800Hoà\udfff", "e\u0301\u0323", "\u0301", "İi", "ß", "각", "ﬁ", "ো", ""]
HARD += ["H\u00adòa\u200b An", "Ðồng Tháp", "\ufeffxãBình\u2060Thạnh", "uyr bann xax Hoaf"]


def harden(test: Callable[[str], None]) -> Callable[[str], None]:
    """Try the hard texts first."""
    for text in HARD:
        test = example(text)(test)
    return test


@harden
@given(ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
def test_marks_never_change_the_fold(text: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    assert fold(text) == fold(bare)
    assert read_words(text).bare == read_words(bare.replace("đ", "d")).bare


@given(VIETNAMESE)
def test_composed_and_decomposed_typing_fold_alike(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold(composed) == fold(decomposed)
    assert read_words(composed).bare == read_words(decomposed).bare


@given(VIETNAMESE)
@example("H\u00adòa\u200b An, Ðồng\u2060 Thap")
def test_every_word_leads_back_to_the_letters_it_was_read_from(text: str) -> None:
    words = read_words(text)
    _check_places(words)
    for at, bare in enumerate(words.bare):
        written = fold(text[slice(*words.span(at))])
        assert bare == written


@harden
@given(ANY | VIETNAMESE)
def test_whatever_is_made_of_the_words_keeps_its_place_in_the_text(text: str) -> None:
    words = read_words(text)
    for meant in (words, decoded(words), split(words, NAMES)):
        if meant is not None:
            _check_places(meant)


def _check_places(words: Words) -> None:
    spans = words.spans()
    assert len(spans) == len(words.typed) == len(words.bare)
    assert all(0 <= start < end <= len(words.text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ðồng Tháp Ðịnh An", "dong thap dinh an"),  # U+00D0, as old code tables give it
        ("Tân Th\u00adành", "tan thanh"),
        ("\ufeffxã\u200b Bình\u2060 Th\u200dạnh", "xa binh thanh"),
        ("Hoà Thuỵ", "hoa thuy"),
    ],
)
def test_what_looks_the_same_folds_the_same(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert " ".join(read_words(written).bare) == folded
    assert " ".join(w.bare for w in read(written).words) == folded


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("uyr ban xax Hoaf Taan khoong tieeps", "uy ban xa hoa tan khong tiep"),
        ("xa4 Bi2nh Tha2nh huye65n La61p Vo2", "xa binh thanh huyen lap vo"),
        ("Thuwowng vieejc nopj hoof sow web off", "thuong viec nop ho so web off"),
    ],
)
def test_raw_telex_and_vni_are_decoded(written: str, meant: str) -> None:
    assert " ".join(w.bare for w in read(written).words) == meant
    typed = decoded(read_words(written))
    assert typed is not None
    assert " ".join(typed.bare) == meant


@pytest.mark.parametrize(
    "text",
    [
        "boss nói vậy thôi chứ ai biết",
        "web dvc off hoài, app lỗi how soft quá",
        "Trang web của sở hay off, room error soft, tôi nộp mãi không được",
        "web how soft",
        "off hoai web how soft khong nop duoc ho so",
        "web rows tabs khong mo duoc, nop ho so bat in tat ca cac mat",  # plainly without marks
        "Cán bộ nói file naof cungx được, tôi gửi mãi không xong",  # two raw words among marks
        "giay a4 a3 in 2 mat",
        "keep dang tren post mobile new room",
    ],
)
def test_foreign_words_are_no_raw_keys(text: str) -> None:
    as_typed = [w.casefold() for w in text.replace(",", "").split()]
    assert decoded(read_words(text)) is None
    written = [m for w in as_typed for m in short_forms().get(w, (w,))]
    assert [w.norm for w in read(text).words] == [same_spelling(w) for w in written]


def test_joined_words_are_split_where_a_name_shows_through() -> None:
    text = "lên xaBinhThanh hoài"
    apart = split(read_words(text), frozenset({"xa", "binh", "thanh"}))
    assert apart is not None
    assert apart.bare == ["len", "xa", "binh", "thanh", "hoai"]
    assert [text[slice(*apart.span(at))] for at in (2, 3)] == ["Binh", "Thanh"]


def test_words_that_hold_no_name_are_left_joined() -> None:
    assert split(read_words("facebook"), frozenset({"xa", "binh"})) is None

"""A text reduced to what two copies of it share. Pure: no database.

Copies differ in marks, teencode, spelling by ear, typing slips and the courtesies around them.
"""

import re
import unicodedata
from functools import lru_cache

from intake.fold import fold
from triage.teencode import meanings

READ = 20_000  # characters looked at; two texts that agree so far are copies whatever follows

_PIECE = re.compile(r"[\w\u0300-\u036f]+|[.,:;!?\n]")
_STOPS = frozenset(".,:;!?\n")
_DOUBLED = re.compile(r"(.)\1+")
# One letter for what southern speech or young writers do not tell apart.
_BY_EAR = str.maketrans({"w": "qu", "j": "gi", "z": "v", "k": "c", "y": "i"})

_OPENING = re.compile(
    r"(?:(?:toi|em|minh|chung toi) )?(?:xin |muon )*"
    r"(?:kinh (?:gui|thua|chao)|thua|chao|alo|cho (?:toi |em |minh )?hoi|hoi|phan (?:anh|ang))\b"
)
_CLOSING = re.compile(
    r"\b(?:(?:toi|em|minh|chung toi|rat) )?(?:"
    r"(?:xin )?(?:tran trong |chan thanh )*(?:cam|cham) on|tran trong|"
    r"(?:kinh )?(?:mong|de nghi|nho) (?:duoc|som|quy|co quan|cac cap|cap tren|lanh dao)"
    r")\b"
)
_OPENS = frozenset(fold("Tôi em mình chúng xin muốn kính thưa chào alo cho hỏi phản").split())
_CLOSES = frozenset(fold("ơn trọng mong nghị nhờ").split())
_ADDRESS = 12  # words an address may have before its comma
_THANKS = 14  # words the last courtesy may have


def skeleton(text: str) -> str:
    """Words in comparable spelling with one space between; empty for a text without words.

    Looks at the first ``READ`` characters. Any ``str`` is accepted.
    """
    pieces = _PIECE.findall(unicodedata.normalize("NFC", text[:READ]))
    bare = _without_courtesies([_bare(piece) for piece in pieces])
    return " ".join(filter(None, map(_even, bare)))


@lru_cache(maxsize=1 << 16)
def _bare(piece: str) -> str:
    return piece if piece in _STOPS else fold(piece)


@lru_cache(maxsize=1 << 16)
def _even(bare: str) -> str:
    """``zien`` and ``viên``, ``thik`` and ``thíc``, ``quá`` and ``waaa`` become one."""
    if bare in _STOPS:
        return ""
    written = _DOUBLED.sub(r"\1", meanings().get(bare, bare).translate(_BY_EAR))
    return written.replace("ngh", "ng").replace("gh", "g").replace("ph", "f")


def _without_courtesies(pieces: list[str]) -> list[str]:
    """The pieces without address and thanks; each stays where it is all there is."""
    if pieces and pieces[0] in _OPENS:
        pieces = _something(pieces[_after_opening(pieces) :]) or pieces
    if not _CLOSES.isdisjoint(pieces[-_THANKS:]):
        pieces = _something(pieces[: _before_closing(pieces)]) or pieces
    return pieces


def _something(pieces: list[str]) -> list[str]:
    return pieces if any(piece not in _STOPS for piece in pieces) else []


def _after_opening(pieces: list[str]) -> int:
    head = pieces[: _ADDRESS + 1]
    opening = _OPENING.match(" ".join(head))
    if opening is None:
        return 0
    stop = next((i for i, piece in enumerate(head) if piece in _STOPS), None)
    return stop + 1 if stop is not None else opening.group().count(" ") + 1


def _before_closing(pieces: list[str]) -> int:
    first = max(0, len(pieces) - _THANKS)
    tail = " ".join(pieces[first:])
    closing = _CLOSING.search(tail)
    return first + tail[: closing.start()].count(" ") if closing else len(pieces)

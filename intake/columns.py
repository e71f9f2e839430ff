"""Which column of somebody's table is what: guessed from the words of its header. Pure."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from intake.fold import fold

# Columns we take, and the folded words that name them in 1022 exports and partners' lists.
WORDS: dict[str, tuple[str, ...]] = {
    "text": ("noi dung phan anh", "noi dung kien nghi", "noi dung", "mo ta", "phan anh", "content"),
    "source_ref": ("ma phan anh", "ma phieu", "ma tiep nhan", "so phieu", "ma so", "ticket", "id"),
    "received_at": ("thoi gian tiep nhan", "ngay tiep nhan", "ngay gui", "thoi gian gui", "ngay nhan"),
    "occurred_on": ("ngay xay ra", "thoi gian xay ra", "thoi diem xay ra"),
    "place": ("don vi bi phan anh", "dia diem", "noi xay ra", "co quan", "don vi", "dia chi phan anh"),
    "dossier_code": ("ma ho so", "so ho so", "ma so ho so"),
    "name": ("ho va ten", "ho ten", "nguoi phan anh", "nguoi gui", "ten cong dan"),
    "contact": ("so dien thoai", "dien thoai", "sdt", "email", "lien he"),
}  # fmt: skip
NEEDED = ("text",)


def fingerprint(header: Sequence[str]) -> str:
    """What names a header: the same columns in the same order, however cased or spaced."""
    return sha256("\x1f".join(fold(h).strip() for h in header).encode()).hexdigest()[:32]


def guess(header: Sequence[str]) -> dict[str, int]:
    """The column of each field where a header's words tell; no column twice."""
    folded = [" ".join(fold(h).split()) for h in header]
    wanted = [
        (rank, -len(word), field, i)
        for field, words in WORDS.items()
        for word in words
        for i, head in enumerate(folded)
        if (rank := _fit(head, word)) is not None
    ]
    found: dict[str, int] = {}
    for _rank, _length, field, i in sorted(wanted):
        if field not in found and i not in found.values():
            found[field] = i
    return found


def _fit(head: str, word: str) -> int | None:
    if head == word:
        return 0
    return 1 if f" {word} " in f" {head} " else None


def picked(row: Sequence[str], mapping: Mapping[str, int]) -> dict[str, str]:
    """The cells of a row by field; a row cut short gives empty ones."""
    return {f: row[i].strip() if i < len(row) else "" for f, i in mapping.items()}


def neutral(cell: str) -> str:
    """A cell no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell

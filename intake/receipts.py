"""What a sender takes home: a public reference and a secret. Pure: no database.

Both are written in Crockford's base 32 (no I, L, O, U) and end in a check character over GF(32):
every wrong character and every swap of two characters is noticed. ISO 7064's hybrid Mod 33,32
would need a library and still miss 2 neighbour swaps in 1,000.
"""

import hashlib
import hmac
import secrets
import unicodedata
from enum import StrEnum

from intake.words import N_

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "LN"
REFERENCE_BITS = 40
SECRET_BITS = 100
SERVER_KEY_BYTES = 32

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_PREFIX_READ = PREFIX.translate(_LOOKALIKES)
_LONGEST_READ = 200
_SECRET_DOMAIN = b"lang-nghe/receipt-secret/v1"
_HASH_DOMAIN = b"lang-nghe/receipt-secret-hash/v1"
_IDEMPOTENCY_DOMAIN = b"lang-nghe/idempotency-key/v1"


class ReceiptFault(StrEnum):
    """What is wrong with a reference or a secret somebody typed."""

    REFERENCE_EMPTY = "reference_empty"
    REFERENCE_SHAPE = "reference_shape"
    REFERENCE_CHARACTER = "reference_character"
    REFERENCE_TYPO = "reference_typo"
    SECRET_EMPTY = "secret_empty"
    SECRET_SHAPE = "secret_shape"
    SECRET_CHARACTER = "secret_character"
    SECRET_TYPO = "secret_typo"


MESSAGES: dict[str, str] = {
    ReceiptFault.REFERENCE_EMPTY: N_("Vui lòng nhập mã tra cứu ghi trên biên nhận."),
    ReceiptFault.REFERENCE_SHAPE: N_(
        "Mã tra cứu gồm chữ LN và 9 ký tự, ví dụ LN-7K2M-Q9TXA. Vui lòng kiểm tra lại biên nhận."
    ),
    ReceiptFault.REFERENCE_CHARACTER: N_(
        "Mã tra cứu chỉ có chữ số và chữ cái không dấu, không có chữ U. "
        "Vui lòng kiểm tra lại biên nhận."
    ),
    ReceiptFault.REFERENCE_TYPO: N_(
        "Mã tra cứu có ký tự bị gõ sai hoặc gõ nhầm thứ tự. Vui lòng so lại với biên nhận."
    ),
    ReceiptFault.SECRET_EMPTY: N_("Vui lòng nhập mã bí mật ghi trên biên nhận."),
    ReceiptFault.SECRET_SHAPE: N_(
        "Mã bí mật gồm 21 ký tự, chia thành 5 nhóm 4 ký tự và 1 ký tự cuối. "
        "Vui lòng kiểm tra lại biên nhận."
    ),
    ReceiptFault.SECRET_CHARACTER: N_(
        "Mã bí mật chỉ có chữ số và chữ cái không dấu, không có chữ U. "
        "Vui lòng kiểm tra lại biên nhận."
    ),
    ReceiptFault.SECRET_TYPO: N_(
        "Mã bí mật có ký tự bị gõ sai hoặc gõ nhầm thứ tự. Vui lòng so lại với biên nhận."
    ),
}


class ReceiptError(ValueError):
    """A reference or secret that cannot be one; ``code`` is a key of MESSAGES."""

    def __init__(self, code: ReceiptFault) -> None:
        super().__init__(code.value)
        self.code = code


def new_reference() -> str:
    """A fresh public reference such as ``LN-7K2M-Q9TXA``: 40 random bits and a check character.

    Among 100,000 the chance that any two are equal is 0.5 %: the table keeps a unique index and
    the caller draws again.
    """
    return _show_reference(_with_check(_base32(secrets.randbits(REFERENCE_BITS), 8)))


def clean_reference(text: str) -> str:
    """The reference as `new_reference` writes it, from however it was typed or read aloud.

    Case, spaces, dashes, a missing ``LN``, O for 0 and I or L for 1 are forgiven.
    Raises ReceiptError.
    """
    read = _readable(text)
    if not read:
        raise ReceiptError(ReceiptFault.REFERENCE_EMPTY)
    bare = read.removeprefix(_PREFIX_READ) if len(read) == 11 else read
    if len(bare) != 9:
        raise ReceiptError(ReceiptFault.REFERENCE_SHAPE)
    _verify(bare, ReceiptFault.REFERENCE_CHARACTER, ReceiptFault.REFERENCE_TYPO)
    return _show_reference(bare)


def new_idempotency_key() -> str:
    """A key for one act of sending (256 random bits), to be put into the form that is sent."""
    return secrets.token_urlsafe(32)


def secret_for(server_key: bytes, reference: str, idempotency_key: str) -> str:
    """The secret of one submission, 100 bits, as ``XXXX-XXXX-XXXX-XXXX-XXXX-C``.

    HMAC-SHA256 (RFC 2104) over reference and idempotency key, so that whoever repeats the key is
    given the same secret though neither is stored. Database and server key together do not give
    it: the key is kept as a hash only. That holds as long as the key cannot be guessed; see
    `new_idempotency_key`. Raises ValueError on a server key shorter than 32 bytes.
    """
    if len(server_key) < SERVER_KEY_BYTES:
        raise ValueError(f"the server key needs at least {SERVER_KEY_BYTES} bytes")
    framed = _frame(_SECRET_DOMAIN, _bytes(reference), _bytes(idempotency_key))
    digest = hmac.new(server_key, framed, hashlib.sha256).digest()
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - SECRET_BITS)
    return _show_secret(_with_check(_base32(number, 20)))


def clean_secret(text: str) -> str:
    """The secret as `secret_for` writes it, as forgiving as `clean_reference`.

    Raises ReceiptError.
    """
    read = _readable(text)
    if not read:
        raise ReceiptError(ReceiptFault.SECRET_EMPTY)
    if len(read) != 21:
        raise ReceiptError(ReceiptFault.SECRET_SHAPE)
    _verify(read, ReceiptFault.SECRET_CHARACTER, ReceiptFault.SECRET_TYPO)
    return _show_secret(read)


def secret_hash(secret: str) -> bytes:
    """What the database keeps of a secret: 32 bytes. Raises ReceiptError on a malformed one.

    SHA-256 without stretching is enough, because 100 random bits cannot be tried out.
    """
    return hashlib.sha256(_frame(_HASH_DOMAIN, clean_secret(secret).encode())).digest()


def secret_matches(secret: str, kept: bytes) -> bool:
    """Whether the secret somebody typed is the one kept, in a time that tells nothing of it."""
    try:
        return hmac.compare_digest(secret_hash(secret), kept)
    except ReceiptError:
        return False


def idempotency_hash(key: str) -> bytes:
    """What the database keeps of an idempotency key: 32 bytes, useless for making the secret."""
    return hashlib.sha256(_frame(_IDEMPOTENCY_DOMAIN, _bytes(key))).digest()


def _readable(text: str) -> str:
    """Upper case, look-alikes settled, separators and invisible characters gone."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_READ]).upper()
    kept = "".join(c for c in plain if unicodedata.category(c)[0] not in "ZCP")
    return kept.translate(_LOOKALIKES)


def _verify(word: str, strange: ReceiptFault, typo: ReceiptFault) -> None:
    if any(character not in _VALUE for character in word):
        raise ReceiptError(strange)
    if _horner(word) != 0:
        raise ReceiptError(typo)


def _with_check(word: str) -> str:
    return word + ALPHABET[_double(_horner(word))]


def _horner(word: str) -> int:
    """The word as a polynomial over GF(32), at the primitive element 2.

    Each place weighs a different power of 2 up to 31 characters, therefore one wrong character or
    one swap, near or far, always changes the value.
    """
    total = 0
    for character in word:
        total = _double(total) ^ _VALUE[character]
    return total


def _double(element: int) -> int:
    """Times x in GF(2)[x] / (x^5 + x^2 + 1), a primitive polynomial."""
    doubled = element << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled


def _base32(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def _show_reference(word: str) -> str:
    return f"{PREFIX}-{word[:4]}-{word[4:]}"


def _show_secret(word: str) -> str:
    return "-".join(word[start : start + 4] for start in range(0, len(word), 4))


def _frame(domain: bytes, *parts: bytes) -> bytes:
    """Parts with their lengths, so that no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in (domain, *parts))


def _bytes(text: str) -> bytes:
    """UTF-8; a lone surrogate, which JSON lets through, is bytes too."""
    return text.encode("utf-8", "surrogatepass")

"""Who said it: sealed apart from what was said, and a keyed hash that only tells senders apart."""

import hmac
import json
from hashlib import sha256
from pathlib import Path

from nacl.public import PrivateKey, PublicKey, SealedBox

from intake import durable
from intake.submissions import SealedIdentity

_PAD = 512


def officers_key(instance: Path) -> PublicKey:
    """The key identities are sealed to; a pair is made on first use.

    The server only ever reads the public half. An installation moves the private half,
    ``identity.private``, off the machine (README, "Who said it").
    """
    public = instance / "identity.public"
    if not public.exists():
        _make_pair(instance, public)
    return PublicKey(bytes.fromhex(public.read_text().strip()))


def _make_pair(instance: Path, public: Path) -> None:
    """Of several who make the pair at once, one makes it and all use it; no half file is seen."""
    private = durable.write_once(
        instance / "identity.private", lambda: bytes(PrivateKey.generate()).hex().encode()
    )
    durable.write(public, _told(PrivateKey(bytes.fromhex(private.decode())).public_key))


def use_public_key(instance: Path, key: PublicKey) -> None:
    """Seal to another pair from now on."""
    durable.write(instance / "identity.public", _told(key))


def _told(key: PublicKey) -> bytes:
    return bytes(key).hex().encode()


def pair_in_use(instance: Path) -> str:
    """What names the pair sealed to now; "" before the first use. Makes none."""
    public = instance / "identity.public"
    return key_id(officers_key(instance)) if public.exists() else ""


def key_id(key: PublicKey) -> str:
    """What names a pair beside each thing sealed to it."""
    return sha256(bytes(key)).hexdigest()[:16]


def bond(reference: str, text_hash: str) -> str:
    """What ties a sealed identity to its submission, wherever its row is moved."""
    return sha256(f"identity\0{reference}\0{text_hash}".encode()).hexdigest()[:32]


def seal(key: PublicKey, name: str, contact: str, of: str = "") -> SealedIdentity | None:
    """A sealed row, or None where there is nothing to seal; ``of``: the :func:`bond`."""
    if not (name or contact):
        return None
    said = {"name": name, "contact": contact} | ({"of": of} if of else {})
    words = json.dumps(said, ensure_ascii=False).encode()
    padded = words + b" " * (-len(words) % _PAD)  # the length of a name says something about it
    return SealedIdentity(key_id=key_id(key), box=SealedBox(key).encrypt(padded))


def unseal(private: PrivateKey, box: bytes) -> dict[str, str]:
    """Name, contact and bond in the inner box of a row (`datakeys.unlocked`), for the private half.

    Boxes of before there was a bond have none.
    """
    opened: dict[str, str] = json.loads(SealedBox(private).decrypt(box))
    return opened


def sender_hash(key: bytes, *, contact: str, chat: str, device: str) -> bytes | None:
    """A keyed hash that tells senders apart without saying who; None where nothing tells.

    The strongest sign wins: a contact, a chat or partner's id, then a browser's own mark.
    The kinds are separated, so a chat id never collides with a phone number.
    """
    for kind, value in (("contact", contact), ("chat", chat), ("device", device)):
        if value:
            return hmac.new(key, f"{kind}\0{value}".encode(), sha256).digest()
    return None


def network_hash(key: bytes, address: str, day: str) -> bytes | None:
    """A keyed hash of an address that changes every day: enough to see one burst, no more."""
    if not address:
        return None
    return hmac.new(key, f"network\0{day}\0{address}".encode(), sha256).digest()[:8]

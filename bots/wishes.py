"""What a talk wants done outside of it, and what it is told when that is done. Pure."""

from dataclasses import dataclass

from bots.memory import Talk
from bots.turns import Turn


@dataclass(frozen=True)
class File:
    """File what was told."""


@dataclass(frozen=True)
class Drop:
    """Forget what was told, its files too."""


@dataclass(frozen=True)
class Forget:
    """As :class:`Drop`, and say what is still kept."""


@dataclass(frozen=True)
class Hush:
    """Send no more news to this chat, and forget where it is."""


@dataclass(frozen=True)
class LookUp:
    """Open a submission."""

    reference: str
    secret: str


@dataclass(frozen=True)
class Write:
    """Add a message to an opened submission's thread."""

    submission: int
    words: str


@dataclass(frozen=True)
class Judge:
    """Say of the last answer to an opened submission: fixed, half, not_fixed or reopened."""

    submission: int
    verdict: str


@dataclass(frozen=True)
class MakeLink:
    """Make a link that carries what was told over to the web form, once."""


Wish = File | Drop | Forget | Hush | LookUp | Write | Judge | MakeLink


@dataclass(frozen=True)
class Filed:
    """It is on disk. ``secret`` is empty where this very story had been sent on the web."""

    reference: str
    secret: str


@dataclass(frozen=True)
class NotFiled:
    """It cannot be taken as it is: a sentence by field."""

    errors: dict[str, str]


@dataclass(frozen=True)
class Dropped:
    """Nothing is kept any more."""


@dataclass(frozen=True)
class Forgotten:
    """What was being told is; news of so many submissions still come here."""

    told_here: int


@dataclass(frozen=True)
class Hushed:
    """News of so many submissions come here no more."""

    count: int


@dataclass(frozen=True)
class Answer:
    """What the staff wrote, and the day in words."""

    when: str
    words: str


@dataclass(frozen=True)
class Opened:
    """A submission as its sender may see it. ``state``: received, reviewing or answered."""

    submission: int
    reference: str
    state: str
    answers: tuple[Answer, ...]
    guide: tuple[str, ...] = ()  # lines: where it belongs instead
    verdicts: tuple[str, ...] = ()  # what its sender may say of the answer now


@dataclass(frozen=True)
class NotOpened:
    """Reference and secret do not belong together."""


@dataclass(frozen=True)
class Written:
    """The message is kept."""


@dataclass(frozen=True)
class Judged:
    """The sender's word is kept; ``verdicts`` may be said next."""

    verdicts: tuple[str, ...]


@dataclass(frozen=True)
class NotWritten:
    """It is not, and why."""

    why: str


@dataclass(frozen=True)
class Linked:
    """The link, and the hours it can be opened."""

    url: str
    hours: int


Sent = Filed | NotFiled | Linked
Gone = Dropped | Forgotten | Hushed
Outcome = Sent | Gone | Opened | NotOpened | Written | Judged | NotWritten


@dataclass(frozen=True)
class Reply:
    """One step of a talk: how it stands now, what we say, what we want done."""

    talk: Talk
    turns: tuple[Turn, ...] = ()
    wish: Wish | None = None

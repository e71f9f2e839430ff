"""One person talking to the pure dialogue, with a house that grants every wish."""

from dataclasses import dataclass, field
from datetime import date

from bots.dialogue import hear, learn
from bots.ears import AskingReader, Ears, Place, Places, Reader, Reading, Say
from bots.memory import Step, Talk
from bots.turns import Event, Picked, Said, Turn, numbered, together
from bots.wishes import (
    Answer,
    Drop,
    Dropped,
    File,
    Filed,
    Forget,
    Forgotten,
    Hush,
    Hushed,
    Judge,
    Judged,
    Linked,
    LookUp,
    MakeLink,
    Opened,
    Outcome,
    Wish,
    Written,
)
from intake import receipts

TODAY = date(2026, 11, 24)  # a Tuesday
REFERENCE = "LN-XT1Y-ZK08Q"
SECRET = receipts.secret_for(bytes(32), REFERENCE, "a key nobody guesses")
HONG_NGU = Place(1, "Xã Bình Thạnh, thành phố Hồng Ngự")
CAO_LANH = Place(2, "Xã Bình Thạnh, huyện Cao Lãnh")
KNOWN = {
    "binh thanh": Places((HONG_NGU, CAO_LANH)),
    "sở xây dựng": Places((Place(3, "Sở Xây dựng"),), sure=True),
    "sa đéc": Places((Place(4, "Phường Sa Đéc"),)),
}


def find(typed: str) -> Places:
    """A small book of units."""
    return KNOWN.get(typed.lower(), Places())


def say_in(lang: str) -> Say:
    """Vietnamese as it is; any other language announced."""

    def say(message: str, **values: object) -> str:
        text = message % values if values else message
        return text if lang == "vi" else f"[{lang}] {text}"

    return say


@dataclass(frozen=True)
class Placing:
    """A reader that always understands the same."""

    reading: Reading

    def read(self, _story: str) -> Reading:
        """The same again."""
        return self.reading

    def meant(self, words: str) -> str:
        """As it stands."""
        return words


@dataclass
class Person:
    """Says things; remembers what was answered and what the house was asked to do."""

    reader: Reader = field(default_factory=AskingReader)
    talk: Talk = field(default_factory=Talk)
    wishes: list[Wish] = field(default_factory=list)
    turn: Turn | None = None
    said: int = 0

    def says(self, *messages: str) -> str:
        """Message after message; the last answer as a messenger without buttons shows it."""
        for text in messages:
            self.said += 1
            self.does(Said(text, self.said))
        return self.read

    def taps(self, code: str) -> str:
        """A button of the last question."""
        return self.does(Picked(code, self.talk.ask))

    def does(self, event: Event) -> str:
        """Anything a person can do."""
        ears = Ears(self.reader, find, say_in, TODAY, "https://langnghe.example", lambda: 20)
        reply = hear(self.talk, event, ears)
        turns = reply.turns
        while reply.wish:
            self.wishes.append(reply.wish)
            reply = learn(reply.talk, outcome(reply.wish), ears)
            turns += reply.turns
        self.talk = reply.talk
        self.turn = together(turns)[-1] if turns else None
        return self.read

    @property
    def read(self) -> str:
        """The last answer."""
        return numbered(self.turn) if self.turn else ""

    def at(self, step: Step) -> bool:
        """Whether this is what is being waited for."""
        return self.talk.step is step

    @property
    def filed(self) -> bool:
        """Whether anything was sent."""
        return File() in self.wishes


def outcome(wish: Wish) -> Outcome:
    """A house in which everything works."""
    match wish:
        case File():
            return Filed(REFERENCE, SECRET)
        case Drop():
            return Dropped()
        case Forget():
            return Forgotten(1)
        case Hush():
            return Hushed(1)
        case MakeLink():
            return Linked("https://langnghe.example/tiep/x", 2)
        case LookUp():
            answers = (Answer("9:00 3/1/2026", "Dạ có."),)
            may = ("fixed", "half", "not_fixed")
            return Opened(7, wish.reference, "answered", answers, verdicts=may)
        case Judge():
            return Judged(("reopened",) if wish.verdict in ("half", "not_fixed") else ())
        case _:
            return Written()

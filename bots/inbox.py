"""Updates a messenger will not hand out again, on disk until they are heard.

Zalo forgets what a poll took, and who calls our webhook is told "taken" only once it is: where
the database is away, or we are killed in between, the update waits here, sealed, and is heard
later. Hearing it twice is hearing it once, so a file is removed only afterwards.
"""

import json
import logging
import secrets
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from config import Settings
from intake import durable
from intake.signs import Health, Sign
from intake.submissions import Channel

log = logging.getLogger(__name__)
_END, _BROKEN = ".update", ".unheard"
LOOKED_AT = 7 * 24 * 3600.0  # seconds what breaks us is kept for somebody to look at


class Inbox:
    """The updates of one messenger that wait, in a folder of the instance."""

    def __init__(self, channel: Channel, settings: Settings) -> None:
        self._folder = settings.instance / "inbox" / channel
        self._box = SecretBox(settings.key("inbox"))

    def put(self, update: Mapping[str, Any]) -> Path:
        """Keep one update; on disk when this returns. Raises OSError where it cannot be."""
        sealed = self._box.encrypt(json.dumps(update, ensure_ascii=True).encode())
        durable.make_folder(self._folder)
        path = self._folder / f"{time.time_ns():020d}-{secrets.token_hex(4)}{_END}"
        durable.write(path, sealed)
        return path

    def waiting(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Every update that waits and can be read, the oldest first."""
        for path in sorted(self._folder.glob(f"*{_END}")):
            try:
                update = self.opened(path)
            except FileNotFoundError:  # another process heard it
                continue
            except (CryptoError, ValueError):
                log.exception("%s cannot be read: it stays where it is", path.name)
                continue
            yield path, update

    def opened(self, path: Path) -> dict[str, Any]:
        """What waits in a file. Raises FileNotFoundError, CryptoError and ValueError."""
        update: dict[str, Any] = json.loads(self._box.decrypt(path.read_bytes()))
        return update

    def closed(self) -> int:
        """How many that wait do not open under this server's key."""
        return sum(self._is_closed(path) for path in self._folder.glob(f"*{_END}"))

    def _is_closed(self, path: Path) -> bool:
        try:
            self.opened(path)
        except (CryptoError, ValueError):
            return True
        except FileNotFoundError:
            pass
        return False

    def heard(self, path: Path) -> None:
        """It is in the database now."""
        path.unlink(missing_ok=True)

    def give_up(self, path: Path) -> None:
        """It breaks us whenever it is heard; kept aside for somebody to look at."""
        if path.exists():
            path.replace(path.with_suffix(_BROKEN))


def signs(settings: Settings) -> Iterator[Sign]:
    """For `flask doctor`: what people wrote to a bot and nobody has heard yet."""
    folder = settings.instance / "inbox"
    closed = sum(Inbox(channel, settings).closed() for channel in (Channel.TELEGRAM, Channel.ZALO))
    broken, waiting = (len(list(folder.glob(f"*/*{end}"))) for end in (_BROKEN, _END))
    if closed:
        seen = f"{closed} of {waiting} updates that wait do not open"
        cure = "if SECRET_KEY was changed, set the one of before until the bot has heard them"
        yield Sign("inbox", Health.BAD, seen, cure)
    elif waiting:
        cure = "start `make bot`; it hears them once the database answers"
        yield Sign("inbox", Health.ODD, f"{waiting} updates wait", cure)
    if broken:
        seen = f"{broken} updates broke the bot and are deleted a week after"
        cure = f"see its log, mend or update it, and call *{_BROKEN} in {folder} *{_END} again"
        yield Sign("inbox", Health.BAD, seen, cure)


def clear(settings: Settings) -> int:
    """Remove what a killed process left half written; how many. Nobody was thanked for it."""
    return durable.clear((settings.instance / "inbox").glob(f"*/*{durable.HALF}"))


def forget_broken(settings: Settings, older_than: float = LOOKED_AT) -> int:
    """Delete what broke us so long ago; how many files. What waits to be heard stays."""
    old = time.time() - older_than
    found = [
        p for p in (settings.instance / "inbox").glob(f"*/*{_BROKEN}") if p.stat().st_mtime < old
    ]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)

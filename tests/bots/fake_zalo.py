"""Zalo's Bot Platform as documented at https://docs.zaloplatforms.com/docs/BOT (read 2026-10).

One update a poll, handed out once, without a number; status 200 may still say ``ok: false``.
"""

import itertools
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from werkzeug.wrappers import Request, Response

from tests.bots.serving import Faults, answer, serving

TOKEN = "98765:synthetic-token"
T = TypeVar("T")


class FakeZalo:
    """One bot's server, and the people who write to it. Chats are strings of hex."""

    def __init__(self) -> None:
        self.url = ""
        self.faults = Faults()
        self.sent: list[dict[str, Any]] = []
        self.webhook: dict[str, Any] = {}
        self.pictures: dict[str, bytes] = {}
        self._updates: deque[Any] = deque()
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()

    # --- people ---------------------------------------------------------------------------------

    def writes(self, chat: str, text: str) -> dict[str, Any]:
        """Somebody writes; the event."""
        return self.again(self.event(chat, "text", text=text))

    def photographs(self, chat: str, data: bytes, caption: str = "") -> dict[str, Any]:
        """Somebody sends a picture."""
        name = f"anh{next(self._numbers)}.jpg"
        self.pictures[name] = data
        photo = f"{self.url}/pictures/{name}"
        return self.again(self.event(chat, "image", photo=photo, caption=caption))

    def is_hidden(self, chat: str) -> dict[str, Any]:
        """Somebody writes whose words are not handed on."""
        return self.again(self.event(chat, "unsupported"))

    def again(self, update: T) -> T:
        """This event, once more if it came before."""
        with self._changed:
            self._updates.append(update)
            self._changed.notify_all()
        return update

    def to(self, chat: str) -> list[str]:
        """What this person was sent."""
        return [str(m["text"]) for m in self.sent if m["chat_id"] == chat]

    def read(self, chat: str, count: int = 1, patience: float = 60.0) -> str:
        """The last message, once there are ``count`` to this person."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self.to(chat)) >= count, patience)
        assert came, f"{len(self.to(chat))} of {count} messages: {self.sent}"
        return self.to(chat)[-1]

    def hears(self, chat: str, words: str, patience: float = 120.0) -> None:
        """Until the last message to this person holds these words."""
        with self._changed:
            came = self._changed.wait_for(lambda: words in "".join(self.to(chat)[-1:]), patience)
        assert came, self.to(chat)

    def event(self, chat: str, kind: str, **content: str) -> dict[str, Any]:
        """The event of something written, not delivered yet."""
        message = {
            "from": {"id": chat, "display_name": "Người thử", "is_bot": False},
            "chat": {"id": chat, "chat_type": "PRIVATE"},
            "message_id": f"m{next(self._numbers)}",
            "date": int(time.time() * 1000),
        }
        return {"event_name": f"message.{kind}.received", "message": message | content}

    # --- the API --------------------------------------------------------------------------------

    @contextmanager
    def open(self) -> Iterator["FakeZalo"]:
        """Serve for as long as the block lasts."""
        with serving(self._respond) as self.url:
            yield self

    def _respond(self, request: Request) -> Response:
        if request.path.startswith("/pictures/"):
            return Response(self.pictures[request.path.rpartition("/")[2]])
        bot, _, method = request.path.lstrip("/").partition("/")
        if bot != f"bot{TOKEN}":
            return answer({"ok": False, "error_code": 401, "description": "Unauthorized"})
        fault = self.faults.meet(method)
        if fault and fault.status >= 500:
            return Response("<html>Bad Gateway</html>", fault.status)
        if fault:
            return answer({"ok": False, "error_code": fault.status, "description": "synthetic"})
        result: Any = getattr(self, f"_{method}", lambda _values: {})(request.get_json())
        if result is None:
            return answer({"ok": False, "error_code": 408, "description": "Request timeout"})
        return answer({"ok": True, "result": result})

    def _getUpdates(self, values: Any) -> Any:  # noqa: N802
        with self._changed:
            self._changed.wait_for(lambda: self._updates, min(values["timeout"], 0.5))
            return self._updates.popleft() if self._updates else None

    def _sendMessage(self, values: Any) -> Any:  # noqa: N802
        assert 1 <= len(values["text"]) <= 2000, "the API refuses it"
        with self._changed:
            self.sent.append(values)
            self._changed.notify_all()
        return {"message_id": f"b{len(self.sent)}", "date": int(time.time() * 1000)}

    def _setWebhook(self, values: Any) -> Any:  # noqa: N802
        self.webhook = values
        return {"url": values["url"], "updated_at": int(time.time() * 1000)}

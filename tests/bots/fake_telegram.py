"""Telegram as its Bot API documents it, in so far as we use it: https://core.telegram.org/bots/api.

Updates stay until an offset beyond them is asked for, as there.
"""

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.wrappers import Request, Response

from tests.bots.serving import Fault, Faults, answer, serving

TOKEN = "1234:synthetic-token"
BOT = {"id": 1234, "is_bot": True, "first_name": "Lắng Nghe", "username": "lang_nghe_bot"}


class FakeTelegram:
    """One bot's server, and the people who write to it. Chats are numbers."""

    def __init__(self) -> None:
        self.url = ""
        self.faults = Faults()
        self.sent: list[dict[str, Any]] = []  # sendMessage calls taken, in order
        self.edited: list[dict[str, Any]] = []
        self.webhook: dict[str, Any] = {}
        self.files: dict[str, bytes] = {}
        self.calls: list[str] = []
        self._updates: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()

    # --- people ---------------------------------------------------------------------------------

    def writes(self, chat: int, text: str) -> dict[str, Any]:
        """Somebody writes; the update."""
        update = self.message(chat, text)
        self.again(update)
        return update

    def message(self, chat: int, text: str) -> dict[str, Any]:
        """The update of something written, not delivered yet."""
        message = self._message(chat) | {"text": text}
        return {"update_id": next(self._numbers), "message": message}

    def edits(self, message: dict[str, Any], text: str) -> dict[str, Any]:
        """Somebody changes what they wrote."""
        return self._put({"edited_message": message | {"text": text, "edit_date": 1}})

    def photographs(self, chat: int, data: bytes, caption: str = "") -> dict[str, Any]:
        """Somebody sends a picture, in the two sizes the API offers."""
        small, large = (self._file(data) | {"width": 9, "height": 9} for _ in range(2))
        words = {"caption": caption} if caption else {}
        return self._put({"message": self._message(chat) | {"photo": [small, large]} | words})

    def encloses(self, chat: int, data: bytes, name: str, size: int = 0) -> dict[str, Any]:
        """Somebody sends a document; ``size`` is what is claimed."""
        document = self._file(data, size) | {"file_name": name}
        return self._put({"message": self._message(chat) | {"document": document}})

    def speaks(self, chat: int) -> dict[str, Any]:
        """Somebody sends their voice."""
        voice = self._file(b"OggS") | {"duration": 3}
        return self._put({"message": self._message(chat) | {"voice": voice}})

    def points(self, chat: int, lat: float, long: float) -> dict[str, Any]:
        """Somebody sends where they are."""
        spot = {"latitude": lat, "longitude": long}
        return self._put({"message": self._message(chat) | {"location": spot}})

    def taps(self, chat: int, label: str) -> dict[str, Any]:
        """Somebody taps the last button with that label."""
        message = [m for m in self.to(chat) if m.get("reply_markup")][-1]
        rows = json.loads(message["reply_markup"])["inline_keyboard"]
        data = next(b["callback_data"] for row in rows for b in row if b["text"] == label)
        query = {
            "id": str(next(self._numbers)),
            "from": _person(chat),
            "chat_instance": "1",
            "data": data,
            "message": message["message"],
        }
        return self._put({"callback_query": query})

    def again(self, update: dict[str, Any]) -> None:
        """The same update once more."""
        with self._changed:
            self._updates.append(update)
            self._changed.notify_all()

    def to(self, chat: int) -> list[dict[str, Any]]:
        """What this person was sent."""
        return [m for m in self.sent if int(m["chat_id"]) == chat]

    def read(self, chat: int, count: int = 1, patience: float = 60.0) -> str:
        """The last message, once there are ``count`` to this person."""
        self.wait(lambda: len(self.to(chat)) >= count, patience)
        return str(self.to(chat)[-1]["text"])

    def hears(self, chat: int, words: str, patience: float = 120.0) -> None:
        """Until the last message to this person holds these words."""
        self.wait(lambda: words in "".join(m["text"] for m in self.to(chat)[-1:]), patience)

    def wait(self, until: Callable[[], bool], patience: float = 60.0) -> None:
        """Until something is so."""
        ends = time.monotonic() + patience
        while not until():
            assert time.monotonic() < ends, [m["text"] for m in self.sent]
            time.sleep(0.005)

    def _message(self, chat: int) -> dict[str, Any]:
        return {
            "message_id": next(self._numbers),
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private"},
            "from": _person(chat),
        }

    def _file(self, data: bytes, size: int = 0) -> dict[str, Any]:
        name = f"file{next(self._numbers)}"
        self.files[name] = data
        return {"file_id": name, "file_unique_id": name, "file_size": size or len(data)}

    def _put(self, content: dict[str, Any]) -> dict[str, Any]:
        with self._changed:
            update = {"update_id": next(self._numbers)} | content
            self._updates.append(update)
            self._changed.notify_all()
        return update

    # --- the API --------------------------------------------------------------------------------

    @contextmanager
    def open(self) -> Iterator["FakeTelegram"]:
        """Serve for as long as the block lasts."""
        with serving(self._respond) as self.url:
            yield self

    def _respond(self, request: Request) -> Response:
        if request.path.startswith(f"/file/bot{TOKEN}/"):
            return Response(self.files[request.path.rpartition("/")[2]])
        bot, _, method = request.path.lstrip("/").partition("/")
        if bot != f"bot{TOKEN}":
            return answer({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)
        self.calls.append(method)
        values = request.get_json() if request.is_json else request.form.to_dict()
        fault = self.faults.meet(method)
        if fault and not fault.taken:
            return _failed(fault)
        result = getattr(self, f"_{method}", self._anything)(values)
        return _failed(fault) if fault else answer({"ok": True, "result": result})

    def _getMe(self, _values: Any) -> Any:  # noqa: N802
        return BOT

    def _anything(self, _values: Any) -> Any:
        return True

    def _getUpdates(self, values: Any) -> Any:  # noqa: N802
        offset = int(values.get("offset") or 0)
        with self._changed:
            self._updates = [u for u in self._updates if u["update_id"] >= offset]
            self._changed.wait_for(lambda: self._updates, min(int(values.get("timeout") or 0), 0.5))
            return self._updates[:100]

    def _sendMessage(self, values: Any) -> Any:  # noqa: N802
        message = self._message(int(values["chat_id"])) | {"from": BOT, "text": values["text"]}
        with self._changed:
            self.sent.append(dict(values) | {"message": message})
            self._changed.notify_all()
        return message

    def _editMessageReplyMarkup(self, values: Any) -> Any:  # noqa: N802
        self.edited.append(dict(values))
        return True

    def _getFile(self, values: Any) -> Any:  # noqa: N802
        name = values["file_id"]
        return {"file_id": name, "file_unique_id": name, "file_path": f"photos/{name}"}

    def _setWebhook(self, values: Any) -> Any:  # noqa: N802
        self.webhook = dict(values)
        return True


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Người thử"}


def _failed(fault: Fault) -> Response:
    body: dict[str, Any] = {"ok": False, "error_code": fault.status, "description": "synthetic"}
    if fault.wait:
        body["parameters"] = {"retry_after": fault.wait}
    return answer(body, fault.status)

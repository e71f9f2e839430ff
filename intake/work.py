"""Bells: ``later(name, id)`` asks for a job, ``perform`` does it. The only file that imports rq.

The database is the backlog, the queue only a bell: a bell that is lost, late or rung twice
changes nothing, because jobs look for their work in the tables and `flask sweep` rings for all.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from queue import Queue as ThreadQueue

from flask import Flask, current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker, Worker

from config import Settings, WorkMode
from intake.hand import Hand

log = logging.getLogger(__name__)
QUEUE = "lang-nghe"
LOGGED = "WARNING"  # of what RQ itself says
_KEPT = {"job_timeout": 600, "result_ttl": 0, "failure_ttl": 24 * 3600}  # seconds
Job = Callable[[int], object]


class Bells:
    """The jobs of one application and the place where they are done."""

    def __init__(self, app: Flask, settings: Settings, jobs: dict[str, Job]) -> None:
        self.app, self.mode, self.jobs = app, settings.work_mode, jobs
        self.redis_url = settings.redis_url
        self._ringing: set[tuple[str, int]] = set()
        self._lock = threading.Lock()
        self._rung: ThreadQueue[tuple[str, int]] = ThreadQueue()
        self._thread: threading.Thread | None = None
        self.hand = Hand(settings)
        app.extensions["bells"] = self

    def queue(self) -> Queue:
        """The RQ queue; a dead Redis is told within two seconds."""
        connection = Redis.from_url(self.redis_url or "", socket_connect_timeout=2)
        return Queue(QUEUE, connection=connection)

    def ring(self, name: str, subject: int) -> None:
        """Ask for one job once: a bell already ringing is not rung again."""
        if self.mode is WorkMode.INLINE:
            self.do(name, subject)
        elif self.mode is WorkMode.RQ:
            self.queue().enqueue(perform, name, subject, description=name, **_KEPT)
        elif self.mode is WorkMode.THREAD:
            self._ring_thread(name, subject)
        elif self.mode is WorkMode.HAND:
            self.hand.ring(name, subject)

    def lend_hand(self) -> None:
        """A server's bells go to a process beside it, begun now so that the first finds it warm."""
        if self.mode is not WorkMode.THREAD:
            return
        self.mode = WorkMode.HAND
        try:
            self.hand.begin()
        except OSError:
            log.exception("no process beside this one; the next bell will try again")

    def do(self, name: str, subject: int) -> None:
        """Do one job now, in this thread."""
        self.jobs[name](subject)

    def _ring_thread(self, name: str, subject: int) -> None:
        with self._lock:
            if (name, subject) in self._ringing:
                return
            self._ringing.add((name, subject))
            if self._thread is None:
                self._thread = threading.Thread(target=self._answer, name="bells", daemon=True)
                self._thread.start()
        self._rung.put((name, subject))

    def _answer(self) -> None:
        while True:
            name, subject = self._rung.get()
            with self._lock:
                self._ringing.discard((name, subject))
            try:
                with self.app.app_context():
                    self.do(name, subject)
            except Exception:
                log.exception("job %s(%s) failed; the sweep will try again", name, subject)
            finally:
                self._rung.task_done()

    def wait(self) -> None:
        """Until every bell rung so far in this process is answered."""
        self._rung.join()


def bells() -> Bells:
    """The current application's bells."""
    found: Bells = current_app.extensions["bells"]
    return found


def later(name: str, subject: int) -> None:
    """Ask for a job after the commit. Never raises: what is stored is the work to do."""
    try:
        bells().ring(name, subject)
    except RedisError:
        log.warning("no bell for %s(%s): Redis is away; the sweep will do it", name, subject)
    except Exception:
        log.exception("job %s(%s) failed; the sweep will try again", name, subject)


def perform(name: str, subject: int) -> None:
    """What an RQ worker runs, inside the application context of :func:`serve_queue`."""
    bells().do(name, subject)


def serve_queue(burst: bool = False, in_process: bool = False) -> None:
    """Be an RQ worker; ``in_process`` does not fork, ``burst`` stops when the queue is empty."""
    queue = bells().queue()
    kind = SimpleWorker if in_process else Worker
    kind([queue], connection=queue.connection).work(burst=burst, logging_level=LOGGED)


def serve_pipe(bells_rung: Iterable[str]) -> None:
    """Answer the bells of the process that started this one, a line each, until it ends.

    What is not answered by then waits in the tables for the sweep.
    """
    answering = bells()
    answering.mode = WorkMode.THREAD
    later("warm", 0)
    for line in bells_rung:
        name, _space, subject = line.strip().partition(" ")
        if name in answering.jobs and subject.isdigit():
            answering.ring(name, int(subject))

"""How fast a submission becomes durable through the whole web form. `make bench-intake`.

Everything is on: sealing, drafts, audit, proof, one-time keys. The floor beside it is one bare
INSERT and COMMIT through the same driver, into the same kind of database, in the same run, by as
many threads. Each row is the best of TURNS (3) turns of SECONDS (4), since other work on the
machine only ever makes it slower; milliseconds of processor for each filing are of all turns.
HUSHLINE and HUSHLINE_PYTHON (see `benchmarks/hushline.py`) put the peer beside it, as "peer".
Other settings: ROWS ("workers:clients ..."), BASES ("postgresql sqlite"), and MEMORY, a number of
filings in whose course the memory of a worker is looked at.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import sqlalchemy as sa
from flask import Flask, redirect

import app as composed
import config
from benchmarks import costs, hushline
from benchmarks.browsing import Browser, File, Seen, a_free_port, browse
from intake.web.serving import CONFIG
from tests.installation import make_ready, settings
from tests.processes import own_folder
from tests.services import POSTGRES_SETTINGS, postgres

ROWS = "1:1 1:8 1:32 2:1 2:8 2:32"
WARM = 160  # filings before it counts: pages are drawn and statements made ready at their first use
HEADS = (
    "database   workers clients placing  filed/s  POST p50   p95   whole p50   p95  failed"
    "  cpu ms: web placing base client  floor/s  floor p50   p95  ratio"
)


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, and the processes it and its database are."""

    port: int
    web: int
    base: int | None


@dataclass(frozen=True)
class Row:
    """What one plan gave; milliseconds of processor for each filing."""

    best: Seen
    rate: float
    failed: int
    web: float
    placing: float
    base: float
    client: float


def bare() -> Flask:
    """Four fixed answers to the browser's four requests, by nothing but Flask."""
    made = Flask(__name__)
    page = '<input name="carried" value="x"> LN-' + "x" * 9000
    made.add_url_rule("/gui", "report", lambda: redirect("/gui/00000000", 303))
    made.add_url_rule("/gui/<name>", "form", lambda name: page, methods=["GET", "POST"])
    made.add_url_rule(
        "/gui/<name>/xem-lai",
        "send",
        lambda name: redirect(f"/gui/{name}/bien-nhan", 303),
        methods=["POST"],
    )
    made.add_url_rule("/gui/<name>/bien-nhan", "receipt", lambda name: page)
    return made


def silent() -> Flask:
    """The application, nobody answering its bells: `flask sweep` would do the work."""
    given = config.load(os.environ)
    return composed.create_app(replace(given, work_mode=config.WorkMode.SILENT))


@contextmanager
def serving(
    folder: Path, url: str, workers: int, placing: bool, made: str = ""
) -> Iterator[Server]:
    """What `flask serve` runs, with so many workers, on a free port."""
    environ = os.environ | {
        "LANG_NGHE_INSTANCE": str(folder),
        "DATABASE_URL": url,
        "SECRET_KEY": "khong-phai-bi-mat-" * 3,
        "TRUSTED_PROXIES": "1",
    }
    made = made or ("app:serving()" if placing else "benchmarks.bench_intake:silent()")
    with a_free_port() as port:
        command = [sys.executable, "-m", "gunicorn", made, "-b", f"127.0.0.1:{port}"]
    options = ["-w", str(workers), CONFIG, "--log-level", "error"]
    with subprocess.Popen([*command, *options], env=environ) as server:
        try:
            _until(port, "/gui", 303)
            yield Server(port, server.pid, _postmaster(url))
        finally:
            server.terminate()
            server.wait(30)


def _until(port: int, path: str, status: int) -> None:
    for _time in range(600):
        try:
            if httpx.get(f"http://127.0.0.1:{port}{path}").status_code == status:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _postmaster(url: str) -> int | None:
    """The process all backends of a PostgreSQL of our own are children of."""
    if not url:
        return None
    folder = Path(url.partition("host=")[2])
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def measured(
    server: Server, clients: int, seconds: float, turns: int, file: File = Browser.file_one
) -> Row:
    """The best of some turns, after one that only warms up."""
    browse(server.port, clients, 60.0, WARM, file)
    best, rate, failed, filed, client = Seen(), 0.0, 0, 0, 0.0
    before = _spent(server)
    for _turn in range(turns):
        began = time.perf_counter()
        seen = browse(server.port, clients, seconds, file=file)
        found = len(seen.wholes) / (time.perf_counter() - began)
        if found >= rate:
            best, rate = seen, found
        failed, filed, client = failed + seen.failed, filed + len(seen.wholes), client + seen.cpu
    web, placing, base = (
        1000 * (after - then) / max(filed, 1)
        for after, then in zip(_spent(server), before, strict=True)
    )
    return Row(best, rate, failed, web, placing, base, 1000 * client / max(filed, 1))


def _spent(server: Server) -> tuple[float, float, float]:
    """Seconds of processor of the web's processes, of the hand beside them, of the database."""
    hands = [pid for pid in costs.family(server.web) if _is_hand(pid)]
    hand = sum(costs.cpu(pid) for pid in hands)
    base = costs.cpu(server.base) if server.base else 0.0
    return costs.cpu(server.web) - hand, hand, base


def _is_hand(pid: int) -> bool:
    try:
        return b"\0hand\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def floor(url: str, threads: int, seconds: float) -> tuple[float, list[float]]:
    """Rows of a submission's size a second, each committed by itself; and how long each took."""
    engine = sa.create_engine(url, pool_size=40)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS floor (said text)"))
    took: list[float] = []
    until = time.perf_counter() + seconds

    def insert() -> None:
        with engine.connect() as connection:
            while time.perf_counter() < until:
                began = time.perf_counter()
                connection.execute(sa.text("INSERT INTO floor VALUES (:said)"), {"said": "x" * 900})
                connection.commit()
                took.append(time.perf_counter() - began)

    running = [threading.Thread(target=insert) for _thread in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    engine.dispose()
    return len(took) / seconds, took


def _ms(times: list[float]) -> str:
    if len(times) < 2:
        return "    -     -"
    cut = statistics.quantiles(times, n=20)
    return f"{1000 * statistics.median(times):5.1f} {1000 * cut[18]:5.1f}"


def main() -> None:
    """Print one row a plan, its floor beside it, and what the processors alone would allow."""
    seconds, turns = float(os.environ.get("SECONDS", "4")), int(os.environ.get("TURNS", "3"))
    # A receipt promises the disk: what the tests switch off is switched on again.
    POSTGRES_SETTINGS.update(fsync="on", synchronous_commit="on", full_page_writes="on")
    print(f"fsync on; {os.cpu_count()} processors, the clients on them too; load {os.getloadavg()}")
    print(HEADS)
    for base in os.environ.get("BASES", "postgresql sqlite").split():
        grounds = postgres() if base == "postgresql" else nullcontext("")
        with grounds as url, own_folder("ln-bench-") as folder:
            make_ready(settings(folder, {"DATABASE_URL": url} if url else {}))
            for plan in os.environ.get("ROWS", ROWS).split():
                workers, clients = (int(part) for part in plan.split(":"))
                for placing in (False, True) if plan == "2:8" else (False,):
                    with serving(folder, url, workers, placing) as server:
                        row = measured(server, clients, seconds, turns)
                    grows = int(os.environ.get("MEMORY", "0"))
                    if grows and plan == "2:8" and not placing:
                        with serving(folder, url, workers, placing) as server:
                            grow(server, grows)
                    bare = url or f"sqlite:///{folder / 'floor.db'}"
                    commits = floor(bare, clients, min(seconds, 2.0))
                    _tell(base, plan, "on" if placing else "off", row, commits)
                    if plan == "2:8" and not placing:
                        for name, made, file in BESIDE:
                            with serving(folder, url, workers, False, made) as server:
                                row = measured(server, clients, seconds, turns, file)
                            _tell(base, plan, name, row, commits)
                        if url and hushline.FOLDER:
                            _tell(
                                base, plan, "peer", _peer(workers, clients, seconds, turns), commits
                            )


def _peer(workers: int, clients: int, seconds: float, turns: int) -> Row:
    """Hush Line, in a PostgreSQL of its own."""
    with postgres() as url, hushline.serving(url, workers) as (port, pid):
        _until(port, "/to/tips", 200)
        server = Server(port, pid, _postmaster(url))
        return measured(server, clients, seconds, turns, hushline.file_one)


def grow(server: Server, filings: int) -> None:
    """Memory of the web's largest process as filings go through it; a leak would show."""
    said, filed = [], 0
    for share in (0, 10, 50, 100):
        wanted = max(filings * share // 100, WARM)
        while filed < wanted:
            step = min(wanted - filed, 500)
            filed += len(browse(server.port, 8, 600.0, most=step).wholes)
        held = max(costs.resident(pid) for pid in costs.family(server.web)) / 1024**2
        said.append(f"{held:.1f} MiB after {filed}")
    print("memory of the largest web process: " + ", ".join(said), flush=True)


BESIDE: tuple[tuple[str, str, File], ...] = (
    ("api", "", Browser.post_one),
    ("bare", "benchmarks.bench_intake:bare()", Browser.file_one),
)


def _tell(base: str, plan: str, placing: str, row: Row, bare: tuple[float, list[float]]) -> None:
    workers, clients = plan.split(":")
    all_cpu = row.web + row.base + row.client
    print(
        f"{base:10} {workers:>7} {clients:>7} {placing:>7} {row.rate:8.1f}"
        f"  {_ms(row.best.sending):>15}   {_ms(row.best.wholes):>15}  {row.failed:6}"
        f"  {row.web:11.2f} {row.placing:7.2f} {row.base:4.2f} {row.client:6.2f}"
        f"  {bare[0]:7.0f}  {_ms(bare[1]):>15}  {row.rate / bare[0]:5.2f}"
        f"   processors alone: {1000 * (os.cpu_count() or 1) / all_cpu:.0f}/s",
        flush=True,
    )
    for fault in sorted(row.best.faults):
        print(f"    {fault}")


if __name__ == "__main__":
    main()

"""How fast a submission becomes durable through the whole web form. `make bench-intake`.

One filing is what a browser does: open a form, post it, look it over, send it, open the receipt;
everything on, sealing and audit included. The floor beside it is one bare INSERT and COMMIT
through the same driver, into the same kind of database, in the same run, by as many threads.
Set SECONDS (per row, 6) or ROWS ("workers:clients ...") for another plan.
"""

import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import sqlalchemy as sa

from tests.installation import make_ready, settings
from tests.processes import own_folder
from tests.services import POSTGRES_SETTINGS, postgres

ROWS = "1:1 1:8 1:32 2:1 2:8 2:32"
SAID = {
    "submitter_type": "citizen",
    "text": "Nộp hồ sơ bịa để đo, hẹn ba lần chưa trả. (synthetic)",
    "place_unknown": "1",
    "identity_level": "declared",
    "name": "Nguyễn Văn Thử",
    "contact": "thu@example.com",
}


@dataclass(frozen=True)
class Measured:
    """Times of the last POST and of whole filings in seconds, and how many filings a second."""

    posts: list[float]
    wholes: list[float]
    rate: float
    failed: int


def file_one(client: httpx.Client) -> tuple[float, float]:
    """One filing as a browser does it; seconds of the sending POST and of the whole."""
    began = time.perf_counter()
    client.cookies.clear()
    form = client.get("/gui").headers["Location"]
    client.get(form).raise_for_status()
    review = client.post(form, data=SAID).headers["Location"]
    client.get(review).raise_for_status()
    sent = time.perf_counter()
    receipt = client.post(review)
    took = time.perf_counter() - sent
    if receipt.status_code != 303 or not receipt.headers["Location"].endswith("/bien-nhan"):
        raise RuntimeError(f"not sent: {receipt.status_code}")
    page = client.get(receipt.headers["Location"])
    if "LN-" not in page.text:
        raise RuntimeError("no receipt")
    return took, time.perf_counter() - began


def many(
    clients: int, seconds: float, work: Callable[[int], Iterator[tuple[float, float]]]
) -> Measured:
    """``work`` by so many threads for so long."""
    posts: list[float] = []
    wholes: list[float] = []
    failed = [0]
    until = time.perf_counter() + seconds

    def run(number: int) -> None:
        steps = work(number)
        while time.perf_counter() < until:
            try:
                post, whole = next(steps)
            except (httpx.HTTPError, RuntimeError, KeyError):
                failed[0] += 1
                steps = work(number)
                continue
            posts.append(post)
            wholes.append(whole)

    began = time.perf_counter()
    threads = [threading.Thread(target=run, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Measured(posts, wholes, len(posts) / (time.perf_counter() - began), failed[0])


def browsers(port: int) -> Callable[[int], Iterator[tuple[float, float]]]:
    """Each thread its own browser, behind its own address (see TRUSTED_PROXIES)."""

    def work(number: int) -> Iterator[tuple[float, float]]:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            count = 0
            while True:
                count += 1
                client.headers["X-Forwarded-For"] = f"198.18.{number}.{count % 250}"
                yield file_one(client)

    return work


def inserts(url: str) -> Callable[[int], Iterator[tuple[float, float]]]:
    """The floor: one row of about a submission's size, committed."""
    engine = sa.create_engine(url, pool_size=40)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS floor (said text)"))

    def work(_number: int) -> Iterator[tuple[float, float]]:
        with engine.connect() as connection:
            while True:
                began = time.perf_counter()
                connection.execute(sa.text("INSERT INTO floor VALUES (:said)"), {"said": "x" * 900})
                connection.commit()
                took = time.perf_counter() - began
                yield took, took

    return work


@contextmanager
def serving(folder: Path, url: str, workers: int) -> Iterator[int]:
    """What `flask serve` runs, with so many workers of eight threads, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environ = os.environ | {
        "LANG_NGHE_INSTANCE": str(folder),
        "DATABASE_URL": url,
        "SECRET_KEY": "khong-phai-bi-mat-" * 3,
        "TRUSTED_PROXIES": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "app:serving()", "-b", f"127.0.0.1:{port}"]
    options = ["-w", str(workers), "-k", "gthread", "--threads", "8", "--log-level", "error"]
    with subprocess.Popen([*command, *options], env=environ) as server:
        try:
            _await(port)
            yield port
        finally:
            server.terminate()
            server.wait(30)


def _await(port: int) -> None:
    for _time in range(300):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/gui").status_code == 303:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _ms(times: list[float]) -> str:
    if len(times) < 2:
        return "     -      -"
    cut = statistics.quantiles(times, n=20)
    return f"{1000 * statistics.median(times):6.1f} {1000 * cut[18]:6.1f}"


def main() -> None:
    """Print one row a plan, its floor beside it."""
    seconds = float(os.environ.get("SECONDS", "6"))
    # A receipt promises the disk: what the tests switch off is switched on again.
    POSTGRES_SETTINGS.update(fsync="on", synchronous_commit="on", full_page_writes="on")
    print(f"PostgreSQL, fsync on, {os.cpu_count()} processors, clients on the same machine")
    heads = ("workers clients  filed/s  POST p50 p95 ms", "whole p50 p95 ms", "failed  floor/s")
    print("  ".join((*heads, "floor p50 p95 ms")))
    with postgres() as url, own_folder("ln-bench-") as folder:
        make_ready(settings(folder, {"DATABASE_URL": url}))
        for plan in os.environ.get("ROWS", ROWS).split():
            workers, clients = (int(part) for part in plan.split(":"))
            with serving(folder, url, workers) as port:
                many(clients, 1.0, browsers(port))
                found = many(clients, seconds, browsers(port))
            floor = many(clients, min(seconds, 2.0), inserts(url))
            print(
                f"{workers:7} {clients:7} {found.rate:8.1f}  {_ms(found.posts):>15}  "
                f"{_ms(found.wholes):>16}  {found.failed:6} {floor.rate:8.0f}  {_ms(floor.posts)}",
                flush=True,
            )


if __name__ == "__main__":
    main()

"""Answer every bell rung so far, in whichever mode the application works."""

from flask import Flask

from config import WorkMode
from intake import work


def drain(app: Flask) -> None:
    """Do all work asked for, and what that work asks for; a job that failed fails the test."""
    with app.app_context():
        bells = work.bells()
        if bells.mode is WorkMode.THREAD:
            bells.wait()
        if bells.mode is WorkMode.RQ:
            work.serve_queue(burst=True, in_process=True)
            assert failures(bells) == []


def failures(bells: work.Bells) -> list[str]:
    """What the failed jobs of the queue said."""
    queue = bells.queue()
    jobs = [queue.fetch_job(name) for name in queue.failed_job_registry.get_job_ids()]
    results = [job.latest_result() for job in jobs if job is not None]
    return [str(result.exc_string) for result in results if result is not None]

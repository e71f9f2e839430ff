"""The life of a task of rectification: reported, sent back or verified by somebody else."""

import pytest

from triage.inspections.tasks import TaskAct, TaskState, refusal, state

AN, BINH, CHI = 1, 2, 3
SAID = "Đã gửi đủ thư."


def test_a_task_goes_from_open_to_verified_and_back_where_it_is_sent_back() -> None:
    acts: list[str] = []
    for act, after in (
        (TaskAct.REPORTED, TaskState.REPORTED),
        (TaskAct.SENT_BACK, TaskState.SENT_BACK),
        (TaskAct.REPORTED, TaskState.REPORTED),
        (TaskAct.VERIFIED, TaskState.VERIFIED),
    ):
        assert refusal(state(acts), act, SAID, CHI, {AN, BINH}) == ""
        acts.append(act)
        assert state(acts) is after


@pytest.mark.parametrize(
    ("now", "act"),
    [
        (TaskState.OPEN, TaskAct.VERIFIED),
        (TaskState.OPEN, TaskAct.SENT_BACK),
        (TaskState.REPORTED, TaskAct.REPORTED),
        (TaskState.SENT_BACK, TaskAct.VERIFIED),
        *((TaskState.VERIFIED, act) for act in TaskAct),
    ],
)
def test_nothing_is_done_out_of_order(now: TaskState, act: TaskAct) -> None:
    assert refusal(now, act, SAID, CHI, {AN}) == "order"


def test_neither_who_reported_nor_who_found_it_verifies() -> None:
    for author in (AN, BINH):
        assert (
            refusal(TaskState.REPORTED, TaskAct.VERIFIED, SAID, author, {AN, BINH}) == "four_eyes"
        )
    assert refusal(TaskState.OPEN, TaskAct.REPORTED, SAID, AN, {AN}) == ""


def test_words_are_asked_for() -> None:
    assert refusal(TaskState.OPEN, TaskAct.REPORTED, "  ", AN, {BINH}) == "text"

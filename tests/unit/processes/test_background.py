from __future__ import annotations

import select
import threading
from typing import NoReturn

import pytest

from aws_session.processes import background
from aws_session.processes.background import Job


def silent() -> NoReturn:
    raise AssertionError("nothing is slow here")


def test_work_is_done_once_in_the_background() -> None:
    threads = []
    job = Job(lambda: threads.append(threading.current_thread()), silent)
    job.begin()
    job.begin()
    job.result()
    job.result()

    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


def test_nothing_starts_on_its_own() -> None:
    job = Job(silent, silent)

    assert select.select([job.finished], [], [], 0.05)[0] == []


def test_a_result_begins_and_waits() -> None:
    assert Job(lambda: 7, silent).result() == 7


def test_what_the_work_raised_is_raised_where_the_result_is_wanted() -> None:
    def work() -> NoReturn:
        raise KeyError("x")

    job = Job(work, silent)

    for _ in range(2):
        with pytest.raises(KeyError, match="x"):
            job.result()


@pytest.mark.parametrize("fails", [False, True])
def test_the_end_of_the_work_can_be_selected(fails: bool) -> None:
    def work() -> None:
        if fails:
            raise ValueError

    job = Job(work, silent)
    job.begin()

    assert select.select([job.finished], [], [], 5)[0] == [job.finished]


def test_waiting_long_is_reported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_SLOW", 0.02)
    goes_on = threading.Event()
    said = []

    def slow() -> None:
        said.append("slow")
        goes_on.set()

    Job(lambda: goes_on.wait(5), slow).result()

    assert said == ["slow"]


@pytest.mark.parametrize("fails", [False, True])
def test_the_end_of_the_work_rings_whoever_waits_for_something_else(fails: bool) -> None:
    goes_on, rang = threading.Event(), threading.Event()

    def work() -> None:
        goes_on.wait(5)
        if fails:
            raise KeyError("x")

    job = Job(work, silent)
    job.when_over(rang.set)
    job.begin()
    assert not rang.wait(0.05)
    goes_on.set()
    assert rang.wait(5)
    assert job.is_over

    late = threading.Event()
    job.when_over(late.set)
    assert late.is_set()

"""F6: two, then five beats, and ten ticks at one time: one run per garage, kind and local date."""

from __future__ import annotations

import subprocess
import sys
import time

from faults.judge import Verdict
from faults.world import World, world
from garageflow.local.folders import REPOSITORY

GARAGES = 40


def run() -> Verdict:
    verdict = Verdict()
    with world() as here:
        _add_garages(here, "first")
        _ten_ticks(here)
        _judge(verdict, here, GARAGES, "ten ticks at one time")

        here.worker()
        for _beat in range(2):
            here.beat()
        time.sleep(12)
        _add_garages(here, "second")
        _wait_for_nights(here, 2 * GARAGES)
        _judge(verdict, here, 2 * GARAGES, "two beats")

        for _beat in range(3):
            here.beat()
        _add_garages(here, "third")
        time.sleep(12)
        _ten_ticks(here)
        _wait_for_nights(here, 3 * GARAGES)
        _judge(verdict, here, 3 * GARAGES, "five beats and ten ticks")
        claims = here.sql(
            "SELECT max(attempt), count(*) FILTER (WHERE finished_at IS NULL) FROM jobs_duework"
        )
        verdict.equal(claims, [(1, 0)], "claims of one run at most, runs not finished")
    return verdict


def _add_garages(here: World, name: str) -> None:
    for number in range(GARAGES):
        here.garage(f"{name}-{number}")


def _ten_ticks(here: World) -> None:
    command = [sys.executable, str(REPOSITORY / "manage.py"), "tick"]
    ticks = [
        subprocess.Popen(command, env=here.environment(), stdout=subprocess.DEVNULL) for _number in range(10)
    ]
    for tick in ticks:
        if tick.wait(timeout=120):
            raise RuntimeError("a tick failed")


def _wait_for_nights(here: World, count: int) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if here.sql("SELECT count(*) FROM jobs_duework WHERE finished_at IS NOT NULL")[0][0] >= count:
            return
        time.sleep(0.5)


def _judge(verdict: Verdict, here: World, garages: int, what: str) -> None:
    nights = here.sql("SELECT garage_id, key FROM jobs_duework WHERE kind = 'nightly'")
    verdict.equal(len(nights), garages, f"{what}: runs for {garages} garages")
    verdict.equal(len({garage for garage, _date in nights}), garages, f"{what}: garages with a run")

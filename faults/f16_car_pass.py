"""F16: the Car-Pass simulator with each of its faults hitting the first calls, in turn; workers that die.

Each fault has a garage of its own with 200 reports and meets four worker processes. The pauses between tries
are minutes and hours: the clock is moved on by making everything due that is not yet. Judged by the register
of the simulator, which knows nothing of GarageFlow.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

from faults.judge import Verdict
from faults.world import World, world
from garageflow.local.folders import REPOSITORY, free_port

REPORTS = 200
# Some on which every worker runs into it several times, and few enough to see the end of a time-out.
FIRST_CALLS = 40
FAULTS = ("timeout", "500", "503", "429", "slow", "drop_after_commit")
FAIL_POINTS = ("carpass.after_begin", "carpass.before_record")
_TIMEOUT_SECONDS = "1"
_LONGEST = 600


def run() -> Verdict:
    verdict = Verdict()
    with world() as here:
        port, register = free_port(), here.folder / "car-pass.sqlite3"
        address = f"http://127.0.0.1:{port}"
        options = {"CARPASS_URL": address, "CARPASS_TIMEOUT_SECONDS": _TIMEOUT_SECONDS}
        simulator = _start_simulator(here, port, register)
        try:
            workers = [here.worker(**options) for _number in range(2)]
            here.beat()
            for fault in FAULTS:
                _judge_fault(verdict, here, register, address, fault)
            for worker in workers:
                worker.end()
            for point in FAIL_POINTS:
                _judge_deaths(verdict, here, register, point, options)
        finally:
            simulator.terminate()
            simulator.wait(timeout=10)
    return verdict


def _judge_fault(verdict: Verdict, here: World, register: Path, address: str, fault: str) -> None:
    _set_fault(address, fault, FIRST_CALLS)
    name = f"fault-{fault.replace('_', '-')}"
    seconds = _send_all(here, name)
    failed = here.sql("SELECT count(*) FROM carpass_reportevent WHERE event = 'fail' AND garage_id = %s",
                      _garage_id(here, name))[0][0]  # fmt: skip
    if fault != "slow":
        verdict.claim(failed > 0, f"{fault}: calls that failed on the way: {failed}")
    _judge(verdict, here, register, name, f"{fault} ({seconds:.0f} s): ")


def _judge_deaths(verdict: Verdict, here: World, register: Path, point: str, options: dict[str, str]) -> None:
    """Every worker process dies at its 15th report, and so does the one that takes its place."""
    workers = [here.worker(**options, GARAGEFLOW_FAIL_POINTS=f"{point}:15") for _number in range(2)]
    name = point.replace(".", "-").replace("_", "-").replace("carpass", "death")
    seconds = _send_all(here, name)
    taken_over = here.sql(
        "SELECT count(*) FROM carpass_odometerreport WHERE garage_id = %s AND call_began_at IS NOT NULL",
        _garage_id(here, name),
    )[0][0]
    verdict.equal(taken_over, 0, f"{point}: reports that still wait for an answer")
    _judge(verdict, here, register, name, f"death at {point} ({seconds:.0f} s): ")
    for worker in workers:
        worker.end()


def _judge(verdict: Verdict, here: World, register: Path, name: str, who: str) -> None:
    garage = _garage_id(here, name)
    states = dict(
        here.sql(
            "SELECT state, count(*) FROM carpass_odometerreport WHERE garage_id = %s GROUP BY state", garage
        )
    )
    verdict.equal(states, {"ok": REPORTS}, f"{who}reports by state")
    sent = dict(here.sql("SELECT guid, vin FROM carpass_odometerreport WHERE garage_id = %s", garage))
    with closing(sqlite3.connect(register)) as connection:
        rows = connection.execute("SELECT guid, content FROM observation").fetchall()
        known = {guid: json.loads(content)["vin"] for guid, content in rows}
        readings = connection.execute("SELECT vin FROM reading").fetchall()
    vins = set(sent.values())
    observed = {guid: vin for guid, vin in known.items() if vin in vins}
    verdict.equal(len(observed), REPORTS, f"{who}observations at Car-Pass")
    verdict.claim(observed == sent, f"{who}each report has the observation that Car-Pass has")
    verdict.equal(sum(vin in vins for (vin,) in readings), REPORTS, f"{who}readings in the register")


def _send_all(here: World, name: str) -> float:
    """Queue 200 reports and let time pass until nothing is left to do."""
    garage = here.garage(name)
    _seed(here, name)
    began = time.monotonic()
    while time.monotonic() - began < _LONGEST:
        open_work = here.sql(
            "SELECT count(*) FROM jobs_duework"
            " WHERE garage_id = %s AND kind = 'carpass.report' AND finished_at IS NULL",
            garage,
        )[0][0]
        if not open_work:
            return time.monotonic() - began
        time.sleep(0.5)
        # The clock goes on: whatever waits for later, and is held by nobody, is due.
        here.sql(
            "UPDATE jobs_duework SET due_at = now() WHERE garage_id = %s AND kind = 'carpass.report'"
            " AND finished_at IS NULL AND lease_until IS NULL AND due_at > now()",
            garage,
        )
    raise TimeoutError(f"reports of {name} are stuck")


def _seed(here: World, name: str) -> None:
    command = [sys.executable, "-m", "faults.f16_seed", name, str(REPORTS)]
    done = subprocess.run(
        command, env=here.environment(), capture_output=True, text=True, check=False, cwd=REPOSITORY
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)


def _start_simulator(here: World, port: int, register: Path) -> subprocess.Popen[bytes]:
    with (here.folder / "simulator.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "carpass_simulator", "--port", str(port)]
            + ["--register", str(register), "--delay", "0", "--hang", "2"],
            env=here.environment(),
            stdout=log,
            stderr=log,
            cwd=REPOSITORY,
        )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if register.exists() and _answers(port):
            with closing(sqlite3.connect(register, timeout=30)) as connection, connection:
                connection.execute(
                    "INSERT INTO account VALUES ('f16', 'f16-password', '0880498395', '2000000196', 'F16')"
                )
            return process
        time.sleep(0.2)
    raise TimeoutError("the simulator does not start")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2):
            return True
    except OSError:
        return False


def _set_fault(address: str, fault: str, calls: int) -> None:
    content = json.dumps({"fault": fault, "calls": calls}).encode()
    request = urllib.request.Request(  # noqa: S310 - an address of our own
        f"{address}/_faults", data=content, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10):  # noqa: S310 - as above
        return


def _garage_id(here: World, name: str) -> int:
    return int(here.sql("SELECT id FROM tenancy_garage WHERE slug = %s", name)[0][0])

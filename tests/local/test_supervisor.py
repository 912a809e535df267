from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from garageflow.local.folders import REPOSITORY
from garageflow.local.supervisor import Program, Supervisor, run
from tests.waiting import wait_until


@pytest.mark.parametrize(("script", "status"), [("exit 0", 0), ("exit 3", 3), ("kill -9 $$", 137)])
def test_run_ends_with_the_status_of_the_command(script, status):
    assert run(["sh", "-c", script]) == status


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_run_passes_signals_on(number):
    timer = threading.Timer(0.3, os.kill, (os.getpid(), number))
    timer.start()

    assert run([sys.executable, "-c", "import signal; signal.pause()"]) in {128 + number, 1}
    timer.join()


def supervised(tmp_path: Path, *scripts: str) -> subprocess.Popen[str]:
    """A supervisor in a process of its own, since it listens to signals."""
    code = (
        "import os, sys\n"
        "from garageflow.local.signals import handled_by, unwinding\n"
        "from garageflow.local.supervisor import Program, Supervisor\n"
        "programs = [Program(f'p{i}', ['sh', '-c', s]) for i, s in enumerate(sys.argv[1:])]\n"
        "with handled_by(unwinding):\n"
        "    Supervisor(programs, os.environ, grace=1).run()\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, *scripts],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_program_that_exits_is_started_again_and_its_lines_carry_its_name(tmp_path):
    process = supervised(tmp_path, "echo hello; echo x >> starts; exit 5")

    starts = tmp_path / "starts"
    wait_until(lambda: starts.exists() and len(starts.read_text().splitlines()) >= 2)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=10)

    assert output.splitlines()[:2] == ["p0 | hello", "p0 | ended with status 5, starts again in 1 s"]
    assert process.returncode == 128 + signal.SIGTERM


def test_nothing_is_left_not_even_a_child_that_does_not_want_to_end(tmp_path):
    stubborn = "trap '' TERM; sleep 60 & echo $! > child; echo $$ > pid; while true; do sleep 0.1; done"
    process = supervised(tmp_path, stubborn)
    wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip() != "")
    pids = [int((tmp_path / name).read_text()) for name in ("pid", "child")]
    assert [alive(pid) for pid in pids] == [True, True]

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)

    wait_until(lambda: not any(alive(pid) for pid in pids), seconds=3)


def test_programs_end_with_a_supervisor_that_is_killed(tmp_path):
    process = supervised(tmp_path, "echo $$ > pid; exec sleep 60")
    wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip() != "")
    pid = int((tmp_path / "pid").read_text())

    process.kill()
    process.communicate(timeout=10)

    wait_until(lambda: not alive(pid), seconds=3)


def test_pauses_grow_up_to_half_a_minute():
    program = Program("p", ["true"])
    supervisor = Supervisor([program], os.environ)
    pauses = []
    for _ in range(7):
        program.process = subprocess.Popen(["true"], text=True)
        program.process.wait()
        program.started_at = 100.0
        supervisor._plan_restart(program, 100.0)
        pauses.append(program.due_at - 100.0)

    assert pauses == [1, 2, 4, 8, 16, 30, 30]

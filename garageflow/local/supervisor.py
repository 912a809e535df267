"""Child processes: one whose place we take, or several that are kept alive with prefixed logs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

from garageflow.local.signals import handled_by

_COLOURS = (36, 33, 35, 32, 34)
_STEADY_SECONDS = 30
_LONGEST_PAUSE = 30
# Celery finishes the work in hand first; a batch stops at the next chunk (spec 60, F14: within 10 s).
_GRACE_SECONDS = 15


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Run a command in our place: same input, output and signals. Returns its status as a shell would."""
    relay = _Relay()
    with handled_by(relay):
        process = subprocess.Popen(_ending_with_us(command), env=environment)
        relay.to(process)
        status = process.wait()
    return status if status >= 0 else 128 - status


@dataclass
class Program:
    name: str
    command: Sequence[str]
    files: Sequence[int] = ()
    process: subprocess.Popen[str] | None = None
    started_at: float = 0
    failures: int = 0
    due_at: float = 0
    reader: threading.Thread | None = field(default=None, repr=False)


class Supervisor:
    """Keeps programs running until it is told to stop; one that exits is started again, each time later."""

    def __init__(
        self, programs: Sequence[Program], environment: Mapping[str, str], *, grace: float = _GRACE_SECONDS
    ) -> None:
        self._grace = grace
        self._programs = list(programs)
        self._environment = {**environment, "PYTHONUNBUFFERED": "1"}
        self._width = max(len(program.name) for program in self._programs)
        self._stopping = threading.Event()
        self._output = threading.Lock()

    def run(self, *, once_started: Callable[[], None] = lambda: None) -> None:
        """Until Ctrl-C or a signal to end; then ends every program, with force after a while."""
        greeter = threading.Thread(target=once_started, daemon=True)
        try:
            for program in self._programs:
                self._start(program)
            greeter.start()
            while True:
                self._keep_alive()
                time.sleep(0.2)
        finally:
            self.stop()

    def stop(self) -> None:
        self._stopping.set()
        running = [program for program in self._programs if program.process]
        for program in running:
            _signal_group(program, signal.SIGTERM)
        end = time.monotonic() + self._grace
        for program in running:
            with suppress(subprocess.TimeoutExpired):
                _process(program).wait(max(0.0, end - time.monotonic()))
        for program in running:
            # Also when it ended well: none of its children may outlive it.
            _signal_group(program, signal.SIGKILL)
            _process(program).wait()
        for program in running:
            if program.reader:
                program.reader.join(timeout=2)

    def say(self, text: str) -> None:
        with self._output:
            print(text, flush=True)

    def _start(self, program: Program) -> None:
        program.process = subprocess.Popen(
            _ending_with_us(program.command),
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # Ctrl-C reaches us alone, and we end the programs in order.
            start_new_session=True,
            pass_fds=program.files,
        )
        program.started_at = time.monotonic()
        program.reader = threading.Thread(target=self._show_output, args=(program,), daemon=True)
        program.reader.start()

    def _keep_alive(self) -> None:
        now = time.monotonic()
        for program in self._programs:
            if program.process is None:
                if now >= program.due_at:
                    self._start(program)
            elif program.process.poll() is not None:
                self._plan_restart(program, now)

    def _plan_restart(self, program: Program, now: float) -> None:
        status = _process(program).returncode
        _signal_group(program, signal.SIGKILL)
        if program.reader:
            # Its last lines say why it ended: they come before our word of it.
            program.reader.join(timeout=1)
        program.process = None
        program.failures = 1 if now - program.started_at > _STEADY_SECONDS else program.failures + 1
        pause = min(2 ** (program.failures - 1), _LONGEST_PAUSE)
        program.due_at = now + pause
        self.say(f"{self._prefix(program)} ended with status {status}, starts again in {pause} s")

    def _show_output(self, program: Program) -> None:
        prefix = self._prefix(program)
        for line in _process(program).stdout or []:
            self.say(f"{prefix} {line.rstrip()}")

    def _prefix(self, program: Program) -> str:
        label = f"{program.name:<{self._width}} |"
        if not colours_wanted():
            return label
        colour = _COLOURS[self._programs.index(program) % len(_COLOURS)]
        return f"\033[{colour}m{label}\033[0m"


def colours_wanted() -> bool:
    return "NO_COLOR" not in os.environ and ("FORCE_COLOR" in os.environ or sys.stdout.isatty())


class _Relay:
    """Passes signals on to a child, also those that come before the child is there."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting: list[int] = []

    def __call__(self, number: int, frame: FrameType | None) -> None:
        # From a terminal Ctrl-C reaches the child directly.
        if number == signal.SIGINT and sys.stdin is not None and sys.stdin.isatty():
            return
        if self._process:
            self._process.send_signal(number)
        else:
            self._waiting.append(number)

    def to(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        for number in self._waiting:
            process.send_signal(number)


def _ending_with_us(command: Sequence[str]) -> list[str]:
    """Ask the kernel to end the program should we be killed; where the tool is missing it lives on."""
    if setpriv := shutil.which("setpriv"):
        return [setpriv, "--pdeathsig", "TERM", "--", *command]
    return list(command)


def _process(program: Program) -> subprocess.Popen[str]:
    assert program.process is not None
    return program.process


def _signal_group(program: Program, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(_process(program).pid, number)

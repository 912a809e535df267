from __future__ import annotations

import importlib
import time

from faults.judge import Verdict

FAULTS = {
    "F1": "faults.f1_worker_killed",
    "F2": "faults.f2_fail_points",
    "F4": "faults.f4_redis_gone",
    "F5": "faults.f5_postgres_restarted",
    "F6": "faults.f6_many_beats",
    "F7": "faults.f7_beat_was_down",
    "F8": "faults.f8_clocks",
    "F13": "faults.f13_twice",
    "F16": "faults.f16_car_pass",
}


def run(names: list[str]) -> int:
    if names == ["all"]:
        names = list(FAULTS)
    if not names or any(name not in FAULTS for name in names):
        print(f"usage: python -m faults {{{' | '.join(FAULTS)} | all}}")
        return 2
    failed = 0
    for name in names:
        began = time.monotonic()
        print(f"# {name}", flush=True)
        verdict: Verdict = importlib.import_module(FAULTS[name]).run()
        failed += not verdict.is_passed
        print(
            f"{name:4} {'passed' if verdict.is_passed else 'FAILED'} in {time.monotonic() - began:.0f} s",
            flush=True,
        )
    return 1 if failed else 0

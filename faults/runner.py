from __future__ import annotations

import importlib
import time

from faults.judge import Verdict

FAULTS = {
    "F1": "faults.f1_worker_killed",
    "F2": "faults.f2_fail_points",
    "F3": "faults.f3_worker_paused",
    "F4": "faults.f4_redis_gone",
    "F5": "faults.f5_postgres_restarted",
    "F6": "faults.f6_many_beats",
    "F7": "faults.f7_beat_was_down",
    "F8": "faults.f8_clocks",
    "F9": "faults.f9_pool_children",
    "F10": "faults.f10_smtp",
    "F11": "faults.f11_database_refuses",
    "F12": "faults.f12_one_big_garage",
    "F13": "faults.f13_twice",
    "F14": "faults.f14_asked_to_stop",
    "F15": "faults.f15_redis_flaps",
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

"""One side of a comparison as a process of its own; the counterpart of BenchWorker.java.

Commands on standard input: `check K` (does the work K times, prints what came out), `steps K` (prints
seconds of wall and processor time for once), `profile FILE K` (writes a Chrome trace), `quit`.
"""

import json
import platform
import sys
import time


def serve(work, facts):
    """Answers commands until `quit`; `work.run(k)` does the work k times and returns k numbers."""
    import torch

    facts = {
        "runtime": f"Python {platform.python_version()}",
        "engine": f"PyTorch {torch.__version__}",
        "threads": torch.get_num_threads(),
        **facts,
    }
    print("ready", json.dumps(facts), flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "quit":
            return
        elif words[0] == "check":
            print("check", *(f"{value:.15g}" for value in work.run(int(words[1]))), flush=True)
        elif words[0] == "steps":
            count = int(words[1])
            cpu, begin = time.process_time(), time.perf_counter()
            work.run(count)
            wall = time.perf_counter() - begin
            print(f"time {wall / count:.9f} {(time.process_time() - cpu) / count:.9f}", flush=True)
        elif words[0] == "profile":
            with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
                work.run(int(words[2]))
            profile.export_chrome_trace(words[1])
            print("written", words[1], flush=True)
        else:
            raise ValueError(f"unknown command {line!r}")

#!/usr/bin/env python3
"""Operator totals of Chrome traces, side by side: operators.py STEPS NAME=TRACE [NAME=TRACE]

Self time: an operator's own time less that of the operators inside it.
"""

import json
import sys
from collections import defaultdict


def events(trace):
    """(thread, begin, duration, name) of every operator in a trace of either profiler."""
    with open(trace) as file:
        content = json.load(file)
    if isinstance(content, dict):
        content = content["traceEvents"]
    for event in content:
        if event.get("ph") == "X" and event.get("cat", "cpu_op") in ("cpu_op", "Operator"):
            yield event["tid"], float(event["ts"]), float(event["dur"]), event["name"]


def totals(trace):
    """Calls and microseconds of self time by operator, and the microseconds of all together."""
    calls, self_time = defaultdict(int), defaultdict(float)
    by_thread = defaultdict(list)
    for thread, begin, duration, name in events(trace):
        by_thread[thread].append((begin, -duration, name))
    for thread_events in by_thread.values():
        thread_events.sort()
        open_events = []  # (end, name) of the operators around the current one
        for begin, negative, name in thread_events:
            duration = -negative
            while open_events and open_events[-1][0] <= begin:
                open_events.pop()
            if open_events:
                self_time[open_events[-1][1]] -= duration
            calls[name] += 1
            self_time[name] += duration
            open_events.append((begin + duration, name))
    return calls, self_time


def table(traces, steps, rows=20):
    """Markdown: the operators that take longest on any side, milliseconds and calls per step."""
    sides = {name: totals(trace) for name, trace in traces.items()}
    names = {operator for _, times in sides.values() for operator in times}
    names = sorted(names, key=lambda operator: -max(times.get(operator, 0) for _, times in sides.values()))
    lines = [
        "| operator | " + " | ".join(f"{name}: ms | calls" for name in sides) + " |",
        "| --- |" + " ---: | ---: |" * len(sides),
    ]
    for operator in names[:rows]:
        cells = []
        for calls, times in sides.values():
            cells.append(f"{times.get(operator, 0) / 1e3 / steps:.2f} | {calls.get(operator, 0) / steps:.1f}")
        lines.append(f"| `{operator}` | " + " | ".join(cells) + " |")
    cells = [
        f"{sum(times.values()) / 1e3 / steps:.2f} | {sum(calls.values()) / steps:.1f}"
        for calls, times in sides.values()
    ]
    lines.append("| all operators | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(dict(argument.split("=", 1) for argument in sys.argv[2:]), int(sys.argv[1])))

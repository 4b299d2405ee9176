"""What torch holds at most while something runs, its arguments not counted: the same on every machine."""

from collections.abc import Callable

from torch.profiler import ProfilerActivity, profile


def peak_bytes(step: Callable[[], object]) -> int:
    """The peak of what torch allocates on the CPU during `step`."""
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as watched:
        step()
    changes = [event for event in watched.profiler.kineto_results.events() if event.name() == "[memory]"]
    held = peak = 0
    for change in sorted(changes, key=lambda event: event.start_ns()):
        held += change.nbytes()
        peak = max(peak, held)
    return peak

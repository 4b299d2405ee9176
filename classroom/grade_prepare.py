"""What the server of the answers does before the first of them: imports, accounts, and a way to its own libraries."""

import ctypes
import gc
import importlib
import os
import pwd
import stat
import sys
from contextlib import suppress
from pathlib import Path

from grade_walls import LIBC

FIRST_ACCOUNT = 60600  # accounts that no distribution gives away
NEW_MOUNTS, BIND, PRIVATE = 0x00020000, 0x1000, 0x4C000  # CLONE_NEWNS; MS_BIND; MS_PRIVATE | MS_REC


def warm_up(modules: list[str]) -> None:
    """Import what answers use, and put it where the garbage collector does not write to it."""
    import torch

    import nls_tutorial.exercises
    import nls_tutorial.exercises.judge
    import nls_tutorial.exercises.run

    for name in modules:
        with suppress(ImportError):
            importlib.import_module(name)
    for name in ("check", "hint", "progress", "prompt"):  # whoever calls them in an answer wants nothing of them here
        setattr(nls_tutorial.exercises, name, lambda *_, **__: None)
    torch.set_num_threads(1)
    torch.ones(2, requires_grad=True).sum().backward()
    gc.collect()
    gc.freeze()
    if len(os.listdir("/proc/self/task")) != 1:
        sys.exit("the server must have one thread to fork from. Set OMP_NUM_THREADS=1.")


def accounts(number: int) -> list[int | None]:
    """For root: as many accounts that nobody has. For anybody else: their own."""
    if os.geteuid() != 0:
        return [None] * number
    used = {int(entry.stat().st_uid) for entry in os.scandir("/proc") if entry.name.isdigit()}
    used |= {one.pw_uid for one in pwd.getpwall()}
    return [one for one in range(FIRST_ACCOUNT, FIRST_ACCOUNT + 500) if one not in used][:number]


def open_the_way(paths: list[Path]) -> None:
    """Where libraries lie in a home that is closed to others, this process (and no other) sees a home without the rest.

    Only root needs it, since only root runs answers under other accounts.
    """
    barred: dict[Path, list[Path]] = {}
    for path in paths:
        way = [*reversed(path.parents), path]
        closed = next((part for part in way if not part.stat().st_mode & stat.S_IXOTH), None)
        if closed:
            barred.setdefault(closed, []).append(path)
    if not barred or LIBC.unshare(NEW_MOUNTS):
        return
    os.umask(0o022)  # the folders that are made here are to be entered
    _mount(b"none", Path("/"), None, PRIVATE)
    for closed, needed in barred.items():
        places = [os.open(path, os.O_PATH) for path in needed]
        _mount(b"none", closed, b"tmpfs", 0, b"mode=755,size=1m")
        for path, place in zip(needed, places, strict=True):
            path.mkdir(parents=True, exist_ok=True)
            _mount(f"/proc/self/fd/{place}".encode(), path, None, BIND)
            os.close(place)


def _mount(source: bytes, target: Path, kind: bytes | None, flags: int, options: bytes | None = None) -> None:
    if LIBC.mount(source, str(target).encode(), kind, ctypes.c_ulong(flags), options):
        raise OSError(ctypes.get_errno(), f"could not mount over {target}")

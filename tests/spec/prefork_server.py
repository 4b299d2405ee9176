"""A fork server for tests: it has imported little, and its kernels are a few lines."""

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import kernel_prefork
from class_limits import LIMITS, Limits

WAIT = 90.0  # seconds: nothing takes so long, on any machine
EACH = 12  # kernels of one account
CLASSROOM = Path(kernel_prefork.__file__).parent
SCRIPT = """
import os, sys
sys.path.insert(0, {classroom!r})
import ctypes, ipykernel.kernelapp, kernel_prefork, mmap, numpy.random, resource, time
def kernel():
    what = sys.argv[1]
    if what == "write":
        where, leads = os.getcwd(), os.getsid(0) == os.getpid()
        facts = [where, os.environ["COLOUR"], "HOME" in os.environ, leads, numpy.random.rand()]
        open(sys.argv[2], "w").write(repr(facts))
    elif what == "grow":
        resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY,) * 2)
    elif what == "share":
        try:
            mmap.mmap(-1, 40 * 1024**3)
        except OSError:
            sys.exit(9)
    elif what == "big":
        try:
            open(sys.argv[2], "wb").truncate(3 * 1024**3)
        except OSError:
            sys.exit(9)
    elif what == "allocate":
        bytearray(3 * 1024**3)
    elif what == "look":  # all memory of this process, for what the hub told the fork server
        found = 0
        for line in open("/proc/self/maps"):
            ends, rights = line.split()[:2]
            if rights.startswith("rw") and ("stack" in line or "heap" in line):
                low, high = (int(end, 16) for end in ends.split("-"))
                found += ctypes.string_at(low, high - low).count(b"sec" + b"ret-of-the-hub")
        sys.exit(9 if not found else 1)
    elif what == "exit":
        sys.exit(7)
    elif what == "sleep":
        open(sys.argv[2], "w").close()
        time.sleep(60)
ipykernel.kernelapp.launch_new_instance = kernel
kernel_prefork.warm_up = lambda: None
kernel_prefork.main({name!r}, '{each}')
"""


LIMIT = Limits(memory=2 * 1024**3, processes=100_000, file_size=2 * 1024**3, processor=600)


def start(path: Path) -> subprocess.Popen:
    """A fork server that listens at `path`."""
    code = SCRIPT.format(classroom=str(CLASSROOM), name=str(path), each=EACH)
    environment = {**os.environ, LIMITS: LIMIT.written(), "JUPYTERHUB_API_TOKEN": "sec" + "ret-of-the-hub"}
    process = subprocess.Popen([sys.executable, "-c", code], env=environment)
    end = time.monotonic() + WAIT
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(path))
            break
        time.sleep(0.05)
    return process

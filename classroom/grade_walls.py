"""What a process may no longer do, for good: start another, reach a network or a neighbour, touch others' files.

Two parts of the Linux kernel that need no privilege: seccomp takes system calls away, Landlock takes files. Neither
can be undone by the process itself, and a limit of RLIMIT_NPROC, which root passes by, is not needed for it.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_SET_DUMPABLE = 1, 22, 38, 4

# ------------------------------------------------------------------------------------------------ system calls

# name: its number on x86_64 and on aarch64 (None where it is not there)
NUMBERS: dict[str, tuple[int | None, int | None]] = {
    "clone": (56, 220), "clone3": (435, 435), "fork": (57, None), "vfork": (58, None),
    "execve": (59, 221), "execveat": (322, 281),
    "socket": (41, 198), "socketpair": (53, 199), "io_uring_setup": (425, 425),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "process_madvise": (440, 440),
    "kcmp": (312, 272), "prlimit64": (302, 261), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "sched_setaffinity": (203, 122), "sched_setparam": (142, 118), "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "lchown": (94, None), "fchown": (93, 55), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "setxattrat": (463, 463),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16), "removexattrat": (466, 466),
    "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "fanotify_init": (300, 262),
    "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "pivot_root": (155, 41),
    "mount": (165, 40), "umount2": (166, 39), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "sync": (162, 81), "syncfs": (306, 267),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
}  # fmt: skip
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
CLONE_THREAD = 0x00010000
OTHER_ABI = 0x40000000  # x86_64's system calls with 32-bit pointers, under numbers of their own
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # where they stand in what the kernel shows the filter


def system_call_filter(pid: int, machine: str) -> bytes:
    """The filter, as a BPF program, for the process `pid`: what is refused fails with EPERM and ends nothing."""
    column, architecture = ARCHITECTURES[machine]
    refuse, own = REFUSE | errno.EPERM, (0, pid)
    steps = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    if machine == "x86_64":
        steps += [(AT_LEAST, 0, 1, OTHER_ABI), (RETURN, 0, 0, refuse)]
    for name, numbers in NUMBERS.items():
        if (number := numbers[column]) is None:
            continue
        if name == "clone":  # a thread is fine, a process is not
            rest = [(LOAD, 0, 0, FIRST_ARGUMENT), (ANY_BIT, 0, 1, CLONE_THREAD), (RETURN, 0, 0, ALLOW)]
        elif name == "clone3":  # its flags lie in memory, where no filter looks; the C library then takes clone
            rest = [(RETURN, 0, 0, REFUSE | errno.ENOSYS)]
        elif name in ("kill", "tgkill", "prlimit64", "sched_setaffinity"):  # on oneself, as abort() does
            allowed = own if name in ("prlimit64", "sched_setaffinity") else (pid,)
            rest = [(LOAD, 0, 0, FIRST_ARGUMENT)]
            for whom in allowed:
                rest += [(EQUAL, 0, 1, whom), (RETURN, 0, 0, ALLOW)]
        else:
            rest = []
        if name != "clone3":
            rest.append((RETURN, 0, 0, refuse))
        steps += [(EQUAL, 0, len(rest), number), *rest]
    steps.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in steps)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def take_system_calls_away() -> None:
    """From this process, its threads to come included. Raises OSError where the kernel does not do it."""
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no filter was written for {machine}")
    steps = system_call_filter(os.getpid(), machine)
    _succeed(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    program = _Program(len(steps) // 8, steps)
    _succeed(LIBC.prctl(PR_SET_SECCOMP, 2, ctypes.byref(program), 0, 0), "seccomp")


# ------------------------------------------------------------------------------------------------ files

CREATE, ADD, RESTRICT = 444, 445, 446  # landlock_create_ruleset, landlock_add_rule, landlock_restrict_self
WRITE_FILE, READ_FILE, READ_DIR, REMOVE_FILE, MAKE_FILE, TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 5, 1 << 8, 1 << 14
SYSTEM = (
    "/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/usr/share", "/etc/ld.so.cache", "/etc/localtime",
    "/dev/urandom", "/dev/zero", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu",
)  # fmt: skip


def landlock_version() -> int:
    """Which version the kernel has; 0 where it has none, or where it was turned off."""
    return max(0, LIBC.syscall(CREATE, None, ctypes.c_size_t(0), 1))


class Ruleset:
    """The files that are left to a process: `readable` and all beneath, but for what is `hidden`; `writable`, a folder.

    In the writable folder files are made, written and removed, and nothing else: no folder, no link, no socket.
    """

    def __init__(self, readable: Iterable[str | Path], hidden: Iterable[Path], writable: Path) -> None:
        version = landlock_version()
        if not version:
            raise OSError(errno.ENOSYS, "the kernel has no Landlock, or it is turned off")
        rights = (1 << 13) - 1
        rights |= (1 << 13 if version > 1 else 0) | (TRUNCATE if version > 2 else 0) | (1 << 15 if version > 4 else 0)
        self.rights = rights
        what = struct.pack("QQQ", rights, 3 if version > 3 else 0, 3 if version > 5 else 0)
        size = 8 if version < 4 else 16 if version < 6 else 24
        self.number = _succeed(LIBC.syscall(CREATE, what, ctypes.c_size_t(size), 0), "a Landlock ruleset")
        hidden = {path.resolve() for path in hidden}
        for path in {Path(path).resolve() for path in readable}:
            for part in without(path, hidden):
                self._allow(part, READ_FILE | READ_DIR)
            if path.is_dir():
                self._allow(path, READ_DIR)  # so that an import finds what is in it
        self._allow(Path(os.devnull), READ_FILE | WRITE_FILE)
        self._allow(writable, READ_FILE | READ_DIR | WRITE_FILE | REMOVE_FILE | MAKE_FILE | TRUNCATE)

    def _allow(self, path: Path, rights: int) -> None:
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return  # not on this machine
        if not path.is_dir():
            rights &= READ_FILE | WRITE_FILE | TRUNCATE
        rule = struct.pack("=Qi", rights & self.rights, place)
        try:
            _succeed(LIBC.syscall(ADD, self.number, 1, rule, 0), f"a rule for {path}")
        finally:
            os.close(place)

    def enforce(self) -> None:
        """On this process, for good."""
        _succeed(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
        _succeed(LIBC.syscall(RESTRICT, self.number, 0), "Landlock")


def without(path: Path, hidden: set[Path]) -> Iterator[Path]:
    """`path` where nothing beneath it is hidden; else its parts, as few as will do."""
    if path in hidden:
        return
    if not any(path in one.parents for one in hidden):
        yield path
        return
    for part in sorted(path.iterdir()):
        if part.is_symlink() and part.resolve() in hidden:
            continue
        yield from without(part, hidden)


def _succeed(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def end_with_parent(signal_number: int) -> None:
    """This process gets the signal when the one that forked it has ended."""
    _succeed(LIBC.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0), "an end with its parent")

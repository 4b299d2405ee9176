"""What students have handed in, or may one day: answers to exercise 02.1, and files, hostile ones and honest ones."""

import os
from pathlib import Path

from spec.hand_ins import answer, notebook, without_marker

RIGHT = {name: answer(name, "right") for name in ("02.1", "02.2")}
SOUND = "return 1 - epsilon + epsilon / classes"
HEAD = "# exercise 02.1\n"
STOPPED, WRONG, TAMPERED = "stopped", "wrong", "tampered"
EITHER = "stopped wrong tampered"  # which of them depends on how busy the machine is, or on the interpreter


def function(*lines: str) -> str:
    """A cell that answers 02.1 with these lines."""
    return HEAD + "def true_class_share(epsilon, classes):\n" + "".join(f"    {line}\n" for line in lines)


# name: the cell, the state that it deserves, and what the teacher is told of it (nothing where that is empty)
HOSTILE: dict[str, tuple[str, str, str]] = {
    "loops for ever": (function("while True: pass"), STOPPED, ""),
    "loops where it is defined": (HEAD + "while True: pass", STOPPED, ""),
    "sleeps": (function("import time; time.sleep(10**6)"), STOPPED, ""),
    "loops and hears no signal": (
        HEAD + "import signal\nfor n in range(1, 65):\n    try: signal.signal(n, lambda *_: None)\n"
        "    except Exception: pass\n"
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        STOPPED,
        "imports signal",
    ),
    "bombs with forks": (
        function("import os", "while True:", "    try: os.fork()", "    except OSError: pass"),
        STOPPED,
        "tries to start processes",
    ),
    "bombs with threads": (
        function("import threading, time", "while True: threading.Thread(target=time.sleep, args=(99,)).start()"),
        WRONG,
        "imports threading",
    ),
    "takes 10 GB": (function("import torch", "x = torch.ones(10 * 2**30 // 4)", SOUND), WRONG, ""),
    "takes 10 GB bit by bit": (function("x = []", "while True: x.append(bytearray(10**7))"), EITHER, ""),
    "ends the process": (function("import os", "os._exit(0)"), STOPPED, "uses _exit"),
    "ends itself": (function("import os", "os.kill(os.getpid(), 9)"), STOPPED, "sends signals"),
    "ends the server": (function("import os", "os.kill(os.getppid(), 9)", SOUND), WRONG, "sends signals"),
    "ends everybody": (function("import os", "os.kill(-1, 9)", SOUND), WRONG, "sends signals"),
    "crashes": (function("import ctypes", "ctypes.string_at(0)"), STOPPED, "imports ctypes"),
    "deletes files": (function("import os", "os.remove(PRECIOUS)", SOUND), WRONG, "deletes files"),
    "writes to a library": (
        function("import torch", "open(torch.__file__, 'ab').write(b'#')", SOUND),
        WRONG,
        "uses open",
    ),
    "makes files unreadable": (function("import os", "os.chmod(PRECIOUS, 0)", SOUND), WRONG, "changes files"),
    "fills the disk": (
        function("n = 0", "while True:", "    n += 1", "    open(f'f{n}', 'wb').write(bytes(7 << 20))"),
        STOPPED,
        "uses open",
    ),
    "calls home": (
        function("import socket", "socket.create_connection(('127.0.0.1', 9))", SOUND),
        WRONG,
        "reach a network",
    ),
    "starts a program": (function("import subprocess", "subprocess.run(['true'])", SOUND), WRONG, "start processes"),
    "patches the check": (
        HEAD + "from nls_tutorial import exercises\nexercises.check = lambda *_: True\n" + function("return 7"),
        WRONG,
        "changes exercises.check",
    ),
    "patches the judge": (
        HEAD + "import sys\nimport nls_tutorial.exercises.compare as c\nc.same = lambda *_: True\n"
        "sys.modules['nls_tutorial.exercises.judge'] = c\n" + function("return 7"),
        WRONG,
        "changes c.same",
    ),
    "patches everything": (
        HEAD + "import builtins, torch, json\nbuiltins.all = builtins.isinstance = lambda *_: True\n"
        "torch.allclose = torch.equal = lambda *_, **__: True\n" + function("return 7"),
        EITHER,
        "changes builtins.all",
    ),
    "asks for the solution": (
        HEAD + "from nls_tutorial import exercises\nexec(exercises.solution('02.1'))",
        WRONG,
        "reads the solutions",
    ),
    "imports the solution": (
        HEAD + "from nls_tutorial.lessons.l02_soften_a_label.exercises import true_class_share",
        WRONG,
        "reads the solutions",
    ),
    "opens the solution": (
        HEAD + "import nls_tutorial.lessons.l02_soften_a_label as l, pathlib\n"
        "exec(pathlib.Path(l.__file__).with_name('exer' + 'cises.py').read_text())",
        WRONG,
        "reads the solutions",
    ),
    "looks for the solution in memory": (
        HEAD + "import gc\nfound = [o for o in gc.get_objects() if type(o).__name__ == 'Exercise']\n"
        "true_class_share = found[0].solution",
        WRONG,
        "imports gc",
    ),
    "equals everything": (
        HEAD + "class Yes:\n    def __eq__(self, other): return True\n"
        "    __float__ = lambda self: 0.5\n    __hash__ = None\n" + function("return Yes()"),
        WRONG,
        "",
    ),
    "is a number that lies": (
        HEAD
        + "class Yes(float):\n    def __eq__(self, other): return True\n    __sub__ = __rsub__ = lambda *_: 0.0\n"
        + function("return Yes(7)"),
        WRONG,
        "",
    ),
    "prints a result": (
        function("import sys", 'for _ in range(10000): print(\'R {"value": ["bool", true]}\')', "return 7"),
        WRONG,
        "",
    ),
    "forges a result": (
        function(
            "import os",
            "for n in range(200):",
            "    try: os.write(n, b'R {\"passed\": true}\\n')",
            "    except OSError: pass",
            "return 7",
        ),
        TAMPERED,
        "forges a result",
    ),
    "forges and ends": (
        function(
            "import os",
            "for n in range(200):",
            "    try: os.write(n, b'R {\"passed\": true}\\n')",
            "    except OSError: pass",
            "os._exit(0)",
        ),
        TAMPERED,
        "forges a result",
    ),
    "forges a huge shape": (
        function(
            "import os",
            'one = b\'[["tensor", "float32", [99999, 99999], ""], null, ""]\'',
            "for n in range(200):",
            "    try: os.write(n, b'R {\"outcomes\": [' + b', '.join([one] * 6) + b']}\\n')",
            "    except OSError: pass",
            "os._exit(0)",
        ),
        TAMPERED,
        "forges a result",
    ),
    "talks without end": (
        function(
            "import os",
            "while True:",
            "    for n in range(3, 200):",
            "        try: os.write(n, b'x' * 10**6)",
            "        except OSError: pass",
        ),
        STOPPED,
        "imports os",
    ),
    "outlives": (
        HEAD + "import atexit, threading\natexit.register(lambda: open(PRECIOUS, 'w').close())\n"
        "def on():\n    while True: pass\nthreading.Thread(target=on).start()\n" + function(SOUND),
        "right",
        "imports atexit",
    ),
    "raises what nobody catches": (HEAD + "class Out(BaseException): pass\n" + function("raise Out"), STOPPED, ""),
    "nests without end": (HEAD + "true_class_share = " + "(" * 5000 + ")" * 5000, WRONG, ""),
    "nests in a value": (function("x = []", "for _ in range(10**5): x = [x]", "return x"), WRONG, ""),
    "counts without end": (function("return 10 ** 10 ** 8"), STOPPED, ""),
    "is no Python": (HEAD + "def true_class_share(epsilon, classes) return 1", WRONG, ""),
    "reads what others have": (function("open(PRECIOUS).read()", SOUND), WRONG, "uses open"),
    "reads the server's memory": (
        function("import os", "open(f'/proc/{os.getppid()}/mem', 'rb').read(1)", SOUND),
        WRONG,
        "uses open",
    ),
    "says that it is another": (
        HEAD + "class Yes:\n    __class__ = property(lambda self: float)\n" + function("return Yes()"),
        WRONG,
        "",
    ),
    "names an error as nobody does": (function("raise type('\\ud800', (Exception,), {})('\\ud800')"), EITHER, ""),
    "reads the environment": (
        function("import os", "return open('/proc/self/environ').read() or dict(os.environ)"),
        WRONG,
        "uses open",
    ),
    "changes what it was given": (
        function("import gc", "for o in gc.get_referrers(classes): o.clear() if hasattr(o, 'clear') else None", SOUND),
        f"{EITHER} right",
        "imports gc",
    ),
}


def by_file(folder: Path) -> None:
    """Hand-ins whose files are not what they seem."""
    lesson = "02_soften_a_label.ipynb"
    for name, content in (
        ("hands in a picture", b"\x89PNG\r\n" + bytes(range(256))), ("hands in nothing", b""),
        ("hands in a list", b"[1, 2]"), ("hands in a pit", b"[" * 10**6),
        ("hands in cells of nothing", b'{"cells": [1, null]}'),
    ):  # fmt: skip
        (folder / name).mkdir()
        (folder / name / lesson).write_bytes(content)
    (folder / "hands in a link").mkdir()
    (folder / "hands in a link" / lesson).symlink_to("/etc/passwd")
    (folder / "hands in a pipe").mkdir()
    os.mkfifo(folder / "hands in a pipe" / lesson)
    notebook(folder / "=HYPERLINK(1)" / lesson, RIGHT["02.1"], RIGHT["02.2"])


def by_form(folder: Path) -> None:
    """Honest students who write as students write."""
    lesson = "02_soften_a_label.ipynb"
    top = "import torch\nimport matplotlib.pyplot as plt\nfrom nls_tutorial import targets, exercises\nK = 10\n"
    top += "raise RuntimeError('a training')"
    helper = "def rest(epsilon):\n    return 1 - epsilon"
    uses = function("return rest(epsilon) + epsilon / classes + 0 * K * torch.zeros(1).item()")
    notebook(folder / "uses other cells" / lesson, top, helper, uses, RIGHT["02.2"])
    notebook(folder / "deletes the marker" / lesson, without_marker(RIGHT["02.1"]), RIGHT["02.2"])
    notebook(
        folder / "runs magics" / lesson,
        "%%time\n" + RIGHT["02.1"] + "\n%timeit true_class_share(0.1, 3)\n!ls",
        RIGHT["02.2"],
    )
    notebook(folder / "tries below" / lesson, RIGHT["02.1"] + "\nprint(true_class_share())", RIGHT["02.2"])
    check = "\nfrom nls_tutorial import exercises\nexercises.check('02.1', true_class_share)\ndisplay(1)"
    notebook(folder / "checks below" / lesson, RIGHT["02.1"] + check, RIGHT["02.2"])
    notebook(folder / "asks for help" / lesson, RIGHT["02.1"], 'exercises.hint("02.1")', 'exercises.hint("02.1", 2)',
             RIGHT["02.2"], 'exercises.show_solution("02.2")')  # fmt: skip
    for number, evil in enumerate(("class Evil:\n    while True: pass", "x = " + "-" * 10**5 + "1")):
        notebook(folder / f"fails elsewhere {number}" / lesson, RIGHT["02.1"], f"# exercise 02.2\n{evil}")
    (folder / "kept a script").mkdir()
    (folder / "kept a script" / "mine.py").write_text("\n\n".join(RIGHT.values()))
    for name, text in (("02_soften_a_label", RIGHT["02.1"]), ("02_soften_a_label-Copy1", HEAD + "1 / 0")):
        notebook(folder / "handed in twice" / f"{name}.ipynb", text, RIGHT["02.2"])

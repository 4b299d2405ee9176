"""A student's server: light, offline, its home filled with the lessons.

Runs as the student, before the server starts.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

CLASSROOM = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CLASSROOM))

import class_homes  # noqa: E402
import class_notice  # noqa: E402
import prefork_provisioner  # noqa: E402

c = get_config()

c.ServerApp.root_dir = str(Path.home())
c.ServerApp.terminals_enabled = False
c.ServerApp.allow_root = os.environ["NLS_CLASS_ALLOW_ROOT"] == "1"
c.ServerApp.jpserver_extensions = {
    "jupyter_lsp": False,
    "jupyter_server_terminals": False,
    "jupyterlab_jupytext": False,
}
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"

idle = int(os.environ["NLS_CLASS_KERNEL_IDLE"])
c.MappingKernelManager.cull_idle_timeout = idle
c.MappingKernelManager.cull_interval = max(1, min(60, idle // 2))
c.MappingKernelManager.cull_connected = True  # an open tab alone keeps no kernel

# Kernels speak through sockets in a folder that no other account may enter: what they say is for one student.
runtime = tempfile.mkdtemp(prefix="nls-")
atexit.register(shutil.rmtree, runtime, ignore_errors=True)
os.environ["JUPYTER_RUNTIME_DIR"] = runtime
c.JupyterApp.runtime_dir = runtime
c.KernelManager.transport = "ipc"
prefork_provisioner.register()

try:
    class_homes.fill(Path.home(), Path(os.environ["NLS_CLASS_LESSONS"]))
except OSError as error:  # a full disk, most likely: the server starts all the same, and says what is wrong
    os.environ[class_notice.NOTICE] = f"{error.strerror or error} ({Path.home()})"
    c.ServerApp.jpserver_extensions["class_notice"] = True
    c.ServerApp.default_url = class_notice.ADDRESS

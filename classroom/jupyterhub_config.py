"""JupyterHub for one class on one machine. Start it with `python tools/classroom.py hub`, which prepares what it needs.

What a teacher may want to change stands in settings.toml; what is here follows from it.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import class_limits  # noqa: E402
import class_login  # noqa: E402
import class_settings  # noqa: E402
import class_spawner  # noqa: E402

c = get_config()
chosen = class_settings.read()
chosen.refuse_root()
chosen.prepare()
tied = [sys.executable, str(HERE / "run_tied.py")]  # what is started so ends with the hub, however the hub ends

# ---------------------------------------------------------------------------------------------- the hub and its proxy

c.JupyterHub.bind_url = f"http://{chosen.address}:{chosen.port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{}".format(os.environ.get("NLS_CLASS_HUB_PORT", "8081"))
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{}".format(os.environ.get("NLS_CLASS_PROXY_PORT", "8001"))
c.ConfigurableHTTPProxy.command = tied + os.environ["NLS_CLASS_PROXY"].split("\n")
c.ConfigurableHTTPProxy.pid_file = str(chosen.hub / "proxy.pid")
c.JupyterHub.db_url = f"sqlite:///{chosen.hub / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(chosen.hub / "cookie_secret")
c.JupyterHub.cleanup_servers = c.JupyterHub.cleanup_proxy = True  # whoever stops the hub stops all of it
c.JupyterHub.active_server_limit = chosen.students
c.JupyterHub.concurrent_spawn_limit = 10  # a class comes in all at once

# To have the password travel unread, give the hub a certificate:
# c.JupyterHub.ssl_key, c.JupyterHub.ssl_cert = "/path/to/key.pem", "/path/to/cert.pem"

# -------------------------------------------------------------------------------------------------------- who comes in

if chosen.login == "password":
    c.JupyterHub.authenticator_class = class_login.ClassAuthenticator
    c.SharedPasswordAuthenticator.user_password = chosen.password()
    c.Authenticator.allow_all = True
    c.Authenticator.username_pattern = class_login.PATTERN
    c.JupyterHub.template_vars = {"announcement_login": class_login.RULE}
    c.JupyterHub.spawner_class = class_spawner.ClassSpawner
    c.ClassSpawner.home_dir_template = str(chosen.homes / "{username}")
else:
    c.JupyterHub.authenticator_class = "pam"
    c.Authenticator.allow_all = True  # everybody who has an account here
    c.Authenticator.admin_users = set(chosen.admins)
    c.JupyterHub.spawner_class = class_spawner.AccountSpawner

# With systemd, a limit can hold for all that a student runs, on memory and on processors, and it holds for certain:
#   uv pip install jupyterhub-systemdspawner, then in the place of the line with AccountSpawner
# c.JupyterHub.spawner_class = "systemd"
# c.SystemdSpawner.mem_limit, c.SystemdSpawner.cpu_limit = "2G", 1.0
# c.SystemdSpawner.isolate_tmp = True

# ------------------------------------------------------------------------------------------------- what a student gets

os.environ[class_limits.LIMITS] = chosen.limits.written()
c.Spawner.default_url = "/lab/tree/00_start_here.ipynb"
c.Spawner.start_timeout = c.Spawner.http_timeout = 120
c.Spawner.mem_limit = chosen.memory  # only told to the student's programs; class_spawner enforces it
c.Spawner.environment = {
    "JUPYTER_CONFIG_PATH": str(HERE / "student"),
    "NLS_CLASS_ALLOW_ROOT": os.environ.get(class_settings.ALLOW_ROOT, "0"),
    "NLS_CLASS_LESSONS": os.environ["NLS_CLASS_LESSONS"],
    "NLS_CLASS_KERNEL_IDLE": str(60 * chosen.kernel_idle_minutes),
    **{
        f"{library}_NUM_THREADS": "1" for library in ("OMP", "MKL", "OPENBLAS")
    },  # or thirty kernels fight over the cores
    "MALLOC_ARENA_MAX": "2",
}

# ---------------------------------------------------------------------------------------------------- what runs besides

c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            *tied, sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={60 * chosen.server_idle_minutes}",
            f"--cull-every={max(1, min(60, 20 * chosen.server_idle_minutes))}",
        ],
    }
]  # fmt: skip
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]
if chosen.prefork and hasattr(os, "pidfd_open"):
    c.Spawner.environment["NLS_CLASS_PREFORK"] = str(chosen.socket)
    each = 16 * (chosen.students if chosen.login == "password" else 1)  # kernels of one account
    c.JupyterHub.services.append(
        {
            "name": "prefork",
            "command": [sys.executable, str(HERE / "kernel_prefork.py"), str(chosen.socket), str(each)],
            "environment": {
                class_limits.LIMITS: chosen.limits.written(),
                "MPLCONFIGDIR": str(chosen.hub / "matplotlib"),
                **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "MKL", "OPENBLAS")},
            },
        }
    )

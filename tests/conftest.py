"""What every test shares: checked shapes, one thread a process, all the cores, one seed profile, two lanes."""

import os
import sys

# One thread a process, here and in what a test starts: the processes share the cores, and sums come in one order.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")
os.environ["NLS_PROGRESS"] = "off"  # the tests' answers are nobody's progress; kernels inherit it
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # torch compiled anew, in each of many processes, costs minutes
sys.dont_write_bytecode = False
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # jsonschema does without; seconds to import

from jaxtyping import install_import_hook  # noqa: E402

# Must stand before the first import of the library: from here on every annotated shape is checked at run time.
install_import_hook("nls_tutorial", "typecheck.check")

import lanes  # noqa: E402
import parts  # noqa: E402
import pytest  # noqa: E402
import torch  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

torch.set_num_threads(1)
for name in parts.PARTS:
    parts.choose(name)  # here, so that the processes of one run do not choose differently at midnight

settings.register_profile(
    "suite", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """The whole suite uses every core, unless `-n` says how many; single files are quicker in one process."""
    if lanes.is_wide(config):
        config.option.numprocesses, config.option.dist = "auto", "worksteal"


def pytest_report_header(config: pytest.Config) -> list[str]:
    return lanes.header(config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First the tests that run lessons and capture their scenes on the way; last the site, which is made of these."""
    for item in items:
        if lanes.is_fast(item):
            item.add_marker("fast")
    capturing, site = "test_a_run_on_the_cpu_gives_the_stored_outputs", ("test_site.py", "test_site_links.py")
    items.sort(key=lambda item: (item.path.name in site) - item.name.startswith(capturing))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in lanes.spent(terminalreporter.stats):
        terminalreporter.write_line(line)

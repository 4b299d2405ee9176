"""What every test shares: shape annotations checked while the suite runs, two threads, one seed profile."""

import os

from jaxtyping import install_import_hook

os.environ["NLS_PROGRESS"] = "off"  # the tests' answers are nobody's progress; kernels inherit it

# Must stand before the first import of the library: from here on every annotated shape is checked at run time.
install_import_hook("nls_tutorial", "typecheck.check")

import pytest  # noqa: E402
import torch  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

torch.set_num_threads(1)

settings.register_profile(
    "suite", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First the tests that run lessons and capture their scenes on the way; last the site, which is made of these."""
    capturing, site = "test_a_run_on_the_cpu_gives_the_stored_outputs", ("test_site.py", "test_site_links.py")
    items.sort(key=lambda item: (item.path.name in site) - item.name.startswith(capturing))

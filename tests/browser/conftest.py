"""One browser and one JupyterLab for all the tests here."""

import os
from collections.abc import Iterator

import pytest
from browser.lab import CHROMIUM, Lab, launch
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without one the test is skipped, except in CI, where it fails."""
    if CHROMIUM is None:
        reason = "no Chromium on this machine: install the package chromium"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Lab]:
    """JupyterLab on loopback, started when the first test asks for it."""
    with Lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab

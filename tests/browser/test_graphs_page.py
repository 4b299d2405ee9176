"""In a real browser, a hundred steps of each graph are a hundred steps of PyTorch."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import graph_files as tool
import numpy as np
import publish
import pytest
from browser.served import Quiet
from playwright.sync_api import Browser, Page
from spec.playground_by_hand import KNOBS, RATE, trained

from nls_tutorial import playground
from nls_tutorial.playground.choices import Choice
from nls_tutorial.playground.scripts import scripts

pytestmark = pytest.mark.browser

TRAIN = playground.plane_points("spirals", seed=2)[0]
LABELS = TRAIN.noisy(0.2)
PAGE = """<!doctype html><title>graphs</title><script type="module">
import * as ort from "./ort.wasm.bundle.min.mjs";
import { openGraph, trainSteps } from "./engine.js";
ort.env.wasm.numThreads = 1;
const graph = async (name) => new Uint8Array(await (await fetch(`${name}.onnx`)).arrayBuffer());
window.train = async (name, state, points, labels, knobs, steps) => {
  const session = await openGraph(ort, await graph(name), name);
  const data = { points: Float32Array.from(points), labels };
  const told = await trainSteps(ort, session, Float32Array.from(state), data, knobs, 0, steps);
  return { state: Array.from(told.state), loss: told.loss };
};
window.damaged = async (name) => {
  const bytes = (await graph(name)).slice(0, 999);
  return openGraph(ort, bytes, name).then(() => "", (error) => error.message);
};
window.ready = true;
</script>"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("graphs")
    files = [*tool.graph_files().values(), *(publish.from_npm(*tool.ORT, f"dist/{name}") for name in tool.ORT_FILES)]
    for file in [*files, *scripts()]:
        shutil.copy(file, folder / file.name.split("-1.30.0-")[-1])
    (folder / "index.html").write_text(PAGE)
    with served(folder) as address:
        page = browser.new_page()
        page.goto(address)
        page.wait_for_function("window.ready")
        yield page
        page.close()


@pytest.mark.parametrize("one", playground.CHOICES, ids=lambda one: one.name)
def test_a_hundred_steps_in_the_page_are_pytorchs(page: Page, one: Choice) -> None:
    steps = 100
    knobs = {"rate": RATE, **{name: KNOBS[name] for name in one.knobs}}
    given = [one.name, playground.start().flatten().tolist(), TRAIN.points.flatten().tolist(), LABELS.tolist()]
    told = page.evaluate("(given) => train(...given)", [*given, knobs, steps])
    weights, losses = trained(one, TRAIN.points, LABELS, steps)
    assert np.abs(np.array(told["state"][: len(weights)]) - weights.numpy()).max() <= 1e-5
    assert told["loss"] == pytest.approx(losses[-1], abs=1e-5)


def test_a_damaged_graph_is_told_by_its_name(page: Page) -> None:
    assert page.evaluate("damaged('focal')").startswith("The graph file focal cannot be read")

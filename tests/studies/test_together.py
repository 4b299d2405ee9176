"""A cell that torchrun's processes share: the numbers of one process, kept once; what does not fit is refused."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from spec import ranks_run
from spec.boxed_folder import write

from nls_tutorial import studies
from nls_tutorial.lessons.l11_take_the_object_away.study import imagenet
from nls_tutorial.records import Score
from nls_tutorial.studies.runner import Job
from nls_tutorial.studies.together import in_ranks, joined, started_together

ARMS = ["ResNet50, hard", "ResNet50, ALS β = 1, context"]


def folder(home: Path) -> Path:
    """Training and test pictures with boxes, laid out as the study reads them."""
    for part, each in (("train", 8), ("test", 5)):
        write(home / part, each)
        (home / part / "boxes").rename(home / part / "annotations")
    return home


@pytest.mark.slow
def test_two_processes_give_the_cells_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = folder(tmp_path / "data")
    monkeypatch.setitem(imagenet.NETWORKS, "ResNet50", ranks_run.small)
    study = studies.find_study("imagenet_boxes").at("quick", data=data)
    alone = studies.run_study(study, arms=ARMS)
    start = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    asked = ["run", "imagenet_boxes", "--budget", "quick", "--data", str(data), "--store", str(tmp_path / "store")]
    done = subprocess.run(
        [*start, ranks_run.__file__, *asked, "--device", "cpu", "--arms", *ARMS],
        env={
            **os.environ,
            "OMP_NUM_THREADS": "1",
            "NLS_WORKERS": "0",
            "PYTHONPATH": os.pathsep.join(["tests", *sys.path]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("imagenet_boxes, quick:") == 1, "the first process alone tells"
    found = studies.collect_study(study, tmp_path / "store")
    assert found is not None
    for arm in ARMS:
        for name in ("confidence", "confidence without object", "NLL"):
            np.testing.assert_allclose(found.scores(arm, name), alone.scores(arm, name), rtol=1e-3, atol=1e-5)
    assert len(list((tmp_path / "store" / "imagenet_boxes").glob("*.json"))) == 2


def test_a_study_without_a_stream_is_refused() -> None:
    study = studies.Study(
        "tiny", "Alone.", {"one": 1}, lambda arm, *, seed, device: ({"gap": 0}, {}), {"gap": Score("")}
    )
    with pytest.raises(ValueError, match="study must train on a stream to be shared by torchrun, but got 'tiny'"):
        list(in_ranks(Job(study, [("one", 0)], "cpu", None, "told")))


def test_who_started_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("RANK", "0"), ("WORLD_SIZE", "2"), ("LOCAL_RANK", "0")):
        assert not started_together()
        monkeypatch.setenv(name, value)
    assert started_together()
    monkeypatch.setenv("WORLD_SIZE", "1")
    assert not started_together()


def test_one_gpu_for_all_is_refused() -> None:
    with (
        pytest.raises(ValueError, match="device must be auto, cpu or cuda under torchrun, but got 'cuda:1'"),
        joined("cuda:1"),
    ):
        pass

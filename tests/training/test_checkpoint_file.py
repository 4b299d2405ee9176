"""A checkpoint's bytes: what is packed is read, and each kind of damage has its reason."""

import hashlib

import pytest
import torch

from nls_tutorial.training.checkpoint_file import FORMAT, HEADER, Unreadable, packed, read

STATE = {
    "identity": {"loss": "ce"},
    "rows": [[0.5, 0.9], [0.4, 0.9, 0.6, 0.8]],
    "order": torch.get_rng_state(),
    "random": {"cpu": torch.get_rng_state()},
    "model": {"weight": torch.arange(3.0)},
    "optimizer": {},
}


def test_what_is_packed_is_read(tmp_path) -> None:
    (tmp_path / "c.pt").write_bytes(packed(STATE))
    again = read(tmp_path / "c.pt")
    assert again["rows"] == STATE["rows"]
    assert torch.equal(again["model"]["weight"], STATE["model"]["weight"])


def changed(**parts: object) -> bytes:
    return packed({**STATE, **parts})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "not a checkpoint of nls_tutorial"),
        (f"nls_tutorial checkpoint {FORMAT + 1}\n".encode(), f"format {FORMAT + 1}, of a newer nls_tutorial"),
        (b"nls_tutorial checkpoint 1\n", "format 1, of an older nls_tutorial"),
        (packed(STATE)[:-1], "cut off or damaged: its bytes do not fit its checksum"),
        (HEADER + hashlib.sha256(b"?").hexdigest().encode() + b"\n?", "PyTorch cannot read it: "),
        (packed({}), "no identity"),
        (changed(rows=None), "no rows"),
        (changed(identity={"loss": 1}), "an identity that is not text"),
        (changed(random={}), "no random numbers"),
        (changed(rows=[[0.5]]), "rows that are not two or four numbers"),
        (changed(rows=[[float("inf"), 0.5]]), "losses that are not finite"),
    ],
)
def test_what_cannot_be_used_has_its_reason(tmp_path, content: bytes, reason: str) -> None:
    (tmp_path / "c.pt").write_bytes(content)
    with pytest.raises(Unreadable) as told:
        read(tmp_path / "c.pt")
    assert reason in str(told.value)


def test_a_file_that_is_not_there_and_a_folder(tmp_path) -> None:
    with pytest.raises(Unreadable, match=r"^not there$"):
        read(tmp_path / "c.pt")
    with pytest.raises(Unreadable, match=r"^cannot be read: "):
        read(tmp_path)

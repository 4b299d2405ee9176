"""The sets that a reader may download: their official archives, with size, checksum and addresses."""

from collections.abc import Sequence
from pathlib import Path

from nls_tutorial import checks
from nls_tutorial.data.downloads import Remote, download
from nls_tutorial.data.files import Folder, as_path
from nls_tutorial.data.unpack import unpack

STEP = "Name the folder to download into, such as data/cache."
# the name of a set: its archive, and the folder that lies in it
OFFICIAL: dict[str, tuple[Remote, str]] = {
    "cifar10": (
        Remote(
            "cifar-10-binary.tar.gz",
            170_052_171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            (
                "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
                "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/cifar-10-binary.tar.gz",
            ),
        ),
        "cifar-10-batches-bin",
    ),
    "tiny_imagenet": (
        Remote(
            "tiny-imagenet-200.zip",
            248_100_043,
            "6198c8ae015e2b3e007c7841da39ec069199b9aa3bfa943a462022fe5e43c821",
            ("https://cs231n.stanford.edu/tiny-imagenet-200.zip", "http://cs231n.stanford.edu/tiny-imagenet-200.zip"),
        ),
        "tiny-imagenet-200",
    ),
    "cub200": (
        Remote(
            "CUB_200_2011.tgz",
            1_150_585_339,
            "0c685df5597a8b24909f6a7c9db6d11e008733779a671760afef78feb49bf081",
            ("https://data.caltech.edu/records/65de6-vp158/files/CUB_200_2011.tgz?download=1",),
        ),
        "CUB_200_2011",
    ),
}


def official_files(
    name: str, folder: Folder = "data/cache", *, mirrors: Sequence[str] = (), progress: bool = True
) -> Path:
    """The folder of a public set, "cifar10", "tiny_imagenet" or "cub200": as it is there, or downloaded and unpacked.

    A set that lies in `folder` already is taken without a question to the network. Else its official archive is
    downloaded (170, 248 or 1,151 MB), in parts that are kept: a download that was stopped, or whose connection broke,
    goes on where it was. How long it will take is said before it begins, since a host may be slow, and again once the
    speed is known; `progress` shows a bar. Whatever address it came from, the archive's SHA-256 decides. `mirrors` are
    addresses of the same archive, which are asked before the official ones.

    Returns the path that `cifar10`, `tiny_imagenet` and `cub200` take. Raises ValueError for another name or an address
    that is not http, and `DownloadError` (an OSError) where no address gives the file.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     (Path(folder) / "CUB_200_2011").mkdir()
    ...     print(official_files("cub200", folder).name)
    CUB_200_2011
    """
    checks.choice("name", name, OFFICIAL)
    remote, inside = OFFICIAL[name]
    home = as_path("folder", folder, STEP)
    if home.name == inside and home.is_dir():
        return home
    if (home / inside).is_dir():
        return home / inside
    return unpack(download(remote, home, mirrors=mirrors, progress=progress), inside)

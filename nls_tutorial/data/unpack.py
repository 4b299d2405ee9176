"""Unpack a downloaded archive: into a folder beside it first, so that a folder is whole or not there."""

import os
import shutil
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

from nls_tutorial import checks


def unpack(archive: Path, inside: str) -> Path:
    """The folder `inside` of `archive` (.zip, .tgz, .tar.gz), unpacked beside it; what is there already is taken.

    Members that lead out of the folder, links and devices are refused. A kill at any moment leaves no half of a folder
    under its name. Raises ValueError for an archive that cannot be read or does not hold `inside`.
    """
    target = archive.parent / inside
    if target.is_dir():
        return target
    fresh = archive.parent / f"{inside}.unpacking"
    shutil.rmtree(fresh, ignore_errors=True)  # of a run that was killed
    step = "Delete it, and download it again."
    try:
        if archive.suffix == ".zip":
            _unzip(archive, fresh)
        else:
            with tarfile.open(archive) as packed:
                packed.extractall(fresh, filter="data")
    except (tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        shutil.rmtree(fresh, ignore_errors=True)
        checks.refuse(str(archive), "must be an archive that can be unpacked", str(error), step)
    if not (fresh / inside).is_dir():
        shutil.rmtree(fresh, ignore_errors=True)
        checks.refuse(str(archive), f"must hold the folder {inside}", "none", step)
    os.replace(fresh / inside, target)
    shutil.rmtree(fresh, ignore_errors=True)
    return target


def _unzip(archive: Path, fresh: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            place = PurePosixPath(name.replace("\\", "/"))
            if place.is_absolute() or ".." in place.parts or ":" in name:
                raise zipfile.BadZipFile(f"{name!r} leads out of the folder")
        packed.extractall(fresh)

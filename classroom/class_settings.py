"""settings.toml, read and checked: what the hub's configuration and the tools go by."""

import os
import re
import secrets
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from class_limits import Limits

HERE = Path(__file__).resolve().parent
SETTINGS = "NLS_CLASS_SETTINGS"  # names the file, where it is not the one here
ALLOW_ROOT = "NLS_CLASS_ALLOW_ROOT"  # "1" in a container, where root is all there is
UNITS = {"M": 1024**2, "G": 1024**3}


class SettingError(Exception):
    """A setting that cannot be; the message says which, and what would do."""


@dataclass(frozen=True)
class Settings:
    """One field a line of settings.toml."""

    address: str
    port: int
    folder: Path
    login: str
    admins: tuple[str, ...]
    students: int
    memory: int
    file_size: int
    processes: int
    processor_minutes: int
    kernel_idle_minutes: int
    server_idle_minutes: int
    prefork: bool

    @property
    def homes(self) -> Path:
        """One folder a student, where the hub keeps them (with "pam", the accounts have their own)."""
        return self.folder / "homes"

    @property
    def hub(self) -> Path:
        """What the hub remembers between starts."""
        return self.folder / "hub"

    @property
    def socket(self) -> Path:
        """Where the fork server listens: in a folder that only the hub's account may write to."""
        return self.folder / "run" / "kernels"

    @property
    def limits(self) -> Limits:
        """What a student's processes may take; with one account for all, processes are counted for the class."""
        sharing = self.students if self.login == "password" else 1
        return Limits(self.memory, sharing * self.processes, self.file_size, 60 * self.processor_minutes)

    def prepare(self) -> None:
        """Makes the folders, open to no more accounts than need be."""
        alone = self.login == "password"
        for folder, mode in (
            (self.folder, 0o700 if alone else 0o755),
            (self.hub, 0o700),
            (self.socket.parent, 0o700 if alone else 0o711),
            *([(self.homes, 0o700)] if alone else []),
        ):
            if not folder.exists():
                folder.mkdir(parents=True)
                folder.chmod(mode)
            seen = folder.stat()
            if seen.st_uid not in (0, os.geteuid()) or seen.st_mode & 0o022:
                raise SettingError(
                    f"other accounts may write to {folder}, and so could stand in for the hub. "
                    "Take that right away, or choose another folder."
                )
        self.hub.chmod(0o700)
        if len(os.fsencode(self.socket)) > 90:
            raise SettingError(f"the path of the folder {self.folder} is too long for a socket. Choose a shorter one.")

    def refuse_root(self) -> None:
        """Raises `SettingError` where one account for all would be the one that may do everything."""
        if self.login == "password" and os.geteuid() == 0 and os.environ.get(ALLOW_ROOT) != "1":
            raise SettingError(
                'with login = "password" every student works under the account that starts the hub: root, now. '
                'Start it from an ordinary account, or choose login = "pam".'
            )

    def password(self) -> str:
        """The password of the class: the one in password.txt, written there first where there is none."""
        path = self.folder / "password.txt"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            words = "-".join(secrets.token_hex(2) for _ in range(3))
            with open(path, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(words + "\n")
        password = path.read_text(encoding="utf-8").strip()
        if len(password) < 8:
            raise SettingError(f"{path} must hold at least 8 letters, but holds {len(password)}. Write a longer one.")
        return password


def chosen() -> Path:
    """The settings file in use."""
    return Path(os.environ.get(SETTINGS) or HERE / "settings.toml").expanduser().resolve()


def read(path: Path | None = None) -> Settings:
    """The settings in `path`, or in the file in use.

    Raises `SettingError` where one is missing, unknown or impossible.
    """
    path = path or chosen()
    if not path.exists():
        raise SettingError(f"there is no settings file {path}. Copy {HERE / 'settings.toml'} and change the copy.")
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{path} is not TOML: {error}.") from error
    names = {field.name for field in fields(Settings)}
    for wrong, say in ((found.keys() - names, "has no meaning"), (names - found.keys(), "is missing")):
        if wrong:
            raise SettingError(
                f"{path}: {', '.join(sorted(wrong))} {say}. The settings are {', '.join(sorted(names))}."
            )
    for name in ("port", "students", "kernel_idle_minutes", "server_idle_minutes", "processes", "processor_minutes"):
        if type(found[name]) is not int or found[name] < 1:
            raise SettingError(f"{path}: {name} must be a whole number from 1, but is {found[name]!r}.")
    if found["login"] not in ("password", "pam"):
        raise SettingError(f'{path}: login must be "password" or "pam", but is {found["login"]!r}.')
    if found["admins"] and found["login"] == "password":
        raise SettingError(f'{path}: admins need login = "pam": with one password for all, anyone could be an admin.')
    return Settings(
        **{
            **found,
            "folder": Path(found["folder"]).expanduser().resolve(),
            "admins": tuple(found["admins"]),
            "memory": _size(path, "memory", found["memory"]),
            "file_size": _size(path, "file_size", found["file_size"]),
        }
    )


def _size(path: Path, name: str, found: object) -> int:
    """A size in bytes."""
    size = re.fullmatch(r"(\d+)([MG])", str(found))
    if not size or int(size[1]) * UNITS[size[2]] < UNITS["G"]:
        raise SettingError(f'{path}: {name} must be "1G" or more, such as "2G" or "1500M", but is {found!r}.')
    return int(size[1]) * UNITS[size[2]]

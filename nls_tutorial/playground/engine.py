"""The kernel's end of a playground in a notebook: obeys the page's orders, and trains in a thread while it plays."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import torch

from nls_tutorial.playground.knobs import settings
from nls_tutorial.playground.look import OUTPUTS
from nls_tutorial.playground.still import plane_bytes
from nls_tutorial.playground.task_file import task_file
from nls_tutorial.playground.trainer import Frame, Trainer

Send = Callable[[dict[str, Any], list[bytes]], None]

# Between two pictures: seconds of training, or longer, by how long a look takes. Whoever asked for less motion sees one
# picture a second. As in js/worker.js.
LIVELY, CALM, LOOKS = 0.022, 0.9, 1.5
LARGE = "The learning rate is too large: a loss is no longer a number. Choose a smaller one, and press Reset."
INTERRUPTED = "The kernel was interrupted, and the training with it. Press Train to go on."
SMALL = [name for name in OUTPUTS if name != "plane"]


def packed(frame: Frame) -> tuple[dict[str, Any], list[bytes]]:
    """A frame as it goes to the page: its step and the sizes of its parts; for each network its numbers and its plane.

    The numbers are float32, one part after the other, the loss first; the plane is in bytes, 255 for
    a probability of 1.
    """
    sizes = [["loss", 1], *([name, len(frame.looks[0][name])] for name in SMALL)]
    buffers = []
    for loss, look in zip(frame.losses, frame.looks, strict=True):
        numbers = torch.cat([torch.tensor([loss]), *(look[name] for name in SMALL)])
        buffers += [numbers.numpy().astype("<f4").tobytes(), plane_bytes(look["plane"])]
    return {"step": frame.step, "sizes": sizes}, buffers


class Engine:
    """Obeys one page: `do` takes an order in the kernel's main thread, `send` takes what the page is told.

    While it plays, a thread trains and sends frames, each when the page says that the last one was drawn: a page in
    the background, or one that was closed, holds it up. The thread ends on pause, on `interrupt` and on `stop`.
    """

    def __init__(self, trainer: Trainer, send: Send) -> None:
        self.trainer, self._send = trainer, send
        self._seen, self._lock = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None
        self._playing = self._broken = self._calm = False
        self._asked: dict[str, Any] | None = None  # settings that wait for the end of a step
        self._fresh, self._looked = 0, 0.0

    @property
    def training(self) -> bool:
        """Whether the thread is there."""
        return self._thread is not None and self._thread.is_alive()

    def do(self, order: Mapping[str, Any]) -> None:
        """Obeys one order of the page: settings, play, pause, step, reset, points, or seen: a frame was drawn."""
        self._seen.set()  # whoever gives orders is there to draw, though it may be another page than before
        doer = getattr(self, f"_do_{order.get('do')}", None)
        try:
            if doer is not None:
                doer(order)
        except Exception as error:
            self._fail(f"{type(error).__name__}: {error}")

    def interrupt(self) -> None:
        """Ends the training, and says so, where there was one."""
        if self.training:
            self._halt()
            self._fail(INTERRUPTED)

    def stop(self) -> None:
        """Ends the training without a word."""
        self._halt()

    def _do_seen(self, order: Mapping[str, Any]) -> None:
        """That it was drawn is all."""

    def _do_settings(self, order: Mapping[str, Any]) -> None:
        given = settings(**order["settings"])
        with self._lock:
            self._asked = {"settings": given, "fresh": order.get("fresh", 0)}
        if not self.training:
            self._obey()
            self._show()

    def _do_play(self, order: Mapping[str, Any]) -> None:
        self._calm = bool(order.get("calm"))
        if self._broken:
            return self._fail(LARGE)
        if self.training:
            return None
        self._playing = True
        self._thread = threading.Thread(target=self._run, name="nls-playground", daemon=True)
        self._thread.start()
        return None

    def _do_pause(self, order: Mapping[str, Any]) -> None:
        self._halt()
        self._tell("paused")

    def _do_step(self, order: Mapping[str, Any]) -> None:
        self._halt()
        self._advance(steps=int(order.get("steps", 1)))
        self._show()
        self._tell("paused")

    def _do_reset(self, order: Mapping[str, Any]) -> None:
        again = self._playing
        self._halt()
        self._broken, self._fresh = False, order.get("fresh", 0)
        self.trainer.reset()
        self._show()
        if again:
            self._do_play({"calm": self._calm})

    def _do_points(self, order: Mapping[str, Any]) -> None:
        given = settings(kind=order["kind"], seed=order["seed"])
        file = task_file(given["kind"], given["seed"])
        self._send({"kind": "points", "question": order["question"]}, [file])

    def _tell(self, kind: str, **more: Any) -> None:
        self._send({"kind": kind, **more}, [])

    def _fail(self, text: str) -> None:
        self._playing = False
        self._tell("trouble", text=text)

    def _halt(self) -> None:
        """Waits for the end of the thread, and obeys what came last."""
        self._playing = False
        self._seen.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = None
        self._obey()

    def _obey(self) -> None:
        with self._lock:
            asked, self._asked = self._asked, None
        if asked is None:
            return
        self._fresh = asked["fresh"]
        if self.trainer.set(asked["settings"]):
            self._broken = False

    def _show(self) -> None:
        begun = time.monotonic()
        told, buffers = packed(self.trainer.look())
        self._looked = time.monotonic() - begun
        self._send({"kind": "frame", "fresh": self._fresh, **told}, buffers)

    def _advance(self, steps: float = float("inf"), seconds: float = float("inf")) -> None:
        until, done = time.monotonic() + seconds, 0
        while done < steps and not self._broken and (done == 0 or time.monotonic() < until):
            self._broken = not self.trainer.train()
            done += 1
        if self._broken:
            self._fail(LARGE)

    def _run(self) -> None:
        try:
            while self._playing:
                self._obey()
                self._advance(seconds=max(CALM if self._calm else LIVELY, LOOKS * self._looked))
                self._seen.clear()
                self._show()
                if self._playing:
                    self._seen.wait()
        except Exception as error:
            self._fail(f"{type(error).__name__}: {error}")

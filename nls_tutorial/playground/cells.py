"""The cell that trains, with the library, the network which the page trains."""

from collections.abc import Mapping
from typing import Any

from nls_tutorial.playground.choices import choice

CELL = """\
import torch

from nls_tutorial import calibration, losses, playground, targets

train, test = playground.plane_points("{kind}", seed={seed})
points, noisy = train.points[:{number}], train.noisy({noise}, {number})
model = playground.network({seed})
optimizer = torch.optim.SGD(model.parameters(), lr={rate}, momentum=0.9)

for step in range({steps}):
    rows = playground.rows(step, {number})
    logits, labels = model(points[rows][:, :, None, None]), noisy[rows]
    loss = {loss}
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

labels = test.noisy({noise})
with torch.no_grad():
    probabilities = (model(test.points[:, :, None, None]) / {temperature}).softmax(1)
bins = calibration.reliability(probabilities, labels)
accuracy = (probabilities.argmax(1) == labels).double().mean()
error = calibration.expected_calibration_error(bins)
print(f"accuracy {{accuracy:.1%}}, ECE {{error:.1%}}")
"""


def cell(settings: Mapping[str, Any], steps: int) -> str:
    """Python that trains the reader's network for so many steps, and scores it on the held-out points.

    `settings` as `settings()` gives them. The page writes the same text.

    >>> from nls_tutorial.playground import settings
    >>> cell(settings(), 500).splitlines()[7]
    'optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)'
    """
    plain = {name: f"{value:g}" if isinstance(value, int | float) else value for name, value in settings.items()}
    loss = choice(str(settings["loss"])).code.format(**settings)
    return CELL.format(**{**plain, "loss": loss, "steps": steps})

"""What a reader's hand does to a scene, in JupyterLab and on a page alike."""

from playwright.sync_api import Locator, Page


def drag(page: Page, slider: Locator, share: float, steps: int = 25) -> None:
    """Press on the middle of a slider and drag it to a share of its width, in small moves, as a hand does."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    if box is None:
        raise AssertionError("the slider is not on the screen")
    level = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, level)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * share, level, steps=steps)
    page.mouse.up()


def drawn(page: Page, scene: Locator, place: int, wanted: int) -> None:
    """Waits until the scene shows this position of its control number `place`."""
    page.wait_for_function(
        "([node, place, wanted]) => node.dataset.index.split(',')[place] === String(wanted)",
        arg=[scene.element_handle(), place, wanted],
    )


def open_curtain(scene: Locator) -> None:
    """Where the scene waits for a guess: look without one. Its question stays above it."""
    shown = scene.locator(".nls-show")
    if shown.count():
        shown.click()
        scene.locator(".nls-verdict").wait_for()


def drive(page: Page, scene: Locator) -> int:
    """Each slider by mouse and keys, choice by a click, knob by a key; the picture ends where the hand did.

    Returns how many controls there were.
    """
    open_curtain(scene)
    controls = scene.locator(".nls-controls > *").all()
    for control in controls:
        place = int(control.get_attribute("data-place") or 0)
        slider = control.locator("input[type=range]")
        if slider.count():
            last = int(slider.get_attribute("max") or 0)
            drag(page, slider, 1.05)
            drawn(page, scene, place, last)
            slider.press("ArrowLeft")
            drawn(page, scene, place, last - 1)
            slider.press("Home")
            drawn(page, scene, place, 0)
            slider.press("End")
            drag(page, slider, -0.05)
            drawn(page, scene, place, 0)
        for at, option in enumerate(control.locator(".nls-option").all()):
            option.click()
            drawn(page, scene, place, at)
    knobs = scene.locator(".nls-knob").all()
    for knob in knobs:
        before = scene.get_attribute("data-index")
        knob.press("ArrowRight")
        page.wait_for_function(
            "([node, before]) => node.dataset.index !== before", arg=[scene.element_handle(), before]
        )
    picture = scene.locator(".nls-panels").inner_html()
    assert "NaN" not in picture
    assert "undefined" not in picture
    return len(controls) + len(knobs)

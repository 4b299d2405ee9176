"""Scenes under the hand: one widget that draws any `Scene`, the plain page, and the lessons' own scenes."""

from nls_tutorial.scenes.bars import named_bars
from nls_tutorial.scenes.bundle import scene_module, scene_script, scene_style
from nls_tutorial.scenes.encode import encode, palette_css
from nls_tutorial.scenes.gallery import gallery
from nls_tutorial.scenes.guess_diagram import guess_diagram
from nls_tutorial.scenes.page import save_page, scene_page
from nls_tutorial.scenes.predict import PredictWidget, predict
from nls_tutorial.scenes.reliability_diagram import reliability_diagram
from nls_tutorial.scenes.reliability_panel import reliability_panels, reliability_readouts
from nls_tutorial.scenes.widget import LiveScene, SceneWidget, show

__all__ = [
    "LiveScene",
    "PredictWidget",
    "SceneWidget",
    "encode",
    "gallery",
    "guess_diagram",
    "named_bars",
    "palette_css",
    "predict",
    "reliability_diagram",
    "reliability_panels",
    "reliability_readouts",
    "save_page",
    "scene_module",
    "scene_page",
    "scene_script",
    "scene_style",
    "show",
]

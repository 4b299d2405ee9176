"""A page that tells a student why the lessons are not all there, before JupyterLab opens."""

import html
import os
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import authenticated

NOTICE = "NLS_CLASS_NOTICE"  # names the variable that holds what went wrong
ADDRESS = "/class/notice"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Your lessons</title>
<body style="font: 18px/1.5 sans-serif; max-width: 40em; margin: 3em auto; padding: 0 1em">
<h1>The lessons could not be put into your folder</h1>
<p>{}</p>
<p>If your disk is full, delete what you can do without. Then stop your server under <em>File, Hub Control Panel</em>,
and start it again. If that does not help, tell your teacher.</p>
<p><a href="{}lab">Go on to JupyterLab</a></p></body></html>"""


class NoticeHandler(JupyterHandler):
    """Shows what went wrong."""

    @authenticated
    def get(self) -> None:
        """The page."""
        self.finish(PAGE.format(html.escape(os.environ[NOTICE]), html.escape(self.base_url)))


def _load_jupyter_server_extension(app: Any) -> None:
    app.log.warning("The lessons could not be put into the home: %s", os.environ[NOTICE])
    app.web_app.add_handlers(".*$", [(app.base_url.rstrip("/") + ADDRESS, NoticeHandler)])


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "class_notice"}]

"""The OpenAPI description, drawn up when somebody first asks for it.

Most commands and most servers' starts never need it, and it is a third of making an application.
"""

import threading
from collections.abc import Callable
from typing import Any

from apispec import APISpec
from flask_smorest import Api, Blueprint
from flask_smorest.spec import openapi_cli


class LazyApi(Api):  # type: ignore[misc]
    """flask-smorest's doors at once, its description later."""

    def __init__(self, app: Any) -> None:
        self._drawn: Any = None
        self._drawing = threading.RLock()  # drawing asks for what is drawn
        self._parts: list[Callable[[APISpec], None]] = []
        super().__init__(app)

    @property
    def spec(self) -> APISpec:
        """The whole description; the first who asks waits for it."""
        with self._drawing:
            if self._drawn is None:
                super()._init_spec()
                for part in self._parts:
                    part(self.spec)
            return self._drawn

    @spec.setter
    def spec(self, drawn: APISpec | None) -> None:
        self._drawn = drawn

    def _init_spec(self, **_options: Any) -> None:
        self._app.cli.add_command(openapi_cli)

    def register_blueprint(self, blp: Blueprint, **options: Any) -> None:
        """Its addresses now, what they take and give when it is asked for."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, **options)

        def described(spec: APISpec) -> None:
            blp.register_views_in_doc(self, self._app, spec, name=blp.name, parameters=None)
            spec.tag({"name": blp.name, "description": blp.description})

        self.describe(described)

    def describe(self, part: Callable[[APISpec], None]) -> None:
        """Have ``part`` add to the description when it is drawn."""
        self._parts.append(part)

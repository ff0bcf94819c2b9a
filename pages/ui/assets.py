"""Our own files, as the server hands them out."""

from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

WEEK_S = 7 * 86400


class Assets(StaticFiles):
    """The files of assets/, which a browser may keep for a week."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a file, or that it has not changed."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = f"public, max-age={WEEK_S}"
        return response

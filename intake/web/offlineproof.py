"""The page with which anybody checks a proof at home: one file, no network, the key inside."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from flask import Response, render_template
from flask_babel import format_date
from markupsafe import Markup

from intake.clock import today
from intake.web.form import bp
from intake.web.proofs import public_key

_SCRIPT = Path(__file__).parent / "static" / "js" / "proofcheck.js"
_STYLE = _SCRIPT.parents[1] / "css" / "proofcheck.css"


@bp.get("/xac-nhan/kiem-tra.html")
def offline_proof() -> Response:
    """The page, as a file to keep; its own policy lets nothing but its own script run."""
    script, style = (file.read_text(encoding="utf-8") for file in (_SCRIPT, _STYLE))
    page = render_template(
        "proof_offline.html",
        key=public_key(),
        script=Markup('<script type="module">{}</script>').format(Markup(script)),
        style=Markup("<style>{}</style>").format(Markup(style)),
        script_hash=_hash(script),
        style_hash=_hash(style),
        made=format_date(today(), "d/M/yyyy"),
    )
    kept = {"Content-Disposition": 'attachment; filename="kiem-tra-xac-nhan.html"'}
    return Response(page, content_type="text/html; charset=utf-8", headers=kept)


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()

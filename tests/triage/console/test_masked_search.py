"""What is masked is not found by guessing it, digit by digit."""

from flask import Flask

from tests.bells import drain
from tests.house.test_routes import sign_in
from tests.installation import CHARLIE
from tests.test_main_line import file

SAID = "Tôi tên Nguyễn Văn Thử, số 0912345678, chờ sổ hồng ở xã Mỹ An Hưng A đã ba tháng."


def test_a_search_finds_what_was_said_and_not_who_said_it(embedded: Flask) -> None:
    embedded.config["WTF_CSRF_ENABLED"] = False
    file(embedded, SAID)
    drain(embedded)
    client = embedded.test_client()
    sign_in(client, CHARLIE)
    for page in ("/noi-bo/tim", "/noi-bo/bang/phan-anh", "/noi-bo/bang/phan-anh.csv"):
        shown = client.get(page, query_string={"q": "so hong"})
        assert "chờ sổ hồng" in shown.text, page
        for guess in ("0912345678", "0912", "nguyen van thu"):
            assert "chờ sổ hồng" not in client.get(page, query_string={"q": guess}).text, (
                page,
                guess,
            )

"""The page taken home checks a proof with no network, in a real browser, from a file."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, Site
from tests.intake.test_form_faults import STORY, sent

BLIND = "crypto.subtle.importKey = () => Promise.reject(new DOMException('NotSupportedError'))"


def at_home(site: Site, folder: Path) -> tuple[Path, Path]:
    """The page and a proof, as files on somebody's own machine."""
    client = site.app.test_client()
    review = sent(client, text=f"{STORY}\r\nDòng thứ hai.")
    receipt = client.post(review.request.path).headers["Location"]
    page, proof = folder / "kiem-tra.html", folder / "xac-nhan.txt"
    answer = client.get("/xac-nhan/kiem-tra.html")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    page.write_bytes(answer.data)
    proof.write_bytes(client.get(receipt.replace("/bien-nhan", "/xac-nhan.txt")).data)
    assert proof.read_bytes().startswith(b"Lang Nghe: proof of filing")
    return page, proof


def check(page: Page, words: str, kind: str) -> None:
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.locator("#told")).to_contain_text(words)
    expect(page.locator("#told")).to_have_class(kind)


def test_a_proof_is_checked_from_a_file_with_the_network_off(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    file, proof = at_home(site, tmp_path)
    context = browser.new_context(**DESK, offline=True)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    page.set_input_files("#file", proof)
    expect(page.locator("#proof")).not_to_have_value("")
    page.fill("#text", f"{STORY}\nDòng thứ hai.")
    check(page, "Thật: phản ánh LN-", "good")
    assert violations(page) == []
    page.fill("#text", "Lời khác hẳn.")
    check(page, "về một lời khác", "bad")
    page.fill("#text", "")
    page.fill("#proof", proof.read_text().replace("received: 2", "received: 1", 1))
    check(page, "KHÔNG thật", "bad")
    page.fill("#proof", "không phải tệp nào")
    check(page, "không phải tệp xác nhận", "bad")
    page.add_init_script(BLIND)
    page.reload()
    expect(page.locator("#told")).to_contain_text("KHÔNG biết tệp thật hay giả")
    expect(page.locator("#check")).to_be_hidden()
    assert asked == [file.as_uri()] * 2
    assert complaints == []
    context.close()

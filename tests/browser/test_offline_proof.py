"""The page taken home checks a proof with no network, in a real browser, from a file."""

from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from intake.proof import ProofError, prove, public_key, verify
from tests.browser.axe import violations
from tests.browser.conftest import DESK, Site
from tests.intake.test_form_faults import STORY, sent

OTHER_SEED = bytes(range(32))
BLIND = "crypto.subtle.importKey = () => Promise.reject(new DOMException('NotSupportedError'))"


def at_home(site: Site, folder: Path) -> tuple[Path, Path]:
    """The page and a proof, as files on somebody's own machine."""
    client = site.app.test_client()
    review = sent(client, text=f"{STORY}\r\nDòng thứ hai.")
    receipt = client.post(review.headers["Content-Location"]).headers["Location"]
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


def hostile(proof: str) -> dict[str, str]:
    """What somebody may make of a genuine proof."""
    lines = proof.splitlines()
    signature = lines[-1].removeprefix("signature: ")
    reference = lines[1].removeprefix("reference: ")
    last = "R"  # the last letter before "==" bears bits that are thrown away
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    return {
        "another reference": proof.replace(reference, "LN-0000-00000"),
        "an older day": proof.replace("received: 2", "received: 1"),
        "another text": proof.replace(lines[3], "text-sha256: " + "0" * 64),
        "a key of their own": prove(OTHER_SEED, reference, moment, STORY),
        "ours named, theirs signed": prove(OTHER_SEED, reference, moment, STORY).replace(
            public_key(OTHER_SEED), lines[4].removeprefix("key: ")
        ),
        "two lines changed over": "\n".join([lines[0], lines[2], lines[1], *lines[3:]]),
        "a line more": proof.replace("key:", "note: gấp\nkey:"),
        "a line less": proof.replace(lines[3] + "\n", ""),
        "twice": proof + proof,
        "two signatures": proof + lines[-1],
        "capital hex": proof.replace(lines[3], lines[3].upper()),
        "no signature": "\n".join(lines[:-1]) + "\n",
        "a short signature": proof.replace(signature, signature[:-4]),
        "a signature of zeros": proof.replace(signature, "A" * 86 + "=="),
        "no padding": proof.replace(signature, signature[:-2] + "AA"),
        "padding inside": proof.replace(signature, "=" + signature[1:]),
        "bits thrown away": proof.replace(signature, signature[:-3] + last + "=="),
        "wide digits": proof.replace("received: 2", "received: ２"),
        "a blank before a line": proof.replace("\nkey", "\n key"),
        "an invisible sign": proof.replace("key: ", "key: \u200b"),
        "a NUL at the end": proof + "\0",
        "an odd blank at the end": proof + "\x85\x1c",
        "old line ends": proof.replace("\n", "\r"),
        "a mark before and after": "\ufeff\n" + proof + "\ufeff\n\t ",
        "markup": proof.replace(reference, "<img src=x onerror=alert(1)>"),
        "untouched": proof,
    }


def test_page_and_command_say_the_same_of_whatever_is_made_of_a_proof(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    file, genuine = at_home(site, tmp_path)
    context = browser.new_context(**DESK, offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    with site.app.app_context():
        key = public_key(site.app.extensions["settings"].key("filing"))
    heard: dict[str, tuple[bool, bool]] = {}
    for name, made in hostile(genuine.read_text()).items():
        try:
            verify(made, key)
        except ProofError:
            here = False
        else:
            here = True
        page.fill("#proof", made)
        expect(page.locator("#told")).to_have_text("")  # no verdict is left from before
        page.get_by_role("button", name="Kiểm tra").click()
        expect(page.locator("#told")).not_to_have_text("")
        heard[name] = (here, page.locator("#told").get_attribute("class") == "good")
    assert [name for name, (here, there) in heard.items() if here != there] == []
    taken = {name for name, (here, _there) in heard.items() if here}
    assert taken - {"bits thrown away"} == {"untouched", "old line ends", "a mark before and after"}
    assert len(heard) > 20
    context.close()

"""Names of attachments as phones, computers and mischief make them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.filenames import clean_name


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("giấy hẹn.JPG", "giấy hẹn.jpg"),
        ("giay_hen", "giay_hen.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\a\\anh.png", "anh.jpg"),
        ("anh\u202egpj.exe", "anhgpj.jpg"),
        ("\u200banh\u2066.jpg", "anh.jpg"),
        ("anh.jpg.exe", "anh.jpg"),
        ("Báo cáo v1.2.jpg", "Báo cáo v1.2.jpg"),
        ("Báo cáo v1.2", "Báo cáo v1.2.jpg"),
        ("a\tb\n c.jpg", "a b c.jpg"),
        ('<b>"x"|?*:.jpg', "_b__x_____.jpg"),
        ("", "tep-dinh-kem.jpg"),
        ("...", "tep-dinh-kem.jpg"),
        (".jpg", "tep-dinh-kem.jpg"),
        ("CON.jpg", "_CON.jpg"),
        ("ảnh\0.jpg", "ảnh.jpg"),
        ("\ud800.jpg", "tep-dinh-kem.jpg"),
        (unicodedata.normalize("NFD", "tệp hồ sơ.jpg"), "tệp hồ sơ.jpg"),
        ("📷 quầy số 3.jpg", "📷 quầy số 3.jpg"),
    ],
)
def test_names_are_made_safe_and_stay_readable(given_name: str, clean: str) -> None:
    assert clean_name(given_name, ".jpg") == clean


@given(st.text() | st.text(alphabet="./\\ \u202e\u0300aề😀:", max_size=400))
def test_every_name_is_short_single_and_visible(name: str) -> None:
    clean = clean_name(name, ".pdf")
    assert clean.endswith(".pdf")
    assert 5 <= len(clean) <= 100
    assert len(clean.encode()) <= 210
    assert not set(clean) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(c)[0] == "C" for c in clean)
    assert clean_name(clean, ".pdf") == clean

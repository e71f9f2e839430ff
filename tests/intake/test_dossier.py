"""Dossier codes as they are printed, typed, pasted and mistaken. All codes here are synthetic."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.dossier import MESSAGES, DossierError, DossierFault, Shape, find_codes, parse
from tests.growth import grows_no_faster_than_its_length

TODAY = date(2026, 11, 23)


def fault(text: str) -> DossierFault:
    """The fault found in ``text``; fails where it is taken for a code."""
    with pytest.raises(DossierError) as caught:
        parse(text, TODAY)
    return caught.value.code


def test_a_code_of_the_new_shape_is_taken_apart() -> None:
    code = parse("H20.12.05-220117-0003", TODAY)
    assert (code.org, code.filed_on, code.serial) == ("H20.12.05", date(2022, 1, 17), "0003")
    assert code.shape is Shape.NEW
    assert code.prefixes == ("H20.12.05", "H20.12", "H20")


def test_the_old_shape_of_a_dossier_has_the_key_of_the_new() -> None:
    old = parse("000.00.12.H20-220117-0001", TODAY)
    assert old.shape is Shape.OLD
    assert old.canonical == parse("H20.12-220117-0001", TODAY).canonical == "H20.12-220117-0001"


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("h20.12-220117-0001", "H20.12-220117-0001"),
        (" H20.12 – 220117 – 0001 ", "H20.12-220117-0001"),
        ("H20,12_220117_0001", "H20.12-220117-0001"),
        ("H2O.12-22O117-OOO1", "H20.12-220117-0001"),
        ("Ｈ２０．１２－２２０１１７－０００１", "H20.12-220117-0001"),
        ("H20.12\u2011220117\u20110001\u200b", "H20.12-220117-0001"),
        ("H20.12-220117-0001.", "H20.12-220117-0001"),
        ("Mã hồ sơ: H20.12-220117-0001", "H20.12-220117-0001"),
        ("001.05.12.H20-220117-0001", "H20.12.05.001-220117-0001"),
        ("OOO.OO.12.H2O-220117-0001", "H20.12-220117-0001"),
        ("000.00.00.H20-220117-0001", "H20-220117-0001"),
        ("H15.50.05.13-261008-0975", "H15.50.05.13-261008-0975"),
        ("G01.899.301.000-241008-0012", "G01.899.301-241008-0012"),
        ("G22-220117-0012345", "G22-220117-0012345"),
        ("H20.SXD-240229-0001", "H20.SXD-240229-0001"),
        ("H20.12-261123-0001", "H20.12-261123-0001"),
        ("H20.12-180101-0001", "H20.12-180101-0001"),
    ],
)
def test_habits_of_typing_lead_to_one_key(typed: str, canonical: str) -> None:
    assert parse(typed, TODAY).canonical == canonical


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", DossierFault.EMPTY),
        (" \u200b ", DossierFault.EMPTY),
        ("H20.12-220231-0001", DossierFault.NO_SUCH_DATE),
        ("H20.12-221301-0001", DossierFault.NO_SUCH_DATE),
        ("H20.12-170122-0001", DossierFault.TOO_OLD),
        ("H20.12-261124-0001", DossierFault.FUTURE),
        ("H20.12-230229-0001", DossierFault.NO_SUCH_DATE),
        ("Mã: H20.12-220231-0001", DossierFault.NO_SUCH_DATE),
        ("H20.12-22117-0001", DossierFault.SHAPE),
        ("H20.12-220117-001", DossierFault.SHAPE),
        ("H20.12-220117-00000001", DossierFault.SHAPE),
        ("000.00.12.H20-220117-00001", DossierFault.SHAPE),
        ("không nhớ", DossierFault.SHAPE),
        ("H٢٠.12-220117-0001", DossierFault.SHAPE),
        ("x" * 1_000_000, DossierFault.SHAPE),
        ("H20.12-220117-0001; H20.12-220117-0002", DossierFault.SEVERAL),
        ("1.004238.000.00.00.H20", DossierFault.PROCEDURE_CODE),
        ("1.012766", DossierFault.PROCEDURE_CODE),
        ("PAKN.20200812.0012", DossierFault.FEEDBACK_CODE),
        ("pakn 20200812 0012", DossierFault.FEEDBACK_CODE),
        ("0100233488", DossierFault.TAX_CODE),
        ("0314409058-002", DossierFault.TAX_CODE),
        ("087 099 000 123", DossierFault.NATIONAL_ID),
        ("340000001", DossierFault.OLD_NATIONAL_ID),
        ("CD 123456", DossierFault.LAND_CERTIFICATE),
        ("AA12345678", DossierFault.LAND_CERTIFICATE),
        ("0912.345.678", DossierFault.PHONE),
        ("+84 912 345 678", DossierFault.PHONE),
        ("0100233480", DossierFault.SHAPE),
        ("2201170001", DossierFault.SHAPE),
    ],
)
def test_what_is_no_code_is_told_what_it_is(typed: str, expected: DossierFault) -> None:
    assert fault(typed) == expected


def test_every_fault_has_a_sentence() -> None:
    assert set(MESSAGES) == set(DossierFault)


def test_the_example_in_the_sentences_is_a_right_code() -> None:
    assert "H20.12-220117-0001" in MESSAGES[DossierFault.SHAPE]
    assert parse("H20.12-220117-0001", TODAY).serial == "0001"


codes = st.from_regex(
    r"(H20(\.[0-9]{2}){0,2}|[0-9]{3}\.[0-9]{2}\.12\.H20)-(18|2[0-5])(0[1-9]|1[0-2])[0-2][1-8]-[0-9]{4}",
    fullmatch=True,
)


@given(codes)
def test_the_key_of_a_code_is_a_code_with_the_same_key(text: str) -> None:
    code = parse(text, TODAY)
    assert parse(code.canonical, TODAY).canonical == code.canonical
    assert parse(code.canonical, TODAY).filed_on == code.filed_on


@given(st.text(alphabet="H20.12-7Oo –,\u200bđ", max_size=60) | st.text())
def test_no_text_breaks_the_parser(text: str) -> None:
    with suppress(DossierError):
        parse(text, TODAY)
    find_codes(text)


def test_codes_are_found_in_running_text_with_their_places() -> None:
    text = "Tôi nộp h20.12–220117–0001, sau đó 000.00.12.H20-220118-0002. Tới nay chưa xong."
    found = find_codes(text)
    assert [f.code.canonical for f in found] == ["H20.12-220117-0001", "H20.12-220118-0002"]
    assert text[found[0].start : found[0].end] == "h20.12–220117–0001"
    assert text[found[1].start : found[1].end] == "000.00.12.H20-220118-0002"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gọi 0912-345-678 hoặc 0277-3851-234",
        "văn bản số 12-220117-0001",
        "mã H20.12-220231-0001 ghi sai ngày",
        "xH20.12-220117-0001",
        "0.H20.12-220117-0001",
        "H20.12-220117-0001a",
    ],
)
def test_numbers_of_another_kind_are_not_found(text: str) -> None:
    assert find_codes(text) == ()


def test_a_code_after_a_full_stop_without_a_space_is_found() -> None:
    assert find_codes("nộp hồ sơ.H20.12-220117-0001, hẹn 19/01")[0].start == 10


@pytest.mark.parametrize(
    "piece", ["H20.", "H20.1", "0", "000.00.", "H20.12-", "H20.12-220117-", "O"]
)
def test_a_megabyte_of_nearly_codes_takes_no_longer_than_its_length(piece: str) -> None:
    def searched(size: int) -> None:
        assert find_codes(piece * (size // len(piece))) == ()

    grows_no_faster_than_its_length(searched, 1_000_000)

"""What a written Vietnamese syllable may look like without its marks. Pure: no database."""

_ONSETS = "b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x"
_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu "
    "i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong oong op ot "
    "u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut "
    "uu uy uya uych uyen uyet uynh uyt uyu y yem yen yet yeu"
)
LONGEST = 7  # nghieng

SYLLABLES = frozenset(o + r for o in ("", *_ONSETS.split("|")) for r in _RHYMES.split())


def is_syllable(bare: str) -> bool:
    """Whether a folded word can be one Vietnamese syllable: ``nghieng`` yes, ``huyeenj`` no.

    Onsets and rhymes of the orthography in use since Quốc ngữ was fixed (Decision 240/QĐ of
    05/03/1984), marks taken off.
    """
    return bare in SYLLABLES

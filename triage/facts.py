"""What the sender's papers and our own records say beside the text. Pure: no database."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """Given by the sender or counted by us; ``None`` means nobody said.

    Attributes:
        submitter_type: citizen, business, organisation, official.
        has_dossier_code: a well-formed dossier code came with the text.
        overdue_working_days: working days past the promised date, as given.
        apology_received: did a letter of apology come?
        has_receipt_slip: was a receipt slip given?
        attachments: number of files sent along.
        documented_senders: other independent senders of the same story who sent documents.
        names_office: the text, or the sender beside it, names an office of the province.
        repeat_after_rectification: same unit and topic was marked rectified before.
    """

    submitter_type: str = "citizen"
    has_dossier_code: bool = False
    overdue_working_days: int | None = None
    apology_received: bool | None = None
    has_receipt_slip: bool | None = None
    attachments: int = 0
    documented_senders: int = 0
    names_office: bool = False
    repeat_after_rectification: bool = False

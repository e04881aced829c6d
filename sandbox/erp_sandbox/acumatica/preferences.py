"""How a tenant is set up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Preferences:
    """General ledger preferences (GL102000) and what administrators decide.

    Attributes:
        auto_post: Whether releasing a batch posts it; otherwise it is Unposted.
        hold_on_entry: Whether a new batch is On Hold unless `Hold` is sent.
        control_totals: Whether the control total of a batch must equal its totals (unconfirmed).
        approval: Whether a batch needs an approval before it can be released.
        posting_closed: Whether journals may be posted in a closed period.
        balancing_account: Account of the entries that posting adds to a batch of several
            branches, so that each branch balances; empty if branches do not require it.
        vendor_numbering: Whether the ids of vendors are assigned.
        external_reference: Whether the forms have the user-defined field `AttributeEXTREF`.
        description_length: The longest description of a batch (unconfirmed).
        too_long: What happens to a text that is too long: `reject` or `truncate` (unconfirmed).
        error_body: The body of a 422: the `entity`, or an `http_error`; both have been seen.
        error_status: The status of such an `http_error`: 422 or 500; both have been seen.
        duplicate_references: Whether two bills of a vendor may have one `VendorRef`.
        release_seconds: Seconds until a release commits.
        unknown_fields: What happens to unknown fields of a body: `ignore` or `reject`
            (unconfirmed).
        operation_polls: How often the status of an operation is requested before it is done.
        failing_releases: How many of the next releases fail.
    """

    auto_post: bool = True
    hold_on_entry: bool = False
    control_totals: bool = False
    approval: bool = False
    posting_closed: bool = False
    balancing_account: str = ""
    vendor_numbering: bool = False
    external_reference: bool = True
    description_length: int = 255
    too_long: str = "reject"
    error_body: str = "entity"
    error_status: int = 422
    duplicate_references: bool = True
    release_seconds: float = 0
    unknown_fields: str = "ignore"
    operation_polls: int = 1
    failing_releases: int = 0

"""What the receivers refuse."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Rules:
    """What the receivers accept; everything by default.

    Attributes:
        refused_mailboxes: Addresses that the mail server does not accept.
        denied_buckets: Buckets that deny every write.
        buckets: The buckets that exist; None to create them when they are used.
        s3_keys: Access keys with their secrets; None accepts every key.
        sftp_users: Users with their passwords; None accepts every user.
        refused_webhooks: Paths that respond with a server error.
    """

    refused_mailboxes: list[str] = field(default_factory=list)
    denied_buckets: list[str] = field(default_factory=list)
    buckets: list[str] | None = None
    s3_keys: dict[str, str] | None = None
    sftp_users: dict[str, str] | None = None
    refused_webhooks: list[str] = field(default_factory=list)

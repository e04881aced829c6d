"""Deliveries by email."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

from erp_sandbox.looker.delivery.message import SECONDS, DeliveryError

if TYPE_CHECKING:
    from erp_sandbox.looker.delivery.message import Delivery
    from erp_sandbox.looker.delivery.routes import Endpoint, Routes

SENDER = "Looker <noreply@looker.example.com>"
ATTACHMENT_LIMIT = 15 * 1024 * 1024
INLINE_LIMIT = 20 * 1024 * 1024


def send(delivery: Delivery, endpoint: Endpoint, _: Routes) -> None:
    """Send an email with the result: HTML in its body, everything else attached.

    Raises:
        DeliveryError: If the mailbox or the server refuses it.
    """
    message = _message(delivery)
    try:
        with smtplib.SMTP(endpoint.host, endpoint.port, timeout=SECONDS) as server:
            server.send_message(message, SENDER, [delivery.address])
    except smtplib.SMTPRecipientsRefused as error:
        raise DeliveryError(_reply(*error.recipients[delivery.address])) from None
    except smtplib.SMTPResponseException as error:
        raise DeliveryError(_reply(error.smtp_code, error.smtp_error)) from None
    except OSError as error:
        raise DeliveryError(str(error)) from None


def _reply(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


def _message(delivery: Delivery) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = str(delivery.plan["name"])
    message["From"] = SENDER
    message["To"] = delivery.address
    message["Date"] = format_datetime(delivery.at)
    message["Message-ID"] = f"<{delivery.id}@looker.example.com>"
    lines = [delivery.destination["message"], delivery.title]
    if delivery.plan["include_links"]:
        lines.append(delivery.url)
    message.set_content("\n\n".join(line for line in lines if line) + "\n")
    file = delivery.file
    inline = file.media_type == "text/html"
    if len(file.data) > (INLINE_LIMIT if inline else ATTACHMENT_LIMIT):
        raise DeliveryError(f"The result of {len(file.data)} bytes is too large for an email")
    if inline:
        message.add_alternative(file.data.decode(), subtype="html")
    else:
        main, _, sub = file.media_type.partition("/")
        message.add_attachment(file.data, maintype=main, subtype=sub, filename=file.name)
    return message

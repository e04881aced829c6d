"""Deliveries to Amazon S3."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from erp_sandbox.looker.delivery.message import SECONDS, DeliveryError
from erp_sandbox.looker.delivery.routes import folder_of

if TYPE_CHECKING:
    from erp_sandbox.looker.delivery.message import Delivery
    from erp_sandbox.looker.delivery.routes import Endpoint, Routes


def send(delivery: Delivery, endpoint: Endpoint, _: Routes) -> None:
    """Put the result into a bucket, below the path of the address.

    Raises:
        DeliveryError: If the bucket or its keys refuse it.
    """
    # The packages of the extra `looker` are imported only when they are used.
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    url = urlsplit(delivery.address)
    key = "/".join(filter(None, (folder_of(url), delivery.stored_name)))
    client = boto3.client(
        "s3",
        endpoint_url=endpoint.url,
        region_name=delivery.parameters["region"],
        aws_access_key_id=delivery.parameters["access_key_id"],
        aws_secret_access_key=delivery.secrets["secret_access_key"],
        config=Config(
            s3={"addressing_style": "path"},
            proxies={},
            retries={"max_attempts": 0},
            connect_timeout=SECONDS,
            read_timeout=SECONDS,
        ),
    )
    try:
        client.put_object(
            Bucket=url.netloc,
            Key=key,
            Body=delivery.file.data,
            ContentType=delivery.file.media_type,
        )
    except ClientError as error:
        failure = error.response["Error"]
        raise DeliveryError(f"{failure['Code']}: {failure['Message']}") from None
    except BotoCoreError as error:
        raise DeliveryError(str(error)) from None
    finally:
        client.close()

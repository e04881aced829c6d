"""JSON without floats: numbers keep their digits when decoded and encoded."""

from __future__ import annotations

from decimal import Decimal

import msgspec

encode_json = msgspec.json.Encoder(decimal_format="number").encode
decode_json = msgspec.json.Decoder(float_hook=Decimal).decode

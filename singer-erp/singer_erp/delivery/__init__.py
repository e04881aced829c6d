"""Delivery into systems of record: ordered upserts with one outcome per record.

A run first spools its input (`intake`, `outbox`), so that parents precede children whatever the
order of the streams, no key appears twice in one request, and the channel fits the number of
records. The delivery worker (`worker`) then sends what has changed, records every outcome in the
audit log, and writes rejected records to a dead-letter file (`dead_letters`): a Singer file that
the same target reads again.
"""

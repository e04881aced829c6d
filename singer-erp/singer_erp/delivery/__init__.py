"""Delivery into systems of record: batches, one outcome for each record, nothing silent.

A run first spools what the tap sends (`outbox`), so that parents go before children whatever the
order of the streams, a key never appears twice in one call, and the channel suits the size. Then
it sends what has changed (`courier`), notes every outcome in the audit ledger, and writes what was
refused as a Singer file that the same target takes again (`letters`).
"""

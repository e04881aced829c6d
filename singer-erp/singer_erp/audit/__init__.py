"""The audit ledger: what every run read and wrote, in SQL tables behind a SQLAlchemy URL.

Reads are kept by page (which request brought which keys, when), writes by record (what became of
it, and where). Secrets and record contents are never in it; what was sent is kept as a digest, by
which the next run tells what has not changed.
"""

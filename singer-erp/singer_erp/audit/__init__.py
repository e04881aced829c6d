"""The audit log: what every run read and wrote, in SQL tables behind a SQLAlchemy URL.

Reads are recorded per page (which request returned which keys, and when), writes per record (the
outcome, and where it was written). Secrets and record contents are never recorded; what was sent
is recorded as a digest, by which the next run recognizes unchanged records.
"""

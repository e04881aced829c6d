"""The rows that the database reads for a query."""

import pytest

ROWS = 5000


@pytest.mark.parametrize(
    ("query", "rows_read"),
    [
        # Without a limit inside the query all rows are read, for `totalResults`.
        ("SELECT id FROM many", ROWS),
        ("SELECT id FROM many ORDER BY id", ROWS),
        ("SELECT id FROM many WHERE ROWNUM <= 10", 10),
        ("SELECT id FROM many ORDER BY id FETCH FIRST 10 ROWS ONLY", 10),
        ("SELECT TOP 10 id FROM many", 10),
        # Another order, or a filter without an index, needs all of them.
        ("SELECT id FROM many ORDER BY stamp FETCH FIRST 10 ROWS ONLY", ROWS),
        ("SELECT id FROM many ORDER BY id * 2 FETCH FIRST 10 ROWS ONLY", ROWS),
        ("SELECT id FROM many WHERE stamp >= 3 ORDER BY id FETCH FIRST 10 ROWS ONLY", ROWS),
        ("SELECT * FROM (SELECT id FROM many ORDER BY id) WHERE ROWNUM <= 10", ROWS),
        # The key bounds what is read.
        ("SELECT id FROM many WHERE id >= 4000 AND id < 4100", 100),
        ("SELECT id FROM many WHERE 4000 <= id AND stamp = 1", 1000),
        ("SELECT id FROM many WHERE (id > 4000) ORDER BY id FETCH FIRST 10 ROWS ONLY", 10),
        ("SELECT id FROM many WHERE id IN (1, 2, 9999)", 2),
        ("SELECT id FROM many WHERE id = 1 OR id = 3", 2),
        ("SELECT id FROM many WHERE id = 1 OR stamp = 3", ROWS),
        ("SELECT id FROM many WHERE NVL(id, 0) > 4000", ROWS),
        ("SELECT id FROM transactionline WHERE transaction IN (1, 3)", 4),
        # Groups and counts read all of their rows; the last key stands in the index.
        ("SELECT TRUNC(id/100) AS n, COUNT(*) AS c FROM many GROUP BY TRUNC(id/100)", ROWS),
        ("SELECT COUNT(*) AS c FROM many WHERE id < 100", 100),
        ("SELECT DISTINCT stamp FROM many FETCH FIRST 1 ROWS ONLY", ROWS),
        ("SELECT MAX(id) AS n FROM many", 1),
        ("SELECT MAX(stamp) AS n FROM many", ROWS),
        ("SELECT MAX(id) AS n FROM many WHERE stamp = 1", ROWS),
        # Every table counts.
        ("SELECT a.id FROM many a JOIN many b ON a.id = b.id WHERE a.id < 10", 10 + ROWS),
        ("SELECT id FROM many WHERE id < 10 UNION ALL SELECT id FROM many WHERE id < 5", 15),
        ("SELECT id FROM entity WHERE id IN (SELECT transaction FROM transactionline)", 3 + 6),
        ("SELECT SYSDATE FROM DUAL", 0),
    ],
)
def test_rows_read(run, query, rows_read):
    assert run(query, limit=10).rows_read == rows_read

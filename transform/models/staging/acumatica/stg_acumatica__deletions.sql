-- Deletions that the instance tracks, if the stream is loaded (`tracked_deletions`). Ids are unique over all
-- entities; a record that is entered again has another one.
with raw as (
    {{ raw_table('acumatica', 'deletions', {'tenant': 'text', 'id': 'text'}) }}
)

select distinct
    tenant,
    lower(id) as record_id
from raw
where id is not null

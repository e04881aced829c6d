-- Names of vendors on their latest documents, where the documents of a source have them. Add a new source as a line below.
{{ union_sources([
    'source_system',
    'member_type',
    'member_key',
    'document_name',
], [
    ref('int_oracle_fusion__document_names'),
]) }}

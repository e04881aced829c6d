{#- Columns of `gl_accounts` that are no segments: the others are, under the customer's names. -#}
{% macro oracle_fusion_account_columns() -%}
    {{ return([
        'pod', 'code_combination_id', 'chart_of_accounts_id', 'account_type', 'enabled_flag', 'summary_flag',
        'detail_posting_allowed_flag', 'detail_budgeting_allowed_flag', 'financial_category', 'jgzz_recon_flag',
        'reference3', 'start_date_active', 'end_date_active', 'is_deleted', 'set_read_at', '_other',
    ]) }}
{%- endmacro %}

{#- Segments of all charts in order: those that `oracle_fusion_segments` configures and the account has,
    and all others that the account has, without a label. -#}
{% macro oracle_fusion_segments() -%}
    {%- set relation = existing_raw_table('oracle_fusion', 'gl_accounts', var('oracle_fusion_schema')) -%}
    {%- set present = column_names(relation) -%}
    {%- set segments = [] -%}
    {%- set configured = [] -%}
    {%- for segment in var('oracle_fusion_segments') -%}
        {%- do configured.append(segment.name) -%}
        {%- if segment.name in present -%}
            {%- do segments.append({'name': segment.name, 'label': segment.get('label', ''), 'value_set': segment.get('value_set', '')}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name in present if name not in configured + oracle_fusion_account_columns() and not name.startswith('_sdc_') -%}
        {%- do segments.append({'name': name, 'label': '', 'value_set': ''}) -%}
    {%- endfor -%}
    {{ return(segments) }}
{%- endmacro %}

{#- An account combination with one separator, whatever the chart's is. -#}
{% macro oracle_fusion_combination(combination) -%}
    regexp_replace({{ combination }}, '[^A-Za-z0-9]', '-', 'g')
{%- endmacro %}

{#- Whether a flag is set, which is a boolean in some resources and Y or N in others. -#}
{% macro oracle_fusion_flag(flag) -%}
    coalesce(lower({{ flag }}) in ('y', 'yes', 'true'), false)
{%- endmacro %}

{#- Key of a document: ids are unique within their resource. -#}
{% macro oracle_fusion_document_key(kind, id) -%}
    {{ surrogate_key('oracle_fusion', ['pod', "'" ~ kind ~ "'", id]) }}
{%- endmacro %}

{#- Condition: the row of a child resource was part of its parent when that was last read. Both have the
    time of that reading; a later one of a row that was removed since is of a clock that went back. -#}
{% macro oracle_fusion_is_live(child, parent) -%}
    coalesce({{ child }}.set_read_at, timestamp '1970-01-01 00:00:00') = coalesce({{ parent }}.set_read_at, timestamp '1970-01-01 00:00:00')
{%- endmacro %}

"""Laws, each a folder of its own: its parameters, its rule, its facts, what it asks of a map, and its cases.

A law is in the product once its name stands in `NAMES`; what is in its folder is read when it is first asked for.
"""

NAMES = (
    "us_bulk_data",
    "us_pafaca",
    "us_padfa",
    "us_icts",
    "us_cfius_data",
    "us_2020_orders",
    "us_tiktok_devices",
    "us_section_889",
    "us_fascsa",
    "us_coppa",
    "eu_transfer",
    "eu_adequacy",
    "eu_supplementary_measures",
    "eu_dpia",
    "cn_export",
    "gb_adequacy",
    "gb_transfer",
    "eu_grounds",
    "ch_adequacy",
    "in_transfer",
    "br_transfer",
    "kr_transfer",
    "jp_transfer",
    "au_transfer",
)
"""The laws, in the order in which they are told."""

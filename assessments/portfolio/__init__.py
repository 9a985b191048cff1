"""Many maps at once: computed on Dask, ranked, and read from Parquet."""

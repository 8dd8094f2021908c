"""Documents in, passages out: loading, splitting, indexing. It knows nothing of the features."""

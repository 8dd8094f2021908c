"""Models: the catalog of files, their store, the local engine, and the chat model seam."""

"""Build on a cluster and from object stores: an option that nothing else needs."""

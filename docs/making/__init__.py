"""Take the pages of the documentation, and give what the code itself must say in them."""

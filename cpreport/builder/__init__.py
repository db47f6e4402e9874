"""Take a series folder and an order, and leave finished documents in the output folder."""

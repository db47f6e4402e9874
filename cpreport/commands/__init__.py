"""Take the words of one command each, call one function for it, and print what it gives."""

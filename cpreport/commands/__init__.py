"""Run one command each: parse its words, call one function, print what it returns."""

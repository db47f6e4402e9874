"""Judging finished PDF files by PDF/UA-1, where Java and the veraPDF library are there."""

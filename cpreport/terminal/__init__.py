"""Take what commands find, and give what a terminal shows: progress, the next step, completion."""

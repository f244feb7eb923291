"""Lists of people that an organiser brings to an event in a file."""

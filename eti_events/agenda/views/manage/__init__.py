"""The pages on which organisers build and publish the agenda."""

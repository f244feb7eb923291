"""Documents that people travel with: the convocation, its versions, who signs it."""

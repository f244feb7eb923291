"""The experts of a desk officer (référent·e): whom they follow, and answer for."""

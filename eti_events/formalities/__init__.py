"""The second form of the confirmed (formalités): visa letter, hotel, travel."""

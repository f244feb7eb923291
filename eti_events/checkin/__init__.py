"""The door (l’accueil): scans are facts, presence is what they add up to.

Words: passage / scan, point de contrôle / scan point, appareil / device,
inscription sur place / walk-in, présence / presence.
"""

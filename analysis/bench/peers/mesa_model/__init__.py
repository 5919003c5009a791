"""The model in Mesa: an agent for each patient and each therapist, a step for each week.

agents.py and model.py are the framework's side; the other files hold the mechanisms of
sim/ODD.md as functions of one patient. Severity and its parts are proportions of 27 points.
"""

"""The model vectorised: all patients of a block hold the same session at the same time.

course.py is the schedule; the other files hold the mechanisms, in the order of sim/ODD.md.
Severity and its parts are proportions of 27 points throughout.
"""

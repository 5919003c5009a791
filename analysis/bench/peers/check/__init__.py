"""Do two runs of one study, made by different programs, have the same distributions?

The runs share no random number, so nothing in them is equal; but each statistic of the one
must lie as near to that of the other as chance explains. Patients of one clinic share
therapists, by their caseloads and by transfers, while clinics are independent. So every
statistic is a ratio of sums over clinics, and its standard error comes from how clinics
differ (moments.py). Which statistics are compared stands in statistics.py.
"""

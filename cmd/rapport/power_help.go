package main

const powerHelp = `Simulate trials of a study, with its dropout, missing answers and errors of
measurement, test each trial as its analyst would, and find the smallest size at
which enough of them find the effect.

  --detect contrast     the difference of two scenarios (--compare A,B: B less A) in a
                        randomised trial: other patients in each arm, no twins
  --detect differences  that two differences differ, A,B,C,D: (B less A) less (D less C),
                        in a trial of four arms; --contrast takes them from the study
  --detect strategies   the difference of two strategies (--strategy, twice) that are
                        embedded in a scenario that randomises (SMART)
  --detect within       the effect of the alliance on the same patient's next PHQ-9
  --detect therapists   that therapists differ in outcome

Estimators of a contrast; all adjust for the PHQ-9 at entry but the last:
  mmrm       PHQ-9 at four assessments until patients leave, or for phq9_week_W and
             NAME_week_W at the study's weeks up to W, missing at random (maximum likelihood), jackknife
             over therapists; for no other outcome
  ancova     least squares; CR2 standard errors and Satterthwaite degrees of
             freedom by therapist; for yes or no a difference of shares
  mixed      random intercept by therapist (REML), Satterthwaite degrees of freedom
  t-test     Welch, as if patients of one therapist were independent
Within patients: centred (on the patient's mean) or detrended. Therapists: anova.
Differences: means, adjusted for the PHQ-9 at entry, with errors by therapist.
Strategies: weighted by the inverse of the probability of the arms, errors by therapist.

--missing says what happens to patients who dropped out and have no score at the
end: complete leaves them out, locf carries their last answer forward (the default for
deterioration, times and therapists), failure counts them as not improved (the default for
response, remission, reliable improvement and recovery).

The scores of the study's instruments are outcomes as in compare: NAME_week_W and
NAME_last, with the direction of the instrument, and by its norms
NAME_reliable_improvement_week_W, NAME_reliable_deterioration_week_W and, of those on
the ill side of its cut-off at entry, NAME_recovery_week_W, or _last of each.

Times up to a week of the study are outcomes, too: weeks_well_W, from a response to a
relapse, weeks_to_remission_W, and weeks_to_leaving_W, which the records tell of everybody.

For a PHQ-9 outcome at a week the same trials are told by each of these ways, by a mixed
model for repeated measures, and with nobody missing, side by side with the bias.

--claim noninferiority or equivalence asks whether the second arm is worse, or other,
by less than --margin; what is well or ill follows from the outcome. Such claims are
one-sided: --sided 2 holds them to alpha/2, --sided 1 to alpha. --allocation 2,1 puts
two patients into the first arm for each in the second. With three scenarios each is
held against the first, --correction says how p values allow for two tests, --wins
whether any or all must be found. --covariates names what is known before treatment
beside the PHQ-9 at entry. --attrition 0.2 loses one patient in five to those who
assess, at random and beyond the model's dropout. --looks 0.5,1 tests trials when half
of the patients are known and stops where --spending of alpha allows (Lan & DeMets
1983). All of it, --alpha and --power may stand in the study file under trial:, with the
same words.

--vary patients, therapists or sessions is what the size is found of; the others are
fixed by --patients, --therapists or --caseload, and --sessions. Therapists treat
patients of one arm (--arms nested) or of both (crossed).

The search fits power = Φ(a + b√size) to all trials made so far and makes the next
ones at the size that the fit says, until the answer's 95 % interval is ± 5 %. The
answer is checked with fresh trials, and with trials in which there is nothing to
find: both arms have the same scenario, or the alliance has no way to symptoms, or
patients are dealt to therapists anew, or the arms of decision points do nothing, or for a
margin the second arm is worse by it.
Every estimator is tried there and told beside the one that was asked for. A test that is
significant there much more often than --alpha has no power worth the name.
--methods prints, without a study, how each part is done, and what it was held against.

--plausible N also says what that size is worth under N parameter sets that meet the
evidence as the shipped ones do: the range of its power over them, its mean (assurance),
and in how many it is the one wanted. These trials are not kept for --resume.

What was simulated is kept in --out as it is made: --resume goes on with an analysis
that was stopped, and finds what it would have found; one that is finished is told again.

Written into --out, by default runs/power-STUDY-DETECT:
  ` + powerFile + `  all that was found
  ` + trialsFile + `   a line for each step: size, trials, power, interval, effect
  ` + figureInSVG + `   the curve, as ` + figureInPNG + ` too`

package sim

// Default returns the model with the shipped parameters. Those graded
// Calibrated come out of `rapport calibrate`; its record stands in DECISIONS.md.
func Default() Model {
	return Model{
		Care:       Care{Treatment: 1, Sessions: 16, Intensity: 1, WaitingWeeks: 0, WaitingListWeeks: 8},
		Frequency:  Frequency{PerWeek: 1, TaperFrom: 0, TaperGap: 2, HalfTime: 1},
		Attendance: Attendance{Strength: 1, Base: -2.5, Stress: 0.3, Alliance: 2},
		Transition: Transition{Strength: 1, Cost: 0.12, Acknowledged: 0.8, BreakStrain: 0.7, BreakWeeks: 2,
			BreakProbability: 0.04, TaperStrain: 0.6, EndingStrain: 0.2, NewStrain: 0.7, NewSessions: 2},
		Phases:     Phases{Early: 4, Ending: 3},
		Conditions: Conditions{Drop: 0.5, Low: 3.5, Since: 4, Expected: 3},
		Practice: Practice{Strength: 1, Cost: 0.06, Sensitive: 0.6, OwnExplain: 0, OwnReview: -2, OwnCheckIn: -1.8, OwnAcknowledge: -0.3,
			OwnCelebrate: -1, OwnNaming: -3, Warming: 0.03, Cooling: 0.05, Friction: 0.5,
			ExplainUntil: 2, CelebrateFrom: 0.25, NameAbove: 0.2},
		Feedback: ProgressFeedback{Strength: 1, Sharpen: 0.05, Trouble: 1.376, Adapt: 0.03, Since: 3, Expected: 3, Low: 3.5, Drop: 0.5},

		Trust:   Trust{Strength: 1, Start: -0.2, Expectation: 0.2, Avoidance: 0.35, Growth: 0.12, Disclosure: 0.6, Reciprocity: 2},
		Empathy: Empathy{Base: 0.6, Skill: 0.7638, Validate: 0.8},
		Goals: GoalAgreement{Strength: 1, Start: -0.3, Rate: 0.7, Level: 0.7, Competence: 0.12, Flexibility: 0.1,
			Expectation: 0.1551, Chemistry: 0.7931, Review: 1, Renewed: 0.08},
		Tasks: TaskAgreement{Strength: 1, Start: -0.4, Rate: 0.6, Level: 0.6, Competence: 0.15, Goals: 1, Chemistry: 0.6508, Explain: 1},
		Bond: BondGrowth{Strength: 1, Start: -0.9, Rate: 0.5, Level: 0.5, Warmth: 0.2028, Genuineness: 0.159, Empathy: 0.7173,
			Effect: 0.1, Avoidance: 0.25, Chemistry: 0.6965, Shared: 0.5084, Trust: 0.8},
		Agreeableness: Agreeableness{Strength: 1, Pace: 0.6},
		Match:         Match{Strength: 1, Bond: 0.6, Tasks: 0.5, Adapt: 1, Threshold: 0.3, Naming: 0.5},
		Reciprocal:    Reciprocal{Symptoms: 0.2024, Alliance: 0.07655, Reference: 0.5},
		Chance:        Chance{Common: 0.1548, Own: 0.174},

		Rupture: RuptureRisk{Strength: 1, Base: -0.1604, Mismatch: 0.8, Stress: 0.25, Strain: 0.8, Alliance: 2, Anxiety: 0.2,
			Smallness: 4, Confrontation: -0.9, Agreeable: 0.4, Anxious: 0.25},
		Impact: RuptureImpact{Bond: 0.35, Tasks: 0.2, Goals: 0.15, Trust: 0.4, Confrontation: 1.6, Linger: 0.15, Fade: 0.15,
			Forgotten: 0.05, Distress: 0.08, Relief: 0.6},
		Recognition: Recognition{Base: -0.3, Empathy: 0.3, Skill: 0.5, Intensity: 2, Withdrawal: 0.8, CheckIn: 1.2, Explore: 2, Supervised: 1, Feedback: 0.8},
		Repair:      Repair{Strength: 1, Base: 0.1, Skill: 0.5, Flexibility: 0.25, Trust: 2, Intensity: 1.5, Explore: 0.8, Supervised: 0.6, Gain: 0.35, Restore: 0.9},

		Hope:        Hope{Strength: 1, Start: 0, Expectation: 0.5, Early: 0.2, Explain: 0.15, Progress: 0.12, Celebrate: 0.15, Symptoms: 0.014},
		Stress:      LifeStress{Strength: 1, Persistence: 0.7181, Soothing: 0.8, Symptoms: 0.3637, Mark: 0.02727},
		Natural:     NaturalCourse{Strength: 1, Pace: 0.09746, Recovery: 0.6543, Spread: 2.838, Lasting: 0.7},
		Technique:   Technique{Strength: 1, Symptoms: 0.03433, Skill: 0.6, Compensation: 0.4, Push: 0.3},
		Exploration: Exploration{Strength: 1, Symptoms: 0.05752, Arousal: 0.8, Threshold: 1},
		Effort:      Effort{Strength: 1, Symptoms: 0.01059, Conscientious: 0.2},
		Approach: Approach{CBTShare: 0.5,
			CBT:           Weights{Technique: 1.2, Relationship: 0.9, Exploration: 0.6, Effort: 1.3, Rupture: -0.3},
			Psychodynamic: Weights{Technique: 0.8, Relationship: 1.1, Exploration: 1.8, Effort: 0.8, Rupture: 0.3}},
		Therapist: TherapistEffect{Symptoms: 0.01274},

		Dropout:    Dropout{Strength: 1, Base: -4.901, Early: 1.2, Alliance: 4.198, View: 0.03, Reference: 0.58, Rupture: 1.5, Progress: 0.5},
		WellEnough: WellEnough{Chance: 0.35, Minimum: 4, Threshold: 6, Slope: 0.8},
		Transfer: Transfer{Strength: 1, After: 4, Threshold: 0.3, Raise: -2, Disclosure: 0.4, Answer: 0.3, Flexibility: 0.5,
			Mend: 0.4, Accept: 0.5, KeepTrust: 0.65, KeepBond: 0.45, KeepWork: 0.75},

		Fading:        Fading{Share: 0.4486, Weeks: 40},
		Circumstances: Circumstances{Spread: 0.9762, Persistence: 0.9681},
		Relapse:       Relapse{Strength: 1, Risk: 0.008236, Residual: 0.8042, Neuroticism: 0.15, Learned: 0.5, Depth: 1.223, Weeks: 20},
		Setback:       Setback{Strength: 0.3},

		PHQ9:         PHQ9{Error: 0.2905, Missing: -3.5, MissingSeverity: 1},
		Assessment:   Assessment{Missing: -2.4, Ended: 0.4, Left: 0.9, Severity: 0.8, Later: 0.5},
		WAI:          WAI{Level: 1.046, BondLevel: 0.15, Slope: 5.46, Leniency: 0.7915, Occasion: 0.3452, Error: 0.5124, Missing: -2.8, MissingAlliance: 1},
		WAITherapist: WAITherapist{Level: 0.5487, Slope: 2.404, Leniency: 0.25, Own: 0.6323, Converge: 0.4, Pace: 8, Progress: 0.3, Error: 0.25, Missing: -2.9},
		WAIObserver:  WAIObserver{Level: 0.3, Slope: 4, Error: 0.35},
		CALPAS:       CALPAS{Level: 0, Slope: 0.9, Error: 0.3},
		Reports: RuptureReports{Patient: -2.068, PatientSlope: 6, PatientLeniency: 0.4, Therapist: -1.8, TherapistSlope: 4, Seen: 1.2,
			Observer: -0.9, ObserverSlope: 8},
		Perceived: Perceived{Level: 1, Trait: 0.4, Relationship: 5.103, Spread: 0.4805, Leniency: 0.4, Error: 0.5},
	}
}

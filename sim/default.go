package sim

// Default returns the model with the shipped parameters. Those graded
// Calibrated come out of `rapport calibrate`; its record stands in DECISIONS.md.
func Default() Model {
	return Model{
		Care:       Care{Treatment: 1, Sessions: 16, Plan: 11, PlanSpread: 0.5, Intensity: 1, WaitingWeeks: 0, WaitingListWeeks: 8},
		Frequency:  Frequency{PerWeek: 1, TaperFrom: 0, TaperGap: 2, Forgetting: 0.6, Waning: 1.17, Working: 0.5},
		Attendance: Attendance{Strength: 1, Base: -2, Stress: 0.3, Alliance: 2},
		Transition: Transition{Strength: 1, Cost: 0.15, Acknowledged: 0.8, Distress: 0.1, BreakStrain: 0.7, BreakWeeks: 2,
			BreakProbability: 0.04, TaperStrain: 0.6, EndingStrain: 0.5, NewStrain: 0.7, NewSessions: 2},
		Phases:     Phases{Early: 4, Ending: 3},
		Conditions: Conditions{Drop: 0.5, Low: 3.5, Since: 4, Expected: 3},
		Practice: Practice{Strength: 1, Cost: 0.03, Sensitive: 0.6, OwnExplain: 0, OwnReview: -2, OwnCheckIn: -1.8, OwnAcknowledge: -0.3,
			OwnCelebrate: -1, OwnNaming: -3, Warming: 0.2, Cooling: 0.05, Friction: 0.5,
			ExplainUntil: 2, CelebrateFrom: 0.25, NameAbove: 0.2},
		Feedback: ProgressFeedback{Strength: 1, Sharpen: 0.012, Trouble: 4.024, Adapt: 0.03, Since: 3, Expected: 3, Low: 3.5, Drop: 0.5},

		Trust:   Trust{Strength: 1, Start: -0.2, Expectation: 0.2, Avoidance: 0.35, Growth: 0.22, Disclosure: 0.6, Reciprocity: 2, Extraversion: 0.4, Genuineness: 0.3, Consistency: 1.4},
		Empathy: Empathy{Base: 0.6, Skill: 0.9828, Validate: 1.45},
		Goals: GoalAgreement{Strength: 1, Start: -0.3, Rate: 0.5, Level: 0.7, Competence: 0.12, Flexibility: 0.1,
			Expectation: 0.281, Chemistry: 1.54, Review: 1, Renewed: 0.6, Fitting: 3},
		Tasks: TaskAgreement{Strength: 1, Start: -0.4, Rate: 0.45, Level: 0.6, Competence: 0.15, Goals: 1, Chemistry: 0.5619, Explain: 1},
		Bond: BondGrowth{Strength: 1, Start: -1.3, Rate: 0.62, Level: 0.5, Warmth: 0.57, Genuineness: 0.45, Empathy: 0.5213,
			Effect: 0.1, Avoidance: 0.4306, Anxiety: 0.1624, Extraversion: 0.35, First: 0.4, Chemistry: 0.7016, Shared: 0.5397, Trust: 1.55},
		Agreeableness: Agreeableness{Strength: 1, Pace: 0.95},
		Match:         Match{Strength: 1, Bond: 2.1, Tasks: 2, Adapt: 1, Threshold: 0.3, Naming: 0.9},
		Reciprocal:    Reciprocal{Symptoms: 0.4268, Alliance: 0.01713, Reference: 0.46, State: 0.098, Habit: 0.3, Compensation: 8.5},
		Chance:        Chance{Common: 0.6065, Own: 0.4701},

		Rupture: RuptureRisk{Strength: 1, Base: -0.1, Mismatch: 0.8, Stress: 0.25, Strain: 0.8, Alliance: 3, Anxiety: 0.2,
			Trust: 3, Skill: 0.15, Forming: 3, Smallness: 4, Confrontation: -0.9, Agreeable: 0.4, Anxious: 0.25},
		Impact: RuptureImpact{Bond: 0.35, Tasks: 0.2, Goals: 0.15, Trust: 0.4, Confrontation: 1.6, Linger: 0.15, Fade: 0.3,
			Forgotten: 0.05, Distress: 0.7, Relief: 0.6},
		Recognition: Recognition{Base: -0.5, Empathy: 0.3, Skill: 0.5, Intensity: 2, Withdrawal: 0.8, CheckIn: 1.8, Explore: 3.5, Supervised: 1, Feedback: 0.8},
		Repair:      Repair{Strength: 1, Base: 0.1, Skill: 0.5, Flexibility: 0.25, Trust: 2, Intensity: 1.5, Explore: 1.6, Supervised: 0.6, Gain: 3, Restore: 0.9, Relief: 0.55},

		Hope:        Hope{Strength: 1, Start: 0, Expectation: 0.754, Early: 0.3, Explain: 2.6, Progress: 0.12, Ownership: 0.5, Celebrate: 0.6, Savour: 0.18, Symptoms: 0.026},
		Stress:      LifeStress{Strength: 1, Persistence: 0.7901, Soothing: 1.8, Unsafe: 0.35, Symptoms: 0.215, Mark: 0.128, Burden: 0.2},
		Natural:     NaturalCourse{Strength: 1, Pace: 0.1215, Recovery: 0.7498, Passing: 0.55, Usual: 15, Spread: 0.95, Neuroticism: 0.25, Lasting: 0.8},
		Technique:   Technique{Strength: 1, Symptoms: 0.238, Level: 0, Skill: 2, Push: 0.3},
		Exploration: Exploration{Strength: 1, Symptoms: 0.51, Arousal: 0.8, Threshold: 1, Openness: 0.5, Safe: 0.75},
		Effort:      Effort{Strength: 1, Symptoms: 0.078, Conscientious: 0.5},
		Approach: Approach{CBTShare: 0.5,
			CBT:           Weights{Technique: 1.2, Relationship: 0.4, Exploration: 0.7, Effort: 1.3, Rupture: -0.3},
			Psychodynamic: Weights{Technique: 0.8, Relationship: 1.6, Exploration: 1.6, Effort: 0.8, Rupture: 0.3}},
		Therapist: TherapistEffect{Symptoms: 0.01859},

		Dropout:    Dropout{Strength: 1, Base: -4.261, Early: 1.2, Alliance: 3.993, View: 0.03, Reference: 0.58, Rupture: 1.5, Progress: 0.5},
		WellEnough: WellEnough{Chance: 0.2, Minimum: 4, Enough: 0.5, Slope: 6, Burden: 4},
		Transfer: Transfer{Strength: 1, After: 4, Threshold: 0.35, Raise: -1, Disclosure: 0.4, Answer: 0.6, Flexibility: 0.5,
			Mend: 1.3, Accept: 0.5, KeepTrust: 0.65, KeepBond: 0.45, KeepWork: 0.75},

		Fading:        Fading{Share: 0.4877, Weeks: 40},
		Circumstances: Circumstances{Spread: 0.7, Persistence: 0.9559},
		Relapse:       Relapse{Strength: 1, Risk: 0.002982, Residual: 0.5615, Neuroticism: 0.15, Learned: 0.5, Depth: 0.6569, Weeks: 20},
		Setback:       Setback{Strength: 0.3},

		PHQ9:         PHQ9{Error: 0.3112, Missing: -3.5, MissingSeverity: 1},
		Assessment:   Assessment{Missing: -2.4, Ended: 0.4, Left: 0.9, Severity: 0.8, Later: 0.5},
		WAI:          WAI{Level: 1.208, BondLevel: 0.15, Slope: 8.701, Leniency: 1.582, Occasion: 0.1638, Error: 0.6421, Missing: -2.8, MissingAlliance: 1},
		WAITherapist: WAITherapist{Level: 0.2174, Slope: 3.12, Leniency: 0.25, Own: 1.205, Converge: 0.4, Pace: 30, Progress: 0.3, Error: 0.5, Missing: -2.9},
		WAIObserver:  WAIObserver{Level: 0.3, Slope: 4, Error: 0.35},
		CALPAS:       CALPAS{Level: 0.8, Slope: 0.3, Error: 0.3},
		Reports: RuptureReports{Patient: -1.592, PatientSlope: 6, PatientLeniency: 0.4, Therapist: -1.6, TherapistSlope: 4, Seen: 1.2,
			Observer: -0.6, ObserverSlope: 8},
		Perceived: Perceived{Level: 1, Trait: 0.4, Relationship: 3.398, Spread: 0.4795, Leniency: 0.4, Error: 0.5},
	}
}

package sim

// Default returns the model with the shipped parameters. Those graded
// Calibrated come out of `rapport calibrate`; its record stands in DECISIONS.md.
func Default() Model {
	return Model{
		Care:       Care{Treatment: 1, Sessions: 16, Plan: 11, PlanSpread: 0.5, Intensity: 1, WaitingWeeks: 0, WaitingListWeeks: 8},
		Frequency:  Frequency{PerWeek: 1, TaperFrom: 0, TaperGap: 2, Forgetting: 0.6, Waning: 0.8983},
		Attendance: Attendance{Strength: 1, Base: -2, Stress: 0.3, Alliance: 2},
		Transition: Transition{Strength: 1, Cost: 0.15, Acknowledged: 0.8, Distress: 0.085, BreakStrain: 0.7, BreakWeeks: 2,
			BreakProbability: 0.04, TaperStrain: 0.6, EndingStrain: 0.5, NewStrain: 0.7, NewSessions: 2},
		Phases:     Phases{Early: 4, Ending: 3},
		Conditions: Conditions{Drop: 0.5, Low: 3.5, Since: 4, Expected: 3},
		Practice: Practice{Strength: 1, Cost: 0.03, Sensitive: 0.6, OwnExplain: 0, OwnReview: -2, OwnCheckIn: -1.8, OwnAcknowledge: -0.3,
			OwnCelebrate: -1, OwnNaming: -3, Warming: 0.12, Cooling: 0.05, Friction: 0.5,
			ExplainUntil: 2, CelebrateFrom: 0.25, NameAbove: 0.2},
		Feedback: ProgressFeedback{Strength: 1, Sharpen: 0.05, Trouble: 6.428, Adapt: 0.03, Since: 3, Expected: 3, Low: 3.5, Drop: 0.5},

		Trust:   Trust{Strength: 1, Start: -0.2, Expectation: 0.2, Avoidance: 0.35, Growth: 0.17, Disclosure: 0.6, Reciprocity: 2, Extraversion: 0.4, Genuineness: 0.3, Consistency: 0.35},
		Empathy: Empathy{Base: 0.6, Skill: 1.086, Validate: 1.3},
		Goals: GoalAgreement{Strength: 1, Start: -0.3, Rate: 0.5, Level: 0.7, Competence: 0.12, Flexibility: 0.1,
			Expectation: 0.1416, Chemistry: 1.325, Review: 1, Renewed: 0.35},
		Tasks: TaskAgreement{Strength: 1, Start: -0.4, Rate: 0.45, Level: 0.6, Competence: 0.15, Goals: 1, Chemistry: 0.5822, Explain: 1},
		Bond: BondGrowth{Strength: 1, Start: -0.9, Rate: 0.5, Level: 0.5, Warmth: 0.45, Genuineness: 0.36, Empathy: 0.6203,
			Effect: 0.1, Avoidance: 0.2769, Anxiety: 0.1382, Extraversion: 0.35, First: 0.4, Chemistry: 0.8058, Shared: 0.5896, Trust: 1.8},
		Agreeableness: Agreeableness{Strength: 1, Pace: 0.65},
		Match:         Match{Strength: 1, Bond: 1.5, Tasks: 1.4, Adapt: 1, Threshold: 0.3, Naming: 0.9},
		Reciprocal:    Reciprocal{Symptoms: 0.3374, Alliance: 0.3557, Reference: 0.46, State: 0.2198, Habit: 0.3},
		Chance:        Chance{Common: 0.5136, Own: 0.2246},

		Rupture: RuptureRisk{Strength: 1, Base: -0.3422, Mismatch: 0.8, Stress: 0.25, Strain: 0.8, Alliance: 3, Anxiety: 0.2,
			Trust: 3, Skill: 0.15, Forming: 3, Smallness: 4, Confrontation: -0.9, Agreeable: 0.4, Anxious: 0.25},
		Impact: RuptureImpact{Bond: 0.35, Tasks: 0.2, Goals: 0.15, Trust: 0.4, Confrontation: 1.6, Linger: 0.15, Fade: 0.3,
			Forgotten: 0.05, Distress: 0.25, Relief: 0.6},
		Recognition: Recognition{Base: -0.3, Empathy: 0.3, Skill: 0.5, Intensity: 2, Withdrawal: 0.8, CheckIn: 1.8, Explore: 3, Supervised: 1, Feedback: 0.8},
		Repair:      Repair{Strength: 1, Base: 0.1, Skill: 0.5, Flexibility: 0.25, Trust: 2, Intensity: 1.5, Explore: 1.2, Supervised: 0.6, Gain: 1.5, Restore: 0.9, Relief: 0.55},

		Hope:        Hope{Strength: 1, Start: 0, Expectation: 0.7355, Early: 0.3, Explain: 0.4, Progress: 0.12, Ownership: 0.5, Celebrate: 0.6, Savour: 0.22, Symptoms: 0.1873},
		Stress:      LifeStress{Strength: 1, Persistence: 0.7374, Soothing: 1.2, Unsafe: 0.35, Symptoms: 0.2065, Mark: 0.1257, Burden: 0.2},
		Natural:     NaturalCourse{Strength: 1, Pace: 0.1215, Recovery: 0.7723, Passing: 0.55, Usual: 15, Spread: 0.95, Neuroticism: 0.25, Lasting: 0.8},
		Technique:   Technique{Strength: 1, Symptoms: 0.0808, Skill: 0.6, Compensation: 0.8, Push: 0.3},
		Exploration: Exploration{Strength: 1, Symptoms: 0.1812, Arousal: 0.8, Threshold: 1, Openness: 0.5, Safe: 0.7},
		Effort:      Effort{Strength: 1, Symptoms: 0.055, Conscientious: 0.5},
		Approach: Approach{CBTShare: 0.5,
			CBT:           Weights{Technique: 1.2, Relationship: 0.6, Exploration: 0.8, Effort: 1.3, Rupture: -0.3},
			Psychodynamic: Weights{Technique: 0.8, Relationship: 1.4, Exploration: 1.5, Effort: 0.8, Rupture: 0.3}},
		Therapist: TherapistEffect{Symptoms: 0.1135},

		Dropout:    Dropout{Strength: 1, Base: -4.168, Early: 1.2, Alliance: 3.433, View: 0.03, Reference: 0.58, Rupture: 1.5, Progress: 0.5},
		WellEnough: WellEnough{Chance: 0.2, Minimum: 4, Enough: 0.5, Slope: 6, Burden: 4},
		Transfer: Transfer{Strength: 1, After: 4, Threshold: 0.35, Raise: -1, Disclosure: 0.4, Answer: 0.6, Flexibility: 0.5,
			Mend: 1.3, Accept: 0.5, KeepTrust: 0.65, KeepBond: 0.45, KeepWork: 0.75},

		Fading:        Fading{Share: 0.4484, Weeks: 40},
		Circumstances: Circumstances{Spread: 0.7, Persistence: 0.9474},
		Relapse:       Relapse{Strength: 1, Risk: 0.002982, Residual: 0.7914, Neuroticism: 0.15, Learned: 0.5, Depth: 1.115, Weeks: 20},
		Setback:       Setback{Strength: 0.3},

		PHQ9:         PHQ9{Error: 0.3134, Missing: -3.5, MissingSeverity: 1},
		Assessment:   Assessment{Missing: -2.4, Ended: 0.4, Left: 0.9, Severity: 0.8, Later: 0.5},
		WAI:          WAI{Level: 1.046, BondLevel: 0.15, Slope: 8.127, Leniency: 1.229, Occasion: 0.2183, Error: 0.6225, Missing: -2.8, MissingAlliance: 1},
		WAITherapist: WAITherapist{Level: 0.3151, Slope: 2.572, Leniency: 0.25, Own: 1.004, Converge: 0.4, Pace: 30, Progress: 0.3, Error: 0.4, Missing: -2.9},
		WAIObserver:  WAIObserver{Level: 0.3, Slope: 4, Error: 0.35},
		CALPAS:       CALPAS{Level: 0.8, Slope: 0.3, Error: 0.3},
		Reports: RuptureReports{Patient: -1.776, PatientSlope: 6, PatientLeniency: 0.4, Therapist: -1.8, TherapistSlope: 4, Seen: 1.2,
			Observer: -0.6, ObserverSlope: 8},
		Perceived: Perceived{Level: 1, Trait: 0.4, Relationship: 6.234, Spread: 0.48, Leniency: 0.4, Error: 0.5},
	}
}

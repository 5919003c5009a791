package report

import (
	"fmt"
	"math"
	"strings"

	"rapport/analysis/data"
	"rapport/analysis/twins"
)

// methods are paragraphs for a paper.
func (r *Report) methods() []string {
	s := &r.Study
	names := make([]string, len(s.Scenarios))
	for i := range s.Scenarios {
		names[i] = s.Scenarios[i].Name
	}
	design := fmt.Sprintf("We simulated psychotherapy for depression session by session with rapport, version %s (1). ", s.Version)
	if len(names) == 1 {
		design += fmt.Sprintf("One scenario, %s, was run on %s (seed %d).", names[0], r.size(), s.Seed)
	} else {
		which := fmt.Sprintf("The %d scenarios %s", len(names), enumerate(names))
		if u := r.Material.Undrawn; u > 0 {
			which += fmt.Sprintf(", of %d,", len(names)+u)
		}
		design += fmt.Sprintf("%s were run on the same %s with the same luck (seed %d): random numbers depend on seed, replication, person, session and decision alone, so that each patient is their own control under every scenario.",
			which, r.size(), s.Seed)
		design += r.strangers()
	}
	model := "In the model, personality on both sides drives how trust, agreement on goals and tasks, and the bond form, rupture and are repaired; alliance and symptoms change each other within patients. Latent states are measured with error by simulated instruments (PHQ-9, WAI-SR, CALPAS)."
	if len(s.Grades) > 0 {
		var parts []string
		for _, g := range s.Grades {
			parts = append(parts, fmt.Sprintf("%d %s", g.Count, strings.ToLower(g.Name)))
		}
		model += " Of its parameters, by how they are known: " + strings.Join(parts, ", ") + "."
	}
	return []string{design, model, r.statistics(), "The patients are simulated: results hold for the model, and show what follows from its assumptions. They are no advice on a real patient."}
}

// strangers says under which scenarios patients bring something else than under the baseline.
func (r *Report) strangers() string {
	var told []string
	if c := r.Material.Comparison; c != nil {
		for i := range c.Scenarios {
			if s := &c.Scenarios[i]; s.Strangers > 0 {
				told = append(told, fmt.Sprintf("%.0f %% under %s", math.Ceil(100*float64(s.Strangers)/float64(s.Twins)), s.Scenario))
			}
		}
	}
	if told == nil {
		return ""
	}
	return fmt.Sprintf(" Where a scenario sets the population in another way, patients differ in what they bring (%s, against %s), and differences hold that, too.",
		strings.Join(told, ", "), r.Material.Comparison.Baseline)
}

// enumerate joins names as in "a, b and c".
func enumerate(names []string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

func (r *Report) size() string {
	if r.Study.Replications == 1 {
		return data.Counted(r.Study.Patients, "simulated patient")
	}
	return fmt.Sprintf("%s in each of %d replications", data.Counted(r.Study.Patients, "simulated patient"), r.Study.Replications)
}

func (r *Report) statistics() string {
	text := ""
	if week, asked := r.week(); asked {
		text = fmt.Sprintf("The primary outcome is the PHQ-9 of everybody at week %d since entry, the last assessment within the planned treatment, whether they were waiting, in treatment, finished or gone; for those who did not answer, the score that their latent severity gives. ", week)
	}
	text += "At the last session, response is a PHQ-9 of at most half of that before session 1, remission one below 5, reliable change one of at least 6 points; dropout is an ending that was not planned. Retention and times to leaving, remission and relapse are estimated by Kaplan and Meier's method, with planned endings censored (2)."
	c := r.Material.Comparison
	if c == nil || len(c.Scenarios) == 0 {
		return text
	}
	return text + fmt.Sprintf(" Differences from %s are means over patients paired with themselves, with 95 %% intervals from cluster-robust standard errors over %s and Student's t (3), wider where few patients differ; of yes or no by the score test for paired proportions with the same standard errors (4). They are unadjusted for multiple outcomes. Effects are standardised by the standard deviation of patients (d) or as differences of arcsines (h) (5); numbers needed to treat have intervals by inversion (6). The power of a trial assumes independent arms of %d patients and a two-sided 5 %% level. Effects in thirds of a trait were compared by a Wald test.",
		c.Baseline, dependent(c.Scenarios), c.Scenarios[0].Effects[0].Trial.PerArm)
}

// dependent is what the intervals of the scenarios rest on, with their names where it is not
// the same for all.
func dependent(all []twins.ScenarioComparison) string {
	units := map[twins.ClusterUnit]string{
		twins.OverReplications: "replications",
		twins.OverCaseloads:    "therapists' caseloads",
		twins.OverJoined:       "groups of therapists' caseloads that share patients or a clinic",
		twins.OverPatients:     "patients",
	}
	var texts []string
	of := map[string][]string{}
	for i := range all {
		text := fmt.Sprintf("%d %s", all[i].Clusters, units[all[i].Unit])
		if of[text] == nil {
			texts = append(texts, text)
		}
		of[text] = append(of[text], all[i].Scenario)
	}
	if len(texts) == 1 {
		return texts[0]
	}
	for i, text := range texts {
		texts[i] = text + " (" + strings.Join(of[text], ", ") + ")"
	}
	return enumerate(texts)
}

// citations are what the methods refer to, then the sources of the study.
func (r *Report) citations() []string {
	list := []string{
		"The rapport authors. rapport: a simulation engine for psychotherapy alliance research, version " + r.Study.Version + " [computer software].",
		"Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. J Am Stat Assoc 1958;53:457–481.",
	}
	if r.Material.Comparison != nil {
		list = append(list,
			"Liang KY, Zeger SL. Longitudinal data analysis using generalized linear models. Biometrika 1986;73:13–22.",
			"Tango T. Equivalence test and confidence interval for the difference in proportions for the paired-sample design. Stat Med 1998;17:891–908.",
			"Cohen J. Statistical power analysis for the behavioral sciences. 2nd ed. 1988.",
			"Altman DG. Confidence intervals for the number needed to treat. BMJ 1998;317:1309–1312.")
	}
	return append(list, r.Study.Sources...)
}

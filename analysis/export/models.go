package export

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The analyses beside an export are those that this project found to err least on its
// own runs: the errors told in [Options.cautions] are of runs in which every way from
// the alliance to symptoms was closed. The effect of the alliance on the same
// patient's next PHQ-9 is estimated on what is left of both about the patient's own
// straight line, as the estimator cross_lag does with centre = trend, with each
// session's mean under each scenario taken out and standard errors over persons, who
// stand in every scenario.

const longInR = `
# The patient's alliance after a session, and PHQ-9 before the next (see Reading it right)
u <- d[complete.cases(d[, c("phq9_line", "phq9_line_lag", "wai_patient_line_lag")]), ]
for (v in c("phq9_line", "phq9_line_lag", "wai_patient_line_lag"))
  u[[v]] <- u[[v]] - ave(u[[v]], u$condition, u$session)
m <- lm(phq9_line ~ 0 + wai_patient_line_lag + phq9_line_lag, data = u)
bread <- solve(crossprod(model.matrix(m)))
scores <- rowsum(model.matrix(m) * residuals(m), u$person_id)
persons <- nrow(scores)
se <- sqrt(diag(bread %*% crossprod(scores) %*% bread) * persons / (persons - 1))
print(cbind(estimate = coef(m), se, t = coef(m) / se, p = 2 * pt(-abs(coef(m) / se), persons - 1)))`

const longInSPSS = `
* Alliance after a session, and PHQ-9 before the next, about the own line (README).
* The estimate is that of R, the standard error takes sessions for independent.
SELECT IF NOT MISSING(phq9_line) AND NOT MISSING(phq9_line_lag) AND NOT MISSING(wai_patient_line_lag).
SORT CASES BY condition session.
AGGREGATE OUTFILE=* MODE=ADDVARIABLES /BREAK=condition session
  /mean_s=MEAN(phq9_line) /mean_l=MEAN(phq9_line_lag) /mean_a=MEAN(wai_patient_line_lag).
COMPUTE own_s = phq9_line - mean_s.
COMPUTE own_l = phq9_line_lag - mean_l.
COMPUTE own_a = wai_patient_line_lag - mean_a.
REGRESSION /VARIABLES=own_a own_l /DEPENDENT=own_s /METHOD=ENTER /STATISTICS=COEFF.`

const longInStata = `
* The patient's alliance after a session, and PHQ-9 before the next, about each
* patient's own line (see README.md); persons stand in every scenario.
regress phq9_line wai_patient_line_lag phq9_line_lag i.condition#i.session, vce(cluster person_id)
`

// longInMplus is the same in Mplus, where sessions' means are left in: about the
// patients' own lines they are small.
func longInMplus(short map[string]string) string {
	s, before, a := short["phq9_line"], short["phq9_line_lag"], short["wai_patient_line_lag"]
	return fmt.Sprintf("  USEVARIABLES = %s %s %s;\n  CLUSTER = %s;\n", s, before, a, short["person_id"]) +
		"ANALYSIS: TYPE = COMPLEX; ESTIMATOR = MLR;\n" +
		comment("! ", "The patient's alliance after a session, and PHQ-9 before the next, about each patient's own line: see README.md.") +
		fmt.Sprintf("MODEL: %s ON %s %s;\n", s, a, before)
}

// What the analyses find where there is nothing to find: studies of routine-care with
// sixteen sessions and seeds 5001 to 5030, |t| above 1.96.
const (
	longErrs  = "The code above tests the effect of the alliance on the same patient's next PHQ-9. In runs without any such effect it found one in 3 of 30 with 160 patients and in 8 of 30 with 400, where 1 or 2 are due, and it errs the more often the larger the study is (`rapport power --detect within --estimator detrended` tells it for a study of one's own). A random intercept with the score before as a predictor, and deviations from the person mean, err much more often (Nickell 1981). What lies about the own line is fluctuation: a part of a true effect goes with the line."
	panelErrs = "The random-intercept cross-lagged panel model above takes the first waves, at most five. In runs without any effect of the alliance on symptoms it found one in 2 of 30 with 160 patients and in 2 of 30 with 400. Its intervals are wide, and a course that falls at each person's own pace is not in the model."
)

// mostWaves is how many waves enter the panel model: that of 5 is found in seconds.
const mostWaves = 5

// panelWaves are the first waves that have both scores; nil where there are too few.
func panelWaves(columns []Column) []string {
	has := func(name string) bool {
		return slices.ContainsFunc(columns, func(c Column) bool { return c.Name == name })
	}
	var waves []string
	for i := range columns {
		if wave, ok := strings.CutPrefix(columns[i].Name, "phq9_"); ok && has("wai_"+wave) && strings.Trim(wave, "0123456789") == "" {
			waves = append(waves, wave)
		}
	}
	if len(waves) < 3 {
		return nil
	}
	return waves[:min(len(waves), mostWaves)]
}

// panelInR is the random-intercept cross-lagged panel model (Hamaker, Kuiper & Grasman
// 2015, Psychol Methods 20:102-116) with lagged effects alike over waves, for each
// scenario by itself, because persons stand in all of them.
func panelInR(columns []Column) string {
	waves := panelWaves(columns)
	if waves == nil {
		return ""
	}
	return `
# Random-intercept cross-lagged panel model; b: alliance on the next PHQ-9, within persons
waves <- c(` + strings.Join(waves, ", ") + `)
t <- seq_along(waves); later <- t[-1]
x <- paste0("phq9_", waves); y <- paste0("wai_", waves)
model <- c(
  paste("rx =~", paste0("1*", x, collapse = " + ")), paste("ry =~", paste0("1*", y, collapse = " + ")),
  paste0("wx", t, " =~ 1*", x), paste0("wy", t, " =~ 1*", y), paste0(c(x, y), " ~~ 0*", c(x, y)),
  paste0("wx", later, " ~ c*wx", later - 1, " + b*wy", later - 1),
  paste0("wy", later, " ~ e*wx", later - 1, " + f*wy", later - 1),
  paste0("wx", t, " ~~ wy", t), paste0("wx", t, " ~~ wx", t), paste0("wy", t, " ~~ wy", t),
  "rx ~~ rx + ry", "ry ~~ ry", "rx + ry ~~ 0*wx1 + 0*wy1", paste0(c(x, y), " ~ 1"))
for (one in split(d, d$scenario)) {
  if (any(colSums(!is.na(one[c(x, y)])) == 0)) next # without therapy there is no alliance
  m <- lavaan::lavaan(paste(model, collapse = "\n"), data = one, missing = "ml", estimator = "MLR")
  b <- lavaan::parameterEstimates(m)
  print(cbind(scenario = one$scenario[1], b[match(c("b", "e"), b$label), c("label", "est", "se", "pvalue")]), row.names = FALSE)
}`
}

// panelInMplus is the same model for the first scenario.
func panelInMplus(columns []Column, short map[string]string) string {
	waves := panelWaves(columns)
	if waves == nil {
		return ""
	}
	var x, y []string
	for _, w := range waves {
		x, y = append(x, short["phq9_"+w]), append(y, short["wai_"+w])
	}
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("  USEVARIABLES = %s\n    %s;", strings.Join(x, " "), strings.Join(y, " "))
	line("  USEOBSERVATIONS = %s EQ 0;\n! One scenario at a time: persons stand in all of them.", short["condition"])
	line("ANALYSIS: ESTIMATOR = MLR; MODEL = NOCOVARIANCES;\nMODEL:")
	line("! Random-intercept cross-lagged panel model; (b): alliance on the next PHQ-9.")
	line("  rx BY %s@1;\n  ry BY %s@1;", strings.Join(x, "@1 "), strings.Join(y, "@1 "))
	for i := range x {
		k := strconv.Itoa(i + 1)
		line("  wx%s BY %s@1;\n  wy%s BY %s@1;\n  %s@0; %s@0;", k, x[i], k, y[i], x[i], y[i])
		line("  wx%s WITH wy%s; wx%s; wy%s;", k, k, k, k)
		if i > 0 {
			line("  wx%[2]s ON wx%[1]d (c);\n  wx%[2]s ON wy%[1]d (b);\n  wy%[2]s ON wx%[1]d (e);\n  wy%[2]s ON wy%[1]d (f);", i, k)
		}
	}
	line("  rx WITH ry;\n  [%s];\n  [%s];", strings.Join(x, " "), strings.Join(y, " "))
	return b.String()
}

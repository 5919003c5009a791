# Reference numbers for the estimators of courses and of growth, with base R alone, on
# the data that reference.R wrote. Run in this folder:  Rscript course.R
# It writes course.csv.
session <- read.csv("sessions.csv"); patient <- read.csv("patients.csv")
out <- data.frame(name = character(), value = numeric())
say <- function(name, value) out[nrow(out) + 1, ] <<- list(name, as.numeric(value))
skewness <- function(x) { n <- length(x); m <- x - mean(x); sqrt(n * (n - 1)) / (n - 2) * mean(m^3) / mean(m^2)^1.5 }

say("intake outcome r", cor(patient$phq9_intake, patient$phq9_last))
say("last skewness", skewness(patient$phq9_last)); say("intake skewness", skewness(patient$phq9_intake))
say("spread ratio", sd(patient$phq9_last) / sd(patient$phq9_intake))

own <- split(session, session$patient)
answered <- lapply(own, function(s) s[is.finite(s$phq9), ])
rss <- function(s, x) sum(resid(lm(s$phq9 ~ x))^2)
held <- sapply(own, nrow); enough <- sapply(answered, nrow)
long <- answered[held >= 5 & enough >= 4]
say("log curve", 1 - sum(sapply(long, function(s) rss(s, log(s$session)))) / sum(sapply(long, function(s) rss(s, s$session))))
six <- answered[enough >= 6]
say("log curve share", mean(sapply(six, function(s) rss(s, log(s$session + 1)) < rss(s, s$session))))
five <- answered[enough >= 5]
scatter <- sqrt(sum(sapply(five, function(s) rss(s, log(s$session + 1)))) / sum(sapply(five, nrow) - 2))
say("curve scatter", scatter / sd(patient$phq9_intake[match(names(five), patient$patient)]))
say("early share", (mean(sapply(five, function(s) s$phq9[1])) - mean(sapply(five, function(s) s$phq9[5]))) /
  (mean(sapply(five, function(s) s$phq9[1])) - mean(sapply(five, function(s) tail(s$phq9, 1)))))

pairs <- do.call(rbind, lapply(own, function(s) {
  n <- nrow(s); e <- s$phq9 - mean(s$phq9, na.rm = TRUE)
  data.frame(patient = s$patient[-1], at = s$session[-1], x = s$phq9[-n], y = s$phq9[-1], e0 = e[-n], e1 = e[-1])
}))
pairs <- pairs[complete.cases(pairs), ]
say("autocorrelation", coef(lm(e1 ~ e0 - 1, pairs)))
later <- pairs[pairs$at > 2, ]
say("weekly change", sd(later$y - later$x) / sd(patient$phq9_intake[patient$patient %in% later$patient]))
say("weekly r", cor(later$x, later$y))

slope <- sapply(own, function(s) { s <- s[is.finite(s$wai_patient), ]; if (nrow(s) < 3) NA else coef(lm(wai_patient ~ session, s))[2] })
say("alliance slope", mean(slope, na.rm = TRUE)); say("alliance slope SD", sd(slope, na.rm = TRUE))

gain <- lm(I(phq9_intake - phq9_last) ~ sessions_held + phq9_intake + ending + factor(therapist), patient)
say("session gain", coef(gain)["sessions_held"]); say("session gain intake", coef(gain)["phq9_intake"])

mean_wai <- sapply(own, function(s) mean(s$wai_patient, na.rm = TRUE))
ms <- anova(lm(mean_wai ~ factor(patient$therapist)))[["Mean Sq"]]
between <- (ms[1] - ms[2]) / 6 # six patients each
say("therapist alliance share", between / (between + ms[2]))

out$value <- sprintf("%.12g", out$value)
writeLines(c(sprintf("# %s; made by course.R", R.version.string), "name,value", paste(out$name, out$value, sep = ",")), "course.csv")

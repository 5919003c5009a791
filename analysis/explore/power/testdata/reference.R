# Reference numbers for the tests of a trial in package power, made with R,
# clubSandwich, lmerTest and nlme. Run in this folder:  Rscript reference.R
# It writes trial.csv (the data) and reference.csv (the numbers, with the versions
# that made them).
suppressMessages({library(clubSandwich); library(lmerTest); library(nlme)})
set.seed(20021)

# Data: two arms, therapists nested in them with caseloads of 3 to 11, four
# assessments, patients who leave and do not come back.
sizes <- c(3, 7, 11, 5, 8, 4, 10, 6, 9, 5, 7)
therapist <- rep(seq_along(sizes), sizes)
arm <- as.integer(therapist > 5)
n <- length(therapist)
intake <- pmin(27, pmax(0, round(rnorm(n, 16, 4))))
person <- rnorm(n, 0, 3) + rnorm(length(sizes), 0, 1.5)[therapist]
scores <- sapply(1:4, function(k) pmin(27, pmax(0, round(0.5 * intake + 6 - k - 0.6 * arm * k + person + rnorm(n, 0, 2)))))
stay <- sapply(1:4, function(k) runif(n) > plogis(-3 + 0.08 * (if (k == 1) intake else scores[, max(1, k - 1)])))
reached <- t(apply(stay, 1, cumprod)) == 1
scores[!reached] <- NA
trial <- data.frame(arm, therapist, intake, y1 = scores[, 1], y2 = scores[, 2], y3 = scores[, 3], y4 = scores[, 4])
write.csv(trial, "trial.csv", row.names = FALSE, quote = FALSE, na = "")
trial <- read.csv("trial.csv")

out <- data.frame(name = character(), value = numeric())
say <- function(name, value) out[nrow(out) + 1, ] <<- list(name, as.numeric(value))
u <- subset(trial, !is.na(y4))
u$centred <- u$intake - mean(u$intake)

# Welch's t test.
w <- t.test(u$y4[u$arm == 1], u$y4[u$arm == 0])
say("t-test estimate", diff(rev(w$estimate))); say("t-test se", w$stderr); say("t-test df", w$parameter); say("t-test p", w$p.value)

# Analysis of covariance, CR2 and Satterthwaite.
f <- lm(y4 ~ arm + centred, u)
c2 <- coef_test(f, vcov = "CR2", cluster = u$therapist, test = "Satterthwaite")["arm", ]
say("ancova estimate", c2$beta); say("ancova se", c2$SE); say("ancova df", c2[[grep("^df", names(c2))]]); say("ancova p", c2[[grep("^p", names(c2))]])

# The same where some patients have no therapist: each is a cluster.
v <- u; alone <- v$therapist == 3
v$cluster <- ifelse(alone, 100 + seq_len(nrow(v)), v$therapist)
f <- lm(y4 ~ arm + centred, v)
c2 <- coef_test(f, vcov = "CR2", cluster = v$cluster, test = "Satterthwaite")["arm", ]
say("ancova alone se", c2$SE); say("ancova alone df", c2[[grep("^df", names(c2))]])

# Random intercept by REML. Satterthwaite's degrees of freedom by the expected
# information, as we have them, are those of Kenward and Roger; lmerTest's own take
# the observed information, and are alike but not the same.
m <- lmer(y4 ~ arm + centred + (1 | therapist), u, control = lmerControl(optCtrl = list(ftol_abs = 1e-14, xtol_abs = 1e-14)))
s <- coef(summary(m))["arm", ]
say("mixed estimate", s["Estimate"]); say("mixed se", s["Std. Error"]); say("mixed df", coef(summary(m, ddf = "Kenward-Roger"))["arm", "df"]); say("mixed df observed", s["df"])

# Maximum likelihood of repeated measures, any covariance of the four assessments.
long <- reshape(trial, varying = paste0("y", 1:4), v.names = "y", timevar = "k", times = 1:4, idvar = "patient", direction = "long")
long <- subset(long, !is.na(y)); long <- long[order(long$patient, long$k), ]; long$k <- factor(long$k)
g <- gls(y ~ 0 + k + k:arm + k:intake, long, method = "ML", na.action = na.omit,
  correlation = corSymm(form = ~ as.integer(k) | patient), weights = varIdent(form = ~ 1 | k),
  control = glsControl(tolerance = 1e-10, msTol = 1e-12, maxIter = 500, msMaxIter = 500))
say("mmrm estimate", coef(g)["k4:arm"])

# Do therapists differ?
a <- anova(lm(y4 ~ intake, u), lm(y4 ~ intake + factor(therapist), u))
say("anova p", a[2, "Pr(>F)"])

versions <- paste0(R.version.string, "; ", paste(sapply(c("clubSandwich", "lmerTest", "lme4", "pbkrtest", "nlme"), function(p) paste(p, packageVersion(p))), collapse = "; "))
con <- file("reference.csv", "w")
writeLines(paste0("# ", versions, "; made by reference.R"), con)
writeLines("name,value", con)
writeLines(sprintf("%s,%.12g", out$name, out$value), con)
close(con)

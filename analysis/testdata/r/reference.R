# Reference numbers for the estimators of package analysis, made with R, lme4 and
# lavaan. Run in this folder:  Rscript reference.R
# It writes sessions.csv and patients.csv (the data) and reference.csv (the
# numbers, with the versions that made them).
suppressMessages({library(lme4); library(lavaan)})
set.seed(20181)

# Data: 72 patients of 12 therapists, up to 7 sessions, some answers missing.
# Ratings stand on sixteenths, which 32 bits hold exactly, so that R and Go
# compute on the very same numbers.
therapists <- 12; each <- 6; n <- therapists * each; T <- 7
patient <- data.frame(replication = 0, patient = 0:(n - 1), therapist = rep(0:(therapists - 1), each = each))
patient$agreeableness <- round(rnorm(n), 3)
effect <- rnorm(therapists, 0, 1.5)
trait <- 3.6 + 0.2 * patient$agreeableness + rnorm(n, 0, 0.4)
severity <- 16 + rnorm(n, 0, 4)
rows <- list()
for (i in 1:n) {
  held <- if (i %% 5 == 0) sample(4:6, 1) else T
  s <- severity[i]; a <- 0
  for (t in 1:held) {
    a <- 0.4 * a + rnorm(1, 0, 0.4)
    rows[[length(rows) + 1]] <- data.frame(replication = 0, patient = i - 1, therapist = patient$therapist[i], session = t,
      week = t - 1, phq9 = min(27, max(0, round(s + rnorm(1)))),
      wai_patient = round(16 * min(5, max(1, trait[i] + 0.05 * t + a))) / 16,
      wai_therapist = round(16 * min(5, max(1, trait[i] - 0.4 + rnorm(1, 0, 0.5)))) / 16)
    s <- s - 0.6 - 0.9 * a - 0.5 * (trait[i] - 3.6) + 0.2 * effect[patient$therapist[i] + 1] + rnorm(1, 0, 0.8)
  }
}
session <- do.call(rbind, rows)
patient$phq9_intake <- with(session, tapply(phq9, patient, function(x) x[1]))
patient$phq9_last <- with(session, tapply(phq9, patient, function(x) x[length(x)]))
patient$sessions_held <- as.vector(table(session$patient))
patient$ending <- ifelse(patient$sessions_held < T & patient$patient %% 2 == 0, "dropout", "completed")
inner <- session$session > 1 & ave(session$session, session$patient, FUN = max) > session$session
session$phq9[inner & runif(nrow(session)) < 0.06] <- NA
session$wai_patient[runif(nrow(session)) < 0.06] <- NA
write.csv(session, "sessions.csv", row.names = FALSE, quote = FALSE, na = "")
write.csv(patient, "patients.csv", row.names = FALSE, quote = FALSE)
# From here on, only what the files say.
session <- read.csv("sessions.csv"); patient <- read.csv("patients.csv")

out <- data.frame(name = character(), value = numeric())
say <- function(name, value) out[nrow(out) + 1, ] <<- list(name, as.numeric(value))

# Alliance and outcome.
m34 <- with(subset(session, session %in% 3:4), tapply(wai_patient, patient, mean, na.rm = TRUE))
patient$alliance <- m34[as.character(patient$patient)]
patient$alliance[patient$sessions_held < 4] <- NA
u <- subset(patient, is.finite(alliance))
u$gain <- u$phq9_intake - u$phq9_last
say("alliance_outcome raw", cor(u$alliance, u$gain))
say("alliance_outcome residual", cor(u$alliance, resid(lm(gain ~ phq9_intake, u))))
say("alliance_outcome partial", cor(resid(lm(alliance ~ phq9_intake, u)), resid(lm(gain ~ phq9_intake, u))))
ct <- cor.test(u$alliance, u$gain)
say("alliance_outcome raw low", ct$conf.int[1]); say("alliance_outcome raw high", ct$conf.int[2])

# Therapists' share: balanced, so REML and analysis of variance agree.
patient$adjusted <- resid(lm(phq9_last ~ phq9_intake, patient))
vc <- as.data.frame(VarCorr(lmer(adjusted ~ 1 + (1 | therapist), patient, REML = TRUE,
  control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10)))))
say("therapist between", vc$vcov[1]); say("therapist within", vc$vcov[2])

# Patients' share of one alliance score, sessions 3 to 7: unbalanced, so from
# the mean squares of the analysis of variance.
w <- subset(session, session >= 3 & is.finite(wai_patient))
w <- w[ave(w$session, w$patient, FUN = length) > 1, ]
ms <- anova(lm(wai_patient ~ factor(patient), w))[["Mean Sq"]]
size <- table(w$patient); n0 <- (sum(size) - sum(size^2) / sum(size)) / (length(size) - 1)
between <- (ms[1] - ms[2]) / n0
say("patient share", between / (between + ms[2]))
say("patient share n0", n0)

# Cross-lagged effects within patients.
lagged <- function(direction, detrend) {
  s <- session[order(session$patient, session$session), ]
  enough <- function(x) ave(as.numeric(is.finite(x)), s$patient, FUN = sum) >= 3
  s <- s[enough(s$phq9) & enough(s$wai_patient), ]
  clear <- function(x) {
    own <- x
    for (p in unique(s$patient)) {
      i <- s$patient == p
      own[i] <- if (detrend) x[i] - predict(lm(y ~ t, data.frame(y = x[i], t = s$session[i])), data.frame(t = s$session[i]))
                else x[i] - mean(x[i], na.rm = TRUE)
    }
    own - ave(own, s$session, FUN = function(v) mean(v, na.rm = TRUE))
  }
  s$a <- clear(s$wai_patient); s$s <- clear(s$phq9)
  nxt <- s; nxt$session <- nxt$session - 1
  p <- merge(s[, c("patient", "session", "a", "s")], nxt[, c("patient", "session", "a", "s")],
             by = c("patient", "session"), suffixes = c("0", "1"))
  d <- if (direction == "alliance_to_symptoms") data.frame(id = p$patient, y = p$s1, x = p$a0, z = p$s0)
       else data.frame(id = p$patient, y = p$a1, x = p$s1, z = p$a0)
  d <- d[complete.cases(d), ]
  fit <- lm(y ~ x + z, d)
  X <- model.matrix(fit); bread <- solve(crossprod(X))
  scores <- rowsum(X * resid(fit), d$id); G <- nrow(scores); N <- nrow(X); K <- ncol(X)
  V <- bread %*% crossprod(scores) %*% bread * G / (G - 1) * (N - 1) / (N - K)
  f <- sd(d$x) / sd(d$y)
  c(coef(fit)["x"] * f, sqrt(V["x", "x"]) * f, N)
}
for (direction in c("alliance_to_symptoms", "symptoms_to_alliance")) for (detrend in c(FALSE, TRUE)) {
  v <- lagged(direction, detrend); name <- paste(direction, if (detrend) "trend" else "mean")
  say(paste(name, "beta"), v[1]); say(paste(name, "se"), v[2]); say(paste(name, "rows"), v[3])
}

# Two parallel mediators, standardised (lavaan).
mt <- with(subset(session, session %in% 3:4), tapply(wai_therapist, patient, mean, na.rm = TRUE))
mp <- with(subset(session, session %in% 3:4), tapply(wai_patient, patient, mean, na.rm = TRUE))
v <- data.frame(A = patient$agreeableness, P = mp[as.character(patient$patient)], T = mt[as.character(patient$patient)],
  gain = patient$phq9_intake - patient$phq9_last, intake = patient$phq9_intake)
v <- v[complete.cases(v), ]
v$Y <- resid(lm(gain ~ intake, v))
v <- as.data.frame(scale(v))
m <- sem("P ~ a*A
          T ~ at*A
          Y ~ c*A + b*P + bt*T
          P ~~ T
          ind := a*b
          indt := at*bt", v)
pe <- parameterEstimates(m)
say("mediation indirect patient", pe$est[pe$label == "ind"]); say("mediation indirect therapist", pe$est[pe$label == "indt"])
say("mediation direct", pe$est[pe$label == "c"])
# lavaan divides by n, least squares by n - k: SE of each path times sqrt(n/(n-k)).
nn <- nrow(v)
sa <- pe$se[pe$label == "a"] * sqrt(nn / (nn - 2)); sb <- pe$se[pe$label == "b"] * sqrt(nn / (nn - 4))
say("mediation se patient", sqrt(pe$est[pe$label == "a"]^2 * sb^2 + pe$est[pe$label == "b"]^2 * sa^2))

# Skewness (adjusted Fisher-Pearson), paired and group differences.
x <- subset(session, session == 3)$wai_patient; x <- x[is.finite(x)]; k <- length(x)
g1 <- mean((x - mean(x))^3) / mean((x - mean(x))^2)^1.5
say("skewness session 3", g1 * sqrt(k * (k - 1)) / (k - 2))
r3 <- subset(session, session == 3 & is.finite(wai_patient))
say("rater r", cor(r3$wai_patient, r3$wai_therapist))
say("rater d", (mean(r3$wai_patient) - mean(r3$wai_therapist)) / sqrt((var(r3$wai_patient) + var(r3$wai_therapist)) / 2))
e <- with(subset(session, session <= 2), tapply(wai_patient, patient, mean, na.rm = TRUE))
e <- e[as.character(patient$patient)]; left <- patient$ending == "dropout"
a <- e[!left & is.finite(e)]; b <- e[left & is.finite(e)]
pooled <- sqrt(((length(a) - 1) * var(a) + (length(b) - 1) * var(b)) / (length(a) + length(b) - 2))
say("dropout alliance d", (mean(a) - mean(b)) / pooled)

out$value <- sprintf("%.12g", out$value)
writeLines(c(sprintf("# %s; lme4 %s; lavaan %s; made by reference.R", R.version.string, packageVersion("lme4"), packageVersion("lavaan")),
             "name,value", paste(out$name, out$value, sep = ",")), "reference.csv")

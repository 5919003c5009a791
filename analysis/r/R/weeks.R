# Everybody at the same weeks since entry, and the mark of what rests on the last session.

# As the program has them: see `rapport compare --help`.
ends_alike <- 0.5 # weeks between last sessions of two scenarios, by mean and deviation
remission_below <- 5
relapse_from <- 10
relapse_rise <- 6

# The PHQ-9 of everybody at an assessment: of those who did not answer, the score that latent
# severity gives.
everybody <- function(assessments) {
  given <- pmin(floor(assessments$true_severity * 28 / 27), 27)
  ifelse(is.na(assessments$phq9), given, assessments$phq9)
}

#' Everybody at the same weeks
#'
#' Everybody who entered is in every row, whether waiting, in treatment, finished or gone; of
#' those who did not answer, the PHQ-9 is the one that latent severity gives (where the study
#' records no truth, means and shares are of those who answered). For the answers as a trial has
#' them see `run$assessments`.
#'
#' @param run A run or its folder, of a study that asks everybody at weeks.
#' @return A data frame, a row to a scenario and week: patients; the shares that `answered`, and
#'   that are `waiting`, in `treatment` and `ended`; mean PHQ-9 with its standard deviation and
#'   95 % interval (patients taken as independent); the shares of all in response and in
#'   remission; of all, those who responded at an earlier week (`responded_before`), and those
#'   of them who are ill again (`relapse`: a PHQ-9 of 10 or more, and at least 6 above the lowest since).
#' @examples
#' \dontrun{
#' subset(run_by_week(run), week == 16)
#' }
#' @export
run_by_week <- function(run) {
  week <- weeks_with_known(as_run(run))
  week[names(week) != "known"]
}

# The same, with whether the score of everybody is known at the week.
weeks_with_known <- function(run) {
  if (!asks_at_weeks(no_shard(run))) refuse("the study of the run asks nobody at weeks")
  asked <- with_history(run$assessments, run$patients)
  groups <- split(asked, list(asked$week, asked$scenario), drop = TRUE)
  do.call(rbind, unname(lapply(groups, one_week)))
}

asks_at_weeks <- function(run) isTRUE(run$rows["assessments"] > 0)

# Assessments with each score beside that at entry, and the lowest of the weeks since a response.
with_history <- function(asked, patients) {
  key <- function(frame) paste(frame$scenario, frame$replication, frame$patient)
  course <- match(key(asked), key(patients))
  asked$score <- everybody(asked)
  entry <- patients$phq9_entry[course]
  asked$responded <- 2 * asked$score <= entry & entry > 0 # nobody responds from nothing
  asked$before <- NA_real_
  lowest <- rep(NA_real_, nrow(patients))
  for (week in sort(unique(asked$week))) {
    at <- which(asked$week == week)
    asked$before[at] <- lowest[course[at]]
    better <- at[which(asked$responded[at])]
    lowest[course[better]] <- pmin(lowest[course[better]], asked$score[better], na.rm = TRUE)
  }
  asked
}

one_week <- function(asked) {
  share <- function(x) mean(x, na.rm = TRUE)
  mean <- share(asked$score)
  half <- stats::qnorm(.975) * stats::sd(asked$score, na.rm = TRUE) / sqrt(sum(!is.na(asked$score)))
  ill <- asked$score >= relapse_from & asked$score - asked$before >= relapse_rise
  data.frame(
    scenario = asked$scenario[1], week = asked$week[1], patients = nrow(asked), answered = share(!is.na(asked$phq9)),
    waiting = share(asked$phase == "waiting"), treatment = share(asked$phase == "treatment"), ended = share(asked$phase == "ended"),
    phq9 = mean, phq9_sd = stats::sd(asked$score, na.rm = TRUE), phq9_low = mean - half, phq9_high = mean + half,
    response = share(asked$responded), remission = share(asked$score < remission_below),
    responded_before = share(!is.na(asked$before)), relapse = share(ill %in% TRUE), known = !anyNA(asked$score))
}

# The run; refuses a shard, which would be taken for the study.
no_shard <- function(run) {
  shard <- run$manifest$shard
  if (isTRUE(shard$count > 1)) {
    refuse(sprintf("%s is shard %d of %d (counted from 0): it holds some of the patients, and others of each scenario", run$path, shard$index, shard$count),
           'join the shards with rapport_call("merge", ...) first')
  }
  run
}

# The last week within the planned treatment of the baseline at which everybody is asked.
primary_week <- function(manifest) {
  first <- manifest$scenarios[[1]]
  weeks <- unlist(first$assessment_weeks)
  of <- stats::setNames(lapply(first$parameters, function(p) p$value), vapply(first$parameters, function(p) p$name, ""))
  per <- of$care.sessions_per_week
  planned <- if (per <= 0) {
    0
  } else if (of$care.treatment == 0) {
    of$care.waiting_list_weeks
  } else {
    further <- if (of$care.taper_from > 0) max(0, of$care.sessions - of$care.taper_from + 1) else 0 # sessions that are further apart
    of$care.waiting_weeks + (of$care.sessions - further) / per + further * of$care.taper_gap
  }
  within <- weeks[weeks <= planned + 1e-9] # more than dividing rounds
  if (length(within)) max(within) else weeks[1]
}

# Says in words that courses end at different times, and what that concerns; NA where they do not.
mark <- function(patients, concerned) {
  ends <- function(of) range(tapply(patients$weeks, patients$scenario, of))
  weeks <- ends(mean)
  sd <- ends(function(x) if (length(x) > 1) stats::sd(x) else 0)
  spread <- ""
  if (diff(weeks) < ends_alike) {
    if (diff(sd) < ends_alike) return(NA_character_)
    spread <- sprintf(", with standard deviations of %.1f to %.1f weeks", sd[1], sd[2])
  }
  sprintf("courses end at different times, on average in week %.1f to %.1f%s: %s compare patients at different times",
          weeks[1], weeks[2], spread, concerned)
}

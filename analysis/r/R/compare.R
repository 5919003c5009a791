# Scenarios of a run against one of them, twin by twin.

comparison <- function(run, baseline, scenarios, ...) {
  c("compare", as_run(run)$path, flags_of(list(baseline = baseline, scenario = scenarios, ...)))
}

#' Compare the scenarios of a run
#'
#' The same patients with the same luck lived through every scenario, so that each is compared
#' with their own twin.
#'
#' @param run A run or its folder.
#' @param baseline The scenario to compare with; by default the study's first.
#' @param scenarios Those to compare; by default all others.
#' @param trial_n Patients in each arm of a single trial, for `trial_power`.
#' @param progress Show a progress bar; by default in interactive sessions.
#' @return A data frame of class `rapport_comparison`, a row to a scenario and outcome: means,
#'   the mean difference of twins with its 95 % interval, the standardised difference, the
#'   number needed to treat in words, the chance that a trial of `trial_n` patients in each arm
#'   would show it, the size of arms that one would need (`trial_n80`), and how many times fewer patients
#'   the twins needed than independent samples (`saving`). `better` is 1 where more of the
#'   outcome is better and -1 where less is; `week` is that at which everybody was asked, NA for
#'   outcomes by session, and `until` that up to which a time is counted. `mark` says in words where
#'   an outcome does not compare like with like: one that rests on the last session, where courses
#'   end at different times, or a relapse, where more or others respond before. The primary outcome
#'   stands first. [plot()][plot.rapport_run] draws the differences.
#' @examples
#' \dontrun{
#' found <- compare_run(run)
#' subset(found, outcome == "dropout")
#' plot(found, outcome = "dropout")
#' }
#' @export
compare_run <- function(run, baseline = NULL, scenarios = NULL, trial_n = 100, progress = NULL) {
  said <- json(call_program(c(comparison(run, baseline, scenarios, trial_n = trial_n), "--json"), label_if(progress, "compare")))
  rows <- lapply(said$comparisons, function(c) lapply(c$outcomes, function(effect) {
    c(list(baseline = said$baseline, scenario = c$scenario), effect_row(effect), list(warnings = paste(c$warnings, collapse = "\n")))
  }))
  structure(in_rows(unlist(rows, recursive = FALSE)), class = c("rapport_comparison", "data.frame"))
}

effect_row <- function(effect) {
  outcome <- effect$outcome
  list(outcome = outcome$name, label = outcome$label, unit = outcome$unit, better = outcome$better,
       week = or_na(outcome$week), until = or_na(outcome$until), twins = effect$twins,
       mean_baseline = effect$mean_baseline, mean_scenario = effect$mean_scenario,
       difference = effect$difference, standardised = effect$standardised, nnt = effect$nnt$words,
       trial_n = effect$trial$n_per_arm, trial_power = effect$trial$power,
       trial_n80 = effect$trial$n_per_arm_for_80_percent, saving = effect$saving,
       mark = if (is.null(effect$mark)) NA_character_ else effect$mark)
}

or_na <- function(x) if (is.null(x)) NA_integer_ else x

#' @export
print.rapport_comparison <- function(x, ...) {
  shown <- c("scenario", "outcome", "mean_baseline", "mean_scenario", "difference", "difference_low", "difference_high")
  if (!all(shown %in% names(x)) || !nrow(x)) return(NextMethod())
  outcomes <- unique(x$outcome)
  first <- x[x$outcome == outcomes[1], shown]
  cat("twins against ", x$baseline[1], ", with 95 % intervals\n", sep = "")
  print(format_columns(first), row.names = FALSE)
  if (length(outcomes) > 1) cat(length(outcomes), " outcomes: ", paste(utils::head(outcomes[-1], 4), collapse = ", "), ", ...; as.data.frame() has all\n", sep = "")
  invisible(x)
}

#' @export
as.data.frame.rapport_comparison <- function(x, ...) {
  class(x) <- "data.frame"
  x
}

format_columns <- function(frame) {
  numbers <- vapply(frame, is.double, NA)
  frame[numbers] <- lapply(frame[numbers], function(x) format(round(x, 3), digits = 3, scientific = FALSE))
  class(frame) <- "data.frame"
  frame
}

#' Differences by thirds of traits or by groups
#'
#' @inheritParams compare_run
#' @param by Traits of patients or therapists, or labels such as `preference_met`; by default
#'   those of `rapport compare`.
#' @return A data frame, a row to a scenario, outcome, trait and third of the trait: the
#'   difference of twins with its interval, and the test of the interaction, whose p is also
#'   adjusted for the number of traits.
#' @examples
#' \dontrun{
#' compare_subgroups(run, by = "attachment_anxiety")
#' }
#' @export
compare_subgroups <- function(run, by = NULL, baseline = NULL, scenarios = NULL, progress = NULL) {
  said <- json(call_program(c(comparison(run, baseline, scenarios, by = by), "--json"), label_if(progress, "compare")))
  rows <- lapply(said$comparisons, function(c) lapply(c$subgroups, function(group) lapply(group$thirds, function(third) {
    c(list(baseline = said$baseline, scenario = c$scenario, outcome = group$outcome, trait = group$trait, third = third$name),
      third[c("from", "to", "twins", "mean_baseline", "mean_scenario", "difference")],
      list(interaction_f = group$interaction$f, interaction_p = group$interaction$p, interaction_p_adjusted = group$interaction$p_adjusted))
  })))
  frame <- in_rows(unlist(unlist(rows, recursive = FALSE), recursive = FALSE))
  frame$third <- factor(frame$third, unique(frame$third))
  frame
}

#' What the evidence leaves open
#'
#' Every contrast of a run over the plausible parameter sets that it is under.
#'
#' @inheritParams compare_run
#' @param run A run under sets, `run_study(study, plausible = 64)`, or its folder.
#' @return A data frame, a row to a contrast and outcome: the answer under the `shipped` values;
#'   over the sets its `median`, the middle 90 % (`low_90`, `high_90`), and the share with the
#'   `same_sign`; what luck moves (`monte_carlo_se`), and what the sets disagree on beyond
#'   (`open_sd`); the `verdict`, the parameter it `depends_on`, the findings that would settle it
#'   (`settled_by`), and all of it in `words`. No row where the run is under no sets.
#' @examples
#' \dontrun{
#' run <- run_study("repair-training", plausible = 64)
#' compare_plausible(run)$words
#' }
#' @export
compare_plausible <- function(run, baseline = NULL, progress = NULL) {
  said <- json(call_program(c(comparison(run, baseline, NULL), "--json"), label_if(progress, "compare")))
  in_rows(lapply(said$plausible, function(one) {
    c(one["contrast"], list(outcome = one$outcome$name, label = one$outcome$label, sets = length(one$values), shipped = one$shipped$value),
      one[c("median", "low_90", "high_90", "same_sign", "other_sign_at_most", "monte_carlo_se", "open_sd", "verdict")],
      list(depends_on = one$depends_on$parameter, settled_by = vapply(one$settled_by, function(finding) finding$text, "")), one["words"])
  }))
}

#' All twins of a run
#'
#' @inheritParams compare_run
#' @return A data frame, a row to a scenario, replication and patient, with the patient's traits
#'   and for every outcome `..._baseline`, `..._scenario` and `..._difference`, which is the
#'   patient's own effect.
#' @examples
#' \dontrun{
#' twins <- compare_twins(run)
#' hist(twins$phq9_last_difference)
#' }
#' @export
compare_twins <- function(run, baseline = NULL, scenarios = NULL, progress = NULL) {
  file <- tempfile(fileext = ".csv")
  on.exit(unlink(c(file, sub("\\.csv$", "-summary.csv", file))))
  call_program(c(comparison(run, baseline, scenarios), "--csv", file), label_if(progress, "compare"))
  utils::read.csv(file, na.strings = "", encoding = "UTF-8", check.names = FALSE)
}

#' One course in clinical words
#'
#' @param run A run or its folder.
#' @param patient The patient's id.
#' @param replication Which replication.
#' @param scenario By default the study's first.
#' @param sessions Which to tell, such as "1-3,7".
#' @param ledger Whether to tell what moved the alliance and the symptoms.
#' @return The text, printed as it is.
#' @examples
#' \dontrun{
#' replay_run(run, 17, sessions = "1-3")
#' }
#' @export
replay_run <- function(run, patient, replication = 0, scenario = NULL, sessions = "all", ledger = TRUE) {
  flags <- flags_of(list(patient = patient, replication = replication, scenario = scenario, sessions = sessions))
  as_text(call_program(c("replay", as_run(run)$path, flags, paste0("--ledger=", tolower(ledger)))))
}

#' Check that a run is whole and undamaged
#'
#' Reads every file and holds it against the manifest.
#'
#' @param run A run or its folder.
#' @return TRUE, invisibly; where the run is damaged, a condition of class `rapport_check_failed`
#'   with what is wrong, file by file, in `$faults`.
#' @examples
#' \dontrun{
#' verify_run(run)
#' }
#' @export
verify_run <- function(run) {
  tryCatch(call_program(c("verify", as_run(run)$path, "--json")), rapport_check_failed = function(e) {
    refuse(if (any(nzchar(e$output))) json(e$output)$faults else e$faults, e$hint, "rapport_check_failed", e$status, e$output)
  })
  invisible(TRUE)
}

#' A run as one page
#'
#' Writes figures, tables and methods as one HTML page that opens offline.
#'
#' @param run A run or its folder.
#' @param file The page to write.
#' @return The path of the page, invisibly.
#' @examples
#' \dontrun{
#' utils::browseURL(report_run(run, "report.html"))
#' }
#' @export
report_run <- function(run, file) {
  file <- one_path(file, "file")
  call_program(c("report", as_run(run)$path, "--out", file))
  invisible(file)
}

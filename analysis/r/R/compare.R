# Scenarios of a run against one of them, twin by twin.

comparison <- function(run, baseline, scenarios, ...) {
  if (!is.null(scenarios) && !length(scenarios)) refuse("scenarios: is empty", "NULL stands for all others")
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
#' @param weeks Up to which times to events are counted; by default the last at which everybody
#'   is asked.
#' @param progress Show a progress bar; by default in interactive sessions.
#' @return A data frame of class `rapport_comparison`, a row to a scenario and outcome: means,
#'   the mean difference of twins with its 95 % interval (`difference_rough` where too few twins
#'   differ for the interval to be relied on), the standardised difference, the
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
compare_run <- function(run, baseline = NULL, scenarios = NULL, trial_n = 100, weeks = NULL, progress = NULL) {
  said <- compared(comparison(run, baseline, scenarios, trial_n = trial_n, weeks = weeks), progress)
  rows <- lapply(said$comparisons, function(c) lapply(c$outcomes, function(effect) {
    c(list(baseline = said$baseline, scenario = c$scenario), effect_row(effect), list(warnings = paste(c$warnings, collapse = "\n")))
  }))
  structure(in_rows(unlist(rows, recursive = FALSE), effect_columns), class = c("rapport_comparison", "data.frame"))
}

compared <- function(line, progress) json(call_program(c(line, "--json"), label_if(progress, "compare")))

# A difference that says whether its interval is rough, which the program says only of one that is.
sure <- function(difference) {
  difference$rough <- isTRUE(difference$rough)
  difference
}

# The columns of an estimate with its interval.
estimate <- function(name) stats::setNames(as.list(numeric(4)), paste0(name, c("", "_se", "_low", "_high")))

effect_columns <- c(
  list(baseline = "", scenario = "", outcome = "", label = "", unit = "", better = 0L, week = 0L, until = 0L, twins = 0L,
       mean_baseline = 0, mean_scenario = 0),
  estimate("difference"), list(difference_rough = FALSE), estimate("standardised"),
  list(nnt = "", trial_n = 0L, trial_power = 0, trial_n80 = 0, saving = 0, mark = "", warnings = ""))

effect_row <- function(effect) {
  outcome <- effect$outcome
  list(outcome = outcome$name, label = outcome$label, unit = outcome$unit, better = outcome$better,
       week = outcome$week, until = outcome$until, twins = effect$twins,
       mean_baseline = effect$mean_baseline, mean_scenario = effect$mean_scenario,
       difference = sure(effect$difference), standardised = effect$standardised, nnt = effect$nnt$words,
       trial_n = effect$trial$n_per_arm, trial_power = effect$trial$power,
       trial_n80 = effect$trial$n_per_arm_for_80_percent, saving = effect$saving, mark = effect$mark)
}

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
print.rapport_plausible <- function(x, ...) {
  shown <- c("contrast", "outcome", "shipped", "median", "low_90", "high_90", "same_sign", "verdict")
  if (!all(shown %in% names(x)) || !nrow(x)) return(NextMethod())
  cat("contrasts over ", max(x$sets), " plausible sets; $words tells all in words\n", sep = "")
  print(format_columns(as.data.frame(x)[shown]), row.names = FALSE)
  invisible(x)
}

#' @export
as.data.frame.rapport_comparison <- function(x, ...) {
  class(x) <- "data.frame"
  x
}

#' @export
as.data.frame.rapport_plausible <- as.data.frame.rapport_comparison

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
#' @return A data frame, a row to a scenario, outcome, trait and third of the trait (`third_from`,
#'   `third_to`): the difference of twins with its interval (`difference_rough` where too few twins differ for
#'   it to be relied on), and the test of the interaction, whose p is also adjusted for the number of traits.
#' @examples
#' \dontrun{
#' compare_subgroups(run, by = "attachment_anxiety")
#' }
#' @export
compare_subgroups <- function(run, by = NULL, baseline = NULL, scenarios = NULL, progress = NULL) {
  said <- compared(comparison(run, baseline, scenarios, by = by), progress)
  rows <- lapply(said$comparisons, function(c) lapply(c$subgroups, function(group) lapply(group$thirds, function(third) {
    c(list(baseline = said$baseline, scenario = c$scenario, outcome = group$outcome, trait = group$trait, third = third$name,
           third_from = third$from, third_to = third$to),
      third[c("twins", "mean_baseline", "mean_scenario")], list(difference = sure(third$difference)),
      list(interaction_f = group$interaction$f, interaction_p = group$interaction$p, interaction_p_adjusted = group$interaction$p_adjusted))
  })))
  frame <- in_rows(unlist(unlist(rows, recursive = FALSE), recursive = FALSE), subgroup_columns)
  frame$third <- factor(frame$third, unique(frame$third))
  frame
}

subgroup_columns <- c(
  list(baseline = "", scenario = "", outcome = "", trait = "", third = "", third_from = 0, third_to = 0, twins = 0L,
       mean_baseline = 0, mean_scenario = 0),
  estimate("difference"), list(difference_rough = FALSE, interaction_f = 0, interaction_p = 0, interaction_p_adjusted = 0))

#' Differences as a trial with missing answers finds them
#'
#' @inheritParams compare_run
#' @return A data frame, a row to a scenario and week at which everybody was asked: which share of the
#'   patients `answered_baseline` and `answered_scenario`; the difference of the PHQ-9 in points by
#'   `complete_cases`, with the `last_value_carried_forward`, and by a `mixed_model` for repeated
#'   measures; and the `truth` of everybody: each of them less the truth is its bias.
#' @examples
#' \dontrun{
#' compare_observed(run)
#' }
#' @export
compare_observed <- function(run, baseline = NULL, scenarios = NULL, progress = NULL) {
  said <- compared(comparison(run, baseline, scenarios, observed = TRUE), progress)
  rows <- lapply(said, function(c) lapply(c$weeks, function(week) c(c[c("baseline", "scenario")], week)))
  in_rows(unlist(rows, recursive = FALSE),
          list(baseline = "", scenario = "", week = 0L, answered_baseline = 0, answered_scenario = 0, complete_cases = 0,
               last_value_carried_forward = 0, mixed_model = 0, truth = 0))
}

#' Strategies of a trial, and contrasts that a study states
#'
#' @inheritParams compare_run
#' @return Of `compare_strategies()`, a data frame, a row to a scenario that randomises at
#'   decision points (SMART), outcome and strategy: the `mean` if everybody followed it, from the
#'   `followed` patients who did, weighted by the inverse of the probability of their arms;
#'   `difference` from the first strategy; `n80`, how many patients the whole trial needs to show it
#'   with a probability of 80 %. The arms are in `run$decisions`.
#'
#'   Of `compare_contrasts()`, a row to a contrast of the study and outcome: `first` and `second`
#'   are the two differences, `difference` is the first less the second, and `share` what part of the
#'   first goes `through` paths, where the contrast blocks them.
#' @examples
#' \dontrun{
#' compare_strategies(run_study("smart", patients = 500))
#' }
#' @export
compare_strategies <- function(run, progress = NULL) {
  rows <- lapply(compared(comparison(run, NULL, NULL), progress)$strategies, function(s) lapply(s$outcomes, function(o) lapply(o$strategies, function(x) {
    list(scenario = s$scenario, outcome = o$outcome$name, strategy = x$name, followed = x$followed, n80 = x$patients_for_80_percent,
         mean = x$mean, difference = x$difference)
  })))
  in_rows(unlist(unlist(rows, recursive = FALSE), recursive = FALSE),
          c(list(scenario = "", outcome = "", strategy = "", followed = 0L, n80 = 0), estimate("mean"), estimate("difference")))
}

#' @rdname compare_strategies
#' @export
compare_contrasts <- function(run, progress = NULL) {
  rows <- lapply(compared(comparison(run, NULL, NULL), progress)$contrasts, function(c) lapply(c$outcomes, function(e) {
    c(list(contrast = c$name, through = c$through, outcome = e$outcome$name), e[c("first", "second", "difference", "share")])
  }))
  in_rows(unlist(rows, recursive = FALSE),
          c(list(contrast = "", through = NA, outcome = ""), estimate("first"), estimate("second"), estimate("difference"), estimate("share")))
}

#' What the evidence leaves open
#'
#' Every contrast of a run over the plausible parameter sets that it is under.
#'
#' @inheritParams compare_run
#' @param run A run under sets, `run_study(study, plausible = 64)`, or its folder.
#' @param plausible_from The record of a search of one's own that the sets are from, as for
#'   [run_study()].
#' @return A data frame of class `rapport_plausible`, a row to a contrast and outcome: the answer under the `shipped` values;
#'   over the sets its `median`, the middle 90 % (`low_90`, `high_90`), and the share with the
#'   `same_sign`; what luck moves (`monte_carlo_se`), and what the sets disagree on beyond
#'   (`open_sd`); the `verdict`, the parameter it `depends_on`, the findings that would settle it
#'   (`settled_by`), all of it in `words`, and the list column `values`, the answer under each set.
#'   [plot()][plot.rapport_run] draws them. No row where the run is under no sets.
#' @examples
#' \dontrun{
#' run <- run_study("repair-training", plausible = 64)
#' compare_plausible(run)$words
#' }
#' @export
compare_plausible <- function(run, baseline = NULL, plausible_from = NULL, progress = NULL) {
  said <- compared(comparison(run, baseline, NULL, plausible_from = plausible_from), progress)$plausible
  frame <- in_rows(lapply(said, function(one) {
    c(one["contrast"], list(outcome = one$outcome$name, label = one$outcome$label, sets = length(one$values), shipped = one$shipped$value),
      one[c("median", "low_90", "high_90", "same_sign", "other_sign_at_most", "monte_carlo_se", "open_sd", "verdict")],
      list(depends_on = one$depends_on$parameter, settled_by = vapply(one$settled_by, function(finding) finding$text, "")), one["words"])
  }), set_columns)
  frame$values <- lapply(said, function(one) vapply(one$values, function(x) if (is.null(x)) NA_real_ else as.numeric(x), 0))
  structure(frame, class = c("rapport_plausible", "data.frame"))
}

set_columns <- list(
  contrast = "", outcome = "", label = "", sets = 0L, shipped = 0, median = 0, low_90 = 0, high_90 = 0, same_sign = 0,
  other_sign_at_most = 0, monte_carlo_se = 0, open_sd = 0, verdict = "", depends_on = "", settled_by = "", words = "")

#' All twins of a run
#'
#' @inheritParams compare_run
#' @return A data frame, a row to a scenario, replication and patient, with `parts_at`, the first session
#'   that differs, and for every outcome `..._baseline`, `..._scenario` and `..._difference`, which is the
#'   patient's own effect. Traits are in `run$patients`, under the same `replication` and `patient`.
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
  names <- strsplit(readLines(file, 1), ",", fixed = TRUE)[[1]]
  classes <- ifelse(names %in% c("baseline", "scenario"), "character", "numeric")
  twins <- utils::read.csv(file, na.strings = "", encoding = "UTF-8", check.names = FALSE, colClasses = classes)
  counts <- c("replication", "patient", "parts_at")
  twins[counts] <- lapply(twins[counts], whole)
  twins
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
  switch_or_refuse(ledger = ledger)
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

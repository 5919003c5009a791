# What the program finds out beside runs: sizes of trials, sensitivity, scorecards, fits.

# Carries out a verb that writes a folder; without `out`, in one that is removed after. Gives
# the document, the program's words, and the folder.
answer <- function(class, line, flags, document, out, resume, force, progress) {
  switch_or_refuse(resume = resume, force = force)
  folder <- if (is.null(out)) tempfile("answer-") else one_path(out, "out")
  if (is.null(out)) on.exit(unlink(folder, recursive = TRUE))
  line <- c(line, flags_of(c(flags, list(out = folder, resume = resume, force = force))))
  text <- call_program(line, label_if(progress, line[1]), no = TRUE)
  data <- json(lines_of(file.path(folder, document)))
  if (is.null(out)) text <- without_files(text, folder, document)
  structure(list(data = data, text = in_r(text), path = if (!is.null(out)) folder), class = c(class, "rapport_answer"))
}

# What is printed but for the lines that name files, of a folder that is removed.
without_files <- function(text, folder, document) {
  kept <- text[!grepl(folder, text, fixed = TRUE) & !grepl(paste0("^ *", document, " "), text)]
  without_end(sub("; all outcomes:$", "", kept))
}

without_end <- function(text) {
  while (length(text) && !nzchar(text[length(text)])) text <- text[-length(text)]
  text
}

#' @export
print.rapport_answer <- function(x, ...) {
  writeLines(x$text)
  invisible(x)
}

#' How large a trial must be
#'
#' Simulates trials until it is known how large one must be to find an effect.
#'
#' @param study As for [run_study()].
#' @param compare The scenarios of the arms; by default the study's first.
#' @param ... Every other flag of `rapport power`, with underscores: `outcome = "response"`,
#'   `sizes = c(200, 400)`, `trials = 2000`, `power = .9`, `detect = "within"`.
#' @param out A folder to keep figures and trials in; by default none is kept.
#' @param resume,force Continue, or replace, what the folder holds.
#' @param progress Show a progress bar; by default in interactive sessions.
#' @return An object of class `rapport_power`, which prints the program's words: `$needed`, the
#'   smallest size with the wanted power (NA where none was searched or found), `$interval`, its
#'   95 % interval, `$trials`, a data frame with a row to each step, `$missing_answers`, one with a row
#'   to each size and way to deal with missing answers (where the outcome is of everybody at a week),
#'   `$plausible`, what the size is worth under plausible sets (with `plausible = 24`), and `$data`,
#'   everything as the program's document has it. `plot()` draws power by size.
#' @examples
#' \dontrun{
#' answer <- rapport_power("evidence", compare = c("waitlist", "routine-care"), outcome = "response")
#' answer$needed
#' plot(answer)
#' }
#' @export
rapport_power <- function(study, compare = NULL, ..., out = NULL, resume = FALSE, force = FALSE, progress = NULL) {
  with_study(study, function(argument) {
    found <- answer("rapport_power", c("power", argument), list(compare = compare, ...), "power.json", out, resume, force, progress)
    known <- found$data$end %in% c("found", "imprecise", "at_smallest")
    found$needed <- known_end(known, found$data$needed)
    found$interval <- c(known_end(known, found$data$needed_low), known_end(known, found$data$needed_high))
    found$trials <- in_rows(lapply(found$data$points, function(point) point[setdiff(names(point), "missing_answers")]))
    found$missing_answers <- in_rows(unlist(lapply(found$data$points, function(point) {
      lapply(point$missing_answers, function(way) c(point[c("size", "trials")], way))
    }), recursive = FALSE))
    found$plausible <- found$data$plausible
    found
  })
}

known_end <- function(known, x) if (!known || is.null(x) || x == 0) NA_integer_ else x # 0 stands for what is not known

#' Which parameters an answer depends on
#'
#' @inheritParams rapport_power
#' @param parameters Those to vary, each alone or as "NAME=FROM:TO"; by default
#'   those that the study's design varies or, without one, all graded Calibrated.
#' @param ... Every other flag of `rapport sensitivity`: `method = "sobol"`, `samples = 64`,
#'   `scenario = "trained"`, `against = "as-usual"`.
#' @return An object of class `rapport_sensitivity`, which prints the program's words:
#'   `$effects`, a data frame with a row to an outcome and parameter (Morris' measures or Sobol'
#'   indices), and `$data`. `plot()` draws the largest.
#' @examples
#' \dontrun{
#' rapport_sensitivity("routine-care", parameters = c("dropout.alliance", "repair.skill"))$effects
#' }
#' @export
rapport_sensitivity <- function(study = "routine-care", parameters = NULL, ..., out = NULL, resume = FALSE, force = FALSE, progress = NULL) {
  with_study(study, function(argument) {
    found <- answer("rapport_sensitivity", c("sensitivity", argument), list(parameters = parameters, ...), "sensitivity.json",
                    out, resume, force, progress)
    rows <- lapply(found$data$outcomes, function(o) lapply(c(o$morris, o$sobol), function(row) c(list(outcome = o$outcome), row)))
    found$effects <- in_rows(unlist(rows, recursive = FALSE))
    found
  })
}

#' Hold the model, a run or tables of one's own against findings
#'
#' A finding that is missed is an answer here and no error.
#'
#' @param run A run or its folder; by default the evidence study that ships is simulated.
#' @param tables A file of sessions, or a named vector of files (sessions, patients, ruptures,
#'   therapists), to score in place of a run.
#' @param ... Every other flag of `rapport validate`: `patients = 5000`, `seed = 2`,
#'   `evidence = "mine.csv"`, `held_out = TRUE` for findings that had no part in the fit, `missing = -99`.
#' @param progress Show a progress bar; by default in interactive sessions.
#' @return An object of class `rapport_scorecard`: `$findings`, a data frame with a row to a finding
#'   (band, value, interval, verdict), `$missed`, the ids of those that are missed, and `$data`.
#' @examples
#' \dontrun{
#' rapport_validate(run_study("routine-care"))$findings # findings are about scenarios by their names
#' }
#' @export
rapport_validate <- function(run = NULL, tables = NULL, ..., progress = NULL) {
  if (!is.null(tables) && !is.character(tables)) refuse(sprintf("tables: want the names of files, not %s", class(tables)[1]), as_file)
  if (!is.null(tables) && is.null(names(tables))) names(tables) <- if (length(tables) == 1) "sessions" else rep("", length(tables))
  if (any(!nzchar(names(tables)))) refuse("tables: several files want their names", 'c(sessions = "sessions.csv", patients = "patients.csv")')
  if (isTRUE(list(...)$claims)) refuse("claims: they are no findings", "rapport_claims() tries them")
  other <- intersect(c("patterns", "plausible", "estimators"), names(list(...)))
  if (length(other)) {
    refuse(sprintf("%s: asks for no scorecard", other), sprintf('rapport_call("validate", "--%s") returns what the program says', other[1]))
  }
  line <- c("validate", if (!is.null(run)) as_run(run)$path, flags_of(list(table = tables, ...)), "--json")
  data <- json(call_program(line, label_if(progress, "validate"), no = TRUE))
  findings <- in_rows(data$scorecard$findings, list(
    id = "", finding = "", published = "", accept_low = 0, accept_high = 0, value = 0, low = 0, high = 0, verdict = ""))
  structure(list(data = data, text = c(fared(data$scorecard, findings), in_r(sprintf("note: %s", data$notes))), findings = findings,
                 missed = findings$id[findings$verdict %in% "missed"]), class = c("rapport_scorecard", "rapport_answer"))
}

#' Try the claims of the theory
#'
#' Each by a twin experiment of its own. A claim that is not visible is an answer here and no error.
#'
#' @param ... `patients = 5000`, `seed = 2`.
#' @param progress Show a progress bar; by default in interactive sessions.
#' @return An object of class `rapport_claims`: `$tried`, a data frame with a row to a claim (value,
#'   interval, the least that a user can see, verdict), `$not_visible`, the ids of those that no
#'   user would see, and `$data`.
#' @examples
#' \dontrun{
#' rapport_claims()$not_visible
#' }
#' @export
rapport_claims <- function(..., progress = NULL) {
  data <- json(call_program(c("validate", "--claims", flags_of(list(...)), "--json"), label_if(progress, "claims"), no = TRUE))
  tried <- in_rows(data$claims, list(id = "", claim = "", value = 0, low = 0, high = 0, verdict = ""))
  verdicts <- table(factor(tried$verdict, unique(tried$verdict)))
  words <- sprintf("%d claims: %s", nrow(tried), paste(verdicts, names(verdicts), collapse = ", "))
  structure(list(data = data, text = words, tried = tried, not_visible = tried$id[!tried$verdict %in% "visible"]),
            class = c("rapport_claims", "rapport_answer"))
}

# How the findings fare, in the program's words, and those that are missed.
fared <- function(card, findings) {
  counts <- c("cannot be told at this size" = card$cannot_tell, "not testable" = card$not_testable, "about other scenarios or columns" = card$skipped)
  counts <- counts[counts > 0]
  words <- sprintf("%d of %d findings met, %d missed%s", card$met, card$met + card$missed + card$cannot_tell, card$missed,
                   paste0("; ", counts, " ", names(counts), recycle0 = TRUE, collapse = ""))
  missed <- findings[findings$verdict %in% "missed", ]
  paste(c(words, sprintf("missed: %s %s: %.3f (%.3f to %.3f), published %s", missed$id, missed$finding, missed$value, missed$low, missed$high,
                         missed$published)), collapse = "\n")
}

#' What an estimator finds in a run
#'
#' One of the estimators by which `rapport validate` scores; `rapport_call("validate",
#' "--estimators")` lists them.
#'
#' @param run A run or its folder.
#' @param estimator Its name.
#' @param scenario By default the study's first.
#' @param arguments Its arguments, such as "session=3 measure=phq9".
#' @return A list: value, low and high end of its 95 % interval, n, and the details behind it by name.
#' @examples
#' \dontrun{
#' rapport_estimate(run, "alliance_outcome_r")$value
#' }
#' @export
rapport_estimate <- function(run, estimator, scenario = NULL, arguments = "") {
  run <- as_run(run)
  scenario <- if (is.null(scenario)) run$scenarios[1] else known(scenario, vapply(run$manifest$scenarios, function(s) s$name, ""), "scenario")
  file <- tempfile(fileext = ".csv")
  on.exit(unlink(file))
  utils::write.csv(data.frame(id = "here", finding = estimator, scenarios = scenario, kind = "note", estimator, arguments),
                   file, row.names = FALSE)
  said <- tryCatch(call_program(c("validate", run$path, "--evidence", file, "--json"), no = TRUE), rapport_error = function(e) {
    place <- paste0(file, ": line 2: ") # of a file that nobody wrote
    refuse(sub(place, "", e$faults, fixed = TRUE), e$hint, class(e)[1], e$status, e$output)
  })
  found <- json(said)$scorecard$findings[[1]]
  if (is.null(found$value)) refuse(found$error, kind = "rapport_run_failed")
  details <- stats::setNames(lapply(found$details, function(p) p$value), vapply(found$details, function(p) p$name, ""))
  c(found[c("value", "low", "high", "n")], details)
}

#' Fit parameters to findings or to a table of one's own
#'
#' @inheritParams rapport_power
#' @param data A file: one row per patient and session, or one per patient. By default the
#'   findings that ship are fitted.
#' @param ... Every other flag of `rapport calibrate`: `params = "rupture.base"`, `patients =
#'   2000`, `column = c(alliance = "srs")`, `alliance_range = c(0, 40)`, `missing = -99`.
#' @return An object of class `rapport_calibration`, which prints the program's words:
#'   `$parameters`, a data frame, `$values`, the fitted values by name for `set` of
#'   [run_study()], `$compared`, the numbers of a table of one's own beside what is simulated, and `$data`.
#' @examples
#' \dontrun{
#' fitted <- rapport_calibrate("sessions.csv", missing = -99)
#' run_study(set = fitted$values)
#' }
#' @export
rapport_calibrate <- function(data = NULL, ..., out = NULL, resume = FALSE, force = FALSE, progress = NULL) {
  if (!is.null(data)) data <- one_path(data, "data", as_file)
  found <- answer("rapport_calibration", "calibrate", list(data = data, ...), "calibration.json", out, resume, force, progress)
  fit <- if (is.null(found$data$calibration)) found$data else found$data$calibration # within what is told of a table
  found$parameters <- in_rows(fit$parameters)
  found$compared <- in_rows(found$data$compared)
  found$values <- stats::setNames(found$parameters$final, found$parameters$name)
  found
}

#' How a table of one's own is understood
#'
#' Before anything is computed.
#'
#' @param file CSV of any kind, or Parquet.
#' @param ... `decimal = ","`, `encoding = "windows-1250"`, `missing = c(-99, 999)`.
#' @return The program's words, printed as they are.
#' @examples
#' \dontrun{
#' rapport_table("sessions.csv")
#' }
#' @export
rapport_table <- function(file, ...) {
  said <- call_program(c("table", one_path(file, "file", as_file), flags_of(list(...))))
  notes <- startsWith(said, "note: ")
  said[notes] <- in_r(said[notes])
  as_text(said)
}

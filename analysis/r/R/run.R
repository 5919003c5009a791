# Running studies and opening runs.

#' Simulate a study
#'
#' Simulates every scenario of a study on the same patients with the same luck, and opens the
#' run. The same study and seed give the same bytes as `rapport run` in a shell. Where the
#' folder holds the very same run already, that is opened at once; another run is never
#' overwritten unless `force` is given.
#'
#' @param study The name of a study that ships ([rapport_studies()]), a study file, its text, a
#'   run (its study again), or a list with the keys of a study file. What must be a list with
#'   one element there is `list()` or `I()` here. Files that a list names are looked for in the
#'   working folder.
#' @param patients,replications,seed Change the study for this run: patients of one replication,
#'   repetitions with other patients and other luck, the seed of all luck.
#' @param set A named vector, parameter and value in every scenario ([rapport_params()]).
#' @param plausible Run every scenario under so many plausible parameter sets, too, for
#'   [compare_plausible()]; 0: under none, where the study asks for some.
#' @param plausible_from The record of a search of one's own to take them from (plausible.json).
#' @param out The folder of the run; by default runs/STUDY-seedN, as in a shell.
#' @param workers Blocks simulated at once; by default one to a core.
#' @param resume Continue the run in the folder.
#' @param force Replace the run in the folder.
#' @param progress Show a progress bar; by default in interactive sessions.
#' @return A run, see [open_run()].
#' @examples
#' \dontrun{
#' run <- run_study("repair-training", patients = 500, seed = 7)
#' summary(run)
#' plot(run)
#' run_study(list(
#'   question = "Does a check-in on the relationship help where the alliance drops?",
#'   population = list(patients = 500),
#'   scenarios = list(
#'     list(name = "usual"),
#'     list(name = "check-in", actions = list(list(move = "check_in", when = "alliance_drop"))))))
#' }
#' @export
run_study <- function(study = "routine-care", patients = NULL, replications = NULL, seed = NULL, set = NULL,
                      plausible = NULL, plausible_from = NULL, out = NULL, workers = NULL, resume = FALSE, force = FALSE, progress = NULL) {
  changes <- flags_of(list(patients = patients, replications = replications, seed = seed, set = set))
  with_study(study, function(argument) {
    folder <- if (is.null(out)) own_folder(study, argument, changes) else one_path(out, "out")
    if (startsWith(folder, "s3:")) {
      refuse("a run in a bucket cannot be opened as a folder", 'simulate it with rapport_call("run", ..., "--out", "s3://...") and read its tables with arrow')
    }
    rest <- flags_of(list(plausible = plausible, plausible_from = plausible_from, out = folder, workers = workers, resume = resume, force = force, quiet = TRUE))
    call_program(c("run", argument, changes, rest), label_if(progress, basename(folder)))
    open_run(folder)
  })
}

# Where the program would put the run: RAPPORT_OUT, or runs/STUDY-seedN.
own_folder <- function(study, argument, changes) {
  if (nzchar(Sys.getenv("RAPPORT_OUT"))) return(Sys.getenv("RAPPORT_OUT"))
  resolved <- call_program(c("show", argument, "--yaml", changes))
  seed <- sub("^seed: *", "", grep("^seed: ", resolved, value = TRUE)[1])
  named <- is.character(study) && length(study) == 1 && !grepl("\n", study, fixed = TRUE)
  name <- if (named) gsub("[^a-z0-9_-]", "-", tolower(sub("\\.[^.]*$", "", basename(study)))) else "study"
  file.path("runs", paste0(name, "-seed", seed))
}

#' Open a run
#'
#' @param path The folder of the run.
#' @return A run. `run$sessions`, `run$patients` and its other tables are data frames, read when
#'   they are first asked for ([run_table()]); `names(run)` tells which there are. `run$path`,
#'   `run$seed`, `run$scenarios` (the baseline first; not those under plausible sets), `run$study` (the resolved study file, for
#'   [run_study()]) and `run$manifest` tell what it is.
#' @examples
#' \dontrun{
#' run <- open_run("runs/repair-training-seed7")
#' aggregate(phq9 ~ session + scenario, run$sessions, mean)
#' }
#' @export
open_run <- function(path) {
  path <- one_path(path, "path")
  file <- file.path(path, "manifest.json")
  if (!file.exists(file)) {
    refuse(paste(path, "is not a whole run: it has no manifest.json"), "the manifest is written last; run_study(..., resume = TRUE) goes on")
  }
  manifest <- tryCatch(json(lines_of(file)), error = function(e) NULL)
  if (!is.list(manifest) || !is.list(manifest$files)) {
    refuse(paste(file, "is damaged: it is no manifest of a run"), "run_study(..., out = \"another folder\") makes the run again", "rapport_check_failed")
  }
  tables <- names(manifest$rows)
  structure(list(path = path, full = normalizePath(path), manifest = manifest, tables = tables, read = new.env(parent = emptyenv())), class = "rapport_run")
}

#' @export
`$.rapport_run` <- function(x, name) {
  x <- unclass(x)
  if (name %in% x$tables) return(remembered(x, name))
  switch(name,
    path = seen_from_here(x), manifest = x$manifest, seed = x$manifest$seed, study = x$manifest$study,
    scenarios = vapply(Filter(Negate(under_a_set), x$manifest$scenarios), function(s) s$name, ""),
    rows = unlist(x$manifest$rows),
    refuse(sprintf("the run has no %s%s", name, nearest(name, c(x$tables, facts))), there_are(c(x$tables, facts))))
}

# The folder as it was given, or in full where the working folder is another one now.
seen_from_here <- function(x) if (identical(normalizePath(x$path, mustWork = FALSE), x$full)) x$path else x$full

# Whether a scenario is another one again, under a plausible parameter set.
under_a_set <- function(scenario) isTRUE(scenario$design$plausible) && scenario$design$point > 0

facts <- c("path", "seed", "scenarios", "study", "rows", "manifest")

remembered <- function(x, table) {
  if (is.null(x$read[[table]])) x$read[[table]] <- run_table(structure(x, class = "rapport_run"), table)
  x$read[[table]]
}

#' @export
`[[.rapport_run` <- function(x, i, ...) `$.rapport_run`(x, i)

#' @export
names.rapport_run <- function(x) unclass(x)$tables

#' @rawNamespace S3method(utils::.DollarNames, rapport_run)
.DollarNames.rapport_run <- function(x, pattern = "") grep(pattern, c(names(x), facts), value = TRUE)

#' @export
length.rapport_run <- function(x) length(unclass(x)$tables)

#' @export
print.rapport_run <- function(x, ...) {
  rows <- x$rows
  cat("run ", x$path, ", seed ", x$seed, "\n", sep = "")
  cat(strwrap(paste0("scenarios: ", paste(x$scenarios, collapse = ", ")), exdent = 2), sep = "\n")
  cat(strwrap(paste0("rows: ", paste(format(rows, big.mark = ",", trim = TRUE), names(rows), collapse = ", ")), exdent = 2), sep = "\n")
  invisible(x)
}

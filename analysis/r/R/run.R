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
  changes <- flags_of(list(patients = patients, replications = replications, seed = seed, set = if (length(set)) set))
  switch_or_refuse(resume = resume, force = force)
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
#'   they are first asked for ([run_table()]); `names(run)` tells which there are, and `as.list()`
#'   and `lapply()` go through them. `run$path`, `run$seed` (text where R has no such whole number),
#'   `run$scenarios` (the baseline first; not those under plausible sets), `run$study` (the resolved
#'   study file, for [run_study()]), `run$design` (a row to each point of a study with a design) and
#'   `run$manifest` tell what it is. Nothing in it can be assigned.
#' @examples
#' \dontrun{
#' run <- open_run("runs/repair-training-seed7")
#' aggregate(phq9 ~ session + scenario, run$sessions, mean)
#' lapply(run, nrow)
#' }
#' @export
open_run <- function(path) {
  path <- one_path(path, "path")
  if (!file.exists(path)) refuse(paste("there is no folder", path), "rapport writes a run to runs/STUDY-seedN, unless `out` says where")
  file <- file.path(path, "manifest.json")
  if (!file.exists(file)) {
    refuse(paste(path, "is not a whole run: it has no manifest.json"), "the manifest is written last; run_study(..., resume = TRUE) goes on")
  }
  manifest <- tryCatch(json(lines_of(file)), error = function(e) NULL)
  if (!is.list(manifest) || !is.list(manifest$files) || broken_seal(file)) {
    refuse(paste(file, "is damaged: it is not the manifest that was written"), "run_study(..., out = \"another folder\") makes the run again", "rapport_check_failed")
  }
  run <- list2env(list(path = path, full = normalizePath(path), manifest = manifest, read = new.env(parent = emptyenv())), parent = emptyenv())
  structure(run, class = "rapport_run")
}

# What a run consists of is reached by own(); what it says, by $. It is an environment, so that
# nothing that looks into lists takes its parts for tables.
own <- function(x, name) get(name, envir = x, inherits = FALSE)

#' @export
`$.rapport_run` <- function(x, name) {
  if (name %in% names(x)) return(remembered(x, name))
  manifest <- own(x, "manifest")
  switch(name,
    path = seen_from_here(x), manifest = manifest, seed = manifest$seed, study = manifest$study, design = design_of(x),
    scenarios = vapply(Filter(Negate(under_a_set), manifest$scenarios), function(s) s$name, ""),
    rows = unlist(manifest$rows),
    refuse(sprintf("the run has no %s%s", name, nearest(name, c(names(x), facts))), there_are(c(names(x), facts))))
}

# The folder as it was given, or in full where the working folder is another one now.
seen_from_here <- function(x) if (identical(normalizePath(own(x, "path"), mustWork = FALSE), own(x, "full"))) own(x, "path") else own(x, "full")

# Whether a scenario is another one again, under a plausible parameter set.
under_a_set <- function(scenario) isTRUE(scenario$design$plausible) && scenario$design$point > 0

design_of <- function(x) {
  file <- file.path(seen_from_here(x), "design.csv")
  if (!file.exists(file)) refuse("the study of the run has no design")
  utils::read.csv(file, encoding = "UTF-8", check.names = FALSE)
}

facts <- c("path", "seed", "scenarios", "study", "design", "rows", "manifest")

remembered <- function(x, table) {
  read <- own(x, "read")
  if (is.null(read[[table]])) read[[table]] <- run_table(x, table)
  read[[table]]
}

#' @export
`[[.rapport_run` <- function(x, i, ...) {
  if (length(i) != 1 || is.na(i)) refuse("[[ ]]: want the name of one table", there_are(names(x)))
  if (is.numeric(i) && !i %in% seq_along(names(x))) refuse(sprintf("the run has %d tables, and no table %s", length(x), format(i)), there_are(names(x)))
  `$.rapport_run`(x, if (is.numeric(i)) names(x)[i] else i)
}

#' @export
`[.rapport_run` <- function(x, i) as.list(x, if (is.numeric(i)) names(x)[i] else i)

#' @export
as.list.rapport_run <- function(x, tables = names(x), ...) {
  tables <- known(tables, names(x), "table")
  stats::setNames(lapply(tables, function(table) remembered(x, table)), tables)
}

fixed <- function(x, ..., value) refuse("a run cannot be changed", "sessions <- run$sessions is a data frame of your own; run_study() makes another run")

#' @export
`$<-.rapport_run` <- fixed

#' @export
`[[<-.rapport_run` <- fixed

#' @export
`[<-.rapport_run` <- fixed

#' @export
names.rapport_run <- function(x) names(own(x, "manifest")$rows)

#' @rawNamespace S3method(utils::.DollarNames, rapport_run)
.DollarNames.rapport_run <- function(x, pattern = "") grep(pattern, c(names(x), facts), value = TRUE)

#' @export
length.rapport_run <- function(x) length(names(x))

#' @rawNamespace S3method(utils::str, rapport_run)
str.rapport_run <- function(object, ...) print(object)

#' @export
print.rapport_run <- function(x, ...) {
  rows <- x$rows
  cat("run ", x$path, ", seed ", words_of(x$seed, "seed"), "\n", sep = "")
  cat(strwrap(paste0("scenarios: ", paste(x$scenarios, collapse = ", ")), exdent = 2), sep = "\n")
  cat(strwrap(paste0("rows: ", paste(format(rows, big.mark = ",", trim = TRUE), names(rows), collapse = ", ")), exdent = 2), sep = "\n")
  invisible(x)
}

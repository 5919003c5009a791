# Tables of a run as data frames, the same whatever reads them.

readers <- c("program", "arrow", "nanoparquet", "duckdb")
added <- c("course_id", "person_id", "therapist_id", "condition") # what an export has beside the table

#' Read a table of a run
#'
#' What is read is the same whatever reads it: whole numbers are integer, truths logical, labels
#' factors with their words in the dictionary's order (scenarios in the study's), and what is
#' missing is NA. A therapist of -1 is nobody, on a waiting list. The program alone is enough; it writes decimals that are right to seven digits, which
#' is all that the file has.
#'
#' @param run A run ([open_run()]) or its folder.
#' @param table The table, see `names(run)`; [rapport_schema()] explains its columns.
#' @param columns These alone; by default all.
#' @param scenarios These alone; by default all.
#' @param reader What reads it: "program", "arrow", "nanoparquet" or "duckdb". By default the
#'   first of the packages that is installed, else the program.
#' @return A data frame, a row to each row of the table, scenario first.
#' @examples
#' \dontrun{
#' run_table(run, "sessions", columns = c("scenario", "session", "phq9"))
#' }
#' @export
run_table <- function(run, table, columns = NULL, scenarios = NULL, reader = getOption("rapportsim.reader")) {
  run <- as_run(run)
  if (!is.character(table) || length(table) != 1) refuse("table: want the name of one table", there_are(names(run)))
  if (!table %in% names(run)) {
    refuse(sprintf("the run has no table %s%s", table, nearest(table, names(run))), there_are(names(run)))
  }
  readable(run)
  wanted <- known(scenarios, run$scenarios, "scenario")
  known(columns, c("scenario", dictionary()[[table]]$name), "column") # before anything is read
  frame <- dressed(open_with(chosen(reader))(run, table, wanted), table, run$scenarios)
  frame[known(columns, names(frame), "column")]
}

as_run <- function(run) if (inherits(run, "rapport_run")) run else open_run(run)

# Refuses a run whose rows are of another version: columns of one name may mean something else.
readable <- function(run) {
  have <- run$manifest$schema_version
  if (!identical(as.integer(have), as.integer(schema()$version))) {
    refuse(sprintf("%s: its rows are of schema %s, this package reads %s", run$path, have, schema()$version),
           "run_study(run, out = \"another folder\") makes the run again")
  }
}

# Those that are wanted, all of them by default; refuses what there is not.
known <- function(wanted, there, what) {
  if (is.null(wanted)) return(there)
  if (!is.atomic(wanted) && !is.factor(wanted)) refuse(sprintf("%s: want names, not %s", what, class(wanted)[1]), there_are(there))
  wanted <- as.character(wanted)
  if (!length(wanted) && what == "scenario") refuse("scenarios: is empty", there_are(there))
  wrong <- setdiff(wanted, there)
  if (length(wrong)) refuse(sprintf("there is no %s %s%s", what, wrong, vapply(wrong, nearest, "", there)), there_are(there))
  wanted
}

there_are <- function(names) paste("there are", paste(names, collapse = ", "))

# The words "; did you mean ...?" with the name that is nearest, or nothing where none is near.
nearest <- function(name, there) {
  if (is.na(name)) return("")
  plain <- function(x) gsub("_", "", tolower(x), fixed = TRUE)
  steps <- drop(utils::adist(plain(name), plain(there)))
  if (!length(steps) || min(steps) > nchar(name) / 3) return("")
  sprintf("; did you mean %s?", there[which.min(steps)])
}

chosen <- function(reader) {
  if (!is.null(reader)) {
    if (length(reader) != 1) refuse("reader: want one name", there_are(readers))
    needed <- setdiff(c(known(reader, readers, "reader"), if (reader == "duckdb") "DBI"), "program")
    lacking <- needed[!vapply(needed, requireNamespace, NA, quietly = TRUE)]
    if (length(lacking)) refuse(sprintf("the package %s is not installed", lacking), 'reader = "program" needs none')
    return(reader)
  }
  packages <- setdiff(readers, "program")
  installed <- vapply(packages, requireNamespace, NA, quietly = TRUE)
  c(packages[installed], "program")[1]
}

open_with <- function(reader) {
  switch(reader,
    program = through_program,
    arrow = through_files(function(file) arrow::read_parquet(file, as_data_frame = TRUE, mmap = FALSE)),
    nanoparquet = through_files(function(file) nanoparquet::read_parquet(file)),
    duckdb = through_files(through_duckdb))
}

through_program <- function(run, table, scenarios) {
  frame <- streamed(c("export", run$path, "--as", table, of_these(run, scenarios)))
  frame <- frame[setdiff(names(frame), added)]
  if ("therapist" %in% names(frame)) frame$therapist[is.na(frame$therapist)] <- -1 # an export has nobody as missing
  frame
}

# The flags for these scenarios: none where they are all that the run holds. The command line
# has no room for the names of thousands.
of_these <- function(run, scenarios) {
  if (length(scenarios) < length(run$manifest$scenarios)) flags_of(list(scenario = scenarios))
}

# What an export writes to standard output, with the types that stand in its header.
streamed <- function(arguments) {
  file <- tempfile(fileext = ".csv")
  on.exit(unlink(file))
  call_into(file, c(arguments, "--out", "-", "--typed"))
  header <- strsplit(readLines(file, 1), ",", fixed = TRUE)[[1]]
  name <- sub(":[^:]*$", "", header)
  type <- sub("^.*:", "", header)
  classes <- c(int32 = "integer", boolean = "integer", string = "character")[type]
  classes[is.na(classes)] <- "numeric"
  frame <- utils::read.csv(file, header = FALSE, skip = 1, col.names = name, colClasses = unname(classes), check.names = FALSE,
                           na.strings = "", encoding = "UTF-8", blank.lines.skip = FALSE)
  truths <- type == "boolean"
  frame[truths] <- lapply(frame[truths], as.logical)
  frame
}

through_files <- function(read) {
  function(run, table, scenarios) {
    written <- parts_of(run, table, scenarios)
    rows <- lapply(scenarios, function(scenario) {
      files <- sort(written$path[written$scenario == scenario])
      lapply(files, function(file) {
        frame <- as.data.frame(read(file))
        cbind(scenario = rep(scenario, nrow(frame)), frame)
      })
    })
    rows <- unlist(rows, recursive = FALSE)
    if (length(rows)) do.call(rbind, rows) else refuse(sprintf("the run has no file of the table %s", table), kind = "rapport_run_failed")
  }
}

# The files of a table by the manifest, each as it was written.
parts_of <- function(run, table, scenarios) {
  files <- Filter(function(file) file$table == table && file$scenario %in% scenarios, run$manifest$files)
  parts <- data.frame(scenario = vapply(files, function(file) file$scenario, ""),
                      path = file.path(rep(run$path, length(files)), vapply(files, function(file) file$path, "")),
                      bytes = vapply(files, function(file) as.numeric(file$bytes), 0),
                      sha256 = vapply(files, function(file) file$sha256, ""))
  found <- file.size(parts$path)
  lost <- is.na(found)
  cut <- !lost & found != parts$bytes
  faults <- c(paste0(parts$path[lost], ": is lost", recycle0 = TRUE),
              sprintf("%s: is damaged: %.0f bytes were written, found %.0f", parts$path[cut], parts$bytes[cut], found[cut]),
              paste0(changed_since(run, parts[!lost & !cut, ]), ": is damaged: it is not what was written (SHA-256)", recycle0 = TRUE))
  if (length(faults)) refuse(faults, "verify_run() reads every file; run_study(..., resume = TRUE) writes again what is lost", "rapport_check_failed")
  parts
}

through_duckdb <- function(file) {
  connection <- DBI::dbConnect(duckdb::duckdb())
  on.exit(DBI::dbDisconnect(connection, shutdown = TRUE))
  DBI::dbGetQuery(connection, sprintf("FROM read_parquet('%s', hive_partitioning = false)", gsub("'", "''", file)))
}

# The frame with the types of the dictionary.
dressed <- function(frame, table, scenarios) {
  columns <- dictionary()[[table]]
  for (name in names(frame)) {
    frame[[name]] <- as_typed(frame[[name]], name, columns[match(name, columns$name), ], scenarios)
  }
  frame[c("scenario", setdiff(names(frame), "scenario"))]
}

as_typed <- function(x, name, column, scenarios) {
  if (name == "scenario") return(factor(as.character(x), scenarios))
  if (is.factor(x)) x <- as.character(x)
  if (is.character(x)) return(factor(x, words_in(column$range, x)))
  if (column$type %in% c("int32", "int64")) return(whole(x))
  x
}

whole <- function(x) {
  x <- as.numeric(x) # 64 bits are doubles or a class of their own, by the reader
  if (all(is.na(x) | abs(x) <= .Machine$integer.max)) as.integer(x) else x
}

# The words of a label in the dictionary's order, or as they come where it lists none.
words_in <- function(range, x) {
  words <- strsplit(gsub(";[^,]* ", ", ", range), ", ", fixed = TRUE)[[1]]
  there <- unique(x[!is.na(x)])
  if (all(there %in% words)) words else there
}

# The version of the rows and every table's columns, by the program; asked once.
schema <- function() {
  if (is.null(found$` schema`)) {
    told <- json(call_program(c("schema", "--json")))
    tables <- stats::setNames(lapply(told$tables, columns_of), vapply(told$tables, function(t) t$name, ""))
    found$` schema` <- list(version = told$schema_version, tables = tables)
  }
  found$` schema`
}

dictionary <- function() schema()$tables

columns_of <- function(table) {
  frame <- in_rows(table$columns)
  data.frame(table = table$name, frame[c("name", "type", "unit", "range", "nullable", "description")])
}

#' The data dictionary
#'
#' @param table A table; by default all.
#' @return A data frame, a row to a column: table, name, type, unit, range, nullable, description.
#' @examples
#' \dontrun{
#' rapport_schema("sessions")
#' }
#' @export
rapport_schema <- function(table = NULL) {
  tables <- dictionary()
  do.call(rbind, unname(tables[known(table, names(tables), "table")]))
}

#' A run in the shape that another analysis wants
#'
#' @param run A run or its folder.
#' @param shape "long" (a row per session, with person means and deviations, for multilevel
#'   models), "waves" (a column per score and session, for panel models), "gains" (for the
#'   package suddengains), "weeks" (a column per score and week, everybody), or a table.
#' @param scenarios These alone; by default all.
#' @param ... Further flags of `rapport export`: `waves = "1-6"`, `measures = c("phq9",
#'   "wai_patient")`, `latent = TRUE` and, with `out`, `missing = -999`, `force = TRUE`.
#' @param out A folder to write files for other programs into (`programs`); by default nothing
#'   is written.
#' @param programs With `out`: any of "csv", "spss", "stata", "mplus".
#' @return The data frame, labels as factors in the dictionary's order; with `out` the folder, invisibly.
#' @examples
#' \dontrun{
#' long <- export_run(run, "long")
#' export_run(run, out = "for-spss", programs = "spss")
#' }
#' @export
export_run <- function(run, shape = "long", scenarios = NULL, ..., out = NULL, programs = "csv") {
  run <- as_run(run)
  if (!is.character(shape) || length(shape) != 1) refuse("shape: want one name", there_are(c("long", "waves", "gains", "weeks", names(run))))
  line <- c("export", run$path, "--as", shape, of_these(run, known(scenarios, run$scenarios, "scenario")), flags_of(list(...)))
  if (!is.null(out)) {
    out <- one_path(out, "out")
    call_program(c(line, "--for", paste(programs, collapse = ","), "--out", out))
    return(invisible(out))
  }
  if (!missing(programs)) refuse("programs: files for other programs are written into a folder", "say which with `out`")
  if (!is.null(list(...)$missing)) refuse("missing: a data frame has NA for what is missing; a number that stands for it is for files", "say where with `out`")
  frame <- streamed(line)
  columns <- do.call(rbind, unname(dictionary()))
  for (name in names(frame)) {
    x <- frame[[name]]
    frame[[name]] <- if (name == "scenario") factor(x, run$scenarios) else if (is.character(x)) {
      factor(x, words_in(columns$range[match(name, columns$name)], x))
    } else if (is.numeric(x) && name %in% numbered) whole(x) else x
  }
  frame
}

numbered <- c("course_id", "person_id", "therapist_id", "patient", "therapist") # of 64 bits in the file

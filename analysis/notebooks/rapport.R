# rapport() simulates a study and returns the tables of the run as data frames:
#
#   source("rapport.R")
#   run <- rapport("routine-care", patients = 500, seed = 7)
#   aggregate(phq9 ~ session, run$sessions, mean)
#
# Arguments with names are flags of `rapport run`; set = c("a=1", "b=2") gives one several times.
# The program rapport must be on the PATH; what it refuses is an error here, in its words.
rapport <- function(study = "routine-care", ..., out = tempfile("run-")) {
  flags <- list(...)
  text <- lapply(flags, format, scientific = FALSE, trim = TRUE)
  given <- sprintf("--%s=%s", rep(names(flags), lengths(text)), unlist(text))
  said <- suppressWarnings(system2("rapport", shQuote(c("run", study, "--out", out, "--quiet", given)), stdout = TRUE, stderr = TRUE))
  if (!is.null(attr(said, "status"))) stop(paste(said, collapse = "\n"), call. = FALSE)
  sapply(basename(list.dirs(out, recursive = FALSE)), rapport_table, run = out, simplify = FALSE)
}

# rapport_table() reads one table of a run, of all scenarios, with the package nanoparquet or
# arrow where it is installed, else through the command line of DuckDB, as decimals that are
# right to seven digits.
rapport_table <- function(table, run) {
  files <- Sys.glob(file.path(run, table, "scenario=*", "*.parquet"))
  if (!length(files)) stop("no table ", table, " in ", run, call. = FALSE)
  through_duckdb <- function(file) {
    rows <- read.csv(pipe(paste("duckdb -csv -nullvalue NA -c", shQuote(sprintf("FROM read_parquet('%s', hive_partitioning = false)", file)))))
    truths <- vapply(rows, function(x) is.character(x) && all(x %in% c("true", "false", NA)), NA)
    rows[truths] <- lapply(rows[truths], `==`, "true")
    rows
  }
  open <- if (requireNamespace("nanoparquet", quietly = TRUE)) nanoparquet::read_parquet
          else if (requireNamespace("arrow", quietly = TRUE)) arrow::read_parquet else through_duckdb
  read <- function(file) {
    rows <- as.data.frame(open(file))
    rows$scenario <- rep(sub("^scenario=", "", basename(dirname(file))), nrow(rows))
    rows
  }
  do.call(rbind, lapply(files, read))
}

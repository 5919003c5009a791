# What R reads in runs: for every table and column the number of rows, nulls, sum, least and
# greatest value, labels and type, as a table for readers.py. Called by .ci/readers:
#
#   Rscript readers.R FACTS NAME=FOLDER[:FOLDER...] ...
#
# R reads the Parquet files with nanoparquet or arrow where one is installed. Neither is among
# Debian's packages; else the duckdb command line on the PATH reads them, and R takes over
# every value from it through a pipe, with the types that the files declare.
options(warn = 2)
installed <- function(package) requireNamespace(package, quietly = TRUE)

# Each gives a data frame of one file, without the columns that stand in its path.
with_nanoparquet <- function(file) as.data.frame(nanoparquet::read_parquet(file))
with_arrow <- function(file) as.data.frame(arrow::read_parquet(file))
with_duckdb <- function(file) {
  ask <- function(query) pipe(paste("duckdb -csv -nullvalue '\\N' -c", shQuote(query)))
  from <- sprintf("FROM read_parquet('%s', hive_partitioning = false)", file)
  columns <- read.csv(ask(paste("DESCRIBE", from)), na.strings = "\\N")
  types <- c(INTEGER = "integer", BIGINT = "numeric", FLOAT = "numeric", DOUBLE = "numeric",
             BOOLEAN = "logical", VARCHAR = "character")
  # As double: of single precision DuckDB prints the shortest decimals, which R would read as other doubles.
  wide <- ifelse(columns$column_type == "FLOAT", sprintf("%s::DOUBLE AS %1$s", columns$column_name), columns$column_name)
  read.csv(ask(paste("SELECT", paste(wide, collapse = ", "), from)), na.strings = "\\N",
           colClasses = unname(types[columns$column_type]))
}

if (installed("nanoparquet")) {
  open_file <- with_nanoparquet; how <- paste("nanoparquet", packageVersion("nanoparquet"))
} else if (installed("arrow")) {
  open_file <- with_arrow; how <- paste("arrow", packageVersion("arrow"))
} else {
  version <- system2("duckdb", "--version", stdout = TRUE)
  open_file <- with_duckdb; how <- paste("a pipe from the DuckDB command line,", version[1])
}
cat(sprintf("%s reads Parquet with %s\n", R.version.string, how))

# One table of a run, or of the shards of one, with the scenario from the path.
open_table <- function(folders, table) {
  files <- Sys.glob(file.path(folders, table, "scenario=*", "*.parquet"))
  do.call(rbind, lapply(files, function(file) {
    rows <- open_file(file)
    cbind(rows, scenario = rep(sub("^scenario=", "", basename(dirname(file))), nrow(rows)))
  }))
}

fact <- function(x) {
  values <- x[!is.na(x)]
  label <- is.character(x)
  ends <- if (label || !length(values)) c("", "") else sprintf("%.17g", range(values))
  data.frame(type = typeof(x), rows = length(x), nulls = sum(is.na(x)),
    total = if (label) "0" else sprintf("%.17g", sum(as.numeric(values))), low = ends[1], high = ends[2],
    labels = if (label) paste(sort(unique(values), method = "radix"), collapse = "|") else "")
}

arguments <- commandArgs(TRUE)
facts <- list()
for (argument in arguments[-1]) {
  run <- sub("=.*", "", argument)
  folders <- strsplit(sub("^[^=]*=", "", argument), ":")[[1]]
  for (table in unique(basename(Filter(dir.exists, Sys.glob(file.path(folders, "*")))))) {
    rows <- open_table(folders, table)
    for (column in names(rows))
      facts[[length(facts) + 1]] <- cbind(data.frame(run = run, table = table, column = column), fact(rows[[column]]))
  }
}
write.table(do.call(rbind, facts), arguments[1], sep = "\t", quote = FALSE, row.names = FALSE)

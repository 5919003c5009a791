# Arguments of R as flags of the program.

repeated <- c("set", "table", "column", "scenario", "by")

# list(patients = 500, set = c(a = 1)) becomes --patients=500 --set=a=1. Underscores become
# hyphens, vectors are joined by commas, or repeated where the flag is given once for each.
flags_of <- function(given) {
  given <- given[!vapply(given, is.null, NA)]
  if (length(given) && (is.null(names(given)) || any(!nzchar(names(given))))) refuse("every argument after the first wants its name")
  unlist(Map(flag, paste0("--", gsub("_", "-", names(given), fixed = TRUE)), given, names(given)), use.names = FALSE)
}

flag <- function(flag, value, name) {
  if (!length(value)) refuse(sprintf("%s: is empty", name), "NULL, or leaving it away, stands for what holds by itself")
  if (isTRUE(value)) return(paste0(flag, "=true")) # of a flag that wants a number, too: the next one is not its value
  if (identical(value, FALSE)) return(character())
  text <- words_of(value, name)
  if (!is.null(names(value))) return(paste0(flag, "=", names(value), "=", text))
  if (name %in% repeated) return(paste0(flag, "=", text))
  paste0(flag, "=", paste(text, collapse = ","))
}

words_of <- function(value, name) {
  if (is.factor(value) || inherits(value, "integer64")) value <- as.character(value)
  if (is.list(value)) return(vapply(value, words_of, "", name = name))
  if (!is.character(value) && !is.numeric(value) && !is.logical(value)) {
    refuse(sprintf("%s: want text, a number or TRUE, not %s", name, class(value)[1]))
  }
  if (anyNA(value)) refuse(sprintf("%s: is missing (NA)", name))
  if (is.character(value)) return(path.expand(value))
  if (is.logical(value)) return(tolower(value))
  if (any(value == round(value) & abs(value) > 2^53)) {
    refuse(sprintf("%s: numbers of this size are not exact in R", name), "give it as text, in quotes")
  }
  exact(value)
}

# Numbers in as few digits as say them exactly.
exact <- function(x) {
  vapply(x, function(one) {
    text <- format(one, digits = 15, scientific = FALSE, trim = TRUE)
    if (isTRUE(as.numeric(text) == one)) text else format(one, digits = 17, scientific = FALSE, trim = TRUE)
  }, "", USE.NAMES = FALSE)
}

# Refuses what is neither TRUE nor FALSE: switch_or_refuse(force = force).
switch_or_refuse <- function(...) {
  given <- list(...)
  wrong <- !vapply(given, function(x) isTRUE(x) || isFALSE(x), NA)
  if (any(wrong)) refuse(sprintf("%s: want TRUE or FALSE, not %s", names(given)[wrong], vapply(given[wrong], function(x) deparse(x)[1], "")))
}

as_file <- "write.csv(data, file, row.names = FALSE, na = \"\") makes a file of a data frame"

# The path of one file or folder, with ~ for the home folder.
one_path <- function(path, name, hint = "") {
  if (!is.character(path) || length(path) != 1 || is.na(path) || !nzchar(path)) {
    refuse(sprintf("%s: want one path, not %s", name, if (is.character(path)) deparse(path)[1] else class(path)[1]), hint)
  }
  path.expand(path)
}

# What the program is given for a study: a name or a file as it is; of a list, or of text
# with more than a line, a file, which JSON is as well as YAML.
as_argument <- function(study) {
  if (inherits(study, "rapport_run")) study <- study$study
  if (is.character(study) && length(study) == 1 && !grepl("\n", study, fixed = TRUE)) return(path.expand(study))
  if (!is.list(study) && !is.character(study)) refuse("study: want a name, a file, or a list with the keys of a study file")
  folder <- tempfile("study-")
  dir.create(folder)
  file <- file.path(folder, "study.yaml")
  if (is.list(study)) study <- with_files(study, folder)
  text <- if (is.list(study)) jsonlite::toJSON(as_document(study), auto_unbox = TRUE, null = "null", json_verbatim = TRUE, pretty = TRUE) else study
  writeLines(enc2utf8(text), file, useBytes = TRUE)
  structure(file, written = folder)
}

# A list as JSON is to have it: names of vectors count as those of lists do, and numbers are exact.
as_document <- function(x) {
  if (is.data.frame(x)) x <- lapply(seq_len(nrow(x)), function(i) as.list(x[i, , drop = FALSE]))
  if (is.list(x)) return(lapply(x, as_document))
  if (!is.null(names(x))) return(lapply(as.list(x), as_document))
  if (!is.double(x) || inherits(x, c("Date", "POSIXct", "difftime", "integer64"))) return(x)
  numbers <- ifelse(is.finite(x), exact(x), "null")
  if (length(x) == 1 && !inherits(x, "AsIs")) structure(numbers, class = "json") else structure(sprintf("[%s]", paste(numbers, collapse = ", ")), class = "json")
}

# Copies the files that a study names (instruments, points, plausible sets) to where the program
# looks for them, beside the study.
with_files <- function(study, folder) {
  brought <- function(name) {
    if (!is.character(name) || length(name) != 1 || !utils::file_test("-f", path.expand(name))) return(name)
    inside <- !grepl("^([/\\\\~]|[A-Za-z]:)", name) && !".." %in% strsplit(name, "[/\\\\]")[[1]]
    beside <- if (inside) name else basename(name) # as messages will name it
    while (file.exists(file.path(folder, beside)) || beside == "study.yaml") beside <- file.path("other", beside)
    dir.create(dirname(file.path(folder, beside)), recursive = TRUE, showWarnings = FALSE)
    file.copy(path.expand(name), file.path(folder, beside))
    beside
  }
  if (!is.null(study$instruments)) study$instruments <- lapply(study$instruments, brought)
  for (part in c("design", "plausible")) {
    if (is.list(study[[part]]) && !is.null(study[[part]]$file)) study[[part]]$file <- brought(study[[part]]$file)
  }
  study
}

# Does something with a study's argument; a file that was written for it is removed after. What is
# refused names the keys of a list, and of text the lines, as those of study.yaml.
with_study <- function(study, act) {
  argument <- as_argument(study)
  folder <- attr(argument, "written")
  if (is.null(folder)) return(act(argument))
  on.exit(unlink(folder, recursive = TRUE))
  tryCatch(act(as.character(argument)), rapport_error = function(e) {
    faults <- gsub(as.character(argument), "study.yaml", e$faults, fixed = TRUE)
    if (is.list(study)) faults <- sub("study.yaml", "the study", sub("^study\\.yaml:[0-9]+:[0-9]+: ", "", faults), fixed = TRUE)
    refuse(faults, e$hint, class(e)[1], e$status, e$output)
  })
}

# Finding the program and calling it.

found <- new.env(parent = emptyenv()) # programs that were seen to fit, and their dictionary

#' The program that does the work
#'
#' The option `rapportsim.program`, or what is called `rapport` on the PATH. Package and
#' program must be of one version, so that nothing is misread.
#'
#' @return The path of the program. Where there is none, or one of another version, a condition
#'   of class `rapport_no_program` that says how to get it.
#' @examples
#' \dontrun{
#' options(rapportsim.program = "~/rapport-0.2.0-linux-amd64/rapport")
#' rapport_program()
#' }
#' @export
rapport_program <- function() {
  given <- getOption("rapportsim.program")
  program <- if (is.null(given)) Sys.which("rapport")[[1]] else path.expand(given)
  if (!nzchar(program)) {
    refuse("the program rapport is not on the PATH", how_to_get(), "rapport_no_program")
  }
  if (!is.null(given) && file.access(program, 1) != 0) {
    refuse(paste(program, "is not a program"), "options(rapportsim.program = ) wants the path of rapport", "rapport_no_program")
  }
  if (!isTRUE(found[[program]])) {
    fits(program)
    found[[program]] <- TRUE
  }
  program
}

how_to_get <- function() {
  paste0("take the archive of version ", own_version(), " for this machine, and put its program on the PATH; or ",
         "`pip install rapport-sim==", own_version(), "`, which brings it; or, in a clone of rapport, go install ./cmd/rapport; ",
         "or options(rapportsim.program = \"its path\")")
}

own_version <- function() as.character(utils::packageVersion("rapportsim"))

fits <- function(program) {
  said <- suppressWarnings(tryCatch(system2(program, "--version", stdout = TRUE, stderr = FALSE), error = function(e) ""))
  words <- strsplit(c(said, "")[1], " ", fixed = TRUE)[[1]]
  if (!identical(words[1], "rapport") || length(words) < 2) {
    refuse(paste(program, "is not the program rapport"), how_to_get(), "rapport_no_program")
  }
  if (words[2] != own_version()) {
    refuse(sprintf("%s is rapport %s, and this package is for %s", program, words[2], own_version()), how_to_get(), "rapport_no_program")
  }
}

#' Call any verb of the program
#'
#' For what has no function of its own.
#'
#' @param ... The verb and its arguments, as in a shell.
#' @return What the program prints, a line to an element; printed as it is.
#' @examples
#' \dontrun{
#' rapport_call("cite", "repair-training")
#' rapport_call("params", "rupture", "--assumed")
#' }
#' @export
rapport_call <- function(...) {
  as_text(call_program(unlist(lapply(list(...), words_of, name = "an argument"))))
}

as_text <- function(lines) structure(lines, class = "rapport_text")

#' @export
print.rapport_text <- function(x, ...) {
  writeLines(unclass(x))
  invisible(x)
}

# Calls the program and returns the lines that it prints. Where answers may be "no" (exit
# status 1), those too are returned. With a label, progress is shown as a bar.
call_program <- function(arguments, label = NULL, no = FALSE) {
  printed <- tempfile("printed-")
  on.exit(unlink(printed))
  call_into(printed, arguments, label, no)
  lines_of(printed)
}

# The same, with what the program prints in a file.
call_into <- function(printed, arguments, label = NULL, no = FALSE) {
  program <- rapport_program()
  said <- tempfile("said-")
  on.exit(unlink(said))
  status <- if (is.null(label)) quiet(program, arguments, c(printed, said)) else with_bar(program, arguments, c(printed, said), label)
  if (status == 1 && no && file.size(printed) > 0) status <- 0
  if (status != 0) refuse_as(status, lines_of(said), lines_of(printed))
}

lines_of <- function(file) readLines(file, encoding = "UTF-8", warn = FALSE)

quiet <- function(program, arguments, files) {
  system2(program, shQuote(arguments), stdout = files[1], stderr = files[2])
}

# The program tells its progress on standard error, which is read line by line.
with_bar <- function(program, arguments, files, label) {
  if (.Platform$OS.type != "unix") return(quiet(program, arguments, files))
  line <- paste(c(shQuote(c(program, arguments, "--progress", "lines")), "2>&1", ">", shQuote(files[1])), collapse = " ")
  child <- pipe(line, "r")
  on.exit(if (!is.null(child)) close(child))
  bar <- new_bar(label)
  said <- character()
  while (length(told <- readLines(child, 1, warn = FALSE))) {
    if (!bar$show(told)) said <- c(said, told)
  }
  bar$close()
  status <- close(child)
  child <- NULL
  writeLines(said, files[2])
  if (is.null(status)) 0 else if (status %% 256 > 0) 128 + status %% 128 else status %/% 256
}

# A line such as "rapport: 43 %, 860,000 of 2,000,000 courses, 12 s left" moves the bar.
new_bar <- function(label) {
  bar <- NULL
  show <- function(line) {
    told <- regmatches(line, regexec("^rapport: .*?([0-9,]+) of ([0-9,]+) [a-z]+", line))[[1]]
    if (length(told)) {
      done <- as.numeric(gsub(",", "", told[2:3], fixed = TRUE))
      if (is.null(bar)) {
        message(label)
        bar <<- utils::txtProgressBar(max = 1, style = 3, file = stderr())
      }
      utils::setTxtProgressBar(bar, done[1] / max(done[2], 1))
    }
    length(told) > 0
  }
  list(show = show, close = function() if (!is.null(bar)) close(bar))
}

# Whether progress is shown: by default where somebody looks.
label_if <- function(progress, label) {
  wanted <- if (is.null(progress)) interactive() else isTRUE(progress)
  if (wanted) label
}

# A document of the program. Seeds that R does not hold as numbers are text.
json <- function(lines) {
  text <- gsub('("seed": ?)([0-9]{16,})', '\\1"\\2"', paste(lines, collapse = "\n"))
  jsonlite::fromJSON(text, simplifyVector = TRUE, simplifyDataFrame = FALSE, simplifyMatrix = FALSE)
}

# Renders the vignettes of this folder from top to bottom into Markdown, which can be read
# beside the code.
#
#   Rscript render.R --small          every vignette, small; nothing is written
#   Rscript render.R --check          renders nothing: is what is committed up to date?
#   Rscript render.R --write [NAME]   in full size; keeps the .md and its pictures
#
# Without --write nothing in this folder changes, and what is committed must have been made
# from the code that stands in the vignette. A vignette fails where R stops or warns, or
# shows what belongs to one machine alone. It needs this package, rmarkdown, pandoc, what the
# vignettes name (lme4, lavaan, survival, ggplot2) and the program rapport on the PATH.
here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))))
arguments <- commandArgs(TRUE)
mode <- grep("^--", arguments, value = TRUE)
if (length(mode) != 1 || !mode %in% c("--small", "--check", "--write")) stop("want --small, --check or --write [NAME...]", call. = FALSE)
small <- mode == "--small"
write <- mode == "--write"
names <- grep("^--", arguments, value = TRUE, invert = TRUE)
if (!length(names)) names <- sub("\\.Rmd$", "", list.files(here, "\\.Rmd$"))

size <- "^([A-Z_]+ <- )([^#]+?)(  # small: )(\\S+)$"
machine <- "/(tmp|home|root|usr|work|var|opt|build)/|file:/|0x[0-9a-f]{6}|<pointer|#> Warning"

# Tells the outputs of this code from outputs of other code.
fingerprint <- function(lines) {
  file <- tempfile()
  writeLines(lines, file)
  on.exit(unlink(file))
  sprintf("<!-- rendered by render.R from code with the checksum %s -->", tools::md5sum(file))
}

# Renders a vignette in a copy of this folder, in an R of its own, and returns the folder.
render <- function(name) {
  folder <- tempfile("vignette-")
  dir.create(folder)
  file.copy(list.files(here, "\\.(Rmd|R)$", full.names = TRUE), folder)
  source <- file.path(folder, paste0(name, ".Rmd"))
  lines <- readLines(source)
  if (!any(grepl(size, lines, perl = TRUE))) stop(name, " has no line such as: PATIENTS <- 4000  # small: 500", call. = FALSE)
  if (small) writeLines(sub(size, "\\1\\4", lines, perl = TRUE), source)
  script <- sprintf('
    options(warn = 2, width = 100, str = utils::strOptions(vec.len = 3))
    form <- rmarkdown::github_document(html_preview = FALSE, pandoc_args = "--markdown-headings=atx")
    form$knitr$opts_chunk <- modifyList(form$knitr$opts_chunk, list(
      fig.path = "pictures/%s-", fig.width = 7.2, fig.height = 4, dpi = 100, fig.retina = 2,
      dev = "png", dev.args = list(type = "cairo"), comment = "#>"))
    rmarkdown::render("%s.Rmd", form, quiet = TRUE)', name, name)
  said <- suppressWarnings(system2("Rscript", c("-e", shQuote(sprintf("setwd(%s);%s", deparse(folder), script))),
    stdout = TRUE, stderr = TRUE, env = "LC_ALL=C.UTF-8"))   # letters and order alike on every machine
  if (!is.null(attr(said, "status"))) stop(name, ": ", paste(tail(said, 20), collapse = "\n"), call. = FALSE)
  folder
}

# All that is wrong with what was rendered.
faults <- function(name, rendered) {
  shown <- grep(machine, rendered, value = TRUE, perl = TRUE)
  committed <- file.path(here, paste0(name, ".md"))
  mark <- fingerprint(readLines(file.path(here, paste0(name, ".Rmd"))))
  c(if (length(shown)) paste("shows what belongs to one machine:", shown),
    if (!write && !(file.exists(committed) && mark %in% readLines(committed)))
      "was edited after it was rendered: Rscript render.R --write")
}

# What is committed for a vignette, or nothing.
as_committed <- function(name) {
  file <- file.path(here, paste0(name, ".md"))
  if (file.exists(file)) readLines(file) else character()
}

keep <- function(name, folder, rendered) {
  pictures <- file.path(here, "pictures")
  dir.create(pictures, showWarnings = FALSE)
  mine <- sprintf("^%s-.*\\.png$", name)
  unlink(list.files(pictures, mine, full.names = TRUE))
  file.copy(list.files(file.path(folder, "pictures"), mine, full.names = TRUE), pictures, overwrite = TRUE)
  mark <- fingerprint(readLines(file.path(here, paste0(name, ".Rmd"))))
  beside <- gsub("\\(([a-z-]+)\\.html\\)", "(\\1.md)", rendered)   # links among the vignettes
  writeLines(c(mark, "", beside), file.path(here, paste0(name, ".md")))
}

wrong <- FALSE
for (name in names) {
  begin <- Sys.time()
  folder <- if (mode != "--check") tryCatch(render(name), error = function(e) {
    cat(conditionMessage(e), "\n")
    NULL
  })
  found <- if (mode == "--check") faults(name, as_committed(name))
  if (!is.null(folder)) {
    rendered <- readLines(file.path(folder, paste0(name, ".md")))
    found <- faults(name, rendered)
    if (write && !length(found)) keep(name, folder, rendered)
    unlink(folder, recursive = TRUE)
  }
  failed <- is.null(folder) && mode != "--check"
  wrong <- wrong || failed || length(found)
  cat(sprintf("%-20s %5.1f s  %s\n", name, as.numeric(Sys.time() - begin, units = "secs"),
    if (failed) "FAILED" else if (length(found)) paste(found, collapse = "; ") else "done"))
}
if (wrong) quit(status = 1)

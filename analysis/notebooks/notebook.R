# What the R notebooks share: the look of figures, exports, and what `rapport validate` finds.
suppressPackageStartupMessages(library(ggplot2))

# Okabe and Ito's colours, which people with any common colour vision deficiency can tell
# apart; yellow is left out, being too light for lines on white.
colours <- c("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
options(ggplot2.discrete.colour = colours, ggplot2.discrete.fill = colours)
theme_set(theme_minimal(base_size = 11) + theme(
  plot.title = element_text(face = "bold", size = 12), plot.title.position = "plot",
  panel.grid.minor = element_blank(), legend.position = "bottom", plot.margin = margin(8, 12, 6, 6)))

# A run in the shape that a package wants: long, waves, gains or a table (`rapport export --as`).
export <- function(run, shape, ...) {
  folder <- tempfile("export-")
  said <- suppressWarnings(system2("rapport", shQuote(c("export", run, "--as", shape, "--out", folder, ...)), stdout = TRUE, stderr = TRUE))
  if (!is.null(attr(said, "status"))) stop(paste(said, collapse = "\n"), call. = FALSE)
  read.csv(file.path(folder, paste0(shape, ".csv")))
}

# What an estimator of rapport finds in a run: value, low and high end of its interval, n, and
# its parts by name (`rapport validate --estimators` lists them).
estimate <- function(run, scenario, estimator, arguments = "") {
  findings <- tempfile(fileext = ".csv")
  write.csv(data.frame(id = "here", finding = estimator, scenarios = scenario, kind = "note", estimator, arguments),
            findings, row.names = FALSE)
  said <- system2("rapport", shQuote(c("validate", run, "--evidence", findings, "--json")), stdout = TRUE)
  found <- jsonlite::fromJSON(said, simplifyDataFrame = FALSE)$scorecard$findings[[1]]
  if (is.null(found$value)) stop(found$error, call. = FALSE)
  parts <- vapply(found$parts, function(p) p$value, 0)
  names(parts) <- vapply(found$parts, function(p) p$name, "")
  c(list(value = found$value, low = found$low, high = found$high, n = found$n), as.list(parts))
}

# Holds what R finds against what rapport finds; stops where they differ by more than stated.
same <- function(what, r, rapport, tolerance) data.frame(what, R = r, rapport, tolerance)
agree <- function(...) {
  table <- rbind(...)
  off <- !(abs(table$R - table$rapport) <= table$tolerance)
  if (any(is.na(off) | off)) stop("R and rapport disagree on: ", paste(table$what[is.na(off) | off], collapse = "; "), call. = FALSE)
  table$tolerance <- format(table$tolerance, digits = 1)
  knitr::kable(table, digits = 6, row.names = FALSE)
}

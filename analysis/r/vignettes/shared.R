# What the vignettes share: the look of figures, and numbers of R beside numbers of the program.
suppressPackageStartupMessages(library(ggplot2))

# Okabe and Ito's colours, which people with any common colour vision deficiency can tell
# apart; yellow is left out, being too light for lines on white.
colours <- c("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
options(ggplot2.discrete.colour = colours, ggplot2.discrete.fill = colours)
theme_set(theme_minimal(base_size = 11) + theme(
  plot.title = element_text(face = "bold", size = 12), plot.title.position = "plot",
  panel.grid.minor = element_blank(), legend.position = "bottom", plot.margin = margin(8, 12, 6, 6)))

# Holds what R finds against what rapport finds; stops where they differ by more than stated.
same <- function(what, r, rapport, tolerance) data.frame(what, R = r, rapport, tolerance)
agree <- function(...) {
  table <- rbind(...)
  off <- !(abs(table$R - table$rapport) <= table$tolerance)
  if (any(is.na(off) | off)) stop("R and rapport disagree on: ", paste(table$what[is.na(off) | off], collapse = "; "), call. = FALSE)
  table$tolerance <- format(table$tolerance, digits = 1)
  knitr::kable(table, digits = 6, row.names = FALSE)
}

# Summaries and figures.

#' What became of the patients of a run
#'
#' @param object A run.
#' @param ... Nothing.
#' @return A data frame, a row to a scenario: patients; the shares that completed, ended early
#'   because well enough, and left (`dropout`), each also after a change of therapist; mean sessions
#'   held and PHQ-9 at intake. Where the
#'   study asks everybody at weeks, the primary outcome: mean PHQ-9, response and remission of
#'   everybody ([run_by_week()]) at `primary_week`, the last within the planned treatment, and the
#'   PHQ-9 at the last week of all (NA where the study records no truth that would stand for missing
#'   answers). Then what stood at the last session of each: `phq9_last`,
#'   `response`, `remission`, with the mean week of that session (`weeks`). `mark` says in words
#'   where courses end at different times, so that these three compare patients at different
#'   times; NA where they do not.
#' @examples
#' \dontrun{
#' summary(run)
#' }
#' @export
summary.rapport_run <- function(object, ...) {
  patients <- no_shard(object)$patients
  by <- function(x) as.vector(tapply(x, patients$scenario, mean, na.rm = TRUE))
  ended <- sub("^transferred_then_", "", patients$ending)
  frame <- data.frame(
    scenario = factor(levels(patients$scenario), levels(patients$scenario)), patients = as.vector(table(patients$scenario)),
    completed = by(ended == "completed"), well_enough = by(ended == "well_enough"),
    dropout = by(ended == "dropout"), sessions = by(patients$sessions_held), phq9_intake = by(patients$phq9_intake))
  if (asks_at_weeks(object)) frame <- data.frame(frame, weeks_told(object, frame$scenario))
  data.frame(frame, phq9_last = by(patients$phq9_last), response = by(patients$response), remission = by(patients$remission),
             weeks = by(patients$weeks), mark = mark(patients, "phq9_last, response and remission"))
}

# What the summary tells of the primary week, and of the last of all.
weeks_told <- function(run, scenarios) {
  week <- weeks_with_known(run)
  week[!week$known, c("phq9", "response", "remission")] <- NA
  primary <- week[week$week == primary_week(run$manifest), ]
  primary <- primary[match(scenarios, primary$scenario), c("week", "phq9", "response", "remission")]
  names(primary) <- c("primary_week", "phq9_primary_week", "response_primary_week", "remission_primary_week")
  last <- week[week$week == max(week$week), ]
  last <- last[match(scenarios, last$scenario), c("week", "phq9")]
  names(last) <- c("last_week", "phq9_last_week")
  data.frame(primary, last, row.names = NULL)
}

# Colours that readers with any colour vision tell apart (Okabe & Ito 2008), without yellow,
# which is too faint for a line; more scenarios differ by their dashes.
colours <- c("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")

labels <- c(phq9 = "PHQ-9 (0 to 27; low is well)", wai_patient = "alliance, WAI-SR by the patient (1 to 5)",
            wai_therapist = "alliance, WAI-SR by the therapist (1 to 5)", wai_observer = "alliance, WAI-SR by an observer (1 to 5)")

keys <- c("replication", "patient", "therapist", "session", "week") # no mean of these is anything

#' Figures of runs and answers
#'
#' Of a run, how a column's mean develops, a line to a scenario; of a comparison, the differences
#' of twins with their intervals; of contrasts over plausible sets, a dot for each set and a triangle
#' for the shipped values; of a search for the size of a trial, power by size; of an analysis of
#' sensitivity, the parameters that matter most. More than eight scenarios of a run, such
#' as the points of a design, have no intervals, and no names where these would fill the figure.
#'
#' @param x What to draw.
#' @param column A score, such as "phq9" or "wai_patient".
#' @param by "week" for everybody who entered, asked at the study's weeks whatever became of
#'   them, and for the PHQ-9 at entry, too; "session" for those still in treatment, with their number beneath, because a curve of
#'   those who stay flatters. By default "week" for the PHQ-9 where the run has assessments.
#' @param outcome The outcome to draw; by default the first.
#' @param ... Further arguments of [graphics::plot()].
#' @return What was drawn, a data frame, invisibly.
#' @examples
#' \dontrun{
#' plot(run)
#' plot(run, "wai_patient")
#' plot(compare_run(run), outcome = "dropout")
#' }
#' @name plot
#' @aliases plot.rapport_run
#' @export
plot.rapport_run <- function(x, column = "phq9", by = NULL, ...) {
  no_shard(x)
  if (!is.character(column) || length(column) != 1) refuse("column: want the name of one column")
  weekly <- asks_at_weeks(x) && column %in% c("phq9", "true_severity")
  if (is.null(by)) by <- if (weekly) "week" else "session"
  if (!identical(by, "week") && !identical(by, "session")) refuse(sprintf('by: want "week" or "session", not %s', deparse(by)[1]))
  if (by == "week" && !asks_at_weeks(x)) refuse("the study of the run asks nobody at weeks")
  frame <- run_table(x, if (by == "week") "assessments" else "sessions")
  numbers <- setdiff(names(frame)[vapply(frame, is.numeric, NA)], keys)
  if (!column %in% numbers) {
    refuse(sprintf("there is no number %s by %s%s", column, by, nearest(column, numbers)), there_are(numbers))
  }
  if (by == "week" && column == "phq9") {
    frame$phq9 <- everybody(frame)
    entry <- run_table(x, "patients", c("scenario", "phq9_entry"))
    frame <- rbind(data.frame(scenario = entry$scenario, week = 0L, phq9 = entry$phq9_entry), frame[c("scenario", "week", "phq9")])
  }
  means <- means_by(frame, column, by)
  if (!any(is.finite(means$mean))) refuse(sprintf("%s by %s has no value: the run does not record it", column, by))
  told <- if (by == "session") mark(x$patients, "sessions of one number") else NA
  words <- if (!is.na(told)) strwrap(told, graphics::par("din")[1] * 14)
  if (by == "session") {
    graphics::layout(matrix(1:2), heights = c(1, graphics::lcm(2.54 * (.6 + .2 * (4.3 + length(words)))))) # as high as its words need
    on.exit(graphics::layout(1))
  }
  draw_means(means, column, by, list(...))
  if (by == "session") draw_staying(means, words, list(...)$xlim)
  invisible(means)
}

# Mean, ends of its 95 % interval and number, by scenario and time.
means_by <- function(frame, column, by) {
  groups <- split(frame[[column]], list(frame$scenario, frame[[by]]), drop = FALSE)
  times <- sort(unique(frame[[by]]))
  grid <- expand.grid(scenario = levels(frame$scenario), time = times)
  value <- vapply(groups, mean, 0, na.rm = TRUE)
  half <- vapply(groups, function(v) 1.96 * stats::sd(v, na.rm = TRUE) / sqrt(sum(!is.na(v))), 0)
  data.frame(grid, mean = value, low = value - half, high = value + half, n = lengths(groups),
             answers = vapply(groups, function(v) sum(!is.na(v)), 0), row.names = NULL)
}

bands <- 8 # lines at most that have their intervals

# How names stand above a figure: so many to a line, in so many lines; in none where they would fill it.
room_for_names <- function(names) {
  wide <- floor((graphics::par("din")[1] - 1) / (.45 + .075 * max(nchar(names)))) # inches
  columns <- if (length(names) > 9) max(1, min(6, wide)) else 3
  lines <- ceiling(length(names) / columns)
  list(columns = columns, lines = if (lines > 7) 0 else lines)
}

# The lines of a figure by scenario; each looks as its place in the study says, whichever others are drawn.
lines_of_means <- function(means, drawn) {
  i <- seq_len(nlevels(means$scenario)) - 1
  look <- data.frame(col = colours[i %% 7 + 1], lty = i %/% 7 %% 6 + 1, pch = i %% 6 + 15)
  look$line <- unname(split(drawn, drawn$scenario))
  look$name <- levels(means$scenario)
  look[vapply(look$line, nrow, 0L) > 0, ]
}

draw_means <- function(means, column, by, given) {
  n <- nlevels(means$scenario)
  drawn <- means[is.finite(means$mean), ]
  look <- lines_of_means(means, drawn)
  names <- room_for_names(look$name)
  before <- graphics::par(mar = c(if (by == "week") 4 else 1.2, 4, 3.2 + names$lines, 1), las = 1, bty = "l", mgp = c(2.6, .7, 0))
  on.exit(graphics::par(before))
  entered <- if (all(means$answers == means$n)) "everybody who entered" else "those who answered"
  who <- if (by == "week") entered else "those still in treatment"
  what <- if (n > bands) sprintf("Means of %d scenarios,", n) else "Mean and 95 % interval,"
  title <- if (is.null(given$main)) paste(what, who) else given$main
  y <- if (n > bands) range(drawn$mean) else range(drawn$mean, drawn$low, drawn$high, finite = TRUE)
  label <- if (column %in% names(labels)) labels[[column]] else column
  arguments <- list(range(drawn$time), y, xlab = if (by == "week") "weeks since entry" else "")
  arguments <- utils::modifyList(arguments, given[setdiff(names(given), c("main", "ylab"))])
  do.call(graphics::plot.default, c(arguments, list(type = "n", xaxt = "n", ylab = "")))
  label <- if (is.null(given$ylab)) label else given$ylab
  graphics::title(ylab = label, cex.lab = min(1, graphics::par("pin")[2] / graphics::strwidth(label, "inches"))) # as long as its axis
  graphics::axis(1, if (by == "week") unique(drawn$time) else pretty(graphics::par("usr")[1:2]), labels = if (by == "week") unique(drawn$time) else FALSE)
  graphics::title(title, adj = 0, line = 1.6 + names$lines, cex.main = 1.1)
  for (i in seq_len(nrow(look))) draw_line(look$line[[i]], look[i, ], n <= bands)
  if (names$lines == 0) return(invisible())
  graphics::legend("bottomleft", look$name, col = look$col, lty = look$lty, pch = look$pch, bty = "n", inset = c(0, 1.01),
                   ncol = min(names$columns, nrow(look)), cex = .85, pt.cex = .8, xpd = TRUE)
}

draw_line <- function(line, look, banded) {
  band <- line[is.finite(line$low) & banded, ]
  graphics::polygon(c(band$time, rev(band$time)), c(band$low, rev(band$high)), col = grDevices::adjustcolor(look$col, .15), border = NA)
  graphics::lines(line$time, line$mean, type = "o", col = look$col, lty = look$lty, pch = look$pch, cex = .7, lwd = 1.6)
}

# How many are still there, and what courses that end at different times concern.
draw_staying <- function(means, words, xlim) {
  before <- graphics::par(mar = c(4 + length(words), 4, .3, 1), las = 1, bty = "l", mgp = c(2.6, .7, 0))
  on.exit(graphics::par(before))
  some <- means[means$n > 0, ]
  graphics::plot(if (is.null(xlim)) range(some$time[is.finite(some$mean)]) else xlim, c(0, max(some$n)), type = "n", xlab = "session", ylab = "patients")
  look <- lines_of_means(means, some[is.finite(some$mean), ])
  for (i in seq_len(nrow(look))) graphics::lines(look$line[[i]]$time, look$line[[i]]$n, col = look$col[i], lty = look$lty[i], lwd = 1.6)
  if (length(words)) graphics::mtext(words, 1, 3.2 + seq_along(words) * .9, adj = 0, cex = .75 * graphics::par("cex"))
}

#' @rdname plot
#' @export
plot.rapport_comparison <- function(x, outcome = x$outcome[1], ...) {
  rows <- as.data.frame(x)
  rows <- rows[rows$outcome == known(outcome, unique(rows$outcome), "outcome"), ]
  title <- sprintf("%s: difference from %s", rows$label[1], rows$baseline[1])
  draw_intervals(rows$scenario, rows$difference, rows$difference_low, rows$difference_high, title,
                 paste0(if (rows$unit[1] %in% c("", NA)) "share" else rows$unit[1], ", twin by twin, with 95 % interval"), ...)
  invisible(rows)
}

# Values with their intervals, one to a line, their names to the left.
draw_intervals <- function(names, value, low, high, title, label, ...) {
  draw_named(names, c(value, low, high), title, label, function(y) {
    graphics::segments(low, y, high, y, col = colours[1], lwd = 2)
    graphics::points(value, y, pch = 19, col = colours[1])
  }, ...)
}

# A figure with a line to each name, for these values; `draw` is given the heights of the lines.
draw_named <- function(names, values, title, label, draw, ...) {
  width <- max(graphics::strwidth(names, "inches", cex = .9), .3) + .4
  before <- graphics::par(mai = c(.8, width, .6, .2), las = 1, bty = "n", mgp = c(2.4, .7, 0))
  on.exit(graphics::par(before))
  y <- rev(seq_along(names))
  graphics::plot(range(values, 0, finite = TRUE), c(.5, length(names) + .5), type = "n", yaxt = "n", xlab = label, ylab = "", ...)
  graphics::segments(0, .5, 0, length(names) + .5, col = "grey60")
  graphics::axis(2, y, names, tick = FALSE, cex.axis = .9)
  draw(y)
  graphics::mtext(title, 3, 1, at = graphics::grconvertX(.02, "ndc", "user"), adj = 0, font = 2, cex = 1.1 * graphics::par("cex"))
}

#' @rdname plot
#' @export
plot.rapport_plausible <- function(x, outcome = x$outcome[1], ...) {
  if (!nrow(x)) refuse("the run is under no plausible sets", "run_study(study, plausible = 64) runs it under sets")
  rows <- as.data.frame(x)
  rows <- rows[rows$outcome == known(outcome, unique(rows$outcome), "outcome"), ]
  names <- paste(rows$contrast, rows$verdict, sep = "\n")
  title <- sprintf("difference in %s, under %d sets", rows$label[1], max(rows$sets))
  draw_named(names, unlist(c(rows$values, rows$shipped)), title, "triangle: shipped values; bar: 90 % of the sets", function(y) {
    graphics::segments(rows$low_90, y, rows$high_90, y, col = "grey80", lwd = 8, lend = "butt")
    for (i in seq_along(y)) {
      values <- rows$values[[i]]
      graphics::points(values, y[i] + .08 * (seq_along(values) %% 5 - 2), pch = 19, cex = .5, col = colours[1])
    }
    graphics::points(rows$shipped, y - .28, pch = 17)
  }, ...)
  invisible(rows)
}

#' @rdname plot
#' @export
plot.rapport_power <- function(x, ...) {
  steps <- x$trials[x$trials$stage != "null", ]
  steps <- steps[order(steps$size), ]
  before <- graphics::par(las = 1, bty = "l")
  on.exit(graphics::par(before))
  graphics::plot(steps$size, steps$power, ylim = c(0, 1), pch = 19, col = colours[1], xlab = "size", ylab = "share of trials that find it", ...)
  graphics::segments(steps$size, steps$low, steps$size, steps$high, col = colours[1])
  graphics::abline(h = x$data$target, lty = 2, col = "grey50")
  if (!is.na(x$needed)) graphics::abline(v = x$needed, col = colours[2])
  graphics::title(if (is.na(x$needed)) "Power by size" else sprintf("Power by size; needed: %s", format(x$needed, big.mark = ",")), adj = 0, cex.main = 1.1)
  invisible(steps)
}

#' @rdname plot
#' @param largest How many parameters to draw.
#' @export
plot.rapport_sensitivity <- function(x, outcome = x$effects$outcome[1], largest = 12, ...) {
  rows <- x$effects[x$effects$outcome == known(outcome, unique(x$effects$outcome), "outcome"), ]
  measure <- if ("mu_star" %in% names(rows)) "mu_star" else "total"
  rows <- utils::head(rows[order(-rows[[measure]]), ], largest)
  label <- c(mu_star = "mean absolute effect (Morris)", total = "total index (Sobol')")[[measure]]
  draw_intervals(rows$parameter, rows[[measure]], rows[[paste0(measure, "_low")]], rows[[paste0(measure, "_high")]],
                 sprintf("%s depends on", outcome), label, ...)
  invisible(rows)
}

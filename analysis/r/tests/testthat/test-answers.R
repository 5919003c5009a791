test_that("compare says what twins say", {
  run <- trained()
  found <- compare_run(run)
  expect_identical(unique(found$scenario), run$scenarios[-1])
  one <- subset(found, scenario == "trained" & outcome == "phq9_last")
  by_hand <- with(run$patients, mean(phq9_last[scenario == "trained"] - phq9_last[scenario == "as-usual"]))
  expect_equal(one$difference, by_hand)
  twins <- compare_twins(run, scenarios = "trained")
  expect_equal(mean(twins$phq9_last_difference), by_hand)
  none <- compare_twins(run_study(list(question = "q", population = list(patients = 3), assessments = list(weeks = list(2)),
                                       set = list(care.sessions = 2), scenarios = list(list(name = "a"), list(name = "b"))), out = tempfile("none-")))
  numbers <- none[setdiff(names(none), c("baseline", "scenario"))]
  expect_true(any(vapply(numbers, function(x) all(is.na(x)), NA)))
  expect_true(all(vapply(numbers, is.numeric, NA)) && is.character(none$scenario) && is.integer(none$patient))
  expect_output(print(found), "twins against as-usual")
  thirds <- compare_subgroups(run, by = "attachment_anxiety", scenarios = "trained")
  expect_identical(levels(thirds$third), c("low", "middle", "high"))
  expect_true(all(thirds$third_from <= thirds$third_to))
  said <- json(rapport_call("compare", run$path, "--by", "attachment_anxiety", "--scenario", "trained", "--json"))$comparisons[[1]]
  rough <- function(parts) vapply(parts, function(part) isTRUE(part$difference$rough), NA)
  expect_identical(subset(found, scenario == "trained")$difference_rough, rough(said$outcomes))
  expect_identical(thirds$difference_rough, unlist(lapply(said$subgroups, function(group) rough(group$thirds))))
  expect_true(any(thirds$difference_rough) && !all(thirds$difference_rough))
})

test_that("a summary has a row to a scenario, in the study's order", {
  run <- trained()
  found <- summary(run)
  expect_identical(as.character(found$scenario), run$scenarios)
  expect_equal(found$phq9_last[1], mean(subset(run$patients, scenario == "as-usual")$phq9_last))
  expect_identical(found$last_week[1], 52L)
  expect_identical(found$mark[1], NA_character_)
  apart <- summary(run_study("length-of-treatment", patients = 60, replications = 1, out = tempfile("lengths-")))
  expect_match(apart$mark, "courses end at different times, on average in week .* phq9_last")
})

test_that("a summary counts what the program counts", {
  skip_if_not(program_there())
  tapered <- list(name = "tapered", set = list(care.taper_from = 6, care.taper_gap = 4, transfer.threshold = .6, transfer.raise = 2, transfer.answer = -2))
  folder <- tempfile("tapered-")
  run <- run_study(list(question = "q", population = list(patients = 100), scenarios = list(tapered, list(name = "usual"))), out = folder)
  found <- summary(run)
  program <- json(rapport_call("run", file.path(folder, "study.yaml"), "--out", folder, "--json"))$scenarios
  for (i in 1:2) {
    for (ending in c("completed", "well_enough", "dropout")) {
      count <- sum(unlist(program[[i]]$endings[paste0(c("", "transferred_then_"), ending)]))
      expect_equal(found[[ending]][i], count / 100, info = paste(found$scenario[i], ending))
    }
    expect_identical(found$primary_week[i], program[[i]]$primary_week)
  }
  expect_identical(found$primary_week[1], 26L)
})

test_that("everybody at a week is whom the program means", {
  run <- trained()
  week <- run_by_week(run)
  expect_identical(unique(as.character(week$scenario)), run$scenarios)
  expect_true(all(week$patients == 80) && min(week$answered) < 1)
  expect_equal(week$waiting + week$treatment + week$ended, rep(1, nrow(week)))
  said <- subset(compare_run(run), scenario == "trained" & !is.na(week))
  usual <- subset(week, scenario == "as-usual")
  for (at in unique(said$week)) {
    for (outcome in c("phq9", "response", "remission", "relapse")) {
      value <- said$mean_baseline[said$outcome == sprintf("%s_week_%d", outcome, at)]
      if (length(value)) expect_equal(usual[usual$week == at, outcome], value, tolerance = 1e-6)
    }
  }
  first <- summary(run)[1, ]
  expect_equal(first$phq9_primary_week, said$mean_baseline[1], tolerance = 1e-6)
  expect_identical(said$week[1], first$primary_week)
})

test_that("mild symptoms and a taper are told as the program tells them", {
  skip_if_not(program_there())
  run <- run_study(list(
    question = "When is tapered treatment judged, and who responds from nothing?",
    population = list(patients = 150, severity_mean = 4, severity_sd = 3),
    set = list(care.sessions = 12, care.taper_from = 8, care.taper_gap = 2),
    scenarios = list(list(name = "usual"), list(name = "more", set = list(population.training = 1)))
  ), out = tempfile("mild-"))
  expect_gt(sum(run$patients$phq9_entry == 0), 5)
  said <- compare_run(run)
  expect_identical(summary(run)$primary_week[1], 16L) # sessions 8 to 12 are two weeks apart
  usual <- subset(run_by_week(run), scenario == "usual")
  for (at in usual$week) {
    value <- said$mean_baseline[said$outcome == sprintf("relapse_week_%d", at)]
    expect_equal(usual$relapse[usual$week == at], value, tolerance = 1e-6)
  }
})

test_that("a shard is not told as the study", {
  skip_if_not(program_there(), "the program rapport of this version is not on the PATH")
  folder <- file.path(tempfile("run-"), "shard")
  rapport_call("run", "waitlist", "--patients", "9000", "--quiet", "--shard", "1/2", "--out", folder)
  run <- open_run(folder)
  for (told in list(summary, run_by_week, plot)) {
    refused <- expect_error(told(run), "is shard 1 of 2", class = "rapport_input_error")
    expect_match(refused$hint, "merge", fixed = TRUE)
  }
})

test_that("the primary week is the program's where sessions get further apart", {
  skip_if_not(program_there(), "the program rapport of this version is not on the PATH")
  for (plan in list(c(care.taper_gap = 3), c(care.taper_gap = 1.4, care.sessions = 24))) {
    run <- run_study("repair-training", patients = 4, set = c(care.taper_from = 9, plan), out = file.path(tempfile("run-"), "run"))
    expect_identical(summary(run)$primary_week[1], compare_run(run)$week[1])
  }
})

test_that("what the evidence leaves open is told", {
  skip_if_not(program_there())
  run <- run_study("waiting-for-therapy", patients = 20, replications = 1, plausible = 2, out = tempfile("open-"))
  expect_identical(run$scenarios, levels(run$patients$scenario))
  expect_identical(nrow(run$patients), 20L * length(run$scenarios))
  found <- compare_plausible(run)
  expect_identical(unique(found$sets), 2L)
  expect_identical(unique(lengths(found$values)), 2L)
  expect_true(all(c("depends_on", "settled_by") %in% names(found)))
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expect_identical(nrow(plot(found)), length(run$scenarios) - 1L)
  expect_true(all(found$low_90 <= found$high_90, na.rm = TRUE) && all(nzchar(found$words)))
  none <- compare_plausible(trained())
  expect_identical(dim(none), c(0L, ncol(found)))
  expect_error(plot(none), "under no plausible sets", class = "rapport_input_error")
})

test_that("columns are there whether anything stands in them or not", {
  skip_if_not(program_there())
  few <- run_study("waiting-for-therapy", patients = 20, replications = 1, out = tempfile("few-"))
  effects <- compare_run(few) # too few for an interval
  expect_true(all(is.na(effects$difference_low)))
  expect_identical(names(effects), names(compare_run(trained())))
  expect_identical(names(rapport_params("repair")), names(rapport_params()))
  expect_identical(dim(compare_contrasts(few)), c(0L, 19L))
})

test_that("strategies and contrasts of a study are told", {
  skip_if_not(program_there())
  trial <- list(name = "second", sessions = 4, when = list(score = "phq9", improved_less_than = 5),
                randomise = list(list(arm = "go-on"), list(arm = "twice", do = list(sessions_per_week = 2))))
  own <- list(name = "own", difference = c("b", "a"), minus = c("trial", "a"))
  scenarios <- list(list(name = "a"), list(name = "b", set = list(dropout.base = -3)), list(name = "trial", rules = list(trial)))
  run <- run_study(list(question = "q", population = list(patients = 150), scenarios = scenarios, contrasts = list(own)), out = tempfile("smart-"))
  contrasts <- subset(compare_contrasts(run), outcome == "dropout")
  effects <- subset(compare_run(run), outcome == "dropout")
  expect_equal(c(contrasts$first, contrasts$second), effects$difference)
  expect_equal(contrasts$difference, contrasts$first - contrasts$second)
  found <- compare_strategies(run)
  expect_setequal(found$strategy, c("second=go-on", "second=twice"))
  expect_true(all(found$followed > 0) && all(is.finite(found$mean)))
})

test_that("a trial with missing answers is told beside the truth", {
  found <- compare_observed(trained(), scenarios = "trained")
  expect_identical(found$week, c(4L, 8L, 12L, 16L, 26L, 52L))
  effects <- subset(compare_run(trained(), scenarios = "trained"), outcome == "phq9_week_16")
  expect_equal(found$truth[found$week == 16], effects$difference)
  expect_true(all(found$answered_baseline > 0.3 & found$answered_baseline < 1 & is.finite(found$mixed_model)))
})

test_that("claims are tried", {
  skip_if_not(program_there())
  found <- rapport_claims(patients = 60)
  expect_output(print(found), sprintf("^%d claims: ", nrow(found$tried)))
  expect_identical(found$not_visible, subset(found$tried, verdict != "visible")$id)
  expect_error(rapport_validate(claims = TRUE), "rapport_claims() tries them", fixed = TRUE, class = "rapport_input_error")
})

test_that("a course is told", {
  expect_match(replay_run(trained(), 3, sessions = "1")[1], "^Patient 3 in scenario as-usual")
})

test_that("power, sensitivity and scorecard are objects with tables", {
  run <- trained()
  found <- rapport_power(run, compare = c("as-usual", "trained"), sizes = c(40, 80), trials = 20, seed = 1)
  expect_identical(subset(found$trials, stage == "asked")$size, c(40L, 80L))
  expect_identical(found$needed, NA_integer_)
  expect_output(print(found), "trained less as-usual")
  found <- rapport_sensitivity("waitlist", c("population.severity_mean", "natural.recovery"), patients = 30, samples = 4)
  expect_no_match(paste(found$text, collapse = "\n"), "--|:$")
  expect_setequal(found$effects$parameter, c("population.severity_mean", "natural.recovery"))
  expect_type(found$effects$mu_star, "double")
  usual <- run_study(patients = 200, seed = 2, out = tempfile("usual-"))
  found <- rapport_validate(usual)
  expect_true(all(c("inside", "skipped") %in% found$findings$verdict))
  card <- found$data$scorecard
  told <- strsplit(found$text, "\n")[[1]]
  expect_match(told[1], sprintf("^%d of %d findings met, %d missed; ", card$met, card$met + card$missed + card$cannot_tell, card$missed))
  expect_identical(sub("^missed: (\\S+) .*", "\\1", told[-1]), found$missed)
  expect_error(rapport_validate(usual, estimators = TRUE), 'rapport_call("validate", "--estimators")', fixed = TRUE, class = "rapport_input_error")
  expect_error(rapport_estimate(usual, "dropout_share", "usual"), "there is no scenario usual", class = "rapport_input_error")
  expect_error(rapport_estimate(usual, "dropout_shar"), "^estimator", class = "rapport_input_error")
  expect_equal(rapport_estimate(usual, "dropout_share")$value, mean(grepl("dropout$", usual$patients$ending)))
})

test_that("parameters are fitted, for another run", {
  skip_if_not(program_there())
  fitted <- rapport_calibrate(params = "dropout.base", patients = 200, generations = 0, descents = 1, polishes = 0)
  expect_named(fitted$values, "dropout.base")
  expect_true(fitted$parameters$min < fitted$values && fitted$values < fitted$parameters$max)
})

test_that("parameters are fitted to a table of one's own", {
  usual <- subset(trained()$sessions, scenario == "as-usual")
  file <- tempfile(fileext = ".csv")
  write.csv(with(usual, data.frame(patient = paste(replication, patient), session, alliance = wai_patient, symptoms = phq9)), file, row.names = FALSE, na = "")
  fitted <- rapport_calibrate(file, params = "rupture.base", patients = 120, generations = 0, descents = 1, polishes = 0)
  expect_named(fitted$values, "rupture.base")
  expect_gt(nrow(fitted$compared), 3)
})

test_that("what a scorecard passes over in a table is told", {
  skip_if_not(program_there())
  file <- withr::local_tempfile(fileext = ".csv")
  write.csv(data.frame(patient = rep(1:30, each = 4), session = 1:4, phq9 = 12:9, mood = 1), file, row.names = FALSE)
  expect_match(rapport_validate(tables = file)$text, 'note: sessions: ignored, as no column of a run: "mood"', fixed = TRUE, all = FALSE)
})

test_that("what ships is listed", {
  skip_if_not(program_there())
  expect_true("repair-training" %in% rapport_studies()$name)
  expect_true("repair.skill" %in% rapport_params("repair")$name)
  expect_true(all(rapport_params(assumed = TRUE)$grade == "Assumed"))
})

test_that("a study that asks nobody at weeks, or records no truth, has figures and summaries", {
  skip_if_not(program_there())
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  study <- list(question = "q", population = list(patients = 20), scenarios = list(list(name = "usual")))
  without <- run_study(c(study, list(assessments = list(weeks = list()))), out = tempfile("without-"))
  expect_error(run_by_week(without), "asks nobody at weeks", class = "rapport_input_error")
  expect_error(plot(without, by = "week"), "asks nobody at weeks", class = "rapport_input_error")
  expect_false("primary_week" %in% names(summary(without)))
  expect_true(all(plot(without)$time %in% without$sessions$session))
  untrue <- run_study(c(study, list(record = list(truth = "none"))), out = tempfile("untrue-"))
  expect_equal(run_by_week(untrue)$phq9[1], mean(subset(untrue$assessments, week == 4)$phq9, na.rm = TRUE))
  expect_true(any(plot(untrue)$answers < plot(untrue)$n))
  told <- c("phq9_primary_week", "response_primary_week", "remission_primary_week", "phq9_last_week")
  expect_true(all(is.na(summary(untrue)[told]))) # they are everybody's
  expect_false(anyNA(summary(run_study(study, out = tempfile("true-")))[told]))
  expect_error(plot(untrue, "true_severity"), "has no value", class = "rapport_input_error")
})

test_that("figures of many scenarios are drawn", {
  skip_if_not(program_there())
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  for (points in c(20, 60)) {
    design <- list(kind = "grid", parameters = list(dropout.base = list(from = -5, to = -3, levels = points)))
    run <- run_study(list(question = "q", population = list(patients = 10), design = design, scenarios = list(list(name = "usual"))),
                     out = tempfile("many-"))
    expect_length(unique(plot(run)$scenario), points)
    expect_length(unique(plot(run, by = "session")$scenario), points)
  }
})

test_that("a scenario looks the same whichever others are drawn", {
  means <- data.frame(scenario = factor(c("a", "b", "c"), c("a", "b", "c")), mean = 1:3)
  expect_identical(lines_of_means(means, means[2:3, ])$col, lines_of_means(means, means)$col[2:3])
  expect_identical(lines_of_means(means, means[3, ])$name, "c")
})

test_that("figures are drawn of what they say", {
  run <- trained()
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  means <- plot(run)
  expect_equal(subset(means, time > 0 & scenario == "trained")$mean, subset(run_by_week(run), scenario == "trained")$phq9)
  expect_equal(means$mean[means$time == 0], as.vector(with(run$patients, tapply(phq9_entry, scenario, mean))))
  expect_true(all(plot(run, "wai_patient")$time %in% run$sessions$session))
  expect_silent(plot(run, "wai_patient", main = "alliance", ylab = "mean", xlim = c(1, 8), ylim = c(1, 5)))
  expect_identical(plot(compare_run(run), outcome = "dropout")$outcome, rep("dropout", 4))
  expect_error(plot(run, "ending"), class = "rapport_input_error")
  expect_error(plot(run, by = "month"), 'by: want "week" or "session", not "month"', fixed = TRUE, class = "rapport_input_error")
  expect_error(plot(run, c("phq9", "week")), "column: want the name of one column", class = "rapport_input_error")
  expect_error(plot(run, "patient"), "no number patient by session", class = "rapport_input_error")
})

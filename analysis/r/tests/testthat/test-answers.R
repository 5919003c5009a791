test_that("compare says what twins say", {
  run <- trained()
  found <- compare_run(run)
  expect_identical(unique(found$scenario), run$scenarios[-1])
  one <- subset(found, scenario == "trained" & outcome == "phq9_last")
  by_hand <- with(run$patients, mean(phq9_last[scenario == "trained"] - phq9_last[scenario == "as-usual"]))
  expect_equal(one$difference, by_hand)
  twins <- compare_twins(run, scenarios = "trained")
  expect_equal(mean(twins$phq9_last_difference), by_hand)
  expect_output(print(found), "twins against as-usual")
  thirds <- compare_subgroups(run, by = "attachment_anxiety", scenarios = "trained")
  expect_identical(levels(thirds$third), c("low", "middle", "high"))
})

test_that("a summary has a row to a scenario, in the study's order", {
  run <- trained()
  found <- summary(run)
  expect_identical(as.character(found$scenario), run$scenarios)
  expect_equal(found$phq9_last[1], mean(subset(run$patients, scenario == "as-usual")$phq9_last))
  expect_identical(found$last_week[1], 52L)
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
  expect_setequal(found$effects$parameter, c("population.severity_mean", "natural.recovery"))
  expect_type(found$effects$mu_star, "double")
  usual <- run_study(patients = 60, seed = 2, out = tempfile("usual-"))
  found <- rapport_validate(usual)
  expect_true(all(c("inside", "skipped") %in% found$findings$verdict))
  expect_equal(rapport_estimate(usual, "dropout_share")$value, mean(grepl("dropout$", usual$patients$ending)))
})

test_that("parameters are fitted, for another run", {
  skip_if_not(program_there())
  fitted <- rapport_calibrate(params = "dropout.base", patients = 200, generations = 0, descents = 1, polishes = 0)
  expect_named(fitted$values, "dropout.base")
  expect_true(fitted$parameters$min < fitted$values && fitted$values < fitted$parameters$max)
})

test_that("what ships is listed", {
  skip_if_not(program_there())
  expect_true("repair-training" %in% rapport_studies()$name)
  expect_true("repair.skill" %in% rapport_params("repair")$name)
  expect_true(all(rapport_params(assumed = TRUE)$grade == "Assumed"))
})

test_that("figures are drawn of what they say", {
  run <- trained()
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  means <- plot(run)
  expect_equal(means$mean[1], mean(subset(run$assessments, scenario == "as-usual" & week == 4)$phq9, na.rm = TRUE))
  expect_true(all(plot(run, "wai_patient")$time %in% run$sessions$session))
  expect_identical(plot(compare_run(run), outcome = "dropout")$outcome, rep("dropout", 4))
  expect_error(plot(run, "ending"), class = "rapport_input_error")
})

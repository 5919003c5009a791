test_that("tables have the types of the dictionary", {
  run <- trained()
  patients <- run$patients
  expect_identical(nrow(patients), 400L)
  expect_identical(levels(patients$scenario), run$scenarios)
  expect_identical(levels(patients$ending)[1:4], c("completed", "well_enough", "dropout", "waiting"))
  expect_type(patients$phq9_intake, "integer")
  expect_type(patients$response, "logical")
  expect_type(patients$agreeableness, "double")
  expect_true(anyNA(run$sessions$wai_therapist))
  for (table in names(run)) {
    columns <- rapport_schema(table)
    frame <- run[[table]]
    expect_setequal(names(frame), c("scenario", columns$name))
    never <- columns$name[!columns$nullable]
    expect_false(anyNA(frame[never]))
  }
})

test_that("every reader gives the same", {
  run <- trained()
  for (reader in c("arrow", "nanoparquet", "duckdb")) {
    if (!requireNamespace(reader, quietly = TRUE)) next
    for (table in names(run)) {
      expect_equal(run_table(run, table, reader = reader), run_table(run, table, reader = "program"), tolerance = 1e-6)
    }
  }
  expect_identical(nrow(run_table(run, "sessions", reader = "program")), run$rows[["sessions"]])
})

test_that("a table without rows has its columns", {
  skip_if_not(program_there())
  run <- run_study("waitlist", patients = 20, out = tempfile("waitlist-"))
  expect_identical(dim(run_table(run, "ruptures", reader = "program")), c(0L, 11L))
  expect_identical(unique(run_table(run, "patients", reader = "program")$therapist), -1L) # as in the file: nobody
  expect_identical(unique(run_table(run, "sessions", reader = "program")$therapist), -1L)
})

test_that("columns and scenarios can be chosen", {
  run <- trained()
  some <- run_table(run, "sessions", c("scenario", "phq9"), "trained", reader = "program")
  expect_identical(names(some), c("scenario", "phq9"))
  expect_identical(as.character(unique(some$scenario)), "trained")
  expect_identical(names(run_table(run, "sessions", factor(c("week", "phq9")))), c("week", "phq9"))
  expect_error(run_table(run, "sessions", scenarios = character()), "scenarios: is empty", class = "rapport_input_error")
  expect_error(compare_run(run, scenarios = character()), "scenarios: is empty", class = "rapport_input_error")
  expect_error(run_table(run, "sessions", reader = "arow"), "there is no reader arow; did you mean arrow", class = "rapport_input_error")
  expect_error(run_table(run, "sessions", columns = list(run)), "column: want names, not list", class = "rapport_input_error")
})

test_that("names that are not there are all told, with the nearest that are", {
  run <- trained()
  faults <- function(call) tryCatch(call, rapport_input_error = function(e) e$faults)
  expect_identical(faults(run_table(run, "sessions", c("phq8", "patient", "WAI_Patint", "zzzzzzzz"))),
                   c("there is no column phq8; did you mean phq9?", "there is no column WAI_Patint; did you mean wai_patient?",
                     "there is no column zzzzzzzz"))
  expect_identical(faults(run_table(run, "patients", scenarios = c("trainde", "as-usual"))), "there is no scenario trainde; did you mean trained?")
  expect_identical(faults(run_table(run, "sesions")), "the run has no table sesions; did you mean sessions?")
  expect_identical(faults(run$ruptured), "the run has no ruptured; did you mean ruptures?")
  expect_error(run_table(run, "visits"), "there are assessments, patients", class = "rapport_input_error")
})

test_that("exports are data frames, or files", {
  run <- trained()
  waves <- export_run(run, "waves", "as-usual", waves = "1-3", measures = c("phq9", "wai_patient"))
  expect_true(all(c("phq9_1", "wai_3") %in% names(waves)))
  expect_identical(nrow(waves), 80L)
  patients <- export_run(run, "patients")
  expect_identical(patients$ending, run$patients$ending)
  expect_identical(levels(patients$approach), levels(run$patients$approach))
  expect_identical(patients$patient, run$patients$patient)
  expect_type(patients$course_id, "integer")
  expect_error(export_run(run, programs = "spss"), "are written into a folder", class = "rapport_input_error")
  expect_error(export_run(run, c("long", "waves")), "shape: want one name", class = "rapport_input_error")
  expect_error(export_run(run, "patients", missing = -999), "a data frame has NA", class = "rapport_input_error") # truths would be TRUE
  coded <- export_run(run, "waves", missing = -999, out = tempfile("export-"))
  expect_true(any(utils::read.csv(file.path(coded, "waves.csv"))$phq9_16 == -999))
  folder <- export_run(run, "patients", out = tempfile("export-"), programs = c("csv", "spss"))
  expect_true(file.exists(file.path(folder, "codebook.csv")))
})

test_that("a run says what it is", {
  run <- trained()
  expect_s3_class(run, "rapport_run")
  expect_identical(names(run), c("assessments", "patients", "ruptures", "sessions", "therapists"))
  expect_identical(run$scenarios, c("as-usual", "trained", "explore-drops", "supervised", "trained-and-supervised"))
  expect_identical(run$seed, 7L)
  expect_match(run$study, "title: Repair training", fixed = TRUE)
  expect_output(print(run), "scenarios: as-usual, trained")
})

test_that("a run is a list of its tables to whoever goes through it, and is not changed", {
  run <- trained()
  expect_identical(vapply(run, nrow, 0L), run$rows)
  expect_identical(run[["sessions"]], run$sessions)
  expect_identical(names(run[2:3]), c("patients", "ruptures"))
  expect_identical(run[[2]], run$patients)
  expect_output(str(run), "scenarios: as-usual, trained")
  expect_error(run$sessions <- 1, "a run cannot be changed", class = "rapport_input_error")
  expect_error(run[["path"]] <- "x", "a run cannot be changed", class = "rapport_input_error")
  expect_error(run[[9]], "the run has 5 tables, and no table 9", class = "rapport_input_error")
  expect_error(run[[c("sessions", "patients")]], "want the name of one table", class = "rapport_input_error")
  expect_error(run$design, "the study of the run has no design", class = "rapport_input_error")
  file <- withr::local_tempfile()
  saveRDS(run, file)
  expect_identical(readRDS(file)$patients, run$patients)
})

test_that("seeds of any size are the same again", {
  skip_if_not(program_there())
  run <- run_study("waitlist", patients = 20, seed = "18446744073709551615", out = tempfile("seed-"))
  expect_identical(run$seed, "18446744073709551615")
  expect_output(print(run), "seed 18446744073709551615")
  again <- run_study("waitlist", patients = 20, seed = run$seed, out = tempfile("seed-"))
  expect_identical(again$sessions, run$sessions)
  expect_error(run_study("waitlist", seed = 2^60), "seed: numbers of this size are not exact in R", class = "rapport_input_error")
})

test_that("the same study into the same folder gives the run that is there", {
  run <- trained()
  before <- file.mtime(file.path(run$path, "manifest.json"))
  again <- run_study("repair-training", patients = 40, replications = 2, seed = 7, out = run$path)
  expect_identical(again$path, run$path)
  expect_identical(file.mtime(file.path(run$path, "manifest.json")), before)
})

test_that("another study is refused in words of R", {
  run <- trained()
  refused <- expect_error(run_study("repair-training", patients = 41, out = run$path), class = "rapport_input_error")
  expect_match(refused$hint, "`force = TRUE`", fixed = TRUE)
  expect_no_match(conditionMessage(refused), "--", fixed = TRUE)
})

test_that("a study can be a list, its text, or a run", {
  skip_if_not(program_there())
  study <- list(question = "Does it help?", population = list(patients = 20), set = list(care.sessions = 4),
                scenarios = list(list(name = "usual"), list(name = "check-in", actions = list(list(move = "check_in", when = "alliance_drop")))))
  first <- run_study(study, seed = 3, out = tempfile("list-"))
  expect_identical(first$scenarios, c("usual", "check-in"))
  by_text <- run_study(first$study, out = tempfile("text-"))
  again <- run_study(first, out = tempfile("again-"))
  expect_identical(by_text$sessions, first$sessions)
  expect_identical(again$sessions, first$sessions)
})

test_that("files that a list names are found", {
  skip_if_not(program_there())
  folder <- tempfile("files-")
  dir.create(file.path(folder, "mine"), recursive = TRUE)
  withr::local_dir(folder)
  mood <- c("name: mood", "title: A mood", "construct: severity", "high: ill", "range: [0, 10]", "mean: 5", "sd: 2", "correlation: 0.5")
  writeLines(mood, "mine/mood.yaml")
  writeLines(c("dropout.base", "-4", "-3"), "points.csv")
  study <- list(question = "Are they found?", population = list(patients = 20), instruments = c("ors", "mine/mood.yaml"),
                design = list(kind = "table", file = normalizePath("points.csv")), scenarios = list(list(name = "usual")))
  run <- run_study(study, out = "run")
  expect_setequal(as.character(unique(run$scores$instrument)), c("ors", "mood"))
  expect_length(run$scenarios, 2)
  expect_identical(run$design$dropout.base, c(-4L, -3L))
  writeLines(c(mood, "hgih: ill"), "mine/mood.yaml")
  expect_error(run_study(study, out = "other"), "^mine/mood.yaml:9:1: hgih: unknown key", class = "rapport_input_error")
})

test_that("all faults of a study are told at once, with their keys, and of text the lines", {
  skip_if_not(program_there())
  refused <- expect_error(run_study(list(scenaros = list(), population = list(patients = -3))), class = "rapport_input_error")
  expect_false(any(grepl("study.yaml", refused$faults, fixed = TRUE)))
  expect_true(any(grepl("scenaros: unknown key; did you mean", refused$faults, fixed = TRUE)))
  expect_true(any(startsWith(refused$faults, "population.patients = -3")))
  expect_error(run_study("question: is it told?\nscenaros: []"), "^study.yaml:2:1: scenaros: unknown key", class = "rapport_input_error")
})

test_that("a folder without a run is no run", {
  expect_error(open_run(tempdir()), "it has no manifest.json", class = "rapport_input_error")
  expect_error(open_run("no-such-folder"), "there is no folder no-such-folder", class = "rapport_input_error")
})

test_that("a run of another version is refused", {
  run <- trained()
  copy <- tempfile("older-")
  dir.create(copy)
  file.copy(list.files(run$path, full.names = TRUE), copy, recursive = TRUE)
  file <- file.path(copy, "manifest.json")
  writeLines(sub('"seal": "[0-9a-f]+"', '"seal": ""', sub('"schema_version": [0-9]+', '"schema_version": 1', readLines(file))), file)
  refused <- expect_error(open_run(copy)$sessions, "its rows are of schema 1, this package reads", class = "rapport_input_error")
  expect_match(refused$hint, "makes the run again", fixed = TRUE)
})

test_that("verify says what is damaged", {
  run <- trained()
  expect_true(verify_run(run))
  copy <- tempfile("copy-")
  dir.create(copy)
  file.copy(list.files(run$path, full.names = TRUE), copy, recursive = TRUE)
  file <- Sys.glob(file.path(copy, "sessions", "scenario=trained", "*.parquet"))[1]
  bytes <- readBin(file, "raw", file.size(file))
  bytes[100] <- xor(bytes[100], as.raw(1))
  writeBin(bytes, file)
  damaged <- expect_error(verify_run(copy), class = "rapport_check_failed")
  expect_true(any(grepl("sessions/scenario=trained", damaged$faults, fixed = TRUE)))
})

test_that("paths are one, and of a file", {
  run <- trained()
  expect_error(run_study("waitlist", out = ""), "out: want one path", class = "rapport_input_error")
  expect_error(open_run(NULL), "path: want one path, not NULL", class = "rapport_input_error")
  expect_error(rapport_table(data.frame(a = 1)), "write.csv", class = "rapport_input_error")
  expect_error(rapport_calibrate(data.frame(a = 1)), "data: want one path, not data.frame", class = "rapport_input_error")
  expect_error(rapport_validate(tables = data.frame(a = 1)), "tables: want the names of files", class = "rapport_input_error")
  expect_error(rapport_validate(tables = c("a.csv", "b.csv")), "several files want their names", class = "rapport_input_error")
  expect_error(run_table(run, NULL), "table: want the name of one table", class = "rapport_input_error")
  expect_error(run_study("waitlist", patients = TRUE), "`patients` = true: want a whole number", class = "rapport_input_error")
  expect_identical(flags_of(list(out = "~/x", missing = -99)), c(paste0("--out=", path.expand("~/x")), "--missing=-99"))
})

test_that("a run is found from another working folder", {
  skip_if_not(program_there())
  withr::local_dir(tempdir())
  dir.create("elsewhere")
  run <- run_study("waitlist", patients = 20, out = "moved")
  expect_identical(run$path, "moved")
  setwd("elsewhere")
  expect_identical(run$path, normalizePath("../moved"))
  expect_identical(nrow(run$patients), 20L)
  expect_output(print(replay_run(run, 1)), "Patient 1 ")
})

test_that("what is not what was written is not read", {
  run <- trained()
  copy <- tempfile("copy-")
  dir.create(copy)
  file.copy(list.files(run$path, full.names = TRUE), copy, recursive = TRUE)
  part <- file.path(copy, "sessions", "scenario=trained", "part-00000.parquet")
  read <- through_files(function(file) data.frame(session = 1))
  expect_identical(nrow(read(open_run(copy), "sessions", run$scenarios)), length(run$scenarios))
  bytes <- readBin(part, "raw", file.size(part))
  bytes[1000] <- xor(bytes[1000], as.raw(1))
  writeBin(bytes, part)
  Sys.setFileTime(part, Sys.time() + 5) # as another clock's tick would
  refused <- expect_error(read(open_run(copy), "sessions", run$scenarios), class = "rapport_check_failed")
  expect_match(refused$faults, "scenario=trained/part-00000.parquet: is damaged: it is not what was written", fixed = TRUE)
  expect_length(refused$faults, 1)
  # Where nothing hashes files, the program reads the run instead.
  refused <- expect_error(changed_since(open_run(copy), data.frame(path = part, sha256 = ""), hash = NULL), class = "rapport_check_failed")
  expect_true(any(grepl("sessions/scenario=trained", refused$faults, fixed = TRUE)))
})

test_that("a manifest that was changed is refused", {
  run <- trained()
  copy <- tempfile("copy-")
  dir.create(copy)
  file.copy(list.files(run$path, full.names = TRUE), copy, recursive = TRUE)
  file <- file.path(copy, "manifest.json")
  expect_identical(open_run(copy)$seed, run$seed)
  content <- readBin(file, "raw", file.size(file))
  at <- grepRaw('"seed": 7', content, fixed = TRUE) + nchar('"seed": ')
  content[at] <- charToRaw("6")
  writeBin(content, file)
  expect_error(open_run(copy), "manifest.json is damaged: it is not the manifest that was written", class = "rapport_check_failed")
})

test_that("lost and damaged files are told", {
  run <- trained()
  copy <- tempfile("copy-")
  dir.create(copy)
  file.copy(list.files(run$path, full.names = TRUE), copy, recursive = TRUE)
  unlink(file.path(copy, "sessions", "scenario=trained"), recursive = TRUE)
  part <- file.path(copy, "sessions", "scenario=supervised", "part-00000.parquet")
  writeBin(readBin(part, "raw", 1000), part)
  never <- through_files(function(file) stop("a file is read"))
  refused <- expect_error(never(open_run(copy), "sessions", run$scenarios), class = "rapport_check_failed")
  expect_match(refused$faults[1], "scenario=trained/part-00000.parquet: is lost", fixed = TRUE)
  expect_match(refused$faults[2], "bytes were written, found 1000", fixed = TRUE)
  for (text in c("", "{", "[]", "{}")) {
    writeLines(text, file.path(copy, "manifest.json"))
    expect_error(open_run(copy), "manifest.json is damaged", class = "rapport_check_failed")
  }
})

test_that("the package says how it is cited", {
  expect_no_warning(cited <- citation("rapportsim"))
  expect_identical(cited$title, "rapport: a simulation engine for psychotherapy alliance research")
})

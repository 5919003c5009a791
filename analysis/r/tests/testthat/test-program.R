test_that("where there is no program, it is said how to get it", {
  withr::local_envvar(PATH = tempdir())
  withr::local_options(rapportsim.program = NULL)
  missing <- expect_error(rapport_program(), class = "rapport_no_program")
  expect_match(missing$hint, "pip install rapport-sim==", fixed = TRUE)
})

test_that("a program of another version is refused", {
  skip_on_os("windows")
  other <- tempfile("rapport-")
  writeLines(c("#!/bin/sh", "echo rapport 9.9.9"), other)
  Sys.chmod(other, "755")
  withr::local_options(rapportsim.program = other)
  expect_error(rapport_program(), "is rapport 9.9.9, and this package is for", class = "rapport_no_program")
  writeLines(c("#!/bin/sh", "echo something else"), other)
  expect_error(rapport_program(), "is not the program rapport", class = "rapport_no_program")
})

test_that("the program's words become words of R", {
  expect_identical(in_r("choose another folder with --out, or replace the run with --force"),
                   "choose another folder with `out`, or replace the run with `force = TRUE`")
  expect_identical(in_r("rapport params lists them"), "rapport_params() lists them")
  expect_identical(in_r("rapport run --help lists the flags"), 'rapport_call("run", "--help") lists the flags')
  expect_identical(in_r("rapport --help lists what there is"), 'rapport_call("--help") lists what there is')
  expect_identical(in_r("--alliance-range 0,40"), "`alliance_range` 0,40")
  expect_identical(in_r("if it is, say --missing=-99"), "if it is, say `missing = -99`")
  expect_identical(in_r("--trial-n 50 or --shard 1/3"), "`trial_n = 50` or --shard 1/3")
  expect_identical(in_r("find more with rapport calibrate --plausible"), 'find more with rapport_call("calibrate", "--plausible")')
  expect_identical(in_r("perhaps --column alliance=wai, or --column symptoms=\"PHQ 9\""),
                   'perhaps `column = c(alliance = "wai")`, or `column = c(symptoms = "PHQ 9")`')
  expect_identical(in_r("--column = patient: want name=COLUMN"), "`column` = patient: want name=COLUMN")
  expect_identical(in_r("rapport run RUN/study.yaml makes it again; rapport run --resume goes on"),
                   'run_study("RUN/study.yaml", ...) makes it again; run_study(..., resume = TRUE) goes on')
})

test_that("arguments become flags", {
  expect_identical(flags_of(list(patients = 1e6, set = c(a.b = .5, c = 2), quiet = TRUE, force = FALSE, out = NULL)),
                   c("--patients=1000000", "--set=a.b=0.5", "--set=c=2", "--quiet=true"))
  expect_identical(flags_of(list(alliance_range = c(0, 40), scenario = factor(c("x", "y")))),
                   c("--alliance-range=0,40", "--scenario=x", "--scenario=y"))
  expect_error(flags_of(list(seed = NA)), "is missing", class = "rapport_input_error")
  expect_error(flags_of(list(seed = mean)), "want text, a number", class = "rapport_input_error")
  expect_error(flags_of(list(sizes = numeric())), "sizes: is empty", class = "rapport_input_error")
  expect_error(run_study("waitlist", resume = "yes"), 'resume: want TRUE or FALSE, not "yes"', class = "rapport_input_error")
  expect_error(rapport_power("evidence", force = NA), "force: want TRUE or FALSE, not NA", class = "rapport_input_error")
  expect_error(rapport_params(c("a", "b")), "containing: want one text", class = "rapport_input_error")
})

test_that("numbers and names of a list arrive as they are", {
  json <- function(x) as.character(jsonlite::toJSON(as_document(x), auto_unbox = TRUE, null = "null", json_verbatim = TRUE))
  expect_identical(json(list(a = 1 / 3, b = .1, seed = 1e15, set = c(x = 2.5, y = 1), weeks = I(4), none = NA_real_)),
                   '{"a":0.33333333333333331,"b":0.1,"seed":1000000000000000,"set":{"x":2.5,"y":1},"weeks":[4],"none":null}')
  expect_identical(json(list(sessions = c(3, 6), n = 2L, on = TRUE, words = c("a", "b"), rows = data.frame(name = c("a", "b")))),
                   '{"sessions":[3, 6],"n":2,"on":true,"words":["a","b"],"rows":[{"name":"a"},{"name":"b"}]}')
  expect_identical(as.numeric(exact(c(1 / 3, 1e-9, pi))), c(1 / 3, 1e-9, pi))
})

test_that("progress moves a bar, and what else is said is kept", {
  skip_on_os("windows")
  slow <- tempfile("rapport-")
  writeLines(c("#!/bin/sh", paste0('[ "$1" != --version ] || exec echo rapport ', utils::packageVersion("rapportsim")),
               "echo 'rapport: 50 %, 1,000 of 2,000 courses, 1 s left' >&2", "echo done", "echo 'rapport: error: the end' >&2", "exit 3"), slow)
  Sys.chmod(slow, "755")
  withr::local_options(rapportsim.program = slow)
  bar <- utils::capture.output(ended <- expect_error(call_program("run", label = "a run"), class = "rapport_run_failed"), type = "message")
  expect_identical(ended$faults, "the end")
  expect_identical(ended$output, "done")
  expect_match(paste(bar, collapse = ""), "50%", fixed = TRUE)
})

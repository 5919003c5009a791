# One run for all tests; they need the program, as the package does.
made <- new.env()
trained <- function() {
  skip_if_not(program_there(), "the program rapport of this version is not on the PATH")
  if (is.null(made$run)) {
    made$run <- run_study("repair-training", patients = 40, replications = 2, seed = 7, out = file.path(tempfile("run-"), "run"))
  }
  made$run
}

program_there <- function() !inherits(try(rapport_program(), silent = TRUE), "try-error")

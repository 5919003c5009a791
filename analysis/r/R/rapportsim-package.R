#' Simulate the alliance in psychotherapy, from R
#'
#' [run_study()] simulates a study and gives its run; `run$sessions` and its other tables are
#' data frames. [compare_run()] holds every scenario against the first, twin by twin;
#' [rapport_power()], [rapport_sensitivity()], [rapport_validate()] and [rapport_calibrate()]
#' ask the program what it can find out beside runs. All of them call the program
#' `rapport`, which [rapport_program()] finds or says how to get.
#'
#' It is an instrument for research and teaching and never advises on a real patient: its
#' patients are made of equations.
#'
#' @section Options:
#' `rapportsim.program` is the path of the program, where it is not on the PATH.
#' `rapportsim.reader` names what reads tables: "program", "arrow", "nanoparquet" or "duckdb".
#'
#' @section Errors:
#' What the program refuses is a condition of class `rapport_error`, with all faults at once in
#' `$faults` and what to do in `$hint`. Its further class tells of what kind it is:
#' `rapport_input_error` (a study, a parameter, a folder or an argument is wrong, and nothing
#' was written), `rapport_run_failed` (the run could not be finished, written or read; what is
#' complete is kept), `rapport_check_failed` (a run is damaged, a replay differs),
#' `rapport_interrupted` and `rapport_no_program`.
#'
#' @keywords internal
"_PACKAGE"

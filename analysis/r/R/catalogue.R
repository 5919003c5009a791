# What ships with the program.

# A data frame of records; what a record lacks is NA, what it holds several of stands with commas.
in_rows <- function(records) {
  if (!length(records)) return(data.frame())
  records <- lapply(records, flat)
  names <- unique(unlist(lapply(records, names)))
  columns <- lapply(names, function(name) unlist(lapply(records, function(r) if (is.null(r[[name]])) NA else r[[name]])))
  as.data.frame(stats::setNames(columns, names), check.names = FALSE)
}

# A record without records in it: list(first = list(value = 1, low = 0)) becomes first, first_low.
flat <- function(record) {
  parts <- Map(function(name, value) {
    if (!length(value)) return(list())
    if (!is.list(value)) return(stats::setNames(list(if (length(value) == 1) value else paste(value, collapse = ", ")), name))
    if (is.null(names(value))) return(list()) # lists of records have rows of their own
    inner <- flat(value)
    stats::setNames(inner, ifelse(names(inner) == "value", name, paste(name, names(inner), sep = "_")))
  }, names(record), record)
  do.call(c, unname(parts))
}

#' The studies that ship
#'
#' @return A data frame: name, title, question.
#' @examples
#' \dontrun{
#' rapport_studies()
#' }
#' @export
rapport_studies <- function() in_rows(json(call_program(c("studies", "--json"))))

#' The parameters of the model
#'
#' @param pattern Parameters with this in their name, such as "repair"; by default all.
#' @param assumed Only those that nothing but judgement supports.
#' @return A data frame: name, value, unit, min, max, grade, source, meaning.
#' @examples
#' \dontrun{
#' rapport_params("repair")
#' }
#' @export
rapport_params <- function(pattern = NULL, assumed = FALSE) {
  in_rows(json(call_program(c("params", pattern, if (assumed) "--assumed", "--json"))))
}

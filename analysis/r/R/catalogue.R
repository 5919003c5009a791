# What ships with the program.

# A data frame of records; what a record lacks is NA, what it holds several of stands with commas.
# Of `columns`, by name what stands for a value, each is there and of its type, whatever is found.
in_rows <- function(records, columns = list()) {
  records <- lapply(records, flat)
  names <- unique(c(names(columns), unlist(lapply(records, names))))
  values <- lapply(names, function(name) {
    x <- unlist(lapply(records, function(r) if (is.null(r[[name]])) NA else r[[name]]))
    of <- columns[[name]]
    if (is.null(of)) x else as.vector(x, typeof(of))
  })
  as.data.frame(stats::setNames(values, names), check.names = FALSE)
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
#' @param containing Parameters with this in their name or meaning, or in the title of their mechanism,
#'   such as "repair"; by default all.
#' @param assumed Only those that nothing but judgement supports.
#' @return A data frame: name, value, unit, min, max, grade, source, meaning, mechanism and, of a
#'   choice, `choices`, the labels of the values 0, 1, ...
#' @examples
#' \dontrun{
#' rapport_params("repair")
#' }
#' @export
rapport_params <- function(containing = NULL, assumed = FALSE) {
  if (!is.null(containing) && (!is.character(containing) || length(containing) != 1 || is.na(containing))) {
    refuse("containing: want one text, such as \"repair\"")
  }
  switch_or_refuse(assumed = assumed)
  in_rows(json(call_program(c("params", containing, if (assumed) "--assumed", "--json"))),
          list(name = "", value = 0, unit = "", min = 0, max = 0, grade = "", source = "", meaning = "", mechanism = "", choices = ""))
}

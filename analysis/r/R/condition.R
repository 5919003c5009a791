# What can go wrong, as conditions that carry the program's own words.

kinds <- c("1" = "rapport_check_failed", "2" = "rapport_input_error", "3" = "rapport_run_failed",
           "130" = "rapport_interrupted", "143" = "rapport_interrupted")
switches <- c("resume", "force", "identify", "claims", "known", "observed", "latent")
verbs <- c(params = "rapport_params()", studies = "rapport_studies()", schema = "rapport_schema()",
           run = "run_study()", verify = "verify_run()", compare = "compare_run()")

# The program's words, with its flags as arguments: "with --out" becomes "with `out`".
in_r <- function(words) {
  flag <- "--([a-z]+(?:-[a-z]+)*)(?![A-Za-z-])"
  words <- gsub("rapport ([a-z]+) --help", 'rapport_call("\\1", "--help")', words)
  for (verb in names(verbs)) words <- gsub(sprintf("\\brapport %s\\b(?! -)", verb), verbs[[verb]], words, perl = TRUE)
  at <- gregexpr(flag, words, perl = TRUE)
  regmatches(words, at) <- lapply(regmatches(words, at), function(flags) {
    names <- gsub("-", "_", substring(flags, 3), fixed = TRUE)
    shown <- sprintf("`%s%s`", names, ifelse(names %in% switches, " = TRUE", ""))
    ifelse(names %in% c("help", "shard"), flags, shown) # these have no argument here
  })
  words
}

refuse <- function(faults, hint = "", kind = "rapport_input_error", status = NULL, output = "") {
  message <- paste(c(faults, if (nzchar(hint)) paste("hint:", hint)), collapse = "\n")
  stop(structure(list(message = message, call = NULL, faults = faults, hint = hint, status = status, output = output),
                 class = c(kind, "rapport_error", "error", "condition")))
}

# Ends with the condition for what the program said before it ended with this status.
refuse_as <- function(status, said, output = "") {
  told <- function(what) in_r(sub(sprintf("^rapport: %s: ", what), "", grep(sprintf("^rapport: %s: ", what), said, value = TRUE)))
  faults <- told("error")
  if (!length(faults)) faults <- c(utils::tail(said[nzchar(said)], 20), sprintf("the program ended with status %d", status))
  kind <- kinds[as.character(status)]
  refuse(faults, paste(told("hint"), collapse = "\n"), if (is.na(kind)) "rapport_failed" else kind[[1]], status, output)
}

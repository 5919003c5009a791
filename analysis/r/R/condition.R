# What can go wrong, as conditions that carry the program's own words.

kinds <- c("1" = "rapport_check_failed", "2" = "rapport_input_error", "3" = "rapport_run_failed",
           "129" = "rapport_interrupted", "130" = "rapport_interrupted", "143" = "rapport_interrupted")
switches <- c("resume", "force", "identify", "claims", "known", "observed", "latent")
verbs <- c(params = "rapport_params()", studies = "rapport_studies()", schema = "rapport_schema()",
           run = "run_study()", verify = "verify_run()", compare = "compare_run()", replay = "replay_run()")

# The program's words, with its flags as arguments: "with --out" becomes "with `out`". A verb with
# a flag is a call, whose flag stays as it is.
in_r <- function(words) {
  words <- gsub("the same command with --", "the same call with --", words, fixed = TRUE)
  words <- gsub("\\brapport run --resume\\b", "run_study(..., resume = TRUE)", words)
  words <- gsub("\\brapport run (\\S+\\.yaml)", 'run_study("\\1", ...)', words)
  words <- gsub("\\brapport --([a-z-]+)", 'rapport_call("\036\\1")', words)
  words <- gsub("\\brapport ([a-z]+) --([a-z-]+)", 'rapport_call("\\1", "\036\\2")', words)
  for (verb in names(verbs)) words <- gsub(sprintf("\\brapport %s\\b(?! -)", verb), verbs[[verb]], words, perl = TRUE)
  words <- gsub('--(column|set) ([A-Za-z_.]+)="?((?<=")[^"]*|[^ ,;:()"]+)"?', '`\\1 = c(\\2 = "\\3")`', words, perl = TRUE)
  at <- gregexpr("--[a-z]+(?:-[a-z]+)*(?![A-Za-z-])(?:[= ]-?[0-9][0-9.]*(?![0-9.]*(?:/|[,:][0-9])))?", words, perl = TRUE)
  regmatches(words, at) <- lapply(regmatches(words, at), function(flags) {
    names <- gsub("-", "_", sub("^--([a-z-]+).*", "\\1", flags), fixed = TRUE)
    value <- sub("^--[a-z-]+[= ]?", "", flags)
    shown <- sprintf("`%s%s`", names, ifelse(nzchar(value), paste(" =", value), ifelse(names %in% switches, " = TRUE", "")))
    ifelse(names == "shard", flags, shown) # this has no argument here
  })
  gsub("\036", "--", words, fixed = TRUE)
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

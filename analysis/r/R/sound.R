# Whether what is read is what was written: files and manifest are held against their SHA-256.

held <- new.env(parent = emptyenv()) # when a file was last changed that was found sound, by path

# What hashes files: R itself from 4.5 on, or the package digest. NULL where there is neither.
hashing <- function() {
  if ("sha256sum" %in% getNamespaceExports("tools")) {
    return(function(files) unname(getExportedValue("tools", "sha256sum")(files)))
  }
  if (requireNamespace("digest", quietly = TRUE)) {
    return(function(files) vapply(files, digest::digest, "", algo = "sha256", file = TRUE, USE.NAMES = FALSE))
  }
}

# Which files are not as they were written; each is hashed once, and again when it has changed.
# Where nothing hashes files, the program reads the whole run instead, and refuses it.
changed_since <- function(run, parts, hash = hashing()) {
  at <- as.numeric(file.mtime(parts$path))
  names <- normalizePath(parts$path)
  fresh <- which(!mapply(function(name, at) identical(held[[name]], at), names, at))
  if (!length(fresh)) return(character())
  if (is.null(hash)) {
    verify_run(run)
    found <- parts$sha256[fresh]
  } else {
    found <- hash(parts$path[fresh])
  }
  sound <- fresh[found == parts$sha256[fresh]]
  for (i in sound) assign(names[i], at[i], envir = held)
  parts$path[setdiff(fresh, sound)]
}

# Whether a manifest is another than was written. Its seal is the SHA-256 of all else in it; of
# one without a seal, as earlier versions wrote, nobody can tell.
broken_seal <- function(file) {
  content <- readBin(file, "raw", file.size(file))
  key <- '"seal": "'
  at <- utils::tail(grepRaw(key, content, fixed = TRUE, all = TRUE), 1) + nchar(key) - 1
  hash <- hashing()
  if (!length(at) || length(content) < at + 64 || is.null(hash)) return(FALSE)
  seal <- content[at + 1:64]
  if (!all(seal %in% charToRaw("0123456789abcdef"))) return(FALSE)
  rest <- tempfile()
  on.exit(unlink(rest))
  writeBin(content[-(at + 1:64)], rest)
  hash(rest) != rawToChar(seal)
}

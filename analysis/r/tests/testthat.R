library(testthat)
library(rapportsim)

test_check("rapportsim")

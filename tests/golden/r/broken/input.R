before <- function(x) {
  x + 1
}

broken <- function(x) {
  y <- x *
}

LIMIT <- 10

middle <- function(y) {
  if (y >) {
    y
  }
}

values <- c(1, 2,

after <- function(z) z

"last" <- function() "done"

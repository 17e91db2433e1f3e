# Samples and their summaries.
library(stats)

LIMIT <- 100
threshold = 0.05
"quoted name" <- 1
25 -> quarter
counter <<- 0
threshold <- 0.01
assign("assigned", TRUE)

#' Mean without outliers.
#' @param x numbers
trimmed <- function(x, trim = 0.1) {
  n <- length(x)
  kept <- x[seq_len(n)]
  inner <- function(y) {
    total <- sum(y)
    total / n
  }
  counter <<- counter + 1
  inner(kept)
}

double = function(x) x * 2
triple <- \(x) x * 3
`%+%` <- function(a, b) paste0(a, b)
`names<-.sample` <- function(x, value) {
  attr(x, "names") <- value
  x
}
print.sample <- function(x, ...) {
  cat('sample of', length(x), "\n")
  invisible(x)
}

tools <- list(
  open = function(path) {
    con <- file(path)
    con
  },
  limit = 3
)
tools$close <- function(con) close(con)
tools$size <- 10

setClass("Shape", representation(name = "character", sides = "numeric"))
Circle <- setClass("Circle", contains = "Shape", slots = c(radius = "numeric"))

setGeneric("area", function(shape, ...) standardGeneric("area"))
setMethod("area", "Circle", function(shape, ...) {
  r <- shape@radius
  pi * r^2
})
setMethod("scale", signature("Circle", "numeric"), function(x, by) {
  x@radius <- x@radius * by
  x
})

Account <- setRefClass("Account",
  fields = list(balance = "numeric", owner = "character"),
  methods = list(
    deposit = function(amount) {
      fresh <- balance + amount
      balance <<- fresh
    }
  )
)

Stack <- R6::R6Class("Stack",
  public = list(
    items = NULL,
    initialize = function(...) {
      self$items <- list(...)
    },
    push = function(x) {
      self$items <- c(self$items, x)
      invisible(self)
    }
  ),
  private = list(
    secret = 42,
    grow = function() NULL
  ),
  active = list(
    size = function() length(self$items)
  )
)

raw_text <- r"(no \escape)"
result <- sapply(1:3, FUN = function(i) {
  square <- i^2
  square
})

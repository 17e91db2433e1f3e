make_counter <- function(start = 0) {
  value <- start
  list(
    increment = function() {
      value <<- value + 1
      value
    },
    reset = function() value <<- start
  )
}

if (interactive()) {
  prompt <- "> "
  ask <- function() readline(prompt)
} else {
  prompt <- ""
}

for (i in 1:3) {
  row <- i
}

local({
  hidden <- 1
  shown <- function() hidden
})

outer_fn <- function() {
  middle_fn <- function() {
    inner_fn <- function() {
      deep <- 1
      deep
    }
    inner_fn
  }
  middle_fn
}

test_that("it counts", {
  counter <- make_counter()
  expect_equal(counter$increment(), 1)
})

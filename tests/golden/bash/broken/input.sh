#!/bin/sh
before=1

first() {
  echo "first"
}

second() {
  if [ -f x ]; then
    echo "no fi"
}

third() {
  echo "$(date)" )
  value=3
}

after=2

fourth() {
  echo 'fourth'
}

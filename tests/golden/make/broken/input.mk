GOOD = 1
broken line without meaning
target: dep
	echo "unclosed
ifdef GOOD
other: target
	@true
endif endif
define never
closed
last: x
ifdef X
  indented = 1
endif

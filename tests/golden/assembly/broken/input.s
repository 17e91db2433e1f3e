ENTRY(
SYM_FUNC_START(open
	ret
.macro never
	nop
label without colon
:
9bad:
after:
	.ascii "unclosed
SYM_FUNC_END(nothing)
.endm
.endm
last:

/* SYM_FUNC_START(fake) */
#include <linux/linkage.h>
#define FRAME_SIZE 32
#define SAVE(reg, off) push reg; \
	mov reg, off
# a comment: label_fake:
.set COUNT, 4
.equ LIMIT, 0x10
	.text
	.globl tide_level
	.type tide_level, @function
tide_level:
	movq %rdi, %rax	# copy
.Lloop:
1:	dec %rax
	jnz 1b
inner_label:
	ret
	.size tide_level, .-tide_level

.macro push_all from:req, to=3
	push \from
	.ifnb \to
	.endif
.endm

SYM_FUNC_START(memcpy_fast)
	rep movsb
	RET
SYM_FUNC_END(memcpy_fast)
SYM_FUNC_ALIAS_WEAK(memcpy_weak, memcpy_fast)

ENTRY(old_entry)
	mov	r0, #4		@ arm comment
	bl	other
ENDPROC(old_entry)

	SYM_CODE_START_LOCAL_NOALIGN(local_code)
	nop
	SYM_CODE_END(local_code)

SYM_DATA_START(table)
	.ascii "label: \"quoted\""
SYM_DATA_END(table)
SYM_DATA(single, .long 0)
SYM_INNER_LABEL(middle, SYM_L_GLOBAL)

data_label:	.long 1
late:
	ret
	.type late, %function
// last comment

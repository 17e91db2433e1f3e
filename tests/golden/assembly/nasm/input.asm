; tide for nasm: fake:
%define WIDTH 8
%define ADD2(a, b) a + b
%macro prologue 1
    push rbp ; keep
    mov rbp, rsp
%endmacro
section .data
message: db "hello; not: a comment", 10
length equ $ - message
section .text
global _start
_start:
    mov rax, 1
.local:
    jmp .local
Level PROC
    ret
Level ENDP

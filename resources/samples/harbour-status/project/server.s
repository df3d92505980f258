# The server of harbour-status: a web server for x86-64 Linux that needs no library and no shell.
#
#   as -o server.o server.s && ld -Ttext=0x400000 --oformat binary -o server server.o
#
# gives the whole program, ELF header included. It takes the port as its argument, serves
# srv/index.html at / and “ok” at /healthz, one connection at a time, and ends with status 0 on
# SIGTERM and SIGINT. What a client has to say must arrive within two seconds.

.intel_syntax noprefix

.set sys_read, 0
.set sys_write, 1
.set sys_open, 2
.set sys_close, 3
.set sys_rt_sigaction, 13
.set sys_sendfile, 40
.set sys_socket, 41
.set sys_shutdown, 48
.set sys_bind, 49
.set sys_listen, 50
.set sys_setsockopt, 54
.set sys_exit_group, 231
.set sys_accept4, 288

.set request_bytes, 4096

.section .text
.globl _start

# ELF header and two program headers: this file as read-only code, and a stack that is no code.
header:
    .byte 0x7f, 'E', 'L', 'F', 2, 1, 1, 0
    .quad 0
    .short 2, 62                    # an executable for x86-64
    .long 1
    .quad _start, program_headers - header, 0
    .long 0
    .short 64, 56, 2, 0, 0, 0
program_headers:
    .long 1, 5                      # load, readable and executable
    .quad 0, header, header, end - header, end - header, 4096
    .long 0x6474e551, 6             # stack, readable and writable
    .quad 0, 0, 0, 0, 0, 16

# A response: its text follows a count of the bytes of its head and one of all its bytes.
.macro response name, status, kind, body
\name:
    .short 2f - 1f, 3f - 1f
1:  .ascii "HTTP/1.1 \status\r\nContent-Type: \kind\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
2:  .ascii "\body"
3:
.endm

response page, "200 OK", "text/html; charset=utf-8", ""
response health, "200 OK", "text/plain", "ok\n"
response missing, "404 Not Found", "text/plain", "There is nothing at this address.\n"
response refused, "405 Method Not Allowed", "text/plain", "Only GET and HEAD are served here.\n"

file:    .asciz "srv/index.html"
hello:   .ascii "harbour-status: listening\n"
hello_end:
sorry:   .ascii "harbour-status: cannot listen on this port\n"
sorry_end:

.balign 8
one:     .quad 1
timeout: .quad 2, 0                 # seconds, microseconds
# Handler, flags (SA_RESTORER, which the kernel insists on), restorer, mask.
ending:  .quad stop, 0x04000000, stop, 0
ignored: .quad 1, 0x04000000, stop, 0

_start:
    mov r15, [rsp + 16]             # the first argument, or null
    sub rsp, request_bytes + 64

    lea rsi, [rip + ending]
    mov edi, 15                     # SIGTERM: the first process of a container has no default for it
    call on_signal
    mov edi, 2                      # SIGINT
    call on_signal
    lea rsi, [rip + ignored]
    mov edi, 13                     # SIGPIPE: a client that hangs up is no reason to end
    call on_signal

    # The port, from decimal digits; 8080 where there are none.
    mov ecx, 8080
    test r15, r15
    jz port_known
    xor ecx, ecx
digit:
    movzx eax, byte ptr [r15]
    sub eax, '0'
    cmp eax, 9
    ja port_known
    imul ecx, ecx, 10
    add ecx, eax
    inc r15
    jmp digit
port_known:
    xchg cl, ch                     # to network order
    shl ecx, 16
    or ecx, 2                       # AF_INET
    mov [rsp], rcx                  # and the address 0.0.0.0
    mov qword ptr [rsp + 8], 0

    mov edi, 2                      # AF_INET, SOCK_STREAM and SOCK_CLOEXEC
    mov esi, 0x80001
    xor edx, edx
    mov eax, sys_socket
    syscall
    mov ebx, eax                    # the listening socket stays here
    mov edx, 2                      # SO_REUSEADDR
    lea r10, [rip + one]
    mov r8d, 4
    call set_option
    mov edx, 20                     # SO_RCVTIMEO; connections take both over from the socket
    lea r10, [rip + timeout]
    mov r8d, 16
    call set_option
    mov edx, 21                     # SO_SNDTIMEO
    call set_option
    mov edi, ebx
    mov rsi, rsp
    mov edx, 16
    mov eax, sys_bind
    syscall
    test eax, eax
    jnz no_port
    mov esi, 64
    mov eax, sys_listen
    syscall
    test eax, eax
    jnz no_port
    mov edi, 1
    lea rsi, [rip + hello]
    mov edx, hello_end - hello
    mov eax, sys_write
    syscall

accept:
    mov edi, ebx
    xor esi, esi
    xor edx, edx
    mov r10d, 0x80000               # SOCK_CLOEXEC
    mov eax, sys_accept4
    syscall
    test eax, eax
    js accept
    mov r12d, eax                   # the connection stays here
    call read_some
    test eax, eax
    jle close
    mov qword ptr [rsp + rax], 0    # nothing of an earlier request is to be seen behind this one
    mov qword ptr [rsp + rax + 8], 0

    # r13: 1 for GET, 0 for HEAD, which gets no body. The address begins at [rdi].
    lea rdi, [rsp + 4]
    mov r13d, 1
    lea r14, [rip + refused]
    cmp dword ptr [rsp], 0x20544547 # "GET "
    je address
    xor r13d, r13d
    lea rdi, [rsp + 5]
    cmp dword ptr [rsp], 0x44414548 # "HEAD"
    je address
    mov r13d, 1
    jmp answer
address:
    lea r14, [rip + page]
    cmp word ptr [rdi], 0x202f      # "/ "
    je answer
    cmp word ptr [rdi], 0x3f2f      # "/?"
    je answer
    lea r14, [rip + health]
    mov rax, 0x7a68746c6165682f     # "/healthz"
    cmp byte ptr [rdi + 8], ' '
    jne nothing_there
    cmp [rdi], rax
    je answer
nothing_there:
    lea r14, [rip + missing]

answer:
    movzx edx, word ptr [r14]       # the head, or all of it
    test r13d, r13d
    jz write_head
    movzx edx, word ptr [r14 + 2]
write_head:
    mov edi, r12d
    lea rsi, [r14 + 4]
    mov eax, sys_write
    syscall
    test r13d, r13d
    jz finish
    lea rax, [rip + page]
    cmp r14, rax
    jne finish

    lea rdi, [rip + file]
    mov esi, 0x80000                # O_RDONLY, O_CLOEXEC
    mov eax, sys_open
    syscall
    test eax, eax
    js finish
    mov r14d, eax
copy:
    mov edi, r12d
    mov esi, r14d
    xor edx, edx
    mov r10d, 0x100000
    mov eax, sys_sendfile
    syscall
    test rax, rax
    jg copy
    mov edi, r14d
    mov eax, sys_close
    syscall

finish:
    # Closing with unread bytes would reset the connection and could cost the client the answer.
    mov edi, r12d
    mov esi, 1                      # SHUT_WR
    mov eax, sys_shutdown
    syscall
    mov r13d, 64
drain:
    call read_some
    test eax, eax
    jle close
    dec r13d
    jnz drain
close:
    mov edi, r12d
    mov eax, sys_close
    syscall
    jmp accept

no_port:
    mov edi, 2
    lea rsi, [rip + sorry]
    mov edx, sorry_end - sorry
    mov eax, sys_write
    syscall
    mov edi, 1
    jmp exit

stop:
    xor edi, edi
exit:
    mov eax, sys_exit_group
    syscall

# Signal edi gets the action at rsi.
on_signal:
    xor edx, edx
    mov r10d, 8
    mov eax, sys_rt_sigaction
    syscall
    ret

# Option edx of the listening socket gets the r8 bytes at r10.
set_option:
    mov edi, ebx
    mov esi, 1                      # SOL_SOCKET
    mov eax, sys_setsockopt
    syscall
    ret

# Reads from the connection into the request buffer, which lies above the return address.
read_some:
    mov edi, r12d
    lea rsi, [rsp + 8]
    mov edx, request_bytes
    mov eax, sys_read
    syscall
    ret

end:

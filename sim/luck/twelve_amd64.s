#include "textflag.h"

// The steps of the twelve counters. Of the four in a vector the middle ones change
// places, so that unpacking leaves their words in order.
DATA ·steps+0(SB)/8, $0x00000000000
DATA ·steps+8(SB)/8, $0x080000000000
DATA ·steps+16(SB)/8, $0x040000000000
DATA ·steps+24(SB)/8, $0x0C0000000000
DATA ·steps+32(SB)/8, $0x100000000000
DATA ·steps+40(SB)/8, $0x180000000000
DATA ·steps+48(SB)/8, $0x140000000000
DATA ·steps+56(SB)/8, $0x1C0000000000
DATA ·steps+64(SB)/8, $0x200000000000
DATA ·steps+72(SB)/8, $0x280000000000
DATA ·steps+80(SB)/8, $0x240000000000
DATA ·steps+88(SB)/8, $0x2C0000000000
GLOBL ·steps(SB), RODATA|NOPTR, $96

DATA ·constants+0(SB)/8, $0xD2B74407B1CE6E93  // the multiplier
DATA ·constants+8(SB)/8, $0x00000000D2B74407  // its upper half
DATA ·constants+16(SB)/8, $0x00000000FFFFFFFF // a lower half
DATA ·constants+24(SB)/8, $0x9E3779B97F4A7C15 // Weyl's increment of the key
GLOBL ·constants(SB), RODATA|NOPTR, $32

// A round of four blocks: the product of the multiplier (Y3, upper half Y4) and c0,
// put together from products of 32-bit halves; then c0 = upper ^ key ^ c1 and
// c1 = lower, with the key in Y2 and the lower half in Y5.
#define ROUND(c0, c1) \
	VPSRLQ $32, c0, Y7; \
	VPMULUDQ Y3, c0, Y8; \
	VPMULUDQ Y4, c0, Y9; \
	VPMULUDQ Y3, Y7, Y10; \
	VPMULUDQ Y4, Y7, Y7; \
	VPSRLQ $32, Y8, Y11; \
	VPADDQ Y11, Y10, Y10; \
	VPAND Y5, Y10, Y11; \
	VPADDQ Y11, Y9, Y9; \
	VPSRLQ $32, Y10, Y10; \
	VPADDQ Y10, Y7, Y7; \
	VPSRLQ $32, Y9, Y11; \
	VPADDQ Y11, Y7, Y7; \
	VPSLLQ $32, Y9, Y9; \
	VPXOR Y2, c1, c1; \
	VPXOR Y7, c1, c0; \
	VPBLENDD $0x55, Y8, Y9, c1

#define STORE(c0, c1, at) \
	VPUNPCKLQDQ c1, c0, Y7; \
	VPUNPCKHQDQ c1, c0, Y8; \
	VMOVDQU Y7, at(DI); \
	VMOVDQU Y8, (at+32)(DI)

// func twelveAVX2(words *[24]uint64, c0, c1, key uint64)
TEXT ·twelveAVX2(SB), NOSPLIT, $0-32
	MOVQ words+0(FP), DI
	VPBROADCASTQ c0+8(FP), Y7
	VPADDQ ·steps+0(SB), Y7, Y0
	VPADDQ ·steps+32(SB), Y7, Y12
	VPADDQ ·steps+64(SB), Y7, Y14
	VPBROADCASTQ c1+16(FP), Y1
	VMOVDQA Y1, Y13
	VMOVDQA Y1, Y15
	VPBROADCASTQ key+24(FP), Y2
	VPBROADCASTQ ·constants+0(SB), Y3
	VPBROADCASTQ ·constants+8(SB), Y4
	VPBROADCASTQ ·constants+16(SB), Y5
	VPBROADCASTQ ·constants+24(SB), Y6
	MOVQ $10, CX

rounds:
	ROUND(Y0, Y1)
	ROUND(Y12, Y13)
	ROUND(Y14, Y15)
	VPADDQ Y6, Y2, Y2
	DECQ CX
	JNZ rounds

	STORE(Y0, Y1, 0)
	STORE(Y12, Y13, 64)
	STORE(Y14, Y15, 128)
	VZEROUPPER
	RET

/* For .ci/release alone: Go's runtime takes random numbers from bcryptprimitives.dll, which
 * Windows 10 has and wine before version 9 has not. This stands in for it there. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{
	return SystemFunction036(data, (ULONG)size);
}

/* Atelier SDK: the words every other header uses.
 *
 * Intent: a plugin and the host share plain C99 structs and function pointers, nothing else. This header fixes the
 * version numbers, the string type, the status codes and the export and noexcept macros.
 *
 * Rules of the ABI
 *  - Every struct that may grow starts with `struct_size`, set by whoever fills it. Inside an interface revision
 *    fields are only appended; a reader looks at a field only when struct_size reaches past it (ATELIER_HAS).
 *    Arrays of such structs are arrays of pointers, so that growth does not change a stride.
 *  - atelier_str, atelier_object, atelier_ring and the tensor structs are frozen: they will never change.
 *  - No enum, bool, bit field, long or varargs in a struct; integers have fixed widths.
 *  - Text is UTF-8 as {pointer, length}, borrowed for the duration of the call unless a header says otherwise.
 *  - Who allocates frees. get borrows, take moves. On failure out-parameters are untouched.
 *  - No exception and no longjmp crosses the boundary.
 *
 * Thread tags: [main] only the host's main thread; [worker] any thread, one call at a time per instance;
 * [any] any thread, any number of calls at a time.
 */
#ifndef ATELIER_ABI_H
#define ATELIER_ABI_H

#include <stddef.h>
#include <stdint.h>

/* A plugin loads when its major equals the host's and its target minor is not above the host's. */
#define ATELIER_ABI_MAJOR 1
#define ATELIER_ABI_MINOR 1

/* The lowest host minor that this plugin needs. Raise it by hand when using a newer field without ATELIER_HAS, so
 * that compiling with newer headers alone never makes a plugin refuse an older host. */
#ifndef ATELIER_TARGET_MINOR
#define ATELIER_TARGET_MINOR 0
#endif

#if defined(__cplusplus) && __cplusplus >= 201703L
#define ATELIER_NOEXCEPT noexcept
#else
#define ATELIER_NOEXCEPT
#endif

#ifdef __cplusplus
#define ATELIER_EXTERN_C extern "C"
#else
#define ATELIER_EXTERN_C
#endif

#define ATELIER_EXPORT __attribute__((visibility("default")))

/* Whether the struct that `pointer` points at reaches past `field`. */
#define ATELIER_HAS(pointer, field) \
  ((pointer)->struct_size >=        \
   (uint32_t)((const char*)&(pointer)->field - (const char*)(pointer) + sizeof((pointer)->field)))

/* UTF-8 text, not necessarily NUL-terminated. Frozen. */
typedef struct atelier_str {
  const char* data;
  uint64_t size;
} atelier_str;

/* An initialiser of an atelier_str from a string literal. */
#define ATELIER_STR(literal) \
  { literal, sizeof(literal) - 1 }

/* Status codes: what every fallible function returns. */
#define ATELIER_OK 0
#define ATELIER_END 1           /* no more items; not a failure */
#define ATELIER_E_INVALID 2     /* an argument or option is wrong: the user's workflow must change */
#define ATELIER_E_IO 3          /* a file or device could not be read or written */
#define ATELIER_E_DATA 4        /* input data is malformed: the user's files must change */
#define ATELIER_E_CANCELLED 5   /* atelier_call.cancelled said so */
#define ATELIER_E_UNSUPPORTED 6 /* well-formed, but this component cannot do it */
#define ATELIER_E_INTERNAL 7    /* a defect of the component */

#endif

/* Atelier SDK: the words every other header uses.
 *
 * Intent: a plugin and the host share plain C99 structs and function pointers, nothing else. This header fixes the
 * version numbers, the string type, the status codes, the rules of growth and the export and noexcept macros.
 *
 * Rules of the ABI
 *  - Every struct that may grow starts with `struct_size`. Inside an interface revision fields are only appended.
 *    Arrays of such structs are arrays of pointers, so that growth does not change a stride.
 *  - Whoever owns the memory of a struct says how large it is.
 *      In-struct (the caller fills it, the callee reads): struct_size is what the caller filled. The callee looks at a
 *      field beyond minor 0 only after ATELIER_HAS.
 *      Out-struct (the caller owns it, the callee fills): the caller zeroes all of it and sets struct_size to the room
 *      that is there. The callee writes no more than that and sets struct_size to how far it wrote; atelier_give does
 *      both. A field that was not written is zero, and zero always means "not said".
 *      Descriptions and interfaces (static data of a plugin): struct_size is sizeof at the time it was compiled. A
 *      function beyond minor 0 may be NULL though the struct reaches past it.
 *  - What is required of a struct is its size at minor 0, the constant *_FLOOR beside it, never today's sizeof.
 *  - A copy of a struct says how much was copied, not what the original said: its struct_size is at most its sizeof.
 *  - What travels by value, or in arrays by value, is frozen and says so: it will never change.
 *  - No enum, bool, bit field, long or varargs in a struct; integers have fixed widths.
 *  - Text is UTF-8 as {pointer, length}, borrowed for the duration of the call unless a header says otherwise.
 *  - Who allocates frees. get borrows, take moves. On failure out-structs are untouched.
 *  - No exception and no longjmp crosses the boundary.
 *  - Optional abilities are extensions (atelier_interface), each with a revision of its own.
 *
 * Thread tags: [main] only the host's main thread; [worker] any thread, one call at a time per instance;
 * [any] any thread, any number of calls at a time.
 */
#ifndef ATELIER_ABI_H
#define ATELIER_ABI_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A plugin loads when its major equals the host's and its target minor is not above the host's. */
#define ATELIER_ABI_MAJOR 1
#define ATELIER_ABI_MINOR 0

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

/* How far a struct reaches whose last field is `field`. */
#define ATELIER_REACH(type, field) ((uint32_t)(offsetof(type, field) + sizeof(((type*)0)->field)))

/* Whether the struct that `pointer` points at reaches past `field`. */
#define ATELIER_HAS(pointer, field) \
  ((pointer)->struct_size >=        \
   (uint32_t)((const char*)&(pointer)->field - (const char*)(pointer) + (ptrdiff_t)sizeof((pointer)->field)))

/* UTF-8 text, not necessarily NUL-terminated. Frozen. */
typedef struct atelier_str {
  const char* data;
  uint64_t size;
} atelier_str;

/* Bytes that are no text. Frozen. */
typedef struct atelier_bytes {
  const uint8_t* data;
  uint64_t size;
} atelier_bytes;

/* An initialiser of an atelier_str from a string literal. */
#define ATELIER_STR(literal) \
  { literal, sizeof(literal) - 1 }

/* Whether two texts are the same. */
static inline int32_t atelier_same(atelier_str a, atelier_str b) {
  return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, (size_t)a.size) == 0);
}

/* Fills the out-struct of a caller from `made`, a struct of the same type as this side knows it: no more than there is
 * room for, and struct_size says how much. `made` begins with a struct_size too, which does not count. */
static inline void atelier_give(void* out, const void* made, uint32_t made_size) {
  uint32_t room;
  memcpy(&room, out, sizeof room);
  if (room > made_size) room = made_size;
  if (room < sizeof room) return;
  memcpy((char*)out + sizeof room, (const char*)made + sizeof room, room - sizeof room);
  memcpy(out, &room, sizeof room);
}

/* Status codes: what every fallible function returns. */
#define ATELIER_OK 0
#define ATELIER_END 1           /* no more items, or no such way here; not a failure */
#define ATELIER_E_INVALID 2     /* an argument or option is wrong: the user's workflow must change */
#define ATELIER_E_IO 3          /* a file or device could not be read or written */
#define ATELIER_E_DATA 4        /* input data is malformed: the user's files must change */
#define ATELIER_E_CANCELLED 5   /* atelier_call.cancelled said so */
#define ATELIER_E_UNSUPPORTED 6 /* well-formed, but this component cannot do it */
#define ATELIER_E_INTERNAL 7    /* a defect of the component */

/* --- Interfaces and extensions ----------------------------------------------------------------------------------- *
 *
 * A kind is a struct of functions. Every such struct begins with these three fields, also that of a third party's kind:
 *
 *   struct_size   as everywhere
 *   tag           ATELIER_TAG_* of the SDK's kind, so that the host sees a struct of another kind before it is used;
 *                 0 in kinds of third parties
 *   extension     Gives the struct of functions of an optional ability, or NULL: `id` names it with its revision,
 *                 "atelier.samples.resized/1". The pointer itself may be NULL: no extensions. An answer does not change
 *                 while the instance lives. Each struct of an extension begins with struct_size; its functions get the
 *                 `self` of the object that was asked. Whoever defines an id owns it: third parties extend the SDK's
 *                 kinds with ids that begin with their own name. [any]
 */

/* The head alone, for asking any object. */
typedef struct atelier_interface {
  uint32_t struct_size;
  uint32_t tag;
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
} atelier_interface;
#define ATELIER_INTERFACE_FLOOR ATELIER_REACH(atelier_interface, extension)

/* An instance behind the interface of its kind, such as an atelier_samples_v1. Frozen. */
typedef struct atelier_object {
  const void* iface;
  void* self;
} atelier_object;

/* The struct of an extension of any object, or NULL. `floor` is what the asker needs of it. */
static inline const void* atelier_extension_of(atelier_object object, const char* id, uint32_t floor) {
  const atelier_interface* head = (const atelier_interface*)object.iface;
  const void* found;
  uint32_t size;
  atelier_str name;
  if (!head || head->struct_size < ATELIER_INTERFACE_FLOOR || !head->extension) return NULL;
  name.data = id;
  name.size = strlen(id);
  found = head->extension(object.self, name);
  if (!found) return NULL;
  memcpy(&size, found, sizeof size);
  return size < floor ? NULL : found;
}

/* For the host, which looks at an interface before anything uses it, kinds.h holds the tag and the size at minor 0 of
 * each kind of the SDK. From the end of the head to that floor there are only functions, and none may be NULL. */

#endif

/* How the sample plugins and their callers see a field that only the next generation of the SDK has (next_sdk.sh).
 * Lines with SAW, SAY and FILL are no part of a plugin: they are left out where its lines are counted. */
#ifndef GENERATION_H
#define GENERATION_H

#include <atelier/call.h>

#define NEXT_WORD UINT64_C(0x6e65787420736964)

#ifdef NEXT_GENERATION
/* A field of an in-struct that is there holds the word; anything else is memory that nobody filled. */
static inline void saw_next(const atelier_call* call, const char* name, uint64_t field) {
  atelier_str line = {name, strlen(name)};
  if (field == 0) return;
  if (field == NEXT_WORD)
    call->log(call, ATELIER_LOG_DEBUG, line);
  else
    atelier_fail(call, ATELIER_E_INTERNAL, "%s: read what nobody filled", name);
}
#ifdef __cplusplus
#define SAW(call, type, in) saw_next((call).raw(), "saw " #type, (in).newer)
#else
#define SAW(call, type, in) saw_next(call, "saw " #type, ATELIER_HAS(in, newer) ? (in)->newer : 0)
#endif
#define SAY(type, out) ((out).newer = NEXT_WORD)
#define FILL(type, in) ((in).newer = NEXT_WORD)
#else
#define SAW(call, type, in) ((void)(call))
#define SAY(type, out) ((void)(out))
#define FILL(type, in) ((void)(in))
#endif

#endif

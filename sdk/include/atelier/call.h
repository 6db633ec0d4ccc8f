/* Atelier SDK: the call, through which a component speaks to whoever called it.
 *
 * Intent: every fallible function takes one `const atelier_call *`. It carries the error text, the log, progress,
 * cancellation, the thread budget and `emit`. A component that calls another passes its own call on, so that a
 * failure's text arrives where the chain began. All functions of a call are [any].
 */
#ifndef ATELIER_CALL_H
#define ATELIER_CALL_H

#include <stdarg.h>
#include <stdio.h>

#include "tensor.h"

#define ATELIER_LOG_DEBUG 0
#define ATELIER_LOG_INFO 1
#define ATELIER_LOG_WARNING 2
#define ATELIER_LOG_RESULT 3 /* a line of the answer itself: stdout */

#define ATELIER_EVENT_SCALAR 1
#define ATELIER_EVENT_PICTURE 2
#define ATELIER_EVENT_TEXT 3

/* Something a stage observed, for metrics.jsonl and for observers. Borrowed for the call. */
typedef struct atelier_event {
  uint32_t struct_size;
  uint32_t type;    /* ATELIER_EVENT_* */
  atelier_str name; /* "train/loss" */
  uint64_t step;
  double scalar;
  const atelier_tensor* picture; /* uint8 [H,W,3] RGB on the CPU */
  atelier_str text;
} atelier_event;

typedef struct atelier_call {
  uint32_t struct_size;
  uint32_t threads; /* how many threads this call may keep busy, itself included; at least 1 */
  void* context;    /* the caller's */
  /* Reports why the function is about to return `code`. The first text wins. */
  void (*fail)(const struct atelier_call* call, int32_t code, atelier_str text) ATELIER_NOEXCEPT;
  void (*log)(const struct atelier_call* call, int32_t level, atelier_str text) ATELIER_NOEXCEPT;
  /* done of total `unit`s; total 0 when not known. Cheap: may be called for every item. */
  void (*progress)(const struct atelier_call* call, uint64_t done, uint64_t total, atelier_str unit) ATELIER_NOEXCEPT;
  /* Nonzero when the user wants to stop: return ATELIER_E_CANCELLED soon, with files complete or absent. */
  int32_t (*cancelled)(const struct atelier_call* call) ATELIER_NOEXCEPT;
  void (*emit)(const struct atelier_call* call, const atelier_event* event) ATELIER_NOEXCEPT;
} atelier_call;

/* The whole of error handling in C: `return atelier_fail(call, ATELIER_E_DATA, "row %d: …", row);` */
__attribute__((format(printf, 3, 4))) static inline int32_t atelier_fail(const atelier_call* call, int32_t code,
                                                                         const char* format, ...) {
  char text[1024];
  va_list list;
  va_start(list, format);
  int size = vsnprintf(text, sizeof text, format, list);
  va_end(list);
  if (size < 0) size = 0;
  if ((size_t)size >= sizeof text) size = (int)sizeof text - 1;
  atelier_str message = {text, (uint64_t)size};
  call->fail(call, code, message);
  return code;
}

#endif

/* Atelier SDK: the call, through which a component speaks to whoever called it.
 *
 * Intent: every fallible function takes one `const atelier_call *`. It carries the error text, the log, progress,
 * cancellation, the thread budget and `emit`. A component that calls another passes its own call on, so that a
 * failure's text arrives where the chain began. All functions of a call are [any].
 *
 * Streams: work on a device is ordered. Where the call names a stream for a device, every tensor on that device that
 * goes in or comes out of a function is ordered on it: a producer queues its work there, or makes that stream wait for
 * its own; a consumer may queue at once. Where it names none, a producer synchronises with the device before it hands a
 * tensor over. Work on the CPU is done when the function returns.
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

/* A queue of work on a device: a CUDA stream's handle. Frozen. */
typedef struct atelier_stream {
  atelier_device device;
  void* handle;
} atelier_stream;

/* The program that loaded the plugin; lives as long as the process. */
typedef struct atelier_host {
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t reserved;
  atelier_str name;
  atelier_str version;
  /* Gives the struct of functions of an optional ability of the program, or NULL; see atelier_interface. [any] */
  const void* (*extension)(const struct atelier_host* host, atelier_str id)ATELIER_NOEXCEPT;
} atelier_host;
#define ATELIER_HOST_FLOOR ATELIER_REACH(atelier_host, extension)

/* Extension of the host: folders of the user that outlive a run. */
#define ATELIER_EXTENSION_HOST_FOLDERS "atelier.host.folders/1"

typedef struct atelier_host_folders_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* Where what can be made again is kept: an absolute path that may not exist yet; "" where the user has no such
   * folder. A component makes a folder of its own in it. Lives as long as the process. [any] */
  atelier_str (*cache)(const atelier_host* host) ATELIER_NOEXCEPT;
} atelier_host_folders_v1;
#define ATELIER_HOST_FOLDERS_V1_FLOOR ATELIER_REACH(atelier_host_folders_v1, cache)

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
#define ATELIER_EVENT_FLOOR ATELIER_REACH(atelier_event, text)

typedef struct atelier_call {
  uint32_t struct_size;
  uint32_t threads; /* how many threads this call may keep busy, itself included; at least 1 */
  void* context;    /* the caller's */
  const atelier_host* host;
  /* Reports why the function is about to return `code`. The first text wins. */
  void (*fail)(const struct atelier_call* call, int32_t code, atelier_str text) ATELIER_NOEXCEPT;
  void (*log)(const struct atelier_call* call, int32_t level, atelier_str text) ATELIER_NOEXCEPT;
  /* done of total `unit`s; total 0 when not known. Cheap: may be called for every item. */
  void (*progress)(const struct atelier_call* call, uint64_t done, uint64_t total, atelier_str unit) ATELIER_NOEXCEPT;
  /* Nonzero when the user wants to stop: return ATELIER_E_CANCELLED soon, with files complete or absent. */
  int32_t (*cancelled)(const struct atelier_call* call) ATELIER_NOEXCEPT;
  void (*emit)(const struct atelier_call* call, const atelier_event* event) ATELIER_NOEXCEPT;
  /* Notes, for texts of crashes and failures, which component's function runs on this thread, and gives what was noted
   * before, to be put back at the end; until then the id must live. Optional; the C++ layer does it. */
  atelier_str (*running)(const struct atelier_call* call, atelier_str id) ATELIER_NOEXCEPT;
  const atelier_stream* streams; /* [stream_count], one for a device at most */
  uint64_t stream_count;
} atelier_call;
#define ATELIER_CALL_FLOOR ATELIER_REACH(atelier_call, stream_count)

/* The handle of the stream that the call names for `device`, or NULL: it names none. */
static inline void* atelier_stream_of(const atelier_call* call, atelier_device device) {
  uint64_t i;
  for (i = 0; i < call->stream_count; ++i)
    if (call->streams[i].device.type == device.type && call->streams[i].device.id == device.id)
      return call->streams[i].handle;
  return NULL;
}

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

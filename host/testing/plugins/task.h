/* Kind acme.task/1, a third party's own: something a stage can have done. */
#ifndef ACME_TASK_H
#define ACME_TASK_H

#include <atelier/plugin.h>

#define ACME_KIND_TASK "acme.task/1"

typedef struct acme_task_v1 {
  uint32_t struct_size;
  uint32_t tag; /* 0 */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  int32_t (*perform)(const atelier_call* call, void* self) ATELIER_NOEXCEPT; /* [any] */
} acme_task_v1;

#endif

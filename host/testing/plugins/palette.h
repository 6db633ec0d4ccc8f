/* Kind acme.palette/1: a kind that the host has never heard of, for its tests. */
#ifndef ACME_PALETTE_H
#define ACME_PALETTE_H

#include <atelier/plugin.h>

#define ACME_KIND_PALETTE "acme.palette/1"

typedef struct acme_palette_v1 {
  uint32_t struct_size;
  uint32_t tag; /* 0 */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  uint64_t (*count)(void* self) ATELIER_NOEXCEPT;
  atelier_str (*name)(void* self, uint64_t index) ATELIER_NOEXCEPT;
} acme_palette_v1;

#endif

/* Kind acme.palette/1: a row of colours. Atelier has never heard of it. */
#ifndef ACME_PALETTE_H
#define ACME_PALETTE_H

#include <atelier/plugin.h>

#define ACME_KIND_PALETTE "acme.palette/1"

typedef struct acme_palette_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t (*count)(void* self) ATELIER_NOEXCEPT;                            /* [any] */
  void (*colour)(void* self, uint64_t index, uint8_t* rgb) ATELIER_NOEXCEPT; /* rgb: [3]. [any] */
} acme_palette_v1;

#endif

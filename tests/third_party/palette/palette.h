/* Kind acme.palette/1: a row of colours. Atelier has never heard of it. */
#ifndef ACME_PALETTE_H
#define ACME_PALETTE_H

#include <atelier/plugin.h>

#define ACME_KIND_PALETTE "acme.palette/1"

typedef struct acme_palette_v1 {
  uint32_t struct_size;
  uint32_t tag; /* 0: no kind of the SDK */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  uint64_t (*count)(void* self) ATELIER_NOEXCEPT;                            /* [any] */
  void (*colour)(void* self, uint64_t index, uint8_t* rgb) ATELIER_NOEXCEPT; /* rgb: [3]. [any] */
} acme_palette_v1;
#define ACME_PALETTE_V1_FLOOR ATELIER_REACH(acme_palette_v1, colour)

#endif

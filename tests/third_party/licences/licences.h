/* An extension of the kind atelier.dataset: under which licence each picture may be used. */
#ifndef ACME_LICENCES_H
#define ACME_LICENCES_H

#include <atelier/kinds/dataset.h>

#define ACME_EXTENSION_DATASET_LICENCES "acme.dataset.licences/1"

typedef struct acme_dataset_licences_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* Of picture `index`, below picture_count. Lives as long as the instance. [any] */
  int32_t (*of)(const atelier_call* call, void* self, uint64_t index, atelier_str* out) ATELIER_NOEXCEPT;
} acme_dataset_licences_v1;
#define ACME_DATASET_LICENCES_V1_FLOOR ATELIER_REACH(acme_dataset_licences_v1, of)

#endif

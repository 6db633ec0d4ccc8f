/* A palette of `count` greys from black to white. */
#include <stdlib.h>

#include "palette.h"

typedef struct greys {
  uint64_t count;
} greys;

static uint64_t count(void* self) { return ((greys*)self)->count; }

static void colour(void* self, uint64_t index, uint8_t* rgb) {
  const uint64_t last = ((greys*)self)->count - 1;
  rgb[0] = rgb[1] = rgb[2] = (uint8_t)(last ? index * 255 / last : 0);
}

static const acme_palette_v1 palette = {sizeof palette, 0, NULL, count, colour};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  greys* made = malloc(sizeof *made);
  if (!made) return atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
  made->count = (uint64_t)args->values[0]->integer;
  *self = made;
  return ATELIER_OK;
}

static const atelier_param count_param = {.struct_size = sizeof count_param,
                                          .type = ATELIER_TYPE_INT,
                                          .flags = ATELIER_PARAM_HAS_MIN | ATELIER_PARAM_HAS_MAX,
                                          .name = ATELIER_STR("count"),
                                          .doc = ATELIER_STR("How many greys."),
                                          .default_value = ATELIER_STR("4"),
                                          .min = 1,
                                          .max = 256};
static const atelier_param* const params[] = {&count_param};

static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("acme.greys"),
                                            .kind = ATELIER_STR(ACME_KIND_PALETTE),
                                            .summary = ATELIER_STR("Greys from black to white."),
                                            .params = params,
                                            .param_count = 1,
                                            .iface = &palette,
                                            .create = create,
                                            .destroy = free};
ATELIER_C_PLUGIN("acme.greys", "1.0.0", &component)

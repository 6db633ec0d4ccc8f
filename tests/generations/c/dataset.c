/* One class, `n` pictures with a dot in each, and a dot that belongs to none. */
#include <atelier/kinds/dataset.h>
#include <stdlib.h>

#include "../generation.h"

static const double kSquare[] = {1, 1, 2, 1, 2, 2, 1, 2};

static int32_t describe(const atelier_call* call, void* self, atelier_dataset_info* out) {
  atelier_dataset_info made = {.class_count = 1, .picture_count = *(const uint64_t*)self};
  SAW(call, atelier_call, call);
  SAY(atelier_dataset_info, made);
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static int32_t class_at(const atelier_call* call, void* self, uint64_t index, atelier_class* out) {
  atelier_class made = {.id = 7, .name = ATELIER_STR("dot")};
  (void)self;
  if (index != 0) return atelier_fail(call, ATELIER_E_INVALID, "there is one class");
  SAY(atelier_class, made);
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static int32_t picture_at(const atelier_call* call, void* self, uint64_t index, atelier_picture* out) {
  atelier_picture made = {.id = (int64_t)index, .height = 4, .width = 6, .file_name = ATELIER_STR("dot.png")};
  (void)call, (void)self;
  SAY(atelier_picture, made);
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static int32_t give_dot(const atelier_call* call, int64_t id, uint32_t label, const atelier_instance_sink* sink) {
  const atelier_ring ring = {kSquare, 8};
  atelier_instance dot = {.struct_size = sizeof dot, .label = label, .id = id, .area = 1, .offset = UINT64_MAX};
  SAW(call, atelier_instance_sink, sink);
  SAY(atelier_instance, dot);
  dot.rings = &ring;
  dot.ring_count = 1;
  return sink->take(sink->context, &dot);
}
static int32_t instances(const atelier_call* call, void* self, uint64_t index, const atelier_instance_sink* sink) {
  return (void)self, give_dot(call, 10 + (int64_t)index, 1, sink);
}
static int32_t orphans(const atelier_call* call, void* self, const atelier_instance_sink* sink) {
  return (void)self, give_dot(call, 99, 0, sink);
}

static const atelier_dataset_orphans_v1 with_orphans = {.struct_size = sizeof with_orphans, .list = orphans};
static const void* extension(void* self, atelier_str id) {
  const atelier_str name = ATELIER_STR(ATELIER_EXTENSION_DATASET_ORPHANS);
  return (void)self, atelier_same(id, name) ? &with_orphans : NULL;
}
static const atelier_dataset_v1 dataset = {.struct_size = sizeof dataset,
                                           .tag = ATELIER_TAG_DATASET,
                                           .extension = extension,
                                           .describe = describe,
                                           .class_at = class_at,
                                           .picture_at = picture_at,
                                           .instances = instances};

static const atelier_param n = {.struct_size = sizeof n,
                                .type = ATELIER_TYPE_INT,
                                .flags = ATELIER_PARAM_HAS_MIN,
                                .name = ATELIER_STR("n"),
                                .doc = ATELIER_STR("How many pictures."),
                                .default_value = ATELIER_STR("2"),
                                .min = 0};
static const atelier_param* const params[] = {&n};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  uint64_t* made = malloc(sizeof *made);
  if (!made) return atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
  SAW(call, atelier_args, args);
  SAW(call, atelier_value, args->values[0]);
  *made = (uint64_t)args->values[0]->integer;
  *self = made;
  return ATELIER_OK;
}
static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("small.dataset"),
                                            .kind = ATELIER_STR(ATELIER_KIND_DATASET),
                                            .summary = ATELIER_STR("Dots."),
                                            .params = params,
                                            .param_count = 1,
                                            .iface = &dataset,
                                            .create = create,
                                            .destroy = free};
ATELIER_C_PLUGIN("small.c.dataset", "1.0.0", &component)

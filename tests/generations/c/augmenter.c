/* The labels of the pair and the picture of another, and says that it resizes to 4 x 6. */
#include <atelier/kinds/augmenter.h>
#include <atelier/new_tensor.h>

#include "../generation.h"

static int32_t describe(const atelier_call* call, void* self, const atelier_augmenter_setup* in,
                        atelier_augmenter_info* out) {
  atelier_augmenter_info made = {.random = 1, .others = 1, .form = in->form};
  (void)self;
  SAW(call, atelier_augmenter_setup, in);
  SAY(atelier_augmenter_info, made);
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static atelier_managed_tensor* copy(const atelier_tensor* from) {
  const uint8_t each = (uint8_t)(from->dtype.bits / 8);
  atelier_managed_tensor* made = atelier_new_tensor(from->dtype.code, each, from->ndim, from->shape);
  size_t bytes = each;
  int32_t i;
  for (i = 0; i < from->ndim; ++i) bytes *= (size_t)from->shape[i];
  if (made) memcpy(made->tensor.data, from->data, bytes);
  return made;
}
static int32_t apply(const atelier_call* call, void* self, const atelier_augmenter_input* in, atelier_sample* out) {
  atelier_sample made = {.picture = copy(&in->others[0]->picture->tensor), .labels = copy(&in->sample->labels->tensor)};
  (void)self;
  if (!made.picture || !made.labels) {
    atelier_tensor_free(made.picture);
    atelier_tensor_free(made.labels);
    return atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
  }
  SAW(call, atelier_augmenter_input, in);
  SAW(call, atelier_sample, in->others[0]);
  SAY(atelier_sample, made);
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static int32_t size(const atelier_call* call, void* self, uint32_t* height, uint32_t* width) {
  *height = 4;
  *width = 6;
  return (void)call, (void)self, ATELIER_OK;
}

static const atelier_augmenter_resizes_v1 resizes = {.struct_size = sizeof resizes, .size = size};
static const void* extension(void* self, atelier_str id) {
  const atelier_str name = ATELIER_STR(ATELIER_EXTENSION_AUGMENTER_RESIZES);
  return (void)self, atelier_same(id, name) ? &resizes : NULL;
}
static const atelier_augmenter_v1 augmenter = {.struct_size = sizeof augmenter,
                                               .tag = ATELIER_TAG_AUGMENTER,
                                               .extension = extension,
                                               .describe = describe,
                                               .apply = apply};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  static char nothing_to_keep;
  *self = &nothing_to_keep;
  return (void)call, (void)args, ATELIER_OK;
}
static void destroy(void* self) { (void)self; }

static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("small.augmenter"),
                                            .kind = ATELIER_STR(ATELIER_KIND_AUGMENTER),
                                            .summary = ATELIER_STR("The picture of another."),
                                            .iface = &augmenter,
                                            .create = create,
                                            .destroy = destroy};
ATELIER_C_PLUGIN("small.c.augmenter", "1.0.0", &component)

/* Half, with a gradient of `scale` everywhere. */
#include <atelier/kinds/loss.h>
#include <atelier/new_tensor.h>

#include "../generation.h"

static int32_t setup(const atelier_call* call, void* self, const atelier_loss_setup* in) {
  (void)self;
  SAW(call, atelier_loss_setup, in);
  return in->class_count == 2 ? ATELIER_OK : atelier_fail(call, ATELIER_E_INVALID, "made for two classes");
}
static int32_t compute(const atelier_call* call, void* self, const atelier_loss_input* in, atelier_loss_output* out) {
  const atelier_tensor* logits = in->logits;
  atelier_loss_output made = {.value = 0.5};
  int64_t i, count = 1;
  (void)self;
  if (in->want_gradient) {
    made.gradient = atelier_new_tensor(ATELIER_DTYPE_FLOAT, 4, logits->ndim, logits->shape);
    if (!made.gradient) return atelier_fail(call, ATELIER_E_INTERNAL, "out of memory");
    for (i = 0; i < logits->ndim; ++i) count *= logits->shape[i];
    for (i = 0; i < count; ++i) ((float*)made.gradient->tensor.data)[i] = (float)in->scale;
  }
  SAW(call, atelier_loss_input, in);
  SAY(atelier_loss_output, made);
  atelier_give(out, &made, sizeof made);
  return ATELIER_OK;
}
static const atelier_loss_coarse_v1 coarse = {.struct_size = sizeof coarse, .compute = compute};
static const void* extension(void* self, atelier_str id) {
  const atelier_str for_coarse = ATELIER_STR(ATELIER_EXTENSION_LOSS_COARSE);
  (void)self;
  return atelier_same(id, for_coarse) ? &coarse : NULL;
}
static const atelier_loss_v1 loss = {
    .struct_size = sizeof loss, .tag = ATELIER_TAG_LOSS, .extension = extension, .setup = setup, .compute = compute};

static int32_t create(const atelier_call* call, const atelier_args* args, void** self) {
  static char nothing_to_keep;
  *self = &nothing_to_keep;
  return (void)call, (void)args, ATELIER_OK;
}
static void destroy(void* self) { (void)self; }

static const atelier_component component = {.struct_size = sizeof component,
                                            .revision = 1,
                                            .id = ATELIER_STR("small.loss"),
                                            .kind = ATELIER_STR(ATELIER_KIND_LOSS),
                                            .summary = ATELIER_STR("Half."),
                                            .iface = &loss,
                                            .create = create,
                                            .destroy = destroy};
ATELIER_C_PLUGIN("small.c.loss", "1.0.0", &component)

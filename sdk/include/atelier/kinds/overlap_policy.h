/* Kind atelier.overlap-policy/1: which class a pixel gets where instances overlap.
 *
 * Intent: one function, `compose`, paints the label map of one picture from its instances, given as runs. Nearly all
 * policies are a painting order; the helper atelier_canvas_paint is the brush.
 */
#ifndef ATELIER_KINDS_OVERLAP_POLICY_H
#define ATELIER_KINDS_OVERLAP_POLICY_H

#include "../plugin.h"

#define ATELIER_KIND_OVERLAP_POLICY "atelier.overlap-policy/1"
#define ATELIER_TAG_OVERLAP_POLICY 13u

typedef struct atelier_overlap_instance {
  uint32_t struct_size;
  uint32_t label; /* the class to paint, 1..classes */
  int64_t id;
  uint64_t pixels;      /* exactly, from the runs */
  double area;          /* as the source says; NaN when missing */
  const uint32_t* runs; /* [run_count], column-major, background first; their sum is height*width */
  uint64_t run_count;
} atelier_overlap_instance;
#define ATELIER_OVERLAP_INSTANCE_FLOOR ATELIER_REACH(atelier_overlap_instance, run_count)

/* One picture's instances, in the order of the source. */
typedef struct atelier_overlap_input {
  uint32_t struct_size;
  uint32_t height; /* pixels */
  uint32_t width;
  uint32_t reserved;
  const atelier_overlap_instance* const* instances; /* [instance_count] */
  uint64_t instance_count;
  const atelier_str* class_names; /* [class_count]; index = label, 0 is the background */
  uint64_t class_count;
} atelier_overlap_input;
#define ATELIER_OVERLAP_INPUT_FLOOR ATELIER_REACH(atelier_overlap_input, class_count)

/* The label map to paint, in the caller's memory: column-major, pixel (x, y) at labels[x*height + y]. It comes prepared
 * (background, and crowd regions when these are painted as a class): write only the pixels that instances claim. */
typedef struct atelier_canvas {
  uint32_t struct_size;
  uint32_t height;
  uint32_t width;
  uint32_t void_label; /* 255, or 65535 above 255 classes */
  uint16_t* labels;    /* [width*height] */
} atelier_canvas;
#define ATELIER_CANVAS_FLOOR ATELIER_REACH(atelier_canvas, labels)

typedef struct atelier_overlap_policy_v1 {
  uint32_t struct_size;
  uint32_t tag; /* ATELIER_TAG_OVERLAP_POLICY */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  int32_t (*compose)(const atelier_call* call, void* self, const atelier_overlap_input* input,
                     atelier_canvas* canvas) ATELIER_NOEXCEPT; /* [any] */
} atelier_overlap_policy_v1;
#define ATELIER_OVERLAP_POLICY_V1_FLOOR ATELIER_REACH(atelier_overlap_policy_v1, compose)

/* Paints `label` over the pixels of the runs. Runs past the end of the canvas are cut off. */
static inline void atelier_canvas_paint(atelier_canvas* canvas, const uint32_t* runs, uint64_t run_count,
                                        uint16_t label) {
  uint64_t end = (uint64_t)canvas->height * canvas->width, at = 0, i, k;
  for (i = 0; i < run_count && at < end; ++i) {
    uint64_t stop = at + runs[i] < end ? at + runs[i] : end;
    if (i & 1)
      for (k = at; k < stop; ++k) canvas->labels[k] = label;
    at = stop;
  }
}

#endif

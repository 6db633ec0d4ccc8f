/* Kind atelier.dataset/1: annotated pictures.
 *
 * Intent: answers which classes there are, which pictures, and what is drawn on each: instances with a class and a
 * shape as polygon rings or as runs. Shapes are given as the file has them; nothing is rasterised here.
 */
#ifndef ATELIER_KINDS_DATASET_H
#define ATELIER_KINDS_DATASET_H

#include "../plugin.h"

#define ATELIER_KIND_DATASET "atelier.dataset/1"
#define ATELIER_TAG_DATASET 1u

typedef struct atelier_dataset_info {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t class_count; /* background not included */
  uint64_t picture_count;
} atelier_dataset_info;
#define ATELIER_DATASET_INFO_FLOOR ATELIER_REACH(atelier_dataset_info, picture_count)

/* A class. Its label is its index plus 1; label 0 is background. */
typedef struct atelier_class {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t id; /* as in the source: COCO's 1..90 with gaps, TACO's from 0 */
  atelier_str name;
  atelier_str group; /* supercategory, or empty */
} atelier_class;
#define ATELIER_CLASS_FLOOR ATELIER_REACH(atelier_class, group)

typedef struct atelier_picture {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t id;
  uint32_t height; /* pixels, as the annotations claim */
  uint32_t width;
  atelier_str file_name; /* as in the source, may hold folders */
  atelier_str path;      /* where the file should lie; not checked */
} atelier_picture;
#define ATELIER_PICTURE_FLOOR ATELIER_REACH(atelier_picture, path)

/* A closed polygon ring: x0 y0 x1 y1 …, in pixels, `count` numbers (an odd last one has no partner). Frozen. */
typedef struct atelier_ring {
  const double* xy;
  uint64_t count;
} atelier_ring;

/* One instance. It has rings, or runs, or a defect that says why it has neither. A defect beside rings says why others
 * were left out. */
typedef struct atelier_instance {
  uint32_t struct_size;
  uint32_t label; /* 1..classes; 0: the category is unknown */
  int64_t id;
  int64_t category_id;
  double area;    /* as the source says (not exact); NaN when missing */
  uint32_t crowd; /* 0 or 1 */
  uint32_t runs_height;
  uint32_t runs_width;
  uint32_t reserved;
  const atelier_ring* rings; /* [ring_count]; the instance is their union */
  uint64_t ring_count;
  const uint32_t* runs; /* [run_count], column-major, alternating background and instance, background first */
  uint64_t run_count;
  uint64_t offset;         /* byte in the source file where it starts; UINT64_MAX: none */
  atelier_str defect;      /* "" or a word such as "segmentation_missing" */
  atelier_str defect_text; /* a sentence for a person, or empty */
} atelier_instance;
#define ATELIER_INSTANCE_FLOOR ATELIER_REACH(atelier_instance, defect_text)

typedef struct atelier_instance_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* Borrowed for the call. Anything but ATELIER_OK ends the listing and is returned by the function that lists. */
  int32_t (*take)(void* context, const atelier_instance* instance) ATELIER_NOEXCEPT;
} atelier_instance_sink;
#define ATELIER_INSTANCE_SINK_FLOOR ATELIER_REACH(atelier_instance_sink, take)

typedef struct atelier_dataset_v1 {
  uint32_t struct_size;
  uint32_t tag; /* ATELIER_TAG_DATASET */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  /* Comes first, and is where a broken source fails. What takes long (reading a large file) is done here, once, with as
   * many threads as the call allows; the failure is kept and comes again from every later call. [any] */
  int32_t (*describe)(const atelier_call* call, void* self, atelier_dataset_info* out) ATELIER_NOEXCEPT;
  /* Texts in `out` live as long as the instance. [any] */
  int32_t (*class_at)(const atelier_call* call, void* self, uint64_t index, atelier_class* out) ATELIER_NOEXCEPT;
  int32_t (*picture_at)(const atelier_call* call, void* self, uint64_t index, atelier_picture* out) ATELIER_NOEXCEPT;
  /* Lists the instances of picture `index`, in the order of the source. [any] */
  int32_t (*instances)(const atelier_call* call, void* self, uint64_t index,
                       const atelier_instance_sink* sink) ATELIER_NOEXCEPT;
} atelier_dataset_v1;
#define ATELIER_DATASET_V1_FLOOR ATELIER_REACH(atelier_dataset_v1, instances)

/* Extension: instances that belong to no picture (their picture id is unknown). */
#define ATELIER_EXTENSION_DATASET_ORPHANS "atelier.dataset.orphans/1"

typedef struct atelier_dataset_orphans_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  int32_t (*list)(const atelier_call* call, void* self, const atelier_instance_sink* sink) ATELIER_NOEXCEPT; /* [any] */
} atelier_dataset_orphans_v1;
#define ATELIER_DATASET_ORPHANS_V1_FLOOR ATELIER_REACH(atelier_dataset_orphans_v1, list)

/* Extension: pictures of which sizes and shapes mean the pixels as EXIF turns them, not as the file stores them.
 * Without it all pictures are as stored. */
#define ATELIER_EXTENSION_DATASET_ORIENTATION "atelier.dataset.orientation/1"

typedef struct atelier_dataset_orientation_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* Gives in *out the EXIF orientation (TIFF tag 274, 1 to 8) by which the stored pixels of picture `index` have to be
   * turned to be those that its size and its shapes mean; 1: as stored. [any] */
  int32_t (*orientation_at)(const atelier_call* call, void* self, uint64_t index, uint32_t* out) ATELIER_NOEXCEPT;
} atelier_dataset_orientation_v1;
#define ATELIER_DATASET_ORIENTATION_V1_FLOOR ATELIER_REACH(atelier_dataset_orientation_v1, orientation_at)

/* Extension: what the dataset noticed about its source as a whole, and where to look when much of it is lost. */
#define ATELIER_EXTENSION_DATASET_NOTES "atelier.dataset.notes/1"

/* How much a note matters. */
#define ATELIER_NOTE_INFO 0u    /* good to know: nothing is missing for it, and it is as the source's tool means it */
#define ATELIER_NOTE_WARNING 1u /* nothing is missing for it, but it should be looked at */
#define ATELIER_NOTE_DEFECT 2u  /* something is missing for it */

/* Something that the dataset took otherwise than written ("names_matched"), or missed ("label_file_missing"). */
typedef struct atelier_dataset_note {
  uint32_t struct_size;
  uint32_t level;   /* ATELIER_NOTE_*; one that is not known is a warning */
  uint64_t count;   /* of what the word says */
  atelier_str word; /* for a report: "names_matched" */
  atelier_str text; /* a sentence for a person, with the count and the first by name */
} atelier_dataset_note;
#define ATELIER_DATASET_NOTE_FLOOR ATELIER_REACH(atelier_dataset_note, text)

typedef struct atelier_note_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* As in atelier_instance_sink. */
  int32_t (*take)(void* context, const atelier_dataset_note* note) ATELIER_NOEXCEPT;
} atelier_note_sink;
#define ATELIER_NOTE_SINK_FLOOR ATELIER_REACH(atelier_note_sink, take)

typedef struct atelier_dataset_notes_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* In an order that does not change; none is fine. [any] */
  int32_t (*list)(const atelier_call* call, void* self, const atelier_note_sink* sink) ATELIER_NOEXCEPT;
  /* What to do when much of the source is lost, as a sentence or a command line with the paths in use; "" for nothing.
   * Lives as long as the instance. [any] */
  int32_t (*remedy)(const atelier_call* call, void* self, atelier_str* out) ATELIER_NOEXCEPT;
} atelier_dataset_notes_v1;
#define ATELIER_DATASET_NOTES_V1_FLOOR ATELIER_REACH(atelier_dataset_notes_v1, remedy)

#endif

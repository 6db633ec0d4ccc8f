/* Kind atelier.stage/1: work that leaves files.
 *
 * Intent: `run` writes files into a folder the host gives it, and nothing anywhere else; `open` makes the output ports
 * from such a folder alone. The host calls `open` after every run and also when a result is reused, so that the fresh
 * way and the reused way are one way.
 */
#ifndef ATELIER_KINDS_STAGE_H
#define ATELIER_KINDS_STAGE_H

#include "../plugin.h"

#define ATELIER_KIND_STAGE "atelier.stage/1"
#define ATELIER_TAG_STAGE 12u

typedef struct atelier_stage_folder {
  uint32_t struct_size;
  uint32_t continued; /* run: 1 when the folder holds what an interrupted run left */
  atelier_str path;   /* absolute */
} atelier_stage_folder;
#define ATELIER_STAGE_FOLDER_FLOOR ATELIER_REACH(atelier_stage_folder, path)

typedef struct atelier_stage_v1 {
  uint32_t struct_size;
  uint32_t tag; /* ATELIER_TAG_STAGE */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  /* The folder exists. It is empty, or, for a component that says ATELIER_COMPONENT_RESUMES, holds what an interrupted,
   * failed or crashed run of it with the same options (but for those marked ATELIER_PARAM_EXTENDS), inputs and revision
   * left there: only files that were complete (the host removes every *.partial first). The component decides what of
   * it still holds. The first progress that such a run reports counts what was there already; what is done and how fast
   * is told from there. [main] */
  int32_t (*run)(const atelier_call* call, void* self, const atelier_stage_folder* folder) ATELIER_NOEXCEPT;
  /* Reads what a run left; needs no instance. Fails when the folder is not complete. [main] */
  int32_t (*open)(const atelier_call* call, const atelier_stage_folder* folder, void** opened) ATELIER_NOEXCEPT;
  /* Texts and objects in `out` live until `close`. The host asks for every declared output after each run: it must
   * come, and a file that it names must be there. ATELIER_E_INVALID, with a text for whoever takes it: the options did
   * not ask for this output. [main] */
  int32_t (*output)(const atelier_call* call, void* opened, atelier_str port, atelier_value* out) ATELIER_NOEXCEPT;
  void (*close)(void* opened) ATELIER_NOEXCEPT; /* [main] */
} atelier_stage_v1;
#define ATELIER_STAGE_V1_FLOOR ATELIER_REACH(atelier_stage_v1, close)

/* Extension: a stage that may go on from a finished result. */
#define ATELIER_EXTENSION_STAGE_EARLIER "atelier.stage.earlier/1"

typedef struct atelier_stage_earlier_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* Comes before run, where there is one: the folder of the newest finished result of this stage that had the same
   * component, options and inputs but for options marked ATELIER_PARAM_EXTENDS. It is to be read until run is done,
   * never written. The text is borrowed for the call. [main] */
  int32_t (*set)(const atelier_call* call, void* self, atelier_str folder) ATELIER_NOEXCEPT;
} atelier_stage_earlier_v1;
#define ATELIER_STAGE_EARLIER_V1_FLOOR ATELIER_REACH(atelier_stage_earlier_v1, set)

/* Extension: a stage that can tell before any work whether its parts go together. */
#define ATELIER_EXTENSION_STAGE_READY "atelier.stage.ready/1"

typedef struct atelier_stage_ready_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* Comes after create, before the first stage of a workflow works, where every option is known by then: whether run
   * could begin, as far as the parts tell it. Fails like run, with the remedy. It may read small files and what the
   * parts describe; nothing that is long, and it leaves nothing. The instance is destroyed after it. [main] */
  int32_t (*ready)(const atelier_call* call, void* self) ATELIER_NOEXCEPT;
} atelier_stage_ready_v1;
#define ATELIER_STAGE_READY_V1_FLOOR ATELIER_REACH(atelier_stage_ready_v1, ready)

#endif

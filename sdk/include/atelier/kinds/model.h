/* Kind atelier.model/1: a segmentation network.
 *
 * Intent: forward, backward, predict, parameters with gradients, save and load. Whoever drives it needs no tensor
 * library: everything is an atelier_tensor. The model owns its mean and standard deviation and its device.
 *
 * Pictures are [N,H,W,C] of a form that describe says it takes, as the samples give them: uint8 and uint16 stand for
 * 0..1 of their range, float32 for itself; the model normalises. Or float32 [N,C,H,W] marked as normalised already.
 */
#ifndef ATELIER_KINDS_MODEL_H
#define ATELIER_KINDS_MODEL_H

#include "../plugin.h"

#define ATELIER_KIND_MODEL "atelier.model/1"
#define ATELIER_TAG_MODEL 8u

/* Bits of atelier_model_info.takes. */
#define ATELIER_TAKES_UINT8 1u
#define ATELIER_TAKES_UINT16 2u
#define ATELIER_TAKES_FLOAT32 4u

typedef struct atelier_model_info {
  uint32_t struct_size;
  uint32_t classes;                /* channels of the logits, background included */
  const atelier_str* output_names; /* [output_count] "out" first; then auxiliary heads: "aux" */
  uint64_t output_count;
  uint64_t trainable_values;  /* numbers in trainable parameters */
  uint32_t takes;             /* ATELIER_TAKES_*: the types of pictures it takes; 0: uint8 */
  uint32_t channels;          /* of the pictures it takes; 0: any number */
  atelier_device device;      /* where parameters, gradients and logits lie */
  atelier_str weights_suffix; /* of the files of save, with its dot: ".safetensors" */
} atelier_model_info;
#define ATELIER_MODEL_INFO_FLOOR ATELIER_REACH(atelier_model_info, weights_suffix)

/* A parameter or buffer. Both tensors are borrowed views into the model: an optimizer writes in place. */
typedef struct atelier_parameter {
  uint32_t struct_size;
  uint32_t trainable; /* 0: a buffer such as a running mean */
  atelier_str name;   /* "backbone.conv1.weight" */
  const atelier_tensor* value;
  const atelier_tensor* gradient; /* NULL: none since zero_gradients */
} atelier_parameter;
#define ATELIER_PARAMETER_FLOOR ATELIER_REACH(atelier_parameter, gradient)

typedef struct atelier_parameter_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* `parameter` is borrowed for the call; its name lives as long as the model, the tensors it names until the next
   * backward, zero_gradients or load. */
  int32_t (*take)(void* context, const atelier_parameter* parameter) ATELIER_NOEXCEPT;
} atelier_parameter_sink;
#define ATELIER_PARAMETER_SINK_FLOOR ATELIER_REACH(atelier_parameter_sink, take)

typedef struct atelier_forward_input {
  uint32_t struct_size;
  uint32_t training; /* 1: batch statistics, dropout, and what backward needs is kept */
  uint64_t seed;     /* of dropout */
  const atelier_tensor* pictures;
  uint32_t normalised; /* 1: the pictures are float32 [N,C,H,W], already normalised */
  uint32_t reserved;
} atelier_forward_input;
#define ATELIER_FORWARD_INPUT_FLOOR ATELIER_REACH(atelier_forward_input, reserved)

typedef struct atelier_forward_output {
  uint32_t struct_size;
  uint32_t reserved;
  /* [output_count], the caller's memory: the first so many outputs are wanted, float32 logits [N,classes,H,W] each. The
   * caller owns the tensors. */
  atelier_managed_tensor** outputs;
  uint64_t output_count;
} atelier_forward_output;
#define ATELIER_FORWARD_OUTPUT_FLOOR ATELIER_REACH(atelier_forward_output, output_count)

typedef struct atelier_backward_input {
  uint32_t struct_size;
  uint32_t reserved;
  /* [count] of each output of the last training forward; NULL: not in the loss */
  const atelier_tensor* const* gradients;
  uint64_t count;
} atelier_backward_input;
#define ATELIER_BACKWARD_INPUT_FLOOR ATELIER_REACH(atelier_backward_input, count)

typedef struct atelier_predict_input {
  uint32_t struct_size;
  uint32_t normalised; /* as in atelier_forward_input */
  const atelier_tensor* pictures;
  uint32_t height; /* of what is given; 0, 0: the pictures' size */
  uint32_t width;
  uint32_t want_scores; /* 1: scores too */
  uint32_t reserved;
} atelier_predict_input;
#define ATELIER_PREDICT_INPUT_FLOOR ATELIER_REACH(atelier_predict_input, reserved)

typedef struct atelier_predict_output {
  uint32_t struct_size;
  uint32_t reserved;
  /* uint8 (uint16 above 255 classes) [N,height,width] on the CPU: the logits, resized bilinearly to height x width
   * (pixel centres aligned, as align_corners = false), then the index of the largest. The caller owns both tensors. */
  atelier_managed_tensor* labels;
  atelier_managed_tensor* scores; /* float32 [N,classes,height,width] on the CPU: softmax of these logits; or NULL */
} atelier_predict_output;
#define ATELIER_PREDICT_OUTPUT_FLOOR ATELIER_REACH(atelier_predict_output, scores)

/* A file that a model or an optimizer writes or reads. */
typedef struct atelier_state_file {
  uint32_t struct_size;
  uint32_t reserved;
  atelier_str path; /* absolute */
} atelier_state_file;
#define ATELIER_STATE_FILE_FLOOR ATELIER_REACH(atelier_state_file, path)

typedef struct atelier_model_v1 {
  uint32_t struct_size;
  uint32_t tag; /* ATELIER_TAG_MODEL */
  const void* (*extension)(void* self, atelier_str id)ATELIER_NOEXCEPT;
  /* Texts in `out` live as long as the instance. [worker] */
  int32_t (*describe)(const atelier_call* call, void* self, atelier_model_info* out) ATELIER_NOEXCEPT;
  int32_t (*forward)(const atelier_call* call, void* self, const atelier_forward_input* in,
                     atelier_forward_output* out) ATELIER_NOEXCEPT; /* [worker] */
  /* Adds to the gradients. [worker] */
  int32_t (*backward)(const atelier_call* call, void* self, const atelier_backward_input* in) ATELIER_NOEXCEPT;
  int32_t (*zero_gradients)(const atelier_call* call, void* self) ATELIER_NOEXCEPT; /* [worker] */
  /* Lists parameters and buffers, in a fixed order. [worker] */
  int32_t (*parameters)(const atelier_call* call, void* self, const atelier_parameter_sink* sink) ATELIER_NOEXCEPT;
  int32_t (*predict)(const atelier_call* call, void* self, const atelier_predict_input* in,
                     atelier_predict_output* out) ATELIER_NOEXCEPT; /* [worker] */
  /* Weights to a file (complete or absent) and back. [worker] */
  int32_t (*save)(const atelier_call* call, void* self, const atelier_state_file* in) ATELIER_NOEXCEPT;
  int32_t (*load)(const atelier_call* call, void* self, const atelier_state_file* in) ATELIER_NOEXCEPT;
} atelier_model_v1;
#define ATELIER_MODEL_V1_FLOOR ATELIER_REACH(atelier_model_v1, load)

/* Extension: logits before their last step, where that is the bilinear resizing to the pictures' size (pixel centres
 * aligned, as align_corners = false). A loss that resizes by itself saves the time and the memory of the large ones. */
#define ATELIER_EXTENSION_MODEL_COARSE "atelier.model.coarse/1"

typedef struct atelier_model_coarse_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* As forward, but the outputs are float32 [N,classes,h,w] of the network's own h and w, the same for all of them; the
   * backward that follows takes gradients of this form. [worker] */
  int32_t (*forward)(const atelier_call* call, void* self, const atelier_forward_input* in,
                     atelier_forward_output* out) ATELIER_NOEXCEPT;
} atelier_model_coarse_v1;
#define ATELIER_MODEL_COARSE_V1_FLOOR ATELIER_REACH(atelier_model_coarse_v1, forward)

/* Extension: what is needed, beside the file of its weights, to make the same model again. */
#define ATELIER_EXTENSION_MODEL_SETTINGS "atelier.model.settings/1"

typedef struct atelier_setting_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* An option of the component and its value as a TOML value: `classes`, `81`. Both borrowed for the call. */
  int32_t (*take)(void* context, atelier_str name, atelier_str value) ATELIER_NOEXCEPT;
} atelier_setting_sink;
#define ATELIER_SETTING_SINK_FLOOR ATELIER_REACH(atelier_setting_sink, take)

typedef struct atelier_model_settings_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  /* Lists the options that the weights depend on, or that predictions do, with what is now in force for them: where an
   * option leaves a choice to the model, what it has chosen. [worker] */
  int32_t (*list)(const atelier_call* call, void* self, const atelier_setting_sink* sink) ATELIER_NOEXCEPT;
} atelier_model_settings_v1;
#define ATELIER_MODEL_SETTINGS_V1_FLOOR ATELIER_REACH(atelier_model_settings_v1, list)

#endif

// Every defect that the doctor knows: its code, how bad it is, what it means, and what to do. [any]
//
// A code never changes its meaning; a new defect gets a new number in its group. Groups: 1 the file and its JSON,
// 2 entries of pictures, 3 categories, 4 annotations, 5 rings, 6 runs, 7 picture files, 8 statistics.
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace atelier::coco_doctor {

// Error: something is lost, or a program that reads the file fails. Warning: probably not meant. Note: good to know.
enum class Severity : uint8_t { kNote, kWarning, kError };
std::string_view word_of(Severity severity);

enum class Code : uint16_t {
  kNotAnObject = 101,
  kJsonSyntax = 102,
  kCutOff = 103,
  kNotUtf8 = 104,
  kNan = 105,
  kListMissing = 106,
  kListWrongType = 107,
  kListTwice = 108,
  kByteOrderMark = 109,
  kTrailingText = 110,
  kKeyTwice = 111,
  kMixedIds = 112,
  kIdsDoNotMeet = 113,
  kWrongKind = 114,

  kPictureNotObject = 201,
  kPictureId = 202,
  kPictureName = 203,
  kPictureSize = 204,
  kPictureIdTwice = 205,
  kPictureNameTwice = 206,
  kUnsafeName = 207,
  kSharedMaskName = 208,
  kBackslash = 209,
  kPictureTextNumber = 210,
  kPictureTooLarge = 211,
  kNameInAddress = 212,

  kCategoryNotObject = 301,
  kCategoryId = 302,
  kCategoryName = 303,
  kCategoryIdTwice = 304,
  kCategoryNameTwice = 305,
  kCategoryZero = 306,
  kCategoryTextNumber = 307,
  kBackgroundCategory = 308,

  kAnnotationNotObject = 401,
  kAnnotationId = 402,
  kAnnotationIdTwice = 403,
  kImageId = 404,
  kImageIdDangling = 405,
  kCategoryIdMissing = 406,
  kCategoryIdDangling = 407,
  kAnnotationTwice = 408,
  kCrowdMissing = 409,
  kCrowdOdd = 410,
  kAreaMissing = 411,
  kAreaZero = 412,
  kAreaDiffers = 413,
  kBoxMissing = 414,
  kBoxDiffers = 415,
  kCrowdPolygons = 416,
  kRunsNoCrowd = 417,
  kAnnotationTextNumber = 418,
  kNoPixels = 419,
  kSegmentationMissing = 420,
  kSegmentationEmpty = 421,
  kSegmentationMalformed = 422,
  kSegmentationText = 423,

  kRingTooShort = 501,
  kRingIsBox = 502,
  kRingOdd = 503,
  kRingNotNumbers = 504,
  kRingFar = 505,
  kRingOutside = 506,
  kRingLeaves = 507,
  kRingNoPixels = 508,
  kRingCrosses = 509,
  kRingFlat = 510,
  kRingPairs = 511,
  kRingFractions = 512,
  kRingInside = 513,
  kRingPercent = 514,
  kRunsAsRing = 515,
  kRingDeep = 516,
  kRingObjects = 517,
  kRingScaled = 518,
  kRingTexts = 519,

  kRunsCounts = 601,
  kRunsSize = 602,
  kRunsNumber = 603,
  kRunsText = 604,
  kRunsSum = 605,
  kRunsOtherSize = 606,
  kRunsBytes = 607,
  kRunsBase64 = 608,
  kRunsSwapped = 609,

  kFileMissing = 701,
  kFileDamaged = 702,
  kFileOtherSize = 703,
  kFileRotated = 704,
  kFileOrientation = 705,
  kFileUnlisted = 706,
  kNoFiles = 707,
  kFileOtherFormat = 708,
  kFileNamedOtherwise = 709,

  kClassUnused = 801,
  kClassNoPixels = 802,
  kImbalance = 803,
  kPictureUnused = 804,
  kPictureNearEmpty = 805,
  kTinyInstance = 806,
  kNothingAnnotated = 807,
};

struct CodeInfo {
  Code code;
  Severity severity;
  std::string_view slug;     // "ring-outside-picture"
  std::string_view meaning;  // a sentence
  std::string_view remedy;   // a sentence
  std::string_view repair;   // what `fix` does; empty when it does nothing
  bool is_left = false;      // `fix` leaves what has this defect as it is, for want of a repair that is no guess
};

// All codes in order.
span<const CodeInfo> all_codes();
const CodeInfo& info_of(Code code);
// "D506".
std::string name_of(Code code);

}  // namespace atelier::coco_doctor

// The opcodes of pickles. Source: CPython's pickletools.py.
#pragma once

#include <cstdint>
#include <string>

namespace atelier::weight_files {

namespace op {
constexpr uint8_t kMark = '(', kStop = '.', kGlobal = 'c', kReduce = 'R', kBuild = 'b', kBinPersId = 'Q';
constexpr uint8_t kNone = 'N', kBinInt = 'J', kBinInt1 = 'K', kBinInt2 = 'M', kBinFloat = 'G', kBinUnicode = 'X';
constexpr uint8_t kShortBinString = 'U', kBinString = 'T', kShortBinBytes = 'C', kBinBytes = 'B';
constexpr uint8_t kEmptyTuple = ')', kTuple = 't', kEmptyList = ']', kAppend = 'a', kAppends = 'e';
constexpr uint8_t kEmptyDict = '}', kSetItem = 's', kSetItems = 'u';
constexpr uint8_t kBinPut = 'q', kLongBinPut = 'r', kBinGet = 'h', kLongBinGet = 'j';
constexpr uint8_t kProto = 0x80, kNewObj = 0x81, kTuple1 = 0x85, kTuple2 = 0x86, kTuple3 = 0x87, kNewTrue = 0x88;
constexpr uint8_t kNewFalse = 0x89, kLong1 = 0x8a, kShortBinUnicode = 0x8c, kEmptySet = 0x8f, kAddItems = 0x90;
constexpr uint8_t kStackGlobal = 0x93, kMemoize = 0x94, kFrame = 0x95;
}  // namespace op

// "INST", or "0x7f" where there is none of that number.
std::string opcode_name(uint8_t opcode);

}  // namespace atelier::weight_files

// Files that lie. Each must be refused with a sentence that says what is wrong, before memory is taken for it.
#include "built_files.hpp"

namespace atelier::weight_files {
namespace {

using test::expect_refusal;
using test::torch_zip;
namespace pickle = test::pickle;

std::string float_tensor(int64_t offset, const std::vector<int64_t>& shape, const std::vector<int64_t>& strides,
                         int64_t count = 16) {
  return pickle::tensor(pickle::storage("FloatStorage", "0", count), offset, shape, strides);
}
std::string state(const std::string& tensor) { return pickle::dict({{"w", tensor}}); }

// The builders themselves must give what is read, or every refusal below would prove nothing.
TEST(Hostile, TheFilesWithoutALieAreRead) {
  EXPECT_EQ(test::refusal(torch_zip(state(float_tensor(0, {4, 4}, {4, 1})))), "");
  EXPECT_EQ(test::refusal(test::legacy(state(float_tensor(0, {4, 4}, {4, 1})), {{"0", std::string(64, 'x')}})), "");
  EXPECT_EQ(test::refusal(torch_zip(state(float_tensor(15, {1, 1}, {9, 9})))), "");
  EXPECT_EQ(test::refusal(torch_zip(state(float_tensor(16, {0}, {1})))), "");
}

TEST(Hostile, NamesThatCouldRunSomethingAreRefusedByName) {
  const auto call = [](const std::string& module, const std::string& name) {
    return pickle::global(module, name) + pickle::tuple({pickle::text("touch /tmp/owned")}) + "R";
  };
  const std::pair<const char*, const char*> names[] = {
      {"os", "system"},
      {"posix", "system"},
      {"nt", "system"},
      {"subprocess", "Popen"},
      {"builtins", "eval"},
      {"builtins", "exec"},
      {"__builtin__", "eval"},
      {"builtins", "getattr"},
      {"importlib", "import_module"},
      {"runpy", "run_path"},
      {"torch.hub", "load"},
      {"torch", "load"},
      {"pickle", "loads"},
      {"operator", "attrgetter"},
      {"functools", "partial"},
      {"socket", "socket"},
      {"torch.serialization", "load"},
      {"torch", "FloatStorage.__init__"},
  };
  for (const auto& [module, name] : names) {
    const std::string both = std::string(module) + " " + name;
    expect_refusal(torch_zip(call(module, name)), "asks for `" + both + "`");
    expect_refusal(test::legacy(call(module, name), {}), "asks for `" + both + "`");
    // The other way to write a name, of protocol 4.
    expect_refusal(torch_zip(pickle::text(module) + pickle::text(name) + "\x93" + ")R"), both);
  }
  EXPECT_FALSE(std::filesystem::exists("/tmp/owned"));
}

TEST(Hostile, OpcodesThatNoWeightsNeedAreRefusedByName) {
  const std::pair<const char*, const char*> opcodes[] = {
      {"(ios\nsystem\n", "INST"}, {"o", "OBJ"},     {"\x82\x01", "EXT1"},  {"Pid\n", "PERSID"},
      {"\x92", "NEWOBJ_EX"},      {"2", "DUP"},     {"0", "POP"},          {"I1\n", "INT"},
      {"S'x'\n", "STRING"},       {"\x7f", "0x7f"}, {"\x8b\x01", "LONG4"}, {"\x97", "NEXT_BUFFER"}};
  for (const auto& [bytes, name] : opcodes)
    expect_refusal(torch_zip("N" + std::string(bytes)), "the pickle opcode " + std::string(name) + " at byte");
}

TEST(Hostile, StorageTypesAreNoFunctions) {
  expect_refusal(torch_zip(pickle::global("torch", "FloatStorage") + pickle::tuple({pickle::number(9)}) + "R"),
                 "calls `torch FloatStorage`, which makes no weights");
  // A rebuilding function inside another may only be one that makes tensors.
  expect_refusal(
      torch_zip(pickle::global("torch._tensor", "_rebuild_from_type_v2") +
                pickle::tuple({pickle::global("torch._tensor", "_rebuild_from_type_v2"), "N", ")", "N"}) + "R"),
      "argument 1 of `torch._tensor _rebuild_from_type_v2`");
}

TEST(Hostile, TensorsBeyondTheirStorageAreRefused) {
  constexpr int64_t kHuge = int64_t{1} << 62;
  const std::pair<std::string, const char*> tensors[] = {
      {float_tensor(1, {4, 4}, {4, 1}), "reaches beyond its storage `0` of 64 bytes"},
      {float_tensor(0, {4, 5}, {4, 1}), "reaches beyond"},
      {float_tensor(0, {2, 2}, {15, 2}), "reaches beyond"},
      {float_tensor(16, {1}, {1}), "reaches beyond"},
      {float_tensor(17, {0}, {1}), "reaches beyond"},
      {float_tensor(INT64_MAX, {1}, {1}), "reaches beyond"},
      {float_tensor(0, {kHuge, 4}, {0, 0}), "reaches beyond"},
      {float_tensor(0, {kHuge, kHuge}, {0, 0}), "reaches beyond"},
      {float_tensor(0, {kHuge, 2}, {4, 1}), "reaches beyond"},
      {float_tensor(0, {3}, {kHuge}), "reaches beyond"},
      {float_tensor(0, {2, 2}, {-1, 1}), "argument 4"},
      {float_tensor(0, {-2, 2}, {1, 1}), "argument 3"},
      {float_tensor(-1, {2}, {1}), "argument 2"},
      {float_tensor(0, {2, 2}, {1}), "argument 4"},
      {float_tensor(0, std::vector<int64_t>(17, 1), std::vector<int64_t>(17, 1)), "argument 3"},
      {float_tensor(0, {2}, {1}, -1), "argument 5 of `persistent id`"},
      {float_tensor(0, {2}, {1}, kHuge), "argument 5"},
      {float_tensor(0, {2}, {1}, 17), "has 64 bytes, but 68 are needed"},
  };
  for (const auto& [tensor, part] : tensors) expect_refusal(torch_zip(state(tensor)), part);
}

TEST(Hostile, CyclesAndValuesWithoutEndAreRefused) {
  const std::string remembered = "]q\x01";  // a list that holds itself
  expect_refusal(torch_zip("}(" + pickle::text("a") + remembered + "h\x01" + "au"), "lie in each other without end");
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += "]";
  for (int i = 0; i < 9'999; ++i) deep += "a";
  expect_refusal(torch_zip("}(" + pickle::text("a") + deep + "u"), "lie in each other without end");
  std::string doubling = "]q";  // each list holds the one before twice: 2^60 visits
  doubling.push_back('\0');
  for (char i = 1; i < 61; ++i) {
    const std::string before(1, static_cast<char>(i - 1)), own(1, i);
    doubling += "](h" + before + "h" + before + "eq" + own;
  }
  expect_refusal(torch_zip("}(" + pickle::text("a") + doubling.substr(doubling.rfind(']')) + "u"),
                 "used before it is there");
  expect_refusal(torch_zip("(" + doubling + "l"), "opcode LIST");
  expect_refusal(torch_zip("(" + doubling + "t"), "lie in each other without end");
}

TEST(Hostile, CopiesOfLongListsAreBounded) {
  std::string body = "](" + std::string(100'000, 'N') + "eq\x01";
  const std::string builder = pickle::global("torch.jit._pickle", "build_intlist") + "q\x02";
  body += builder;
  for (int i = 0; i < 1000; ++i) body += "h\x02h\x01\x85R";
  expect_refusal(torch_zip("(" + body + "t"), "copies too many values");
}

TEST(Hostile, MoreValuesThanWeightsNeedAreRefused) {
  expect_refusal(torch_zip("(" + std::string(2'100'000, 'N') + "t"), "more than 2000000 values");
  expect_refusal(torch_zip(std::string(2'100'000, '(')), "too many marks");
}

TEST(Hostile, BrokenPicklesAreRefused) {
  const std::pair<std::string, const char*> bodies[] = {
      {"R", "a value is missing"},
      {"NNR", "a call of something that is no name"},
      {"Nh\x05", "value 5 is used before"},
      {"Nu", "a mark is missing"},
      {"}(Nu", "items for something that takes none"},
      {"N]", "left over"},
      {"}NNb", "a state for something"},
      {"(", "something left over"},
      {"NQ", "persistent id"},
      {"\x80\x07N", "protocol 7"},
      {"\x95" + std::string(8, '\xff'), "a frame reaches beyond"},
      {"X\xff\xff\xff\x7f", "cut short, or damaged: a text of 2147483647 bytes"},
      {"c" + std::string(300, 'a'), "a name of more than 256 bytes"},
  };
  for (const auto& [body, part] : bodies) expect_refusal(torch_zip(body), part);
  expect_refusal(torch_zip(pickle::tuple({pickle::text("module"), "N", "N", "N"}) + "Q"), "save its state_dict()");
  expect_refusal(torch_zip(pickle::tuple({pickle::text("thing")}) + "Q"), "kind `thing`");
}

TEST(Hostile, ZipArchivesThatLieAreRefused) {
  const std::string pickled = pickle::whole(state(float_tensor(0, {4, 4}, {4, 1})));
  const std::string data(64, '\0');
  const std::vector<test::ZipRecord> right = {{"a/data.pkl", pickled}, {"a/data/0", data}};
  expect_refusal(test::zip_of({{"a/data.pkl", pickled, 8}, {"a/data/0", data}}),
                 "the record `a/data.pkl` is compressed (deflate)");
  expect_refusal(test::zip_of({{"a/data.pkl", pickled}, {"a/data/0", data, 8}}), "`a/data/0` is compressed");
  expect_refusal(test::zip_of({{"a/data.pkl", pickled, 0, 1}}), "is encrypted");
  expect_refusal(test::zip_of({{"a/data.pkl", pickled}}), "has no record `a/data/0`");
  expect_refusal(test::zip_of({{"a/data/0", data}}), "none of torch.save");
  expect_refusal(test::zip_of({right[0], right[1], right[1]}), "two records `a/data/0`");
  expect_refusal(test::zip_of({right[0], right[1], {"b/data.pkl", pickled}}), "two records data.pkl");
  expect_refusal(test::zip_of({right[0], right[1], {"a/byteorder", "big"}}), "byte order `big`");
  expect_refusal(test::zip_of({{"a/model.json", "{}"}}), "PyTorch 1.0 to 1.3");
  expect_refusal(test::zip_of(right, {.header_shift = 1}), "the header of the record");
  expect_refusal(test::zip_of(right, {.header_shift = 1'000'000}), "lies beyond its end");
  expect_refusal(test::zip_of(right, {.size_more = 4'000'000}), "is cut short: the record");
  expect_refusal(test::zip_of(right, {.other_name = true}), "another name");
}

TEST(Hostile, KeysOfStoragesAreNoPaths) {
  for (const char* key : {"../../etc/passwd", "/etc/passwd", "..", "a/b", "", "a\\b"})
    expect_refusal(torch_zip(state(pickle::tensor(pickle::storage("FloatStorage", key, 1), 0, {1}, {1}))),
                   "argument 3 of `persistent id`");
}

TEST(Hostile, OlderContainersThatLieAreRefused) {
  const std::string body = state(float_tensor(0, {4, 4}, {4, 1}));
  const std::string data(64, 'x');
  expect_refusal(test::legacy(body, {{"0", data}}, "\x89"), "big-endian machine");
  expect_refusal(test::legacy(body, {{"0", data}}, "N"), "does not say its byte order");
  expect_refusal(test::legacy(body, {}), "storage `0` is not there");
  expect_refusal(test::legacy(body, {{"0", data}, {"0", data}}), "is there twice");
  expect_refusal(test::legacy(body, {{"0", data}, {"1", data}}), "a storage that no tensor has");
  expect_refusal(test::legacy(body, {{"0", std::string(60, 'x')}}), "has 60 bytes, but 64 are needed");
  expect_refusal(test::legacy(body, {{"0", data}}) + "more", "4 bytes follow the last storage");
  std::string huge = test::legacy(body, {{"0", data}});
  huge.replace(huge.size() - 72, 8, std::string(8, '\x7f'));
  expect_refusal(huge, "is too large");
  huge.replace(huge.size() - 72, 8, test::little(uint64_t{1} << 40, 8));
  expect_refusal(huge, "is cut short");
  std::string magic = test::legacy(body, {{"0", data}});
  magic[6] = 'x';
  expect_refusal(magic, "magic number");
}

// Cut off at any byte, a file is refused, never half read.
TEST(Hostile, FilesCutShortAtAnyByteAreRefused) {
  for (const char* name :
       {"tensor.torch1.pth", "references.legacy.torch1.pth", "every_form.torch2.safetensors", "tensor.torch2.pth"}) {
    const std::string bytes = read_file(test::fixture(name));
    for (size_t size = 0; size < bytes.size(); ++size)
      ASSERT_FALSE(test::refusal(bytes.substr(0, size)).empty()) << name << " cut to " << size << " bytes was read";
  }
}

TEST(Hostile, FilesOfOtherKindsAreNamed) {
  expect_refusal("", "is empty. It was not written, copied or downloaded to its end, or changed since: get it again");
  expect_refusal("\x89HDF\r\n\x1a\n and more", "HDF5");
  expect_refusal("\x1f\x8b\x08 and more", "gzip");
  expect_refusal("version https://git-lfs.github.com/spec/v1\n", "git lfs pull");
  expect_refusal("<!DOCTYPE html>", "web page, not weights; was the download refused? Get the file again");
  expect_refusal("\n  Entry not found\nmore", "is a text that begins `Entry not found`, not weights; was the download");
  expect_refusal("{\"error\": \"\xc3\xa9\"}", "is a text that begins `{\"error\": \"\xc3\xa9\"}`");
  expect_refusal(std::string(59, 'a') + "\xc3\xa9" + std::string(9, 'a'), "begins `" + std::string(59, 'a') + "…`");
  expect_refusal("\x80\x02}q\x01.", "not of torch.save");
  expect_refusal(std::string(257, '\0') + "ustar", "tar archive");
  expect_refusal("\1\2\3\4\5", "only 5 bytes");
}

TEST(Hostile, FilesThatEndTooEarlyAreSaidHowToMend) {
  const std::string remedy = ": get it again";
  const std::string zip = torch_zip(state(float_tensor(0, {4, 4}, {4, 1})));
  expect_refusal(zip.substr(0, zip.size() - 30),
                 "directory is not at its end. It was not written, copied or downloaded");
  expect_refusal(zip.substr(0, zip.size() - 30), remedy);
  const std::string whole = read_file(test::fixture("every_form.torch2.safetensors"));
  for (const size_t size : {size_t{7}, size_t{40}, whole.size() - 1}) expect_refusal(whole.substr(0, size), remedy);
  const std::string legacy = read_file(test::fixture("references.legacy.torch1.pth"));
  for (const size_t size : {size_t{20}, legacy.size() - 1}) expect_refusal(legacy.substr(0, size), remedy);
}

TEST(Safetensors, MayNameClassesInTheirMetadata) {
  const auto names = [](const std::string& json) {
    const test::TemporaryFolder folder;
    write_file(folder / "w.safetensors",
               test::safetensors(R"({"__metadata__":{"class_names":")" + json + R"("}})", ""));
    return class_names_in(folder / "w.safetensors");
  };
  EXPECT_EQ(names(R"([\"sky\", \"cat\"])"), (std::vector<std::string>{"sky", "cat"}));
  for (const char* none : {"cat", "[1]", "{}", "["}) EXPECT_TRUE(names(none).empty()) << none;
  EXPECT_TRUE(class_names_in("/nowhere/w.safetensors").empty());
}

TEST(Hostile, SafetensorsThatLieAreRefused) {
  const std::string f = R"({"f":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  const std::string eight(8, 'x');
  const auto refused = [&](const std::string& header, const std::string& data, const std::string& part) {
    expect_refusal(test::safetensors(header, data), part);
  };
  expect_refusal(std::string(8, '\xff') + "{}", "no safetensors file");
  refused("{nonsense", "", "not JSON");
  refused("[1]", "", "not a JSON object");
  refused(f, "xxxx", "cut short");
  refused(f, eight + "y", "1 bytes after");
  refused(R"({"f":{"dtype":"F9","shape":[2],"data_offsets":[0,8]}})", eight, "`f` has dtype F9");
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  refused(R"({"f":{"shape":[2],"data_offsets":[0,8],"dtype":)" + deep + "}}", eight, "too deep in each other");
  refused(R"({"f":{"shape":[2],"data_offsets":[0,8],"dtype":7}})", eight, "a dtype that is no text");
  refused(R"({"f":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", eight, "needs 12 bytes");
  refused(R"({"f":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", eight, "whole numbers");
  refused(R"({"f":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", eight, "data_offsets");
  refused(R"({"f":{"dtype":"F32","shape":[2]}})", eight, "needs dtype, shape and data_offsets");
  refused(R"({"f":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})", "", "too large");
  refused(R"({"f":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}})", "", "too large");
  refused(R"({"f":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},)"
          R"("g":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})",
          eight, "overlaps");
  refused(R"({"g":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})", eight, "belong to nothing");
  refused(R"({"f":{"dtype":"U8","shape":[0],"data_offsets":[18446744073709551615,18446744073709551615]}})", "",
          "cut short");
  refused(R"({"__metadata__":{"a":1}})", "", "map of texts");
}

}  // namespace
}  // namespace atelier::weight_files

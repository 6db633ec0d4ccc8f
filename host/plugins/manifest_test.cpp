#include "manifest.hpp"

#include <atelier/plugin.h>
#include <elf.h>

#include <atelier/cpp/files.hpp>
#include <cstring>
#include <random>

#include "test_data.hpp"
#include "testing/test_plugins.hpp"

namespace atelier::host {
namespace {

using test_bench::plugin_file;

// "" or why the manifest of the file cannot be had.
std::string refusal_of_file(const std::filesystem::path& file) {
  const Result<Manifest> read = read_manifest(file);
  if (read) return {};
  EXPECT_NE(read.failure().reason, "");
  return read.failure().reason;
}

std::string refusal_of(const std::string& bytes) {
  const test::TemporaryFolder folder;
  write_file(folder / "x.so", bytes, false);
  return refusal_of_file(folder / "x.so");
}

TEST(Manifest, OfAPlugin) {
  const Result<Manifest> read = read_manifest(plugin_file("test_stages"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, "test.stages");
  EXPECT_EQ(read->version, "1.2.3");
  EXPECT_EQ(read->abi_major, static_cast<uint32_t>(ATELIER_ABI_MAJOR));
  EXPECT_EQ(read->build_id.size(), 40u);
  EXPECT_NE(read->build.find("compiler"), std::string::npos);
}

TEST(Manifest, SaysWhatAFileIsNot) {
  EXPECT_EQ(refusal_of(""), "is not an ELF shared library");
  EXPECT_EQ(refusal_of("hello"), "is not an ELF shared library");
  EXPECT_EQ(refusal_of(std::string(100000, '\x7f')), "is not an ELF shared library");
  EXPECT_EQ(refusal_of_file("/nowhere.so"), "cannot be read: No such file or directory");
  EXPECT_EQ(refusal_of_file("/dev"), "is not a file");
  EXPECT_EQ(refusal_of_file("/dev/zero"), "is not a file");
  EXPECT_EQ(refusal_of_file(test::program()), "carries no Atelier manifest (it is no Atelier plugin)");
}

TEST(Manifest, OtherAbi) {
  const Result<Manifest> other = read_manifest(plugin_file("test_other_abi"));
  ASSERT_TRUE(other) << "who it is can be read nevertheless";
  EXPECT_EQ(check_abi(other->abi_major, other->abi_minor).failure().reason.substr(0, 47),
            "was made for ABI 7, this atelier speaks ABI 1: ");
  EXPECT_EQ(check_abi(ATELIER_ABI_MAJOR, 900).failure().reason.substr(0, 40),
            "needs ABI minor 900, this atelier has 1.");
  EXPECT_TRUE(check_abi(ATELIER_ABI_MAJOR, ATELIER_ABI_MINOR));
}

TEST(Manifest, OtherMachine) {
  std::string bytes = read_file(plugin_file("test_stages"));
  const uint16_t machine = EM_S390;
  std::memcpy(&bytes[offsetof(Elf64_Ehdr, e_machine)], &machine, sizeof machine);
  EXPECT_EQ(refusal_of(bytes).substr(0, 29), "was built for another machine");
}

TEST(Manifest, DamagedTexts) {
  std::string bytes = read_file(plugin_file("test_stages"));
  const size_t at = bytes.find(std::string(ATELIER_MANIFEST_MAGIC, 8));
  ASSERT_NE(at, std::string::npos);
  std::string endless = bytes;
  endless.replace(at + offsetof(atelier_manifest, id), 64, std::string(64, 'a'));
  EXPECT_EQ(refusal_of(endless), "carries a damaged Atelier manifest");
  std::string no_utf8 = bytes;
  no_utf8[at + offsetof(atelier_manifest, version)] = '\xff';
  EXPECT_EQ(refusal_of(no_utf8), "carries a damaged Atelier manifest");
  std::string small = bytes;
  small[at + offsetof(atelier_manifest, struct_size)] = 3;
  small[at + offsetof(atelier_manifest, struct_size) + 1] = 0;
  EXPECT_EQ(refusal_of(small), "carries a damaged Atelier manifest");
}

// Nothing to compare with: what matters is that each file is answered, with the manifest or with a sentence.
TEST(Manifest, TruncatedAndRandomBytes) {
  const std::string bytes = read_file(plugin_file("test_palette"));
  for (size_t size = 0; size < bytes.size(); size += 997) refusal_of(bytes.substr(0, size));
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    std::string damaged = bytes;
    const size_t header = round % 2 ? sizeof(Elf64_Ehdr) : damaged.size();
    for (int i = 0; i < 1 + round % 20; ++i) damaged[random() % header] = static_cast<char>(random());
    // The section table lies at the end of the file.
    for (int i = 0; i < round % 7; ++i) damaged[damaged.size() - 1 - random() % 2000] = static_cast<char>(random());
    refusal_of(damaged);
  }
  std::string noise(4096, '\0');
  for (int round = 0; round < 200; ++round) {
    for (char& c : noise) c = static_cast<char>(random());
    noise.replace(0, sizeof(Elf64_Ehdr) / 2, bytes.substr(0, sizeof(Elf64_Ehdr) / 2));
    EXPECT_NE(refusal_of(noise), "");
  }
}

}  // namespace
}  // namespace atelier::host

// Abilities of a component without an instance.
#include <gtest/gtest.h>
#include <atelier/cpp/environment.hpp>
#include <atelier/cpp/inputs.hpp>
#include <atelier/cpp/places.hpp>
#include <atelier/cpp/reports.hpp>
#include <atelier/cpp/samples.hpp>

namespace {

class Bare : public atelier::Samples {
 public:
  atelier_samples_info describe(const atelier::Call&) const override { return atelier::blank<atelier_samples_info>(); }
  std::string_view key(const atelier::Call&, uint64_t) const override { return ""; }
  atelier::Sample load(const atelier::Call&, uint64_t) const override { return {}; }
};

class Shown : public Bare {
 public:
  static constexpr atelier::Component kComponent{"test.shown", 1, "Has an ability of the class."};
  static const void* component_extension(std::string_view id) {
    static constexpr uint32_t kAnswer[2] = {8, 42};
    if (id == "acme.throws/1") throw 3;
    return id == "acme.answer/1" ? kAnswer : nullptr;
  }
};

TEST(ComponentExtension, NeedsNoInstance) {
  const atelier_component& c = atelier::component_of<Shown>();
  ASSERT_NE(c.extension, nullptr);
  const void* found = c.extension(&c, ATELIER_STR("acme.answer/1"));
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(static_cast<const uint32_t*>(found)[1], 42u);
  EXPECT_EQ(c.extension(&c, ATELIER_STR("acme.other/1")), nullptr);
  EXPECT_EQ(c.extension(&c, ATELIER_STR("acme.throws/1")), nullptr);
}

class Patient : public Bare {
 public:
  static constexpr atelier::Component kComponent{"test.patient", 1, "Needs something in the environment."};
  static constexpr atelier_variable kEnvironment[] = {
      {ATELIER_STR("TEST_PATIENCE"), ATELIER_STR("much"), ATELIER_STR("So that it waits.")}};
  static const void* component_extension(std::string_view id) { return atelier::environment<kEnvironment>(id); }
};

TEST(ComponentExtension, TellsWhatMustBeInTheEnvironment) {
  const atelier_component& c = atelier::component_of<Patient>();
  const void* found = c.extension(&c, ATELIER_STR(ATELIER_EXTENSION_COMPONENT_ENVIRONMENT));
  ASSERT_NE(found, nullptr);
  const auto& environment = *static_cast<const atelier_component_environment_v1*>(found);
  EXPECT_GE(environment.struct_size, ATELIER_COMPONENT_ENVIRONMENT_V1_FLOOR);
  uint64_t count = 0;
  const atelier_variable* variables = environment.variables(&c, &count);
  ASSERT_EQ(count, 1u);
  EXPECT_EQ(atelier::view(variables[0].name), "TEST_PATIENCE");
  EXPECT_EQ(c.extension(&c, ATELIER_STR("acme.other/1")), nullptr);
}

class Reporting : public Bare {
 public:
  static constexpr atelier::Component kComponent{"test.reporting", 1, "Leaves reports."};
  static constexpr atelier_str kReports[] = {ATELIER_STR("report.json"), ATELIER_STR("times/")};
  static const void* component_extension(std::string_view id) { return atelier::reports<kReports>(id); }
};

TEST(ComponentExtension, TellsWhatNoOutputHangsOn) {
  const atelier_component& c = atelier::component_of<Reporting>();
  const void* found = c.extension(&c, ATELIER_STR(ATELIER_EXTENSION_STAGE_REPORTS));
  ASSERT_NE(found, nullptr);
  const auto& reports = *static_cast<const atelier_stage_reports_v1*>(found);
  EXPECT_GE(reports.struct_size, ATELIER_STAGE_REPORTS_V1_FLOOR);
  uint64_t count = 0;
  const atelier_str* names = reports.names(&c, &count);
  ASSERT_EQ(count, 2u);
  EXPECT_EQ(atelier::view(names[1]), "times/");
  EXPECT_EQ(c.extension(&c, ATELIER_STR("acme.other/1")), nullptr);
}

std::string noted;  // by the host below

TEST(NoteInput, GivesTheHostAnAbsolutePath) {
  static constexpr atelier_host_inputs_v1 kInputs = {
      sizeof kInputs, 0, [](const atelier_host*, atelier_str path) noexcept { noted = atelier::str(path); }};
  auto host = atelier::blank<atelier_host>();
  host.extension = [](const atelier_host*, atelier_str id) noexcept -> const void* {
    return atelier::view(id) == ATELIER_EXTENSION_HOST_INPUTS ? &kInputs : nullptr;
  };
  auto raw = atelier::blank<atelier_call>();
  atelier::note_input(atelier::Call(&raw), "/a/b");
  EXPECT_EQ(noted, "") << "there is no host";
  raw.host = &host;
  atelier::note_input(atelier::Call(&raw), "/a/./b/../c");
  EXPECT_EQ(noted, "/a/c");
  atelier::note_input(atelier::Call(&raw), "d");
  EXPECT_EQ(noted, (std::filesystem::current_path() / "d").string());
}

TEST(Places, AreNamedAndFoundByTheHost) {
  static constexpr atelier_host_places_v1 kPlaces = {
      sizeof kPlaces, 0,
      [](const atelier_host*, atelier_str path) noexcept {
        return atelier::c_str(atelier::view(path) == "/a/c" ? "@0/c" : "");
      },
      [](const atelier_host*, atelier_str name) noexcept {
        return atelier::c_str(atelier::view(name) == "@0/c" ? "/b/c" : "");
      },
      [](const atelier_host*, atelier_str path) noexcept { noted = atelier::str(path); }};
  auto host = atelier::blank<atelier_host>();
  host.extension = [](const atelier_host*, atelier_str id) noexcept -> const void* {
    return atelier::view(id) == ATELIER_EXTENSION_HOST_PLACES ? &kPlaces : nullptr;
  };
  auto raw = atelier::blank<atelier_call>();
  const atelier::Call call(&raw);
  EXPECT_EQ(atelier::name_place(call, "/a/./c"), "/a/c") << "there is no host";
  EXPECT_EQ(atelier::find_place(call, "/a/c"), "/a/c");
  EXPECT_THROW(atelier::find_place(call, "@0/c"), atelier::Error);
  raw.host = &host;
  EXPECT_EQ(atelier::name_place(call, "/a/./c"), "@0/c");
  EXPECT_EQ(atelier::name_place(call, "/elsewhere"), "/elsewhere");
  EXPECT_EQ(atelier::find_place(call, "@0/c"), "/b/c");
  EXPECT_EQ(atelier::find_place(call, "/elsewhere"), "/elsewhere");
  EXPECT_THROW(atelier::find_place(call, "@1/c"), atelier::Error);
  noted.clear();
  atelier::hold_place(call, "/a/d/../e");
  EXPECT_EQ(noted, "/a/e");
}

class Ruled : public Bare {
 public:
  static constexpr atelier::Component kComponent{"test.ruled", 1, "Has rules and numbers, and an ability beside."};
  static constexpr atelier::Rule kRules[] = {atelier::rule("so not", "else").must(atelier::condition::given("name"))};
  static constexpr atelier::Number kNumbers[] = {atelier::number("score")};
  static const void* component_extension(std::string_view id) { return Shown::component_extension(id); }
};

class Foreseeing : public Bare {
 public:
  static constexpr atelier::Component kComponent{"test.foreseeing", 1, "Says what is wrong before all is known."};
  struct Options {
    atelier::Option<std::string> device{atelier::option("device", "Where.")};
    atelier::Option<int64_t> classes{atelier::option("classes", "How many.")};
  };
  explicit Foreseeing(const Options&) {}
  static void foresee(const Options& options, const atelier::Call&) {
    if (!options.device.waits() && *options.device != "cpu") throw atelier::Error(ATELIER_E_INVALID, "no such device");
    if (!options.classes.waits() && *options.classes < 2) throw atelier::Error(ATELIER_E_INVALID, "too few");
  }
};

TEST(ComponentExtension, ForeseesWithWhatIsKnown) {
  const atelier_component& c = atelier::component_of<Foreseeing>();
  const void* found = c.extension(&c, ATELIER_STR(ATELIER_EXTENSION_COMPONENT_FORESEE));
  ASSERT_NE(found, nullptr);
  const auto& table = *static_cast<const atelier_component_foresee_v1*>(found);
  EXPECT_GE(table.struct_size, ATELIER_COMPONENT_FORESEE_V1_FLOOR);
  auto raw = atelier::blank<atelier_call>();
  raw.fail = [](const atelier_call*, int32_t, atelier_str) noexcept {};
  auto nothing = atelier::blank<atelier_value>();
  auto device = atelier::make_value(ATELIER_TYPE_STRING);
  const auto asked = [&](const char* name, uint32_t device_waits) {
    device.text = atelier::c_str(name);
    const atelier_value* values[] = {&device, &nothing};
    auto args = atelier::blank<atelier_args>();
    args.values = values;
    args.count = 2;
    const uint32_t waits[] = {device_waits, 1};
    return table.foresee(&c, &raw, &args, waits);
  };
  EXPECT_EQ(asked("cpu", 0), ATELIER_OK);
  EXPECT_EQ(asked("gpu", 0), ATELIER_E_INVALID);
  EXPECT_EQ(asked("gpu", 1), ATELIER_OK);
}

TEST(ComponentExtension, TellsRulesAndNumbersOfTheClass) {
  const atelier_component& c = atelier::component_of<Ruled>();
  EXPECT_NE(c.extension(&c, ATELIER_STR(ATELIER_EXTENSION_COMPONENT_RULES)), nullptr);
  EXPECT_NE(c.extension(&c, ATELIER_STR(ATELIER_EXTENSION_COMPONENT_NUMBERS)), nullptr);
  EXPECT_NE(c.extension(&c, ATELIER_STR("acme.answer/1")), nullptr);
  EXPECT_EQ(c.extension(&c, ATELIER_STR("acme.throws/1")), nullptr);
  const atelier_component& none = atelier::component_of<Shown>();
  EXPECT_EQ(none.extension(&none, ATELIER_STR(ATELIER_EXTENSION_COMPONENT_RULES)), nullptr);
}

}  // namespace

// The worked example, with torchvision's matrix and the means that five tools give for it.
#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/random.hpp>
#include <atelier/testing.hpp>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "../confusion.hpp"
#include "../mean_iou.hpp"
#include "../pixel_accuracy.hpp"

namespace {

using atelier::MetricRef;
using atelier::Tensor;
using atelier::testing::Bench;
using atelier::testing::Part;

struct Results : atelier::MetricSink {
  std::map<std::string, double, std::less<>> scalars;
  std::map<std::string, bool, std::less<>> percents;
  std::map<std::string, std::vector<double>, std::less<>> classes;
  std::vector<uint64_t> counts;
  void scalar(std::string_view name, double value, bool percent) override {
    scalars[std::string(name)] = value;
    percents[std::string(name)] = percent;
  }
  void per_class(std::string_view name, atelier::span<const double> values) override {
    classes[std::string(name)].assign(values.begin(), values.end());
  }
  void matrix(std::string_view name, const uint64_t* data, uint64_t rows, uint64_t columns) override {
    EXPECT_EQ(name, "confusion");
    counts.assign(data, data + rows * columns);
  }
};

template <class T>
Tensor labels(const std::vector<int>& values) {
  Tensor t = Tensor::make<T>({1, 1, static_cast<int64_t>(values.size())});
  std::copy(values.begin(), values.end(), t.data<T>());
  return t;
}

const std::vector<int> kTruth = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 255, 255};
const std::vector<int> kPredicted = {0, 0, 0, 0, 0, 0, 1, 3, 1, 1, 1, 0, 2, 0, 1, 2};

class MetricsTest : public ::testing::Test {
 protected:
  void begin(const Part& part, size_t classes = 5, uint32_t void_label = 255) {
    const std::vector<atelier_str> names(classes, atelier_str ATELIER_STR("thing"));
    MetricRef(part.object()).begin(bench.call(), names, void_label);
  }
  Results result(const Part& part) {
    Results out;
    MetricRef(part.object()).result(bench.call(), out);
    return out;
  }
  template <class Predicted = uint8_t, class Truth = uint8_t>
  Results of_example(const Part& part) {
    begin(part);
    MetricRef(part.object()).update(bench.call(), labels<Predicted>(kPredicted), labels<Truth>(kTruth));
    return result(part);
  }
  Bench bench;
};

TEST_F(MetricsTest, PixelAccuracyOfTheExample) {
  const Results r = of_example(bench.make<atelier::metrics::PixelAccuracy>());
  EXPECT_NEAR(r.scalars.at("pixel_accuracy"), 10.0 / 14, 1e-12);
  EXPECT_TRUE(r.percents.at("pixel_accuracy"));
}

TEST_F(MetricsTest, ConfusionOfTheExample) {
  const Results r = of_example(bench.make<atelier::metrics::Confusion>());
  const std::vector<uint64_t> expected = {6, 1, 0, 1, 0, 1, 3, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(r.counts, expected);
  const std::vector<double>& recall = r.classes.at("recall");
  EXPECT_DOUBLE_EQ(recall[0], 0.75);
  EXPECT_DOUBLE_EQ(recall[1], 0.75);
  EXPECT_DOUBLE_EQ(recall[2], 0.5);
  EXPECT_TRUE(std::isnan(recall[3]));
  const std::vector<double>& precision = r.classes.at("precision");
  EXPECT_DOUBLE_EQ(precision[0], 0.75);
  EXPECT_DOUBLE_EQ(precision[2], 1);
  EXPECT_DOUBLE_EQ(precision[3], 0);
  EXPECT_TRUE(std::isnan(precision[4]));
  EXPECT_NEAR(r.scalars.at("mean_class_accuracy"), 0.666667, 1e-6);
}

TEST_F(MetricsTest, IouOfTheExample) {
  const Results r = of_example(bench.make<atelier::metrics::MeanIou>());
  const std::vector<double>& iou = r.classes.at("iou");
  EXPECT_DOUBLE_EQ(iou[0], 0.6);
  EXPECT_DOUBLE_EQ(iou[1], 0.6);
  EXPECT_DOUBLE_EQ(iou[2], 0.5);
  EXPECT_DOUBLE_EQ(iou[3], 0);
  EXPECT_TRUE(std::isnan(iou[4]));
  EXPECT_NEAR(r.scalars.at("mean_iou"), 0.425, 1e-12);
  EXPECT_NEAR(r.scalars.at("frequency_weighted_iou"), 0.585714, 1e-6);
  EXPECT_FALSE(r.percents.at("mean_iou"));
}

TEST_F(MetricsTest, EachRuleForAbsentClasses) {
  const auto mean = [&](const char* absent) {
    return of_example(bench.make<atelier::metrics::MeanIou>({{"absent", absent}})).scalars.at("mean_iou");
  };
  EXPECT_TRUE(std::isnan(mean("nan")));
  EXPECT_NEAR(mean("skip_union_0"), 0.425, 1e-12);
  EXPECT_NEAR(mean("present_in_truth"), 0.566667, 1e-6);
  EXPECT_NEAR(mean("one"), 0.54, 1e-12);
  EXPECT_NEAR(mean("zero"), 0.34, 1e-12);
}

TEST_F(MetricsTest, WideLabelsGiveTheSame) {
  const Part part = bench.make<atelier::metrics::Confusion>();
  const auto narrow = of_example(part).counts;
  EXPECT_EQ((of_example<uint16_t, uint8_t>(part).counts), narrow);
  EXPECT_EQ((of_example<uint8_t, uint16_t>(part).counts), narrow);
  EXPECT_EQ((of_example<uint16_t, uint16_t>(part).counts), narrow);
}

TEST_F(MetricsTest, WideVoidAndClassesAbove255) {
  const Part part = bench.make<atelier::metrics::PixelAccuracy>();
  begin(part, 300, 65535);
  MetricRef(part.object()).update(bench.call(), labels<uint16_t>({255, 299, 7}), labels<uint16_t>({255, 298, 65535}));
  EXPECT_DOUBLE_EQ(result(part).scalars.at("pixel_accuracy"), 0.5);
}

TEST_F(MetricsTest, PartsMergeToTheWhole) {
  const uint64_t seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  atelier::Random random(seed);
  std::vector<Part> parts;
  for (int i = 0; i < 4; ++i) {
    parts.push_back(bench.make<atelier::metrics::Confusion>());
    begin(parts.back(), 7);
  }
  for (int picture = 0; picture < 30; ++picture) {
    std::vector<int> truth(64), predicted(64);
    for (int& t : truth) t = random.below(8) == 7 ? 255 : static_cast<int>(random.below(7));
    for (int& p : predicted) p = static_cast<int>(random.below(7));
    for (const int to : {0, 1 + picture % 3})
      MetricRef(parts[to].object()).update(bench.call(), labels<uint8_t>(predicted), labels<uint8_t>(truth));
  }
  for (const int from : {2, 3}) {
    const std::vector<uint8_t> sums = MetricRef(parts[from].object()).export_sums(bench.call());
    MetricRef(parts[1].object()).merge(bench.call(), sums);
  }
  EXPECT_EQ(result(parts[1]).counts, result(parts[0]).counts);
}

TEST_F(MetricsTest, SumsAreTheseBytes) {
  const Part part = bench.make<atelier::metrics::PixelAccuracy>();
  begin(part, 2);
  const MetricRef metric(part.object());
  metric.update(bench.call(), labels<uint8_t>({0, 1, 1, 1}), labels<uint8_t>({0, 0, 1, 1}));
  std::string expected = "atelier.sums/1";
  expected += std::string("\x15\0\0\0metric.pixel_accuracy\x02\0\0\0\xff\0\0\0", 4 + 21 + 8);
  for (const char count : {1, 1, 0, 2}) expected += count + std::string(7, '\0');
  const std::vector<uint8_t> sums = metric.export_sums(bench.call());
  EXPECT_EQ(std::string(sums.begin(), sums.end()), expected);
}

TEST_F(MetricsTest, BytesOfAnythingElseChangeNothing) {
  const Part part = bench.make<atelier::metrics::Confusion>();
  const auto before = of_example(part).counts;
  const MetricRef metric(part.object());
  const std::vector<uint8_t> sums = metric.export_sums(bench.call());
  const auto refused = [&](const std::vector<uint8_t>& bytes, const char* words) {
    bench.clear();
    try {
      metric.merge(bench.call(), bytes);
      ADD_FAILURE() << words;
    } catch (const atelier::Reported& e) {
      EXPECT_EQ(e.code(), ATELIER_E_DATA);
      EXPECT_NE(bench.error().find(words), std::string::npos) << bench.error();
    }
    EXPECT_EQ(result(part).counts, before);
  };
  for (size_t size = 0; size < sums.size(); ++size) refused({sums.begin(), sums.begin() + size}, "");
  auto longer = sums;
  longer.push_back(0);
  refused(longer, "need 200 bytes of counts, but there are 201");
  for (size_t at = 0; at < sums.size() - 200; ++at) {
    auto damaged = sums;
    damaged[at] ^= 0x80;
    refused(damaged, "");
  }
  auto beyond = sums;
  std::fill(beyond.end() - 200, beyond.end(), uint8_t{0xff});
  refused(beyond, "beyond 64 bits");
  refused({'P', 'K', 3, 4}, "no sums of a metric");

  const Part other = bench.make<atelier::metrics::PixelAccuracy>();
  begin(other);
  refused(MetricRef(other.object()).export_sums(bench.call()), "sums of `metric.pixel_accuracy`");
  const Part more = bench.make<atelier::metrics::Confusion>();
  begin(more, 6);
  refused(MetricRef(more.object()).export_sums(bench.call()), "counts of 6 classes (void 255) into counts of 5");
  begin(more, 5, 65535);
  refused(MetricRef(more.object()).export_sums(bench.call()), "(void 65535)");
}

TEST_F(MetricsTest, AllVoidIsUndefined) {
  for (const char* absent : {"skip_union_0", "nan", "present_in_truth", "one", "zero"}) {
    const Part part = bench.make<atelier::metrics::MeanIou>({{"absent", absent}});
    begin(part);
    MetricRef(part.object()).update(bench.call(), labels<uint8_t>({0, 1}), labels<uint8_t>({255, 255}));
    const Results r = result(part);
    EXPECT_TRUE(std::isnan(r.scalars.at("mean_iou"))) << absent;
    EXPECT_TRUE(std::isnan(r.scalars.at("frequency_weighted_iou"))) << absent;
  }
  const Part part = bench.make<atelier::metrics::PixelAccuracy>();
  begin(part);
  EXPECT_TRUE(std::isnan(result(part).scalars.at("pixel_accuracy")));
}

TEST_F(MetricsTest, BeginStartsAfresh) {
  const Part part = bench.make<atelier::metrics::Confusion>();
  const auto once = of_example(part).counts;
  EXPECT_EQ(of_example(part).counts, once);
}

TEST_F(MetricsTest, ALabelThatIsNoClassIsNamedAndChangesNothing) {
  const Part part = bench.make<atelier::metrics::Confusion>();
  const auto before = of_example(part).counts;
  const MetricRef metric(part.object());
  EXPECT_THROW(metric.update(bench.call(), labels<uint8_t>({0, 1, 9}), labels<uint8_t>({0, 0, 255})),
               atelier::Reported);
  EXPECT_NE(bench.error().find("predicted label is 9 at pixel 2"), std::string::npos) << bench.error();
  bench.clear();
  EXPECT_THROW(metric.update(bench.call(), labels<uint8_t>({0, 1}), labels<uint8_t>({0, 90})), atelier::Reported);
  EXPECT_NE(bench.error().find("true label is 90"), std::string::npos) << bench.error();
  EXPECT_EQ(result(part).counts, before);
}

TEST_F(MetricsTest, OtherShapesAndTypesAreRefused) {
  const Part part = bench.make<atelier::metrics::Confusion>();
  begin(part);
  const MetricRef metric(part.object());
  EXPECT_THROW(metric.update(bench.call(), labels<uint8_t>({0, 1}), labels<uint8_t>({0})), atelier::Reported);
  EXPECT_NE(bench.error().find("differ in shape"), std::string::npos) << bench.error();
  bench.clear();
  EXPECT_THROW(metric.update(bench.call(), labels<float>({0}), labels<uint8_t>({0})), atelier::Reported);
  EXPECT_NE(bench.error().find("float32"), std::string::npos) << bench.error();
}

}  // namespace

#include "weight_files/network_names.hpp"

#include "built_files.hpp"

namespace atelier::weight_files {
namespace {

struct Named {
  explicit Named(const std::string& fixture) : file(test::fixture(fixture)), names(network_names(file)) {}
  // The first element.
  float value(const std::string& name) const {
    const Entry* entry = names.find(name);
    if (!entry) return -1;
    std::vector<float> values(entry->count());
    file.read_floats(*entry, values.data());
    return values[0];
  }
  WeightFile file;
  NetworkNames names;
};

TEST(NetworkNames, TorchvisionsStay) {
  const Named deeplab("deeplabv3.torch1.pth");
  EXPECT_EQ(deeplab.names.source, Source::kSegmentation);
  EXPECT_EQ(deeplab.names.what, "torchvision's deeplabv3_resnet50, 21 classes, aux");
  ASSERT_EQ(deeplab.names.entries.size(), 370u);
  EXPECT_TRUE(deeplab.names.left_out.empty());
  EXPECT_EQ(deeplab.names.entries[318].name, "classifier.0.convs.0.0.weight");
  EXPECT_EQ(deeplab.value("classifier.0.convs.0.0.weight"), 318 % 64);
  EXPECT_EQ(deeplab.value("aux_classifier.4.bias"), 369 % 64);
}

TEST(NetworkNames, ABackboneGetsItsPrefixAndLosesItsClassifier) {
  const Named resnet("resnet50.torch1.pth");
  EXPECT_EQ(resnet.names.source, Source::kBackbone);
  EXPECT_EQ(resnet.names.what, "a ResNet-50 backbone, with a classifier of 1000 classes");
  ASSERT_EQ(resnet.names.entries.size(), 318u);
  EXPECT_EQ(resnet.names.left_out, (std::vector<std::string>{"fc.weight", "fc.bias"}));
  EXPECT_EQ(resnet.value("backbone.conv1.weight"), 0);
  EXPECT_EQ(resnet.value("backbone.layer4.2.bn3.running_var"), 316 % 64);
}

TEST(NetworkNames, MmsegmentationsAreMappedWhereThereIsACounterpart) {
  const Named mmseg("mmsegmentation.torch1.pth");
  EXPECT_EQ(mmseg.names.source, Source::kMmsegmentation);
  EXPECT_EQ(mmseg.names.what, "mmsegmentation's, DeepLabV3 on ResNet-50, 21 classes, aux");
  EXPECT_FALSE(mmseg.names.deep_stem);
  // The file's order: 318 of the backbone, conv_seg, then the pooled branch and the four others, six each.
  EXPECT_EQ(mmseg.value("backbone.layer4.2.bn3.running_var"), 316 % 64);
  EXPECT_EQ(mmseg.value("classifier.4.weight"), 318 % 64);
  EXPECT_EQ(mmseg.value("classifier.0.convs.4.1.weight"), 320 % 64);
  EXPECT_EQ(mmseg.value("classifier.0.convs.4.2.weight"), 321 % 64);
  EXPECT_EQ(mmseg.value("classifier.0.convs.0.0.weight"), 326 % 64);
  EXPECT_EQ(mmseg.value("classifier.0.convs.3.1.running_var"), (326 + 18 + 4) % 64);
  const size_t aux = 326 + 24 + 6;
  EXPECT_EQ(mmseg.value("aux_classifier.4.weight"), aux % 64);
  EXPECT_EQ(mmseg.value("aux_classifier.0.weight"), (aux + 2) % 64);
  EXPECT_EQ(mmseg.value("aux_classifier.1.bias"), (aux + 4) % 64);
  ASSERT_EQ(mmseg.names.left_out.size(), 6u);
  EXPECT_EQ(mmseg.names.left_out[0], "decode_head.bottleneck.conv.weight");
  EXPECT_EQ(mmseg.file.class_names().size(), 21u);
}

TEST(NetworkNames, ADeepStemIsSeen) {
  const Named mmseg("mmsegmentation_v1c.torch1.pth");
  EXPECT_TRUE(mmseg.names.deep_stem);
  EXPECT_EQ(mmseg.names.what, "mmsegmentation's, DeepLabV3 on ResNetV1c-50, 21 classes, aux");
}

TEST(NetworkNames, SharedPrefixesAreTakenOff) {
  const Named parallel("parallel.torch1.pth");
  EXPECT_EQ(parallel.names.prefix, "module.");
  EXPECT_EQ(parallel.names.entries[0].name, "0.weight");
  EXPECT_EQ(parallel.names.what, "a network that Atelier does not know");
}

}  // namespace
}  // namespace atelier::weight_files

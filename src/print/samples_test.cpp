#include "print/samples.hpp"

#include <gmock/gmock.h>

namespace yiguan::print {
namespace {

// EBM-14
TEST(Samples, EBM14_EachIsDrawn) {
    for (const Sample& sample : samples()) {
        const auto png = draw_sample(sample.name);
        ASSERT_TRUE(png) << sample.name;
        EXPECT_THAT(*png, testing::StartsWith("\x89PNG")) << sample.name;
        EXPECT_LT(png->size(), 600'000u) << sample.name;
        EXPECT_FALSE(sample.zh.empty());
    }
    EXPECT_EQ(draw_sample("passport"), std::nullopt);
}

}  // namespace
}  // namespace yiguan::print

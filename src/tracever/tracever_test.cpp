#include "tracever/tracever.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yiguan::tracever {
namespace {

Outcome call(std::initializer_list<std::string> words) {
    const std::vector<std::string> all(words);
    return run(all);
}

TEST(Tracever, ConformsToEveryVector) {
    const Outcome found = call({"conform", "src/proof/testdata/tlog"});
    EXPECT_EQ(found.status, 0) << found.out << found.err;
    EXPECT_EQ(found.out, "222 passed, 0 failed\n");
}

}  // namespace
}  // namespace yiguan::tracever

#include "proof/hash.hpp"

#include <gtest/gtest.h>

namespace yiguan::proof {
namespace {

TEST(ProofText, Base64IsStrict) {
    for (std::string_view text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
        EXPECT_EQ(from_base64(base64(text)), text);
    EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
    for (std::string_view bad : {"Zg", "Zg=", "Z===", "Zh==", "Zm9=", "Zm9vYg==Zm9v", "Zm-v", "====", "Zg=A"})
        EXPECT_EQ(from_base64(bad), std::nullopt) << bad;
}

TEST(ProofText, HexIsLowerCase) {
    EXPECT_EQ(from_hex("00ff"), std::string("\0\xff", 2));
    for (std::string_view bad : {"0", "0G", "FF"}) EXPECT_EQ(from_hex(bad), std::nullopt);
}

// RFC 6962: SHA-256 of nothing.
TEST(ProofHash, EmptyTree) {
    EXPECT_EQ(hex(bytes_of(empty_root(Suite::sha256))),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(bytes_of(hash_leaf(Suite::sha256, ""))),
              "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

}  // namespace
}  // namespace yiguan::proof

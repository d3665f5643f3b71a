// proof/leaf.hpp: Leaf::decode. Oracles: what it accepts is written again byte for byte, is within its bounds, and has
// another encoding in no other bytes.
#include "proof/leaf.hpp"

#include "fuzz/harness.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace yiguan;
    using fuzz::require;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto leaf = proof::Leaf::decode(bytes);
    if (leaf.has_error()) {
        require(leaf.error().code == Code::invalid, "an error that the contract does not name");
        fuzz::require_showable(leaf.error());
        return 0;
    }
    require(size <= proof::leaf_bytes_max, "a record that is too long");
    require(leaf.value().keys.size() <= proof::unit_keys_max, "a record with too many keys");
    require(leaf.value().encode() == bytes, "a record that is not written as it was read");
    return 0;
}

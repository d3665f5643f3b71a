// mint/serial.hpp: serials from counters and back. Oracle: a serial verifies only if minting its counter gives the very
// same text, one by one and in a batch; whatever text is read as one of ours has its form.
#include "mint/serial.hpp"

#include <algorithm>

#include "fuzz/harness.hpp"
#include "mint/serial_text.hpp"
#include "mint/testing.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

struct Fixture {
    mint::KeyFile keys = mint::testing::fixed_keys_with_sm4();
    std::vector<mint::SerialDomain> domains;
    std::vector<mint::SerialVerifier> verifiers;
    std::vector<mint::SerialMinter> minters;  // two a domain
    Fixture() {
        const auto item = keys::Gtin::parse("6901234567892").value();
        for (int chars = mint::serial_chars_min; chars <= mint::serial_chars_max; ++chars) {
            domains.push_back(mint::SerialDomain::gs1(item, chars).value());
            domains.push_back(mint::SerialDomain::short_code(chars).value());
        }
        for (const auto& domain : domains) {
            verifiers.emplace_back(keys, domain);
            for (const int epoch : {0, 1}) minters.emplace_back(keys, domain, epoch);
        }
    }
};

const Fixture& fixture() {
    static const Fixture one;
    return one;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Fixture& f = fixture();
    fuzz::Input in(data, size);
    const auto at = static_cast<std::size_t>(in.below(f.domains.size()));
    const auto epoch = static_cast<std::size_t>(in.byte() % 2);
    const auto minter = [&](std::size_t e) -> const mint::SerialMinter& { return f.minters[at * 2 + e]; };
    const auto& domain = f.domains[at];
    const auto counter = static_cast<std::int64_t>(in.below(static_cast<std::uint64_t>(domain.counter_max()) + 1));
    std::string serial = minter(epoch).mint(counter);
    require(serial.size() == static_cast<std::size_t>(domain.chars()) && mint::is_serial(serial), "not its form");
    require(f.verifiers[at].verify(serial) == mint::SerialMinted{static_cast<int>(epoch), counter},
            "another counter comes back");

    std::vector<std::string> texts{serial};
    const auto edits = in.byte() % 8;
    for (int i = 0; i < edits; ++i) {
        serial[in.byte() % serial.size()] = static_cast<char>(in.byte());
        texts.push_back(serial);
    }
    while (!in.empty() && texts.size() < 600) texts.emplace_back(in.line());
    std::vector<std::string_view> views(texts.begin(), texts.end());
    std::vector<std::optional<mint::SerialMinted>> together(texts.size());
    f.verifiers[at].verify_many(views, together);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        require(together[i] == f.verifiers[at].verify(texts[i]), "verify_many and verify disagree");
        if (together[i])
            require(minter(static_cast<std::size_t>(together[i]->epoch)).mint(together[i]->counter) == texts[i],
                    "two texts verify as one serial");
        const auto found = mint::find_serial(texts[i]);
        if (found)
            require(mint::is_serial(found->serial) &&
                        found->serial.size() == static_cast<std::size_t>(found->domain.chars()),
                    "what is found has not the form of a serial");
    }
    return 0;
}

// mint/minter.hpp: codes from counters and back. Oracle: a code verifies only if minting its counter gives the very
// same text, in every way of asking (one by one, in a batch, by domain).
#include "mint/minter.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "fuzz/harness.hpp"
#include "mint/testing.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

struct Fixture {
    mint::KeyFile keys = mint::testing::fixed_keys();
    std::vector<mint::CodeDomain> domains{mint::testing::domain("0128"), mint::testing::domain("9999")};
    std::vector<int> epochs{0, 3, 9};
    mint::Verifier verifier{keys, domains, epochs};
    std::vector<mint::Minter> minters;  // ten a domain
    Fixture() {
        for (const auto& domain : domains)
            for (int epoch = 0; epoch < 10; ++epoch) minters.emplace_back(keys, domain, epoch);
    }
    const mint::Minter& minter(std::size_t domain, int epoch) const {
        return minters[domain * 10 + static_cast<std::size_t>(epoch)];
    }
};

const Fixture& fixture() {
    static const Fixture one;
    return one;
}

void check_text(std::string_view code) {
    const Fixture& f = fixture();
    const auto minted = f.verifier.verify(code);
    const auto claimed = f.verifier.claimed_domain(code);
    if (!minted) return;
    require(claimed == minted->domain, "a genuine code claims another domain");
    require(minted->domain < f.domains.size() && std::ranges::count(f.epochs, minted->epoch) == 1,
            "a code of an unknown domain or epoch passes");
    require(minted->counter >= 0 && minted->counter <= mint::counter_max, "a counter with more than 18 digits");
    require(f.minter(minted->domain, minted->epoch).mint(minted->counter) == code, "two texts verify as one code");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Fixture& f = fixture();
    fuzz::Input in(data, size);
    const auto domain = static_cast<std::size_t>(in.below(f.domains.size()));
    const auto epoch = static_cast<int>(in.byte() % 10);
    const auto counter = static_cast<std::int64_t>(in.below(static_cast<std::uint64_t>(mint::counter_max) + 1));
    std::string code = f.minter(domain, epoch).mint(counter);
    require(code.size() == mint::code_digits && std::ranges::all_of(code, is_digit), "a code that is not 33 digits");
    const auto minted = f.verifier.verify(code);
    const bool known = std::ranges::count(f.epochs, epoch) == 1;
    require(minted.has_value() == known,
            known ? "a genuine code does not verify" : "a code of an unknown epoch passes");
    if (known)
        require(*minted == mint::Minted{static_cast<std::uint32_t>(domain), epoch, counter},
                "another counter comes back");

    // The rest changes characters of the code, then gives texts of its own; all of them are asked for at once, too.
    std::vector<std::string> texts{code};
    const auto edits = in.byte() % 8;
    for (int i = 0; i < edits; ++i) {
        const auto at = in.byte() % mint::code_digits;
        code[at] = static_cast<char>(in.byte());
        texts.push_back(code);
    }
    while (!in.empty() && texts.size() < 600) texts.emplace_back(in.line());
    std::vector<std::string_view> views(texts.begin(), texts.end());
    std::vector<std::optional<mint::Minted>> together(texts.size());
    f.verifier.verify_many(views, together);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        check_text(texts[i]);
        require(together[i] == f.verifier.verify(texts[i]), "verify_many and verify disagree");
    }

    const auto count = static_cast<std::size_t>(
        std::min<std::uint64_t>(in.below(300), static_cast<std::uint64_t>(mint::counter_max - counter) + 1));
    std::string many(count * (mint::code_digits + 1), '\0');
    f.minter(domain, epoch).mint_many(counter, count, many.data(), ';');
    for (std::size_t i = 0; i < count; ++i)
        require(many.substr(i * 34, 34) == f.minter(domain, epoch).mint(counter + static_cast<std::int64_t>(i)) + ';',
                "mint_many and mint disagree");
    return 0;
}

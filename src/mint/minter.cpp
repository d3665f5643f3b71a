#include "mint/minter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/text.hpp"
#include "mint/cipher.hpp"
#include "mint/code_text.hpp"
#include "mint/domain_cipher.hpp"

namespace yiguan::mint {

static_assert(code_text_bytes == code_digits + 1);

Result<CodeDomain> CodeDomain::ecode(std::string_view nsi) {
    if (nsi.size() != 4 || !std::ranges::all_of(nsi, is_digit))
        return Error{Code::invalid, "/nsi", "Ecode V2 的编码体系标识（NSI）应为 4 位数字", "NSI", shorten(nsi, 20)};
    return CodeDomain{nsi};
}

std::shared_ptr<const Cipher> domain_cipher(const KeyFile& keys, std::string_view nsi, int epoch) {
    auto key = keys.code_key(fmt::format("ecode:2:{}", nsi), epoch);
    auto cipher = std::make_shared<const Cipher>(key, fmt::format("E2{}", nsi), keys.cipher_of(epoch));
    crypto::wipe(key);
    return cipher;
}

namespace {

void require_epoch(int epoch) {
    if (epoch < 0 || epoch > 9) throw std::invalid_argument("a key epoch is one digit");
}

void require_counters(std::int64_t first, std::size_t count) {
    if (first < 0 || first > counter_max || count > static_cast<std::uint64_t>(counter_max - first) + 1)
        throw std::out_of_range("a counter has at most 18 digits");
}

}  // namespace

Minter::Minter(const KeyFile& keys, const CodeDomain& domain, int epoch) : epoch_(epoch) {
    require_epoch(epoch);
    cipher_ = domain_cipher(keys, domain.nsi(), epoch);
    prefix_ = make_prefix(domain.nsi(), epoch);
}

void Minter::mint(std::int64_t counter, char* out) const {
    require_counters(counter, 1);
    std::uint64_t high = static_cast<std::uint64_t>(counter) / low_modulus;
    std::uint64_t low = static_cast<std::uint64_t>(counter) % low_modulus;
    cipher_->encipher(&high, &low, 1);
    write_code(prefix_, high, low, out);
}

std::string Minter::mint(std::int64_t counter) const {
    std::string code(code_digits, '0');
    mint(counter, code.data());
    return code;
}

void Minter::mint_many(std::int64_t first, std::size_t count, char* out, char separator) const {
    require_counters(first, count);
    constexpr std::size_t lanes_max = 128;
    alignas(64) std::uint64_t high[lanes_max];
    alignas(64) std::uint64_t low[lanes_max];
    std::uint64_t next_high = static_cast<std::uint64_t>(first) / low_modulus;
    std::uint64_t next_low = static_cast<std::uint64_t>(first) % low_modulus;
    while (count > 0) {
        const std::size_t lanes = std::min(count, lanes_max);
        if (next_low + lanes <= low_modulus) {  // nearly always, and then in vector instructions
            for (std::size_t k = 0; k < lanes; ++k) {
                high[k] = next_high;
                low[k] = next_low + k;
            }
            next_low += lanes;
        } else {
            for (std::size_t k = 0; k < lanes; ++k, ++next_low) {
                if (next_low == low_modulus) {
                    next_low = 0;
                    ++next_high;
                }
                high[k] = next_high;
                low[k] = next_low;
            }
        }
        if (next_low == low_modulus) {
            next_low = 0;
            ++next_high;
        }
        cipher_->encipher(high, low, lanes);
        write_codes(prefix_, high, low, lanes, separator, out);
        out += lanes * code_text_bytes;
        count -= lanes;
    }
}

struct Verifier::Table {
    std::vector<CodeDomain> domains;
    std::array<std::uint16_t, 10'000> domain_of_nsi{};   ///< Index + 1; 0 = none.
    std::vector<std::shared_ptr<const Cipher>> ciphers;  ///< Ten a domain, null for epochs not in use.

    const Cipher* cipher_of(const CodeHead& head) const {
        const std::uint16_t domain = domain_of_nsi[head.nsi];
        return domain == 0 ? nullptr : ciphers[(domain - 1u) * 10u + static_cast<unsigned>(head.epoch)].get();
    }
};

Verifier::Verifier(const KeyFile& keys, std::vector<CodeDomain> domains)
    : Verifier(keys, std::move(domains), keys.epochs()) {}

Verifier::Verifier(const KeyFile& keys, std::vector<CodeDomain> domains, const std::vector<int>& epochs) {
    for (const int epoch : epochs) require_epoch(epoch);
    auto table = std::make_shared<Table>();
    table->ciphers.resize(domains.size() * 10);
    for (std::size_t d = 0; d < domains.size(); ++d) {
        auto& index = table->domain_of_nsi[static_cast<std::size_t>(std::stoi(domains[d].nsi()))];
        if (index != 0) throw std::invalid_argument("a verifier takes each domain once");
        index = static_cast<std::uint16_t>(d + 1);
        for (const int epoch : epochs)
            table->ciphers[d * 10 + static_cast<std::size_t>(epoch)] = domain_cipher(keys, domains[d].nsi(), epoch);
    }
    table->domains = std::move(domains);
    table_ = std::move(table);
}

std::optional<Minted> Verifier::verify(std::string_view code) const {
    CodeHead head;
    std::uint64_t high;
    std::uint64_t low;
    if (!read_head(code, head)) return std::nullopt;
    const Cipher* const cipher = table_->cipher_of(head);
    if (cipher == nullptr || !read_body(code.data(), high, low)) return std::nullopt;
    cipher->decipher(&high, &low, 1);
    if (high >= high_limit) return std::nullopt;
    return Minted{table_->domain_of_nsi[head.nsi] - 1u, head.epoch,
                  static_cast<std::int64_t>(high * low_modulus + low)};
}

void Verifier::verify_many(std::span<const std::string_view> codes, std::span<std::optional<Minted>> out) const {
    if (codes.size() != out.size()) throw std::invalid_argument("one answer for each code");
    std::ranges::fill(out, std::nullopt);
    decipher_runs(
        codes, [this](const CodeHead& head) { return table_->cipher_of(head); },
        [&](std::size_t i, const CodeHead& head, std::int64_t counter) {
            out[i] = Minted{table_->domain_of_nsi[head.nsi] - 1u, head.epoch, counter};
        });
}

std::optional<std::uint32_t> Verifier::claimed_domain(std::string_view code) const {
    CodeHead head;
    if (!read_head(code, head)) return std::nullopt;
    const std::uint16_t domain = table_->domain_of_nsi[head.nsi];
    return domain == 0 ? std::nullopt : std::optional<std::uint32_t>(domain - 1u);
}

const std::vector<CodeDomain>& Verifier::domains() const {
    return table_->domains;
}

}  // namespace yiguan::mint

#include "keys/gs1/check_pair.hpp"

#include <algorithm>

namespace yiguan::keys::gs1 {
namespace {

constexpr std::string_view cset82 =
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view cset32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

constexpr std::array<unsigned, check_pair_body_max> primes = [] {
    std::array<unsigned, check_pair_body_max> found{};
    std::size_t count = 0;
    for (unsigned n = 2; count < found.size(); ++n)
        if (std::none_of(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count),
                         [n](unsigned p) { return n % p == 0; }))
            found[count++] = n;
    return found;
}();

constexpr std::array<unsigned char, 256> values = [] {
    std::array<unsigned char, 256> found{};
    for (std::size_t i = 0; i < cset82.size(); ++i)
        found[static_cast<unsigned char>(cset82[i])] = static_cast<unsigned char>(i);
    return found;
}();

}  // namespace

std::array<char, 2> check_pair(std::string_view body) {
    body = body.substr(0, check_pair_body_max);
    unsigned sum = 0;  // at most 97 * 509 * 81: fits
    for (std::size_t i = 0; i < body.size(); ++i)
        sum += values[static_cast<unsigned char>(body[i])] * primes[body.size() - 1 - i];
    sum %= 1021;
    return {cset32[sum / 32], cset32[sum % 32]};
}

}  // namespace yiguan::keys::gs1

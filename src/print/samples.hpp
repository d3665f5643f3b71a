// Drawn samples that show people what to upload (查看图片样例, EBM-14), and pictures of licences to test reading with.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yiguan::print {

/// What stands on a business licence of the form of 2019.
struct LicenceFacts {
    std::string uscc, name, type, legal_person, scope, capital, established, address, registrar, issued;
};
enum class SampleMark : std::uint8_t { no, yes };  ///< 样例 across the picture.
/// PNG, 1600 by 1130 pixels.
std::string draw_licence(const LicenceFacts& facts, SampleMark mark);

struct Sample {
    std::string_view name;  ///< "licence", as in the address
    std::string_view zh;
};
const std::vector<Sample>& samples();
/// PNG; nothing for a name that samples() does not have. Drawn at each call: some 100 ms.
std::optional<std::string> draw_sample(std::string_view name);

}  // namespace yiguan::print

// The main job once, from registration to a sold item, over HTTP against the real program: what the spine tests look
// at.
#pragma once
#include <memory>

#include "support/world.hpp"

namespace yiguan::testing {

/// Values that their owners keep hidden. None of them may turn up where others look.
inline const Company maker{"广东一贯车业有限公司", some_uscc(1), "广东省广州市黄埔区开创大道1号", "020-81110001",
                           "maker"};
inline const Company shop{"深藏不露车行", some_uscc(2), "隐匿大街七十七号", "13977770077", "shop"};
inline const Company rival{"旁观车业有限公司", some_uscc(3), "广东省佛山市禅城区季华路3号", "0757-83330003", "rival"};
inline const Company bureau{"示例市场监督管理局", some_uscc(4), "广东省广州市天河区1号", "020-12315001", "bureau"};
inline constexpr const char* customer = "王隐客";
inline constexpr const char* supplier = "不公开供货商行";
inline constexpr const char* open_buyer = "公开购方商贸有限公司";
inline constexpr const char* open_buyer_address = "不公开仓库路五号";
inline constexpr const char* open_buyer_contact = "13955550055";

/// Everything in it is hidden by its owner from everybody else.
inline const std::vector<std::string>& hidden_values() {
    static const std::vector<std::string> values{shop.name, shop.uscc, shop.address,       shop.contact,
                                                 customer,  supplier,  open_buyer_address, open_buyer_contact};
    return values;
}

class Story {
public:
    explicit Story(db::Engine engine);

    Server server;
    Party admin, producer, seller, other, regulator;
    std::string product;

    /// A million codes: all bound, activated, shipped to the shop, received; the item at sold_at was sold.
    std::string million;
    std::int64_t million_first = 0;
    static constexpr std::int64_t million_size = 1'000'000;
    static constexpr std::int64_t sold_at = 7;
    /// A thousand codes: [0,499] bound, [0,399] active, [0,99] shipped to a buyer whose name the maker shows.
    std::string thousand;
    std::int64_t thousand_first = 0;

    double bind_ms = 0, ship_ms = 0, receive_ms = 0;  ///< Of the million.

    /// The text of the n-th code of a block, from its package.
    std::string code(const std::string& block, std::int64_t n);
    Party stranger() const { return Party(server); }

private:
    void tell();
    double timed_post(Party& party, const char* path, const json::value& body);
};

/// The story of that engine, told once in a program.
Story& story(db::Engine engine);

}  // namespace yiguan::testing
